"""Plays one earlier month's meeting: what was decided then, and how it goes."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from service.demo.item_callers import ask_callers
from service.demo.meeting_plans import arranged
from service.demo.meeting_texts import MeetingTexts, texts_of
from service.domain.agenda import AgendaStatus
from service.domain.catalogue import Level
from service.domain.errors import Refused
from service.domain.localtime import LOCAL, local_day
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.flows.governance import decisions, duties, papers, surveys
from service.flows.hotline import Hotline
from service.flows.month import agenda
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork

A = AgendaStatus


@dataclass(frozen=True, slots=True)
class _Move:
    """A change so many days after the month's end, in the afternoon, with what is written then."""

    day: int
    target: AgendaStatus
    note: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Played:
    """An item with all its changes, what is agreed on it, and what is written of it."""

    item: AgendaItemRow
    moves: tuple[_Move, ...]
    terms: dict[str, str]
    said: MeetingTexts


_BEFORE = (_Move(1, A.SELECTED), _Move(2, A.SCHEDULED))
_HELD = 5
_BEGUN = (*_BEFORE, _Move(_HELD, A.IN_GOVERNANCE))
_REMARK = {
    "why_open": "余下的在等回访。",
    "why_doubt": "说没有解决的几位已另立工单，逐户再看。",
}
# By rank: how far each of the month's foremost candidates has come.
_PLANS: tuple[tuple[int, tuple[_Move, ...]], ...] = (
    (75, _BEGUN),
    (40, (*_BEGUN, _Move(22, A.ACCEPTED, answers=_REMARK), _Move(25, A.CLOSED))),
    (24, (*_BEGUN, _Move(18, A.SUPERVISED))),
    (0, (_Move(1, A.DROPPED, "件数不多，由承办单位按日常工作办理。"),)),
)


def month_to_play(first: datetime, end: datetime) -> str | None:
    """The month before the newest whole one; None when the city has not all of it."""
    newest = _day_one(end.astimezone(LOCAL)) - timedelta(days=1)
    start = _day_one(_day_one(newest) - timedelta(days=1))
    return f"{start:%Y-%m}" if start >= first else None


def month_end(month: str) -> datetime:
    """The instant at which a month was over."""
    start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=LOCAL)
    return _day_one(start + timedelta(days=31)).astimezone(UTC)


def _day_one(local: datetime) -> datetime:
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def hold_meeting(
    uow: UnitOfWork, hotline: Hotline, leader: Actor, clerk: Actor, month: str, end: datetime
) -> list[AgendaItemRow]:
    """Work a month out, as its job did, and play what was decided on it; return its items.

    ``clerk`` asks callers of what is to be accepted; those of what is supervised wait to be asked.
    What would have happened after ``end`` has not happened.
    """
    after = month_end(month)
    agenda.prepare(uow, hotline, month, after + timedelta(hours=2))
    items = uow.agenda.of_month(month)
    held_on = local_day(after + timedelta(days=_HELD))
    acts: list[tuple[datetime, Callable[[Desk], object]]] = arranged(held_on, after)
    for rank, (item, (days, moves)) in enumerate(zip(items, _PLANS, strict=False)):
        due = local_day(after + timedelta(days=days)).isoformat()
        lead = _lead(uow, hotline, item, after)
        said = _texts(uow, item, rank, lead)
        terms = {"lead_unit": lead, "measure": said.measure, "due_on": due}
        terms["meeting_on"] = held_on.isoformat()
        for move in moves:
            play = partial(_play, _Played(item, moves, terms, said), move, clerk)
            acts.append((after + timedelta(days=move.day, hours=15), play))
    for at, act in sorted(acts, key=lambda pair: pair[0]):
        if at <= end:
            act(Desk(uow, hotline, leader, at))
    return items


_NOBODY_TO_ASK = "诉求人都没有留下号码，按工单办理情况验收。"


def _play(played: _Played, move: _Move, clerk: Actor, desk: Desk) -> None:
    """Make one change of an item, with what goes with it."""
    uow, item, said, terms = desk.uow, played.item, played.said, played.terms
    unasked = {}
    if move.target is A.ACCEPTED:
        asked = ask_callers(desk, Desk(uow, desk.hotline, clerk, desk.now), item.id)
        unasked = {} if asked else {"why_doubt": _NOBODY_TO_ASK}
    answers = terms | {"remark": said.remark, "demand": said.demand} | unasked | move.answers
    decisions.decide(desk, item.id, move.target, item.version, move.note, answers)
    if move.target is A.IN_GOVERNANCE and A.ACCEPTED not in {m.target for m in played.moves}:
        duties.give(desk, item.id, terms | _duty(terms))
    if written := _written(said, move.target):
        papers.write(desk, item.id, _paper_version(uow, item.id), written)
    if move.target is A.SUPERVISED:
        with suppress(Refused):  # in a very small city nobody may have left a number
            surveys.draw(desk, item.id)


def _texts(uow: UnitOfWork, item: AgendaItemRow, rank: int, lead: str) -> MeetingTexts:
    tickets = uow.tickets.get_many(uow.agenda.tickets(item.id))
    topics = [ticket.topic for ticket in tickets]
    return texts_of(topics, rank, title=item.title, lead=lead, count=item.tickets)


def _written(said: MeetingTexts, target: AgendaStatus) -> dict[str, str]:
    """What is written into an item's paper at a step."""
    if target is A.SCHEDULED:
        return {"causes": said.causes, "path": said.path, "supervision": said.supervision}
    return {"decision": said.decision} if target is A.IN_GOVERNANCE else {}


def _paper_version(uow: UnitOfWork, item_id: int) -> int:
    row = uow.papers.newest(item_id)
    return row.version if row else 0


def _duty(terms: dict[str, str]) -> dict[str, str]:
    """The one duty of an item that runs on: its lead's, measurable, by the same day."""
    return {
        "task": "逐户核对诉求，定整改清单，逐条销号",
        "lead": terms["lead_unit"],
        "target": "清单上的全部销号，回访满意率不低于 90%",
    }


def _lead(uow: UnitOfWork, hotline: Hotline, item: AgendaItemRow, at: datetime) -> str:
    """The unit that has most of an item's tickets, else the first of the city's."""
    units = hotline.catalogue(uow, at).units
    tickets = uow.tickets.get_many(uow.agenda.tickets(item.id))
    counts = Counter(t.lead_unit for t in tickets if t.lead_unit in units)
    of_the_city = sorted(code for code, unit in units.items() if unit.level is Level.CITY)
    lead = min(counts, key=lambda code: (-counts[code], code), default=of_the_city[0])
    return units[lead].name
