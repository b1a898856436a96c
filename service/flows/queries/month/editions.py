"""What the pages of a report's editions show, and what happened to its tickets since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select

from analytics.months import month_start, shift
from service.domain import editions as rules
from service.domain.editions import EditionStatus
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.month.editions import paper_of_edition, standing
from service.flows.queries.desks import lists
from service.flows.queries.desks.lists import TicketLine
from service.reporting.edited import Part, parts
from service.reporting.paper import Paper, paper_of
from service.store.month.editions import About
from service.store.tables.reports import EditionRow, EditionStepRow
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.visibility import sees

_LISTED = 200
# Steps that change what a ticket is counted as, not only how far it has come.
_RECOUNTING = (Step.REGISTER, Step.CORRECT, Step.MERGE, Step.UNMERGE, Step.SPLIT_OFF)


@dataclass(frozen=True, slots=True)
class Since:
    """How many of a month's tickets moved after the figures' moment.

    ``recounted``: those that came late or whose contents were put right, so that counts differ;
    the others only went on.
    """

    tickets: int
    recounted: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that moved since: its line, the newest step and when, and whether counts differ."""

    line: TicketLine
    step: Step
    at: datetime
    steps: int
    is_recounted: bool


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition. ``newer``: whether the machine's figures are other by now; ``total`` then.

    ``strange``: counts in people's texts that the report does not have.
    """

    row: EditionRow
    status: EditionStatus
    paper: Paper
    machine: Paper
    parts: tuple[Part, ...]
    texts: dict[str, str]
    steps: tuple[EditionStepRow, ...]
    may: tuple[rules.Row, ...]
    may_write: bool
    strange: tuple[str, ...]
    since: Since
    newer: bool
    total: int
    others: tuple[EditionRow, ...]


def shown(desk: Desk, about: About) -> EditionRow | None:
    """The edition that is the report for everybody: the newest that is signed, if any."""
    signed = (r for r in desk.uow.editions.of(about) if r.status == EditionStatus.SIGNED)
    return next(signed, None)


def to_sign(desk: Desk) -> tuple[EditionRow, ...]:
    """The editions, of any report, that wait for this person's signature."""
    if not desk.actor.may(Permission.REPORT_SIGN):
        return ()
    submitted = desk.uow.editions.standing_at(EditionStatus.SUBMITTED)
    return tuple(row for row in submitted if desk.actor.id not in standing(desk, row).writers)


def view(desk: Desk, about: About, number: int) -> EditionView:
    """One edition. Raises ``NotFound``."""
    row = desk.uow.editions.get(about, number)
    machine = paper_of(row.figures["paper"])
    now_standing = standing(desk, row)
    report = desk.uow.months.report(about) if isinstance(about, str) else None
    may = rules.steps_for(now_standing, desk.actor)
    is_newer = report is not None and report.data_hash != row.data_hash
    if not is_newer:
        may = [each for each in may if each.step is not rules.EditionStep.RENEW]
    return EditionView(
        row=row,
        status=now_standing.status,
        paper=paper_of_edition(row),
        machine=machine,
        parts=parts(machine),
        texts=dict(row.texts),
        steps=tuple(desk.uow.editions.steps(row.id)[::-1]),
        may=tuple(may),
        may_write=now_standing.status is EditionStatus.DRAFT
        and desk.actor.may(rules.EDITION_TABLE[0].permission),
        strange=rules.strange_figures(row.texts.values(), _printed(machine)),
        since=Since(0, 0) if row.special_id else since(desk, row),
        newer=is_newer,
        total=report.figures["headline"]["total"] if report else 0,
        others=tuple(r for r in desk.uow.editions.of(about) if r.number != number),
    )


def since(desk: Desk, row: EditionRow) -> Since:
    """How many of a month's tickets moved after an edition's figures, whoever may see them."""
    counted = (
        select(StepRow.no, func.max(_recounts()).label("recounts"))
        .join(TicketRow, TicketRow.no == StepRow.no)
        .where(*_after(row))
        .group_by(StepRow.no)
        .subquery()
    )
    query = select(func.count(), func.coalesce(func.sum(counted.c.recounts), 0))
    tickets, recounted = desk.uow.session.execute(query.select_from(counted)).one()
    return Since(int(tickets), int(recounted))


def moved(desk: Desk, row: EditionRow) -> list[Moved]:
    """The tickets behind ``since`` that this person may see, those that change counts first."""
    query = (
        select(StepRow.no, func.max(StepRow.seq), func.count(), func.max(_recounts()))
        .join(TicketRow, TicketRow.no == StepRow.no)
        .where(*_after(row), sees(desk.actor))
        .group_by(StepRow.no)
        .order_by(func.max(_recounts()).desc(), func.max(StepRow.at).desc(), StepRow.no)
        .limit(_LISTED)
    )
    rows = desk.uow.session.execute(query).all()
    lines = {line.no: line for line in lists.lines(desk, [found[0] for found in rows])}
    newest = _newest(desk, [(no, seq) for no, seq, *_ in rows])
    return [
        Moved(lines[no], *newest[no], steps=count, is_recounted=bool(recounts))
        for no, _, count, recounts in rows
    ]


def _newest(desk: Desk, keys: Sequence[tuple[str, int]]) -> dict[str, tuple[Step, datetime]]:
    wanted = dict(keys)
    query = select(StepRow.no, StepRow.seq, StepRow.step, StepRow.at)
    rows = desk.uow.session.execute(query.where(StepRow.no.in_(wanted)))
    return {no: (Step(step), at) for no, seq, step, at in rows if wanted[no] == seq}


def _after(row: EditionRow) -> list[ColumnElement[bool]]:
    """Progress counts from the figures' moment; what came late, only when it came after them."""
    start, end = month_start(row.month), month_start(shift(row.month, 1))
    as_of = datetime.fromisoformat(row.figures["as_of"])
    return [
        TicketRow.registered_at >= start,
        TicketRow.registered_at < end,
        StepRow.at > as_of,
        or_(StepRow.at > row.figures_at, _recounts() == 0),
    ]


def _recounts() -> ColumnElement[int]:
    return case((StepRow.step.in_([step.value for step in _RECOUNTING]), 1), else_=0)


def _printed(paper: Paper) -> str:
    """Everything a report prints, counts with their unit, to look figures up in."""
    said: list[str] = []
    for section in paper.sections:
        said += section.sentences
        said += [told.text for told in section.cases]
    tables = [t for s in paper.sections for t in s.tables] + list(paper.annex)
    cells = [cell for table in tables for line in table.all_lines for cell in line.cells]
    return " ".join([*said, *(f"{c}件" if isinstance(c, int) else c for c in cells)])
