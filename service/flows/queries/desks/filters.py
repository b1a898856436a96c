"""What a list of tickets is narrowed by, and what each filter asks of a ticket's row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from service.domain.catalogue import Catalogue
from service.domain.localtime import LOCAL
from service.domain.ticket import WITH_UNIT, Channel, RequestType, Status, Urgency
from service.flows.desk import Desk
from service.flows.discretion import hides_reporter
from service.store.database.engine import has_word
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.visibility import sees

MAX_WORDS = 8
_WHOLE_NUMBER = 14
_PART_OF_NUMBER = 4
_REPORT = RequestType.REPORT.value
_TEXTS = (TicketRow.title, TicketRow.text, TicketRow.place)


@dataclass(frozen=True, slots=True)
class Filters:
    """Every filter that is set must hold; empty ones say nothing.

    ``topic``: 2, 4 or 6 digits, with everything below; ``area``: with every place inside;
    ``month``: YYYY-MM in Shanghai; ``first_on`` and ``last_on``: days of registration, inclusive.
    """

    q: str = ""
    statuses: tuple[Status, ...] = ()
    unit: str = ""
    area: str = ""
    topic: str = ""
    request_type: RequestType | None = None
    urgency: Urgency | None = None
    channel: Channel | None = None
    month: str = ""
    first_on: date | None = None
    last_on: date | None = None
    is_late: bool = False
    is_designated: bool = False
    is_mine: bool = False


def conditions(desk: Desk, filters: Filters) -> list[ColumnElement[bool]]:
    """What a row must be for this person's list, visibility included."""
    return [
        sees(desk.actor),
        *_words(filters.q, desk),
        *_values(filters),
        *_places(filters, desk.catalogue),
        *_days(filters),
        *_standings(filters, desk),
    ]


def places_within(catalogue: Catalogue, area: str) -> list[str]:
    """The codes of an area and of every place inside it."""
    return sorted(code for code in catalogue.areas if area in catalogue.chain(code)) or [area]


def local_midnight(day: date) -> datetime:
    """The instant at which a day begins in Shanghai, in UTC."""
    return datetime.combine(day, time.min, LOCAL).astimezone(UTC)


def next_month(month: date) -> date:
    """The first day of the month after the one that ``month`` lies in."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _words(q: str, desk: Desk) -> Iterator[ColumnElement[bool]]:
    connection = desk.uow.session.connection()
    hides_reports = hides_reporter(desk.actor, RequestType.REPORT)
    for word in q.split()[:MAX_WORDS]:
        if word.isdecimal() and len(word) == _WHOLE_NUMBER:
            yield TicketRow.no == word
            continue
        said = or_(*(has_word(column, word, connection) for column in _TEXTS))
        # Whoever may not learn who reported must not find it out by trying names either.
        found = and_(said, TicketRow.request_type != _REPORT) if hides_reports else said
        if word.isdecimal() and len(word) >= _PART_OF_NUMBER:
            found = or_(found, TicketRow.no.contains(word))
        yield found


def _values(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.statuses:
        yield TicketRow.status.in_([status.value for status in filters.statuses])
    if filters.unit:
        yield TicketRow.lead_unit == filters.unit
    if filters.topic:
        yield TicketRow.topic.startswith(filters.topic, autoescape=True)
    for column, chosen in (
        (TicketRow.request_type, filters.request_type),
        (TicketRow.urgency, filters.urgency),
        (TicketRow.channel, filters.channel),
    ):
        if chosen is not None:
            yield column == chosen.value


def _places(filters: Filters, catalogue: Catalogue) -> Iterator[ColumnElement[bool]]:
    if filters.area:
        yield TicketRow.area.in_(places_within(catalogue, filters.area))


def _days(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.month:
        first = date.fromisoformat(f"{filters.month}-01")
        yield TicketRow.registered_at >= local_midnight(first)
        yield TicketRow.registered_at < local_midnight(next_month(first))
    if filters.first_on:
        yield TicketRow.registered_at >= local_midnight(filters.first_on)
    if filters.last_on:
        yield TicketRow.registered_at < local_midnight(filters.last_on + timedelta(days=1))


def _standings(filters: Filters, desk: Desk) -> Iterator[ColumnElement[bool]]:
    if filters.is_late:
        yield and_(
            TicketRow.status.in_([status.value for status in WITH_UNIT]),
            TicketRow.due_at < desk.now,
        )
    if filters.is_designated:
        yield TicketRow.is_designated.is_(True)
    if filters.is_mine:
        acted = select(StepRow.no).where(StepRow.actor_id == desk.actor.id)
        yield TicketRow.no.in_(acted)
