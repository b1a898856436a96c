"""What a ruling on an objection is weighed against: the catalogue, past rulings, who is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.case import Case, Facts
from service.domain.lifecycle.effects import extended
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.queries.desks.queues import Waiting
from service.flows.steps import designation
from service.flows.suggestion import Suggestion, suggest_now
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.visibility import sees

_RULINGS = (Step.OBJECT, Step.UPHOLD, Step.REFUSE)
_LOOKED_AT, _SHOWN = 500, 4


@dataclass(frozen=True, slots=True)
class Ruled:
    """One past ruling: on which ticket, which unit objected and why, what was ruled and why."""

    no: str
    unit: str
    objection: str
    is_upheld: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Grounds:
    """What lies beside an objection. ``past``: rulings on the same topic, the newest first, of
    ``upheld`` and ``refused`` altogether; ``next``: who would get it were it upheld.
    """

    past: tuple[Ruled, ...]
    upheld: int
    refused: int
    next: Suggestion
    dispatches: int
    designates: bool


def grounds(desk: Desk, waiting: Waiting) -> Grounds:
    """What to weigh an objection against."""
    ticket = waiting.ticket
    past = rulings_on(desk, ticket.topic, without=ticket.no)
    upheld = sum(ruled.is_upheld for ruled in past)
    if_upheld = [*waiting.entries, _upheld(waiting.entries[-1])]
    return Grounds(
        past=tuple(past[:_SHOWN]),
        upheld=upheld,
        refused=len(past) - upheld,
        next=suggest_now(desk, ticket, waiting.reading, if_upheld),
        dispatches=ticket.dispatches,
        designates=bool(designation(desk, ticket)),
    )


def if_extended(desk: Desk, ticket: Ticket, days: int) -> datetime:
    """Until when the unit would have, were so many working days granted."""
    facts = Facts(hours=desk.catalogue.hours)
    return extended(Case(ticket, desk.actor, desk.hotline.rules, desk.now, {}, facts), days).at


def rulings_on(desk: Desk, topic: str, without: str = "") -> list[Ruled]:
    """The rulings on the latest tickets of a topic that this person may see, the newest first."""
    latest = (
        select(TicketRow.no)
        .where(sees(desk.actor), TicketRow.topic == topic, TicketRow.no != without)
        .order_by(TicketRow.registered_at.desc())
        .limit(_LOOKED_AT)
        .subquery()
    )
    ruled_on = (
        select(StepRow.no)
        .where(StepRow.no.in_(select(latest.c.no)))
        .where(StepRow.step.in_([Step.UPHOLD.value, Step.REFUSE.value]))
        .distinct()
    )
    numbers = list(desk.uow.session.scalars(ruled_on)) if topic else []
    found = _ruled(desk.uow.tickets.steps_among(numbers, _RULINGS)) if numbers else []
    return sorted(found, key=lambda ruled: ruled.at, reverse=True)


def _ruled(entries: Sequence[Entry]) -> list[Ruled]:
    """Each ruling with the objection before it; ``entries`` in the order of tickets and steps."""
    asked: dict[str, Entry] = {}
    found = []
    for entry in entries:
        if entry.step is Step.OBJECT:
            asked[entry.no] = entry
        elif entry.no in asked:
            objection = asked.pop(entry.no)
            found.append(
                Ruled(
                    no=entry.no,
                    unit=objection.actor_unit,
                    objection=str(objection.data.get("reason", "")),
                    is_upheld=entry.step is Step.UPHOLD,
                    reason=str(entry.data.get("reason", "")),
                    at=entry.at,
                )
            )
    return found


def _upheld(objection: Entry) -> Entry:
    """The ruling that would follow, so that the objecting unit is passed over."""
    return Entry(
        no=objection.no,
        seq=objection.seq + 1,
        step=Step.UPHOLD,
        at=objection.at,
        actor_id=0,
        actor_name="",
        actor_unit="",
        source=objection.target,
        target=objection.target,
        round=objection.round,
        data={},
    )
