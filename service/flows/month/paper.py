"""Composes the monthly report: which sentence and which table stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analytics.marking import marked, unmarked
from analytics.reports.report import RANKED, MonthlyFigures, monthly_figures
from analytics.reports.report_labels import Labels
from analytics.reports.report_words import marked_sections
from analytics.wording import FEW, as_of, month_words
from service.domain.agenda import AgendaRules, Candidate, repeats
from service.domain.catalogue import Catalogue
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Channel
from service.flows.month import tables as paper_tables
from service.flows.month.cases import cases_of
from service.flows.month.data import MonthData
from service.flows.month.foresight import Foresight
from service.flows.month.hot_words import behind_bursts, hot_table, hot_words
from service.flows.month.outlook import advice, outlook
from service.flows.month.pictures import bars_of, line_of
from service.flows.month.sets import step_set
from service.flows.month.summary import summary
from service.flows.month.topics import Topic
from service.labels import LABELS
from service.reporting.paper import LEAD, Paper, Section, Table


def figures_of(data: MonthData) -> MonthlyFigures:
    """The figures of the month, with this hotline's words for its channels."""
    return monthly_figures(data.year, data.month, data.as_of, _labels())


def compose(
    data: MonthData,
    figures: MonthlyFigures,
    topics: Sequence[Topic],
    candidates: Sequence[Candidate],
    *,
    catalogue: Catalogue,
    city: str,
    rules: AgendaRules,
    foresight: Foresight | None = None,
) -> Paper:
    """The report on a month: the same data give the same report, to the letter."""
    said = marked_sections(figures, _labels())
    tables = {key: paper_tables.count_table(t, key) for key, t in figures.tables.items()}
    year, month = data.month.split("-")
    ahead = outlook(data, foresight or Foresight(), catalogue)
    again = repeats((topic.facts for topic in topics), rules)
    told = [topic for topic in topics if topic.facts.topic_id not in again]
    proposed = advice(data, candidates, catalogue, rules)
    ranked = tuple(paper_tables.ranking_table(figures, key) for key in RANKED)
    paper = Paper(
        month=data.month,
        title=f"{city}12345政务服务便民热线{month_words(data.month)}运行情况报告",
        issue=f"{year}年第{int(month)}期",
        issuer=f"{city}12345政务服务便民热线中心",
        as_of=as_of(data.as_of),
        is_provisional=not data.is_whole,
        lead=told_section(LEAD, summary(figures, told, foresight or Foresight(), len(proposed))),
        sections=(
            *_counted(data, said, tables, told),
            told_section(
                "办理情况与三率",
                (*said.get("办理情况与三率", ()), *said.get("短板单位", ())),
                tables=(paper_tables.rate_table(figures),),
            ),
            told_section("督办与批示", _supervision(data)),
            Section("典型案例", cases=cases_of(data.tickets, data.texts)),
            told_section(
                "风险预警与下月预判",
                (*said.get("风险预警", ()), *behind_bursts(figures.sets, told), *ahead),
            ),
            told_section("对策建议", proposed),
        ),
        annex=(
            tables["unit"],
            *(table for table in ranked if table is not None),
            paper_tables.definition_table(figures),
        ),
    )
    return _noted_once(paper)


def _noted_once(paper: Paper) -> Paper:
    """The paper with the note on small numbers below the first table that needs it alone."""
    tables = [*(t for s in paper.sections for t in s.tables), *paper.annex]
    first = next((table for table in tables if table.note == FEW), None)

    def noted(found: Sequence[Table]) -> tuple[Table, ...]:
        return tuple(replace(t, note="") if t.note == FEW and t is not first else t for t in found)

    sections = tuple(replace(s, tables=noted(s.tables)) for s in paper.sections)
    return replace(paper, sections=sections, annex=noted(paper.annex))


def told_section(heading: str, lines: Sequence[str], **more: Any) -> Section:
    """A section of sentences with marks in them; ``more``: its tables, cases, charts."""
    pairs = [unmarked(line) for line in lines]
    marks = tuple(found for _, found in pairs)
    said = tuple(text for text, _ in pairs)
    return Section(heading, said, marks=marks if any(marks) else (), **more)


def _counted(
    data: MonthData,
    said: Mapping[str, tuple[str, ...]],
    tables: Mapping[str, Table],
    told: Sequence[Topic],
) -> tuple[Section, ...]:
    """The sections that count requests: all, by unit, by matter, by area."""
    return (
        told_section(
            "总体情况",
            said.get("总体情况", ()),
            tables=(*(tables[k] for k in ("channel", "request_type", "outcome")), *_trend(data)),
            charts=tuple(chart for table in _trend(data) for chart in line_of(table)),
        ),
        told_section(
            "责任单位接诉", said.get("责任单位接诉情况", ()), tables=(tables["unit_group"],)
        ),
        told_section(
            "热点诉求",
            hot_words(told),
            tables=(hot_table(told), tables["topic_2"]),
            charts=bars_of(tables["topic_2"], "诉求最多的十类"),
        ),
        told_section(
            "区域分布",
            said.get("区域分布", ()),
            tables=(tables["area"],),
            charts=bars_of(tables["area"], "各区域诉求量"),
        ),
    )


def _trend(data: MonthData) -> tuple[Table, ...]:
    """Requests by month, once there are two months to compare."""
    return (paper_tables.trend_table(data.totals),) if len(data.totals) > 1 else ()


def _labels() -> Labels:
    return Labels(channels=LABELS[Channel])


def _supervision(data: MonthData) -> tuple[str, ...]:
    """What the hotline and the leaders did about slow work, and what came of the month's work."""

    def told(*steps: tuple[str, Step]) -> str:
        done = [(words, step, data.steps.get(step, 0)) for words, step in steps]
        said = [f"{words}{marked(f'{n}次', step_set(step))}" for words, step, n in done if n]
        none = [words for words, _, n in done if not n]
        if none:
            said.append(f"没有{'、'.join(none)}")
        return "，".join(said)

    pressed = told(("催办", Step.REMIND), ("督办", Step.SUPERVISE), ("领导批示", Step.INSTRUCT))
    ruled = told(
        ("回访后重办", Step.REDO), ("同意退单", Step.UPHOLD), ("批准延期", Step.GRANT_EXTENSION)
    )
    return (f"本月{pressed}；{ruled}。以上按本月发生的次数计，含以前月份受理的工单。",)
