"""The queues of a working day: what waits for this person, most pressing first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from heapq import nsmallest
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from service.domain.clocks.deadlines import dispatch_limit, due
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.supervision.pressure import Tier, TimeLeft, time_left
from service.domain.ticket import WITH_UNIT, Status, Ticket, Urgency
from service.flows.desk import Desk
from service.flows.queries.desks.lists import DUE_FIRST, Page, TicketLine, TicketList, find, lines
from service.flows.queries.together import asked
from service.flows.suggestion import Suggestion, suggest_now
from service.flows.supervision.tiers import next_tiers
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.readings import StoredReading
from service.store.tickets.visibility import sees

AT_RISK = timedelta(hours=24)
_SHOWN = 50
_RANK = {Urgency.EMERGENCY.value: 0, Urgency.URGENT.value: 1}
Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in a queue, with what the person who works it off needs to see."""

    line: TicketLine
    ticket: Ticket
    reading: StoredReading | None
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class ToDispatch:
    """A ticket that waits for dispatch: where to, and by when. ``summary``: what it is about."""

    waiting: Waiting
    suggestion: Suggestion
    clock: datetime
    left: TimeLeft


@dataclass(frozen=True, slots=True)
class Pressing:
    """A ticket that the supervisor should look at, and what the rules call for."""

    line: TicketLine
    tier: Tier | None
    reminders: int
    supervision_level: int
    extensions: int
    summons: int = 0


def to_dispatch(desk: Desk) -> list[ToDispatch]:
    """What waits for dispatch: emergencies, then by the time left to dispatch; at most fifty."""
    clocks = _dispatch_clocks(desk)
    steps = (Step.OBJECT, Step.REFUSE, Step.UPHOLD)
    return [
        _to_dispatch(desk, waiting, clocks[waiting.line.no])
        for waiting in _waiting(desk, list(clocks), steps)
    ]


def objections(desk: Desk) -> list[Waiting]:
    """Tickets that a unit wants to return, the one that is due first on top; at most fifty."""
    wanted = (sees(desk.actor), TicketRow.status == Status.RETURN_PENDING.value)
    found = find(desk, wanted, Page(DUE_FIRST, size=_SHOWN))
    steps = (Step.OBJECT, Step.REFUSE, Step.UPHOLD)
    return _waiting(desk, [line.no for line in found.rows], steps)


def extensions(desk: Desk) -> list[Waiting]:
    """Tickets whose unit asks for more time, the one that is due first on top; at most fifty."""
    found = find(desk, _extension_conditions(desk), Page(DUE_FIRST, size=_SHOWN))
    return _waiting(desk, [line.no for line in found.rows], (Step.REQUEST_EXTENSION,))


def to_review(desk: Desk) -> list[Waiting]:
    """Replies that wait for a reviewer, the oldest first; at most twenty."""
    query = select(TicketRow.no).where(*review_tab(desk)["replied"])
    query = query.order_by(TicketRow.replied_at, TicketRow.no).limit(20)
    return _waiting(desk, list(desk.uow.session.scalars(query)), (Step.REPLY, Step.CO_REPORT))


def inbox_tabs(desk: Desk) -> dict[str, Conditions]:
    """What each tab of a unit's inbox asks for: sign, work, back, co, asked, wait."""
    unit, seen = desk.actor.unit, sees(desk.actor)
    leads = and_(seen, TicketRow.lead_unit == unit)
    at_work = and_(leads, TicketRow.status == Status.IN_PROGRESS.value)
    # A reply that was sent back, or work to be done again.
    came_back = or_(TicketRow.replied_at.is_not(None), TicketRow.round > 1)
    return {
        "sign": (leads, TicketRow.status == Status.DISPATCHED.value),
        "work": (at_work, not_(came_back)),
        "back": (at_work, came_back),
        "co": (seen, asked.co_handled_by(unit)),
        "asked": (seen, asked.asks(unit)),
        "wait": (leads, TicketRow.status.in_(_ELSEWHERE)),
    }


def supervision_tabs(desk: Desk) -> dict[str, Conditions]:
    """What each tab of the supervisor's desk asks for: late, soon, again, unsigned, extension."""
    seen, now = sees(desk.actor), desk.now
    with_unit = TicketRow.status.in_([status.value for status in WITH_UNIT])
    again = desk.hotline.supervision.supervise_round
    return {
        "late": (seen, with_unit, TicketRow.clock_at < now),
        "soon": (seen, with_unit, TicketRow.clock_at.between(now, now + AT_RISK)),
        "again": (seen, with_unit, TicketRow.round >= again),
        "unsigned": (seen, TicketRow.status == Status.DISPATCHED.value),
        "co": (seen, with_unit, asked.is_pressing_co_unit(now + AT_RISK)),
        "extension": _extension_conditions(desk),
    }


def pressing(desk: Desk, wanted: Conditions, page: Page) -> tuple[list[Pressing], TicketList]:
    """A page of the supervisor's desk, and the same page as a list (for its cursors)."""
    found = find(desk, wanted, page)
    tickets = {t.no: t for t in desk.uow.tickets.get_many([line.no for line in found.rows])}
    called = next_tiers(desk, tickets.values())
    rows = [
        Pressing(
            line=line,
            tier=called[line.no].rule.tier if line.no in called else None,
            reminders=tickets[line.no].progress.reminders,
            supervision_level=tickets[line.no].progress.supervision_level,
            summons=tickets[line.no].progress.summons,
            extensions=tickets[line.no].progress.extensions,
        )
        for line in found.rows
    ]
    return rows, found


def count(desk: Desk, tabs: Mapping[str, Conditions]) -> dict[str, int]:
    """How many tickets each tab holds."""
    session = desk.uow.session
    return {
        name: session.scalar(select(func.count()).select_from(TicketRow).where(*wanted)) or 0
        for name, wanted in tabs.items()
    }


def due_by_tab(desk: Desk, tabs: Mapping[str, Conditions]) -> dict[str, tuple[int, int]]:
    """How many tickets of each tab are late, and how many more are due before the day ends."""
    night = datetime.combine(desk.today + timedelta(days=1), time(), LOCAL)
    late, today = TicketRow.clock_at < desk.now, TicketRow.clock_at.between(desk.now, night)
    found = {}
    for name, wanted in tabs.items():
        query = select(func.count().filter(late), func.count().filter(today)).where(*wanted)
        counts = desk.uow.session.execute(query.select_from(TicketRow)).one()
        found[name] = (counts[0], counts[1])
    return found


def dispatch_tabs(desk: Desk) -> dict[str, Conditions]:
    """What each tab of the dispatcher's desk asks for: new, consult, objection, extension."""
    seen, consulted = sees(desk.actor), asked.in_consultation()
    return {
        "new": (seen, TicketRow.status == Status.PENDING_DISPATCH.value, not_(consulted)),
        "consult": (seen, consulted),
        "objection": (seen, TicketRow.status == Status.RETURN_PENDING.value),
        "extension": _extension_conditions(desk),
    }


def next_at_unit(desk: Desk, but: str) -> TicketLine | None:
    """What the person's unit has to sign for or to do next, by deadline; ``but`` not this one."""
    at_unit = (Status.DISPATCHED.value, Status.IN_PROGRESS.value)
    wanted = (
        sees(desk.actor),
        TicketRow.lead_unit == desk.actor.unit,
        TicketRow.status.in_(at_unit),
        TicketRow.no != but,
    )
    return next(iter(find(desk, wanted, Page(DUE_FIRST, size=1)).rows), None)


def review_tab(desk: Desk) -> dict[str, Conditions]:
    """What the reviewer's queue asks for."""
    return {"replied": (sees(desk.actor), TicketRow.status == Status.REPLIED.value)}


_ELSEWHERE = [status.value for status in (Status.RETURN_PENDING, Status.SUSPENDED, Status.REPLIED)]
_SENT_TO_QUEUE = [step.value for step in (Step.SUBMIT, Step.UPHOLD, Step.RECALL, Step.UNMERGE)]


def _dispatch_clocks(desk: Desk) -> dict[str, datetime]:
    """By when the fifty most pressing tickets are to be dispatched, in the order of the queue.

    What was promised when the ticket came to the queue counts; for one that came before such
    promises were kept it is counted from its steps.
    """
    profile, calendar = desk.hotline.profile, desk.hotline.calendar
    newest = select(func.max(StepRow.at)).where(StepRow.no == TicketRow.no)
    arrived = newest.where(StepRow.step.in_(_SENT_TO_QUEUE)).scalar_subquery()
    since = func.coalesce(arrived, TicketRow.registered_at, type_=TicketRow.registered_at.type)
    columns = (TicketRow.no, TicketRow.urgency, TicketRow.dispatch_due_at, since)
    query = select(*columns).where(*dispatch_tabs(desk)["new"])
    pressing_first: list[tuple[bool, datetime, str]] = []
    for no, urgency, promised, start in desk.uow.session.execute(query):
        limit = dispatch_limit(Urgency(urgency), profile)
        clock = promised or due(start, limit, calendar, profile).at
        pressing_first.append((urgency != Urgency.EMERGENCY.value, clock, no))
    return {no: clock for _, clock, no in nsmallest(_SHOWN, pressing_first)}


def _waiting(desk: Desk, numbers: list[str], steps: tuple[Step, ...]) -> list[Waiting]:
    """The tickets in the order given, each with its reading and its steps of these kinds."""
    tickets = {ticket.no: ticket for ticket in desk.uow.tickets.get_many(numbers)}
    readings = desk.uow.readings.get_many(numbers)
    entries: dict[str, list[Entry]] = {no: [] for no in numbers}
    for entry in desk.uow.tickets.steps_among(numbers, steps):
        entries[entry.no].append(entry)
    return [
        Waiting(line, tickets[line.no], readings.get(line.no), entries[line.no])
        for line in lines(desk, numbers)
    ]


def _to_dispatch(desk: Desk, waiting: Waiting, clock: datetime) -> ToDispatch:
    return ToDispatch(
        waiting=waiting,
        suggestion=suggest_now(desk, waiting.ticket, waiting.reading, waiting.entries),
        clock=clock,
        left=time_left(clock, desk.now, desk.hotline.supervision),
    )


def _extension_conditions(desk: Desk) -> Conditions:
    days: Any = TicketRow.progress["extension_asked_days"].as_integer()
    return (sees(desk.actor), TicketRow.status == Status.IN_PROGRESS.value, days > 0)
