"""Similar open and recent tickets, from an index in memory that follows the database."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.elements import BROAD_KINDS
from models.reading import Reading
from models.similar import Hit, SimilarIndex
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
_LOOKED_AT = 40
_GROUP = 4
"""Topics whose codes begin alike are of one group, such as 供电运行."""
_ENOUGH = 2
_SAME_KIND = "同一主题"


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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a repeat has to share: words and narrow places find it, the matter must be the same.

    ``matter``: the words that are no part of a place's name; ``evidence``: those of them that
    decided the topic; ``groups``: of the other topics it may be.
    """

    tokens: frozenset[str]
    places: frozenset[str]
    matter: frozenset[str]
    evidence: frozenset[str]
    topic: str
    groups: frozenset[str]

    def is_met(self, topic: str, shared: Sequence[str]) -> bool:
        """Whether the matter of a ticket is the same: a place in common says nothing of it."""
        told, group = len(self.evidence.intersection(shared)), topic[:_GROUP]
        if group == self.topic[:_GROUP]:
            return topic == self.topic or not self.matter.isdisjoint(shared)
        return told >= (1 if group in self.groups else _ENOUGH)

    def reasons(self, shared: Sequence[str]) -> tuple[str, ...]:
        """What is in common, in words, without the pieces of a place's name."""
        telling = [word for word in shared if word in self.places or word in self.matter]
        return (*telling, *([] if self.matter.intersection(shared) else [_SAME_KIND]))


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
        return self._find(desk, _wanted(reading.to_json()))

    def _find(self, desk: Desk, wanted: _Wanted, *, besides: str = "") -> list[Neighbour]:
        if not wanted.tokens:
            return []
        with self._lock:
            self._follow(desk.uow, desk.now)
            hits = self._index.search(wanted.tokens, wanted.places, _LOOKED_AT)
        near = {str(hit.id): hit for hit in hits if hit.id != besides}
        seen = _rows(desk, list(near))
        rows = [row for row in seen if wanted.is_met(row.topic, near[row.no].reasons)]
        told = told_by_reporters(desk, {row.no: RequestType(row.request_type) for row in rows})
        found = [_neighbour(row, near[row.no], wanted, told.get(row.no)) for row in rows]
        return sorted(found, key=lambda n: (-n.score, n.no))[:_SHOWN]

    def find_for(self, desk: Desk, no: str) -> list[Neighbour]:
        """The tickets nearest to a stored one."""
        stored = desk.uow.readings.get(no)
        if stored is None:
            return []
        return self._find(desk, _wanted({**stored.body, "tokens": stored.tokens}), besides=no)

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
                places = map(_bare, row.places.split("|"))
                self._index.add(row.no, row.tokens.split(), places)
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
        TicketRow.topic,
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


def _wanted(body: Mapping[str, Any]) -> _Wanted:
    """What to look for by a reading's JSON; half a city shares the name of a county."""
    places = [(place["text"], place["kind"]) for place in body["places"]]
    broad = [text for text, kind in places if kind in BROAD_KINDS]
    narrow = [_bare(text) for text, kind in places if kind not in BROAD_KINDS]
    tokens = [token for token in body["tokens"] if not any(token in text for text in broad)]
    matter = {token for token in tokens if not any(token in text for text, _ in places)}
    return _Wanted(
        tokens=frozenset(tokens),
        places=frozenset(narrow),
        matter=frozenset(matter),
        evidence=frozenset(matter.intersection(body["evidence"])),
        topic=body["topic"]["code"],
        groups=frozenset(choice["code"][:_GROUP] for choice in body["runners_up"]),
    )


def _bare(place: str) -> str:
    """“丽景花园小区” and “丽景花园” are one place."""
    bare = place.removesuffix("小区")
    return bare if len(bare) > len("小区") else place


def _neighbour(row: Any, hit: Hit, wanted: _Wanted, told: tuple[str, ...] | None) -> Neighbour:
    return Neighbour(
        no=row.no,
        summary=_shown(row.summary, told),
        status=Status(row.status),
        registered_at=row.registered_at,
        place=_shown(row.place, told),
        reasons=tuple(_shown(why, told) for why in wanted.reasons(hit.reasons)),
        score=hit.score,
    )


def _shown(text: str, told: tuple[str, ...] | None) -> str:
    """``told``: what the reporter told of himself, where he is hidden; else None."""
    return text if told is None else str(without_names(text, told))
