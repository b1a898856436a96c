"""Puts what people wrote into a report: notes, cases and advice; no figure is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.reporting.paper import LEAD, Case, Paper, Section, numbered, titled

ADVICE, CASES = "对策建议", "典型案例"
MORE_CASES, ADVICE_FIELD, LEAD_FIELD = "more_cases", "advice", "lead"


@dataclass(frozen=True, slots=True)
class Part:
    """A text that a person may write; ``machine``: what stands there when nobody writes."""

    field: str
    label: str
    machine: str
    hint: str = ""


def parts(paper: Paper) -> tuple[Part, ...]:
    """Everything that may be written in a report, in the order in which it is printed."""
    found: list[Part] = []
    if paper.lead:
        said = "\n".join(paper.lead.sentences)
        found.append(Part(LEAD_FIELD, LEAD, said, "全篇最要紧的几句话；删空就不印。"))
    body = (pair for pair in numbered(paper) if pair[0])
    for place, (number, section) in enumerate(body, 1):
        name = titled(number, section)
        if section.heading == CASES:
            found += [
                Part(f"case-{case.no}", f"{name}：{case.heading}（工单 {case.no}）", case.text)
                for case in section.cases
            ]
            found.append(Part(MORE_CASES, f"{name}：补充的案例", "", "一行一个；不写姓名和电话。"))
        elif section.heading == ADVICE:
            said = "\n".join(section.sentences)
            found.append(Part(ADVICE_FIELD, name, said, "一行一条：谁牵头、做什么、何时完成。"))
        else:
            found.append(Part(f"note-{place}", f"{name}：分析说明", "", "成因、说明；数字不能改。"))
    return tuple(found)


def edited(paper: Paper, texts: Mapping[str, str]) -> Paper:
    """The report with the texts in their places.

    ``texts``: by the fields of ``parts``; one that is missing leaves what the machine wrote, and an
    empty one takes the case or the advice out.
    """
    sections = tuple(
        _section(section, place, texts) for place, section in enumerate(paper.sections, 1)
    )
    return replace(paper, sections=sections, lead=_lead(paper.lead, texts))


def _lead(lead: Section | None, texts: Mapping[str, str]) -> Section | None:
    if lead is None or LEAD_FIELD not in texts:
        return lead
    return replace(lead, sentences=_lines(texts[LEAD_FIELD]), marks=())


def _section(section: Section, place: int, texts: Mapping[str, str]) -> Section:
    if section.heading == CASES:
        cases = tuple(
            Case(case.heading, text, case.no)
            for case in section.cases
            if (text := texts.get(f"case-{case.no}", case.text))
        )
        return replace(section, cases=cases, notes=_lines(texts.get(MORE_CASES, "")))
    if section.heading == ADVICE:
        if ADVICE_FIELD in texts:
            return replace(section, sentences=_lines(texts[ADVICE_FIELD]), marks=())
        return section
    return replace(section, notes=_lines(texts.get(f"note-{place}", "")))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
