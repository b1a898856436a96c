"""Tickets with what people did to them, as far as it says which topic or unit was right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service.domain.lifecycle.steps import Step
from service.domain.ticket import RequestType
from service.store.database.engine import in_chunks
from service.store.tables.people import PersonRow
from service.store.tables.tickets import ReadingRow, StepRow, TicketRow
from service.store.uow import UnitOfWork

_AT_ONCE = 500
_TELLING = tuple(
    step.value
    for step in (
        *(Step.CORRECT, Step.DISPATCH, Step.OBJECT, Step.UPHOLD, Step.REFUSE, Step.MERGE),
        Step.REJECT,
    )
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One step of a ticket that may tell what was right."""

    seq: int
    step: str
    at: datetime
    actor_id: int
    actor_unit: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket, what was read of it and what people did to it; ``read`` is the topic's code.

    ``suggested``: the unit that the machine named; ``others``: the topics read as second and
    third; ``places``: the names of places found in the text.
    """

    no: str
    title: str
    text: str
    at: datetime
    status: str
    topic: str
    area: str
    master_no: str
    read: str
    confidence: float
    bars: tuple[str, ...]
    others: tuple[str, ...]
    suggested: str
    tokens: tuple[str, ...]
    places: str
    deeds: tuple[Deed, ...]


def tickets_since(uow: UnitOfWork, since: datetime, until: datetime) -> Iterator[Told]:
    """The tickets registered in a span that were read, oldest first; 举报 is left out."""
    query = (
        select(TicketRow.no)
        .join(ReadingRow, ReadingRow.no == TicketRow.no)
        .where(TicketRow.registered_at >= since, TicketRow.registered_at < until)
        .where(TicketRow.request_type != RequestType.REPORT.value)
        .order_by(TicketRow.registered_at, TicketRow.no)
    )
    for numbers in in_chunks(uow.session.scalars(query).all(), _AT_ONCE):
        yield from _told(uow, numbers)


def roles_of_people(uow: UnitOfWork) -> dict[int, str]:
    """The roles of each person with an account, by id, joined by a comma."""
    rows = uow.session.execute(select(PersonRow.id, PersonRow.roles))
    return {person: ",".join(roles) for person, roles in rows}


def _told(uow: UnitOfWork, numbers: Sequence[str]) -> Iterator[Told]:
    deeds = _deeds(uow, numbers)
    ticket, read = TicketRow, ReadingRow
    query = (
        select(
            *(ticket.no, ticket.title, ticket.text, ticket.registered_at, ticket.status),
            *(ticket.topic, ticket.area, ticket.master_no),
            *(read.body, read.route, read.tokens, read.places),
        )
        .join(read, read.no == ticket.no)
        .where(ticket.no.in_(numbers))
    )
    found = {row.no: row for row in uow.session.execute(query)}
    for no in numbers:
        yield _one(found[no], deeds.get(no, ()))


def _one(row: Any, deeds: Sequence[Deed]) -> Told:
    topic = row.body.get("topic") or {}
    return Told(
        no=row.no,
        title=row.title,
        text=_as_registered(row.text, deeds),
        at=row.registered_at,
        status=row.status,
        topic=row.topic,
        area=row.area,
        master_no=row.master_no,
        read=str(topic.get("code", "")),
        confidence=float(topic.get("confidence", 0.0)),
        bars=tuple(row.body.get("bars", ())),
        others=tuple(choice["code"] for choice in row.body.get("runners_up", ())),
        suggested=str(row.route.get("unit", "")),
        tokens=tuple(row.tokens.split()),
        places=row.places,
        deeds=tuple(deeds),
    )


def _as_registered(text: str, deeds: Sequence[Deed]) -> str:
    """The text that was read: without what was added later, which the reader never saw."""
    for deed in reversed(deeds):
        added = deed.data.get("supplement") if deed.step == Step.CORRECT else None
        text = text.removesuffix(f"\n补充：{added}") if added else text
    return text


def _deeds(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, list[Deed]]:
    step = StepRow
    query = (
        select(step.no, step.seq, step.step, step.at, step.actor_id, step.actor_unit, step.data)
        .where(step.no.in_(numbers), step.step.in_(_TELLING))
        .order_by(step.no, step.seq)
    )
    found: dict[str, list[Deed]] = defaultdict(list)
    for no, *values in uow.session.execute(query):
        found[no].append(Deed(*values))
    return found
