"""Similar open and recent tickets, from an index in memory that follows the database."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.reading import Reading
from models.similar import SimilarIndex
from service.domain.deadlines import LOCAL
from service.domain.ticket import RequestType, Status
from service.flows.discretion import told_by_reporters, without_names
from service.flows.steps import Desk
from service.store.engine import in_chunks
from service.store.tables import ReadingRow, TicketRow
from service.store.tickets import visible_to
from service.store.uow import UnitOfWork

WINDOW = timedelta(days=90)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A ticket that says much the same, and why it was found."""

    no: str
    summary: str
    status: Status
    registered_at: datetime
    place: str
    reasons: tuple[str, ...]
    score: float


class Neighbours:
    """The index; one per process, shared by all requests."""

    def __init__(self) -> None:
        self._index = SimilarIndex()
        self._known: set[str] = set()
        self._seen: datetime | None = None
        self._lock = threading.Lock()

    def warm(self, uow: UnitOfWork, now: datetime) -> None:
        """Take in the recent tickets before anybody asks."""
        with self._lock:
            self._follow(uow, now)

    def find(self, desk: Desk, reading: Reading) -> list[Neighbour]:
        """The tickets nearest to a reading that this person may see, nearest first."""
        if not reading.tokens:
            return []
        return self._find(desk, reading.tokens, [place.text for place in reading.places])

    def _find(
        self, desk: Desk, tokens: Sequence[str], places: Sequence[str], *, besides: str = ""
    ) -> list[Neighbour]:
        with self._lock:
            self._follow(desk.uow, desk.now)
            hits = self._index.search(tokens, places, _SHOWN + 4)
        reasons = {str(hit.id): hit for hit in hits if hit.id != besides}
        rows = _rows(desk, list(reasons))
        told = told_by_reporters(desk, {row.no: RequestType(row.request_type) for row in rows})
        found = [
            Neighbour(
                no=row.no,
                summary=_shown(row.summary, told.get(row.no)),
                status=Status(row.status),
                registered_at=row.registered_at,
                place=_shown(row.place, told.get(row.no)),
                reasons=tuple(_shown(why, told.get(row.no)) for why in reasons[row.no].reasons),
                score=reasons[row.no].score,
            )
            for row in rows
        ]
        return sorted(found, key=lambda n: (-n.score, n.no))[:_SHOWN]

    def find_for(self, desk: Desk, no: str) -> list[Neighbour]:
        """The tickets nearest to a stored one."""
        stored = desk.uow.readings.get(no)
        if stored is None or not stored.tokens:
            return []
        return self._find(desk, stored.tokens, stored.places, besides=no)

    def _follow(self, uow: UnitOfWork, now: datetime) -> None:
        """Take in what came since the day before the last look; forget what is too old."""
        oldest = now - WINDOW
        since = max(self._seen - timedelta(days=1), oldest) if self._seen else oldest
        if self._seen is None or _day(self._seen) != _day(now):
            self._forget(_day(oldest))
        numbers = uow.session.scalars(select(ReadingRow.no).where(ReadingRow.no >= _day(since)))
        fresh = [no for no in numbers if no not in self._known]
        columns = (ReadingRow.no, ReadingRow.tokens, ReadingRow.places)
        for chunk in in_chunks(fresh):
            for row in uow.session.execute(select(*columns).where(ReadingRow.no.in_(chunk))):
                self._index.add(row.no, row.tokens.split(), row.places.split("|"))
                self._known.add(row.no)
        self._seen = now

    def _forget(self, first: str) -> None:
        """Drop the numbers of days before ``first``."""
        for no in [no for no in self._known if no < first]:
            self._index.remove(no)
            self._known.discard(no)


def _day(at: datetime) -> str:
    """The local day, as ticket numbers begin with it."""
    return at.astimezone(LOCAL).strftime("%Y%m%d")


def _rows(desk: Desk, numbers: list[str]) -> list[Any]:
    columns = (
        TicketRow.no,
        TicketRow.status,
        TicketRow.request_type,
        TicketRow.registered_at,
        TicketRow.place,
        ReadingRow.summary,
    )
    query = (
        select(*columns)
        .join(ReadingRow, ReadingRow.no == TicketRow.no)
        .where(TicketRow.no.in_(numbers), TicketRow.no.in_(visible_to(desk.actor)))
    )
    return list(desk.uow.session.execute(query))


def _shown(text: str, told: tuple[str, ...] | None) -> str:
    """``told``: what the reporter told of himself, where he is hidden; else None."""
    return text if told is None else str(without_names(text, told))
