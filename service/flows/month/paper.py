"""Composes the monthly report: which sentence and which table stands where."""

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.marking import marked, marked_pieces, unmarked
from analytics.report import RANKED, MonthlyFigures, monthly_figures
from analytics.report_labels import Labels
from analytics.report_words import marked_sections
from analytics.wording import as_of, month_words
from service.domain.agenda import AgendaRules, Candidate, repeats
from service.domain.catalogue import Catalogue
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Channel
from service.flows.month import tables as paper_tables
from service.flows.month.cases import cases_of
from service.flows.month.data import MonthData
from service.flows.month.foresight import Foresight
from service.flows.month.outlook import advice, outlook
from service.flows.month.pictures import bars_of, line_of
from service.flows.month.sets import EVENTS, before_set, step_set, topic_set
from service.flows.month.topics import Topic
from service.labels import LABELS
from service.reporting.paper import Line, Paper, Section, Table

_TOP = 10
_ASKED = 3
_HEAT = (
    "热度以一名诉求人为一分，重复、支持、集中、未解决、重办另加分，一类问题减半；"
    "地点写几处的是一类问题；一件诉求可同属一件事和一类问题，各行不能相加。"
)


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
    ranked = tuple(paper_tables.ranking_table(figures, key) for key in RANKED)
    return Paper(
        month=data.month,
        title=f"{city}12345政务服务便民热线{month_words(data.month)}运行情况报告",
        issue=f"{year}年第{int(month)}期",
        issuer=f"{city}12345政务服务便民热线中心",
        as_of=as_of(data.as_of),
        is_provisional=not data.is_whole,
        sections=(
            *_counted(data, said, tables, told),
            told_section(
                "办理情况与三率",
                (*said.get("办理情况与三率", ()), *said.get("短板单位", ())),
                tables=(paper_tables.rate_table(figures),),
            ),
            told_section("督办与批示", _supervision(data)),
            Section("典型案例", cases=cases_of(data.tickets, data.texts)),
            told_section("风险预警与下月预判", (*said.get("风险预警", ()), *ahead)),
            told_section("对策建议", advice(data, candidates, catalogue, rules)),
        ),
        annex=(
            tables["unit"],
            *(table for table in ranked if table is not None),
            paper_tables.definition_table(figures),
        ),
    )


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
            _hot_words(told),
            tables=(_hot_table(told), tables["topic_2"]),
            charts=bars_of(tables["topic_2"], "热点诉求前十"),
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


def _hot_words(topics: Sequence[Topic]) -> tuple[str, ...]:
    """How many matters gathered requests, and what was mostly asked and answered at once."""
    if not topics:
        return ("本月没有集中反映的诉求。",)
    asked = sorted((t for t in topics if t.facts.is_asked), key=_hotter)
    events = [t for t in topics if t.level == "event" and not t.facts.is_asked]
    gathered = marked_pieces(sum(t.facts.size for t in events), EVENTS)
    first = (
        f"集中在一处的事{len(events)}件，涉及诉求{gathered}；"
        f"多地普遍的问题{len(topics) - len(asked) - len(events)}类。"
    )
    if not asked:
        return (first,)
    named = "、".join(f"“{t.facts.title}”{_size(t)}" for t in asked[:_ASKED])
    rest = f"等{len(asked)}项" if len(asked) > _ASKED else ""
    return first, f"问得多、当场答复的：{named}{rest}，不列入下表。"


def _size(topic: Topic) -> str:
    return marked_pieces(topic.facts.size, topic_set(topic.facts.topic_id))


def _hot_table(topics: Sequence[Topic]) -> Table:
    hottest = sorted((t for t in topics if not t.facts.is_asked), key=_hotter)[:_TOP]
    has_before = any(topic.facts.before is not None for topic in hottest)
    lines = tuple(
        Line(
            (
                rank,
                topic.facts.title,
                topic.place or "地点不一",
                topic.facts.size,
                topic.facts.callers,
                *((topic.facts.before or 0,) if has_before else ()),
                f"{topic.facts.heat:.1f}",
                topic.typical_no or "—",
            ),
            sets=_hot_sets(topic, has_before=has_before),
        )
        for rank, topic in enumerate(hottest, 1)
    )
    before = ("上月（件）",) if has_before else ()
    columns = ("名次", "事项", "地点", "数量（件）", "诉求人", *before, "热度", "典型工单")
    return Table("最热事项前十", columns, lines, note=_HEAT)


def _hot_sets(topic: Topic, *, has_before: bool) -> tuple[str, ...]:
    name = topic.facts.topic_id
    before = (before_set(name) if topic.facts.before else "",) if has_before else ()
    return "", "", "", topic_set(name), "", *before


def _hotter(topic: Topic) -> tuple[float, str]:
    return -topic.facts.heat, topic.facts.topic_id


def _supervision(data: MonthData) -> tuple[str, ...]:
    def times(step: Step) -> str:
        count = data.steps.get(step, 0)
        return marked(f"{count}次", step_set(step)) if count else "0次"

    return (
        f"本月催办{times(Step.REMIND)}，督办{times(Step.SUPERVISE)}，"
        f"领导批示{times(Step.INSTRUCT)}；回访后重办{times(Step.REDO)}，"
        f"同意退单{times(Step.UPHOLD)}，批准延期{times(Step.GRANT_EXTENSION)}。"
        "这里数的是本月办了几次，工单可能是以前受理的。",
    )
