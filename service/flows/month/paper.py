"""Composes the monthly report: which sentence and which table stands where."""

from collections.abc import Mapping, Sequence

from analytics.report import RANKED, MonthlyFigures, monthly_figures
from analytics.report_labels import Labels
from analytics.report_words import sections
from analytics.wording import as_of, month_words, pieces
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
    said = {s.heading: s.lines for s in sections(figures, _labels())}
    find = paper_tables.finders(catalogue)
    tables = {
        key: paper_tables.count_table(table, data.month, find.get(key))
        for key, table in figures.tables.items()
    }
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
            Section(
                "办理情况与三率",
                (*said.get("办理情况与三率", ()), *said.get("短板单位", ())),
                (paper_tables.rate_table(figures),),
            ),
            Section("督办与批示", _supervision(data)),
            Section("典型案例", cases=cases_of(data.tickets)),
            Section("风险预警与下月预判", (*said.get("风险预警", ()), *ahead)),
            Section("对策建议", advice(data, candidates, catalogue, rules.spread)),
        ),
        annex=(tables["unit"], *(table for table in ranked if table is not None)),
    )


def _counted(
    data: MonthData,
    said: Mapping[str, tuple[str, ...]],
    tables: Mapping[str, Table],
    told: Sequence[Topic],
) -> tuple[Section, ...]:
    """The sections that count requests: all, by unit, by matter, by area."""
    return (
        Section(
            "总体情况",
            said.get("总体情况", ()),
            (*(tables[k] for k in ("channel", "request_type", "outcome")), *_trend(data)),
            charts=tuple(chart for table in _trend(data) for chart in line_of(table)),
        ),
        Section("责任单位接诉", said.get("责任单位接诉情况", ()), (tables["unit_group"],)),
        Section(
            "热点诉求",
            _hot_words(told),
            (_hot_table(told), tables["topic_2"]),
            charts=bars_of(tables["topic_2"], "热点诉求前十"),
        ),
        Section(
            "区域分布",
            said.get("区域分布", ()),
            (tables["area"],),
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
    gathered = sum(t.facts.size for t in events)
    first = (
        f"集中在一处的事{len(events)}件，涉及诉求{pieces(gathered)}；"
        f"多地普遍的问题{len(topics) - len(asked) - len(events)}类。"
    )
    if not asked:
        return (first,)
    named = "、".join(f"“{t.facts.title}”{pieces(t.facts.size)}" for t in asked[:_ASKED])
    rest = f"等{len(asked)}项" if len(asked) > _ASKED else ""
    return first, f"问得多、当场答复的：{named}{rest}，不列入下表。"


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
            )
        )
        for rank, topic in enumerate(hottest, 1)
    )
    before = ("上月（件）",) if has_before else ()
    columns = ("名次", "事项", "地点", "数量（件）", "诉求人", *before, "热度", "典型工单")
    return Table("最热事项前十", columns, lines, note=_HEAT)


def _hotter(topic: Topic) -> tuple[float, str]:
    return -topic.facts.heat, topic.facts.topic_id


def _supervision(data: MonthData) -> tuple[str, ...]:
    steps = data.steps
    return (
        f"本月催办{steps.get(Step.REMIND, 0)}次，督办{steps.get(Step.SUPERVISE, 0)}次，"
        f"领导批示{steps.get(Step.INSTRUCT, 0)}次；回访后重办{steps.get(Step.REDO, 0)}次，"
        f"同意退单{steps.get(Step.UPHOLD, 0)}次，批准延期{steps.get(Step.GRANT_EXTENSION, 0)}次。"
        "这里数的是本月办了几次，工单可能是以前受理的。",
    )
