"""What the pages of a month show: the month at a glance, and its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.months import month_start, shift
from analytics.wording import compared, uncompared
from service.domain import agenda
from service.flows.desk import Desk
from service.flows.month.editions import paper_of_edition
from service.flows.queries.month import editions
from service.flows.queries.month.agenda import AgendaLine, lines_of
from service.flows.queries.month.editions import Since
from service.flows.queries.month.hot_topic import Again, repeats
from service.flows.queries.supervision.duallist import Summary, summary
from service.reporting.paper import Paper, paper_of
from service.store.tables.month import HotTopicRow
from service.store.tables.reports import EditionRow, ReportRow


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month at a glance. ``months``: those that can be chosen, newest first.

    ``figures``: as the report keeps them. ``questions``: topics mostly answered at once.
    ``running``: matters in work since earlier months, by topic. ``again``: themes that are an
    event over again, by the event; they are not among ``themes``.
    ``changes``: how the month compares with others, and which comparison cannot be made.
    ``lists``: the problem list and the supervision list as they stand now. ``to_sign``: reports
    that wait for this person's signature.
    """

    month: str
    months: tuple[str, ...]
    figures: Mapping[str, Any]
    events: tuple[HotTopicRow, ...]
    themes: tuple[HotTopicRow, ...]
    questions: tuple[HotTopicRow, ...]
    items: tuple[AgendaLine, ...]
    running: Mapping[str, AgendaLine]
    again: Mapping[str, tuple[Again, ...]]
    changes: tuple[str, str]
    lists: Summary
    to_sign: tuple[EditionRow, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A month's report with its figures, when they were worked out, and from what data.

    ``signed``: the edition that is shown, None while only the machine's draft is there; ``newest``:
    the one people are at, if any. ``since``: what moved since the signed figures.
    """

    month: str
    figures: Mapping[str, Any]
    paper: Paper
    created_at: datetime
    data_hash: str
    signed: EditionRow | None
    newest: EditionRow | None
    since: Since | None


def month_view(desk: Desk, month: str = "") -> MonthView | None:
    """The month (default: the newest that is worked out); None when none is.

    Raises ``NotFound`` for a month that is not worked out.
    """
    months = desk.uow.months.months()
    if not months and not month:
        return None
    chosen = month or _newest_whole(desk, months)
    report = desk.uow.months.get_report(chosen)
    topics = sorted(desk.uow.months.topics(chosen), key=lambda t: (-t.heat, t.topic_id))
    running = desk.uow.agenda.running(chosen, agenda.RUNNING)
    again = repeats(desk, chosen, topics)
    told = {other.topic.topic_id for others in again.values() for other in others}
    shown = [topic for topic in topics if topic.topic_id not in told]
    asked = [topic for topic in shown if 2 * topic.answered > topic.size]
    rest = [topic for topic in shown if 2 * topic.answered <= topic.size]
    return MonthView(
        month=chosen,
        months=tuple(months),
        figures=report.figures,
        events=tuple(topic for topic in rest if topic.level == "event"),
        themes=tuple(topic for topic in rest if topic.level == "theme"),
        questions=tuple(asked),
        items=tuple(lines_of(desk, desk.uow.agenda.of_month(chosen))),
        running={line.topic_id: line for line in lines_of(desk, running.values())},
        again=again,
        changes=_changes(report),
        lists=summary(desk, month_start(chosen), month_start(shift(chosen, 1))),
        to_sign=editions.to_sign(desk),
    )


def report_view(desk: Desk, month: str) -> ReportView:
    """A month's report: the signed edition, else the machine's draft. Raises ``NotFound``."""
    rows = desk.uow.editions.of(month)
    newest, signed = rows[0] if rows else None, editions.shown(desk, month)
    if signed is None:
        row = desk.uow.months.get_report(month)
        paper = paper_of(row.figures["paper"])
        made = row.created_at, row.data_hash
        return ReportView(month, row.figures, paper, *made, None, newest, None)
    paper = paper_of_edition(signed)
    since = editions.since(desk, signed)
    figures = {**signed.figures, "paper": paper.to_json()}
    made = signed.created_at, signed.data_hash
    return ReportView(month, figures, paper, *made, signed, newest, since)


def reports(desk: Desk) -> Sequence[ReportRow]:
    """Every report, newest first."""
    return desk.uow.months.reports()


def _changes(report: ReportRow) -> tuple[str, str]:
    change = report.figures["headline"]["change"]
    pcts = (change["mom_pct"], change["yoy_pct"])
    return compared(*pcts), uncompared(*pcts)


def _newest_whole(desk: Desk, months: Sequence[str]) -> str:
    """The newest month that was over when it was worked out; else simply the newest."""
    for row in desk.uow.months.reports():
        if row.figures["is_whole"]:
            return row.month
    return months[0]
