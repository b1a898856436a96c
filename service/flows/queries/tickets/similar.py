"""Similar open and recent tickets, from an index in memory that follows the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.reading import Reading
from models.signals.elements import BROAD_KINDS
from models.similar.index import Hit
from service.domain.ticket import OPEN, RequestType, Status
from service.flows.desk import Desk
from service.flows.discretion import told_by_reporters, without_names
from service.flows.queries.tickets.recent import WINDOW, RecentTexts, bare
from service.store.tables.tickets import ReadingRow, TicketRow
from service.store.tickets.callers import Caller
from service.store.tickets.visibility import visible_to

_SHOWN = 6
_LOOKED_AT = 40
_GROUP = 4
"""Topics whose codes begin alike are of one group, such as 供电运行."""
_ENOUGH = 2
_NEARLY_EQUAL = 0.8
_SAME_KIND, _SAME_CALLER, _SAME_TEXT = "同一主题", "同一来电人", "内容几乎相同"
NOBODY = Caller()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A ticket that says much the same, and why it was found.

    ``elsewhere``: the county or district it lies in, when the one it is held against lies in
    another: the same matter, but other people's work.
    """

    no: str
    summary: str
    status: Status
    registered_at: datetime
    place: str
    reasons: tuple[str, ...]
    score: float
    elsewhere: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the same caller told it."""
        return _SAME_CALLER in self.reasons

    @property
    def may_be_joined(self) -> bool:
        """Whether one answer could serve both: still open, and not in another county."""
        return self.is_open and not self.elsewhere

    @property
    def is_open(self) -> bool:
        """Whether something still has to be done."""
        return self.status in OPEN


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

    def is_met(self, topic: str, shared: Sequence[str], *, by_caller: bool = False) -> bool:
        """Whether the matter of a ticket is the same: a place in common says nothing of it.

        Of the same caller's tickets those of one kind are enough.
        """
        if by_caller and topic[:_GROUP] == self.topic[:_GROUP]:
            return True
        told, group = len(self.evidence.intersection(shared)), topic[:_GROUP]
        if group == self.topic[:_GROUP]:
            return topic == self.topic or not self.matter.isdisjoint(shared)
        return told >= (1 if group in self.groups else _ENOUGH)

    def reasons(self, hit: Hit, by_caller: bool) -> tuple[str, ...]:
        """What is in common, in words, without the pieces of a place's name."""
        shared = hit.reasons
        telling = [word for word in shared if word in self.places or word in self.matter]
        if not self.matter.intersection(shared):
            telling.append(_SAME_KIND)
        strong = {_SAME_CALLER: by_caller, _SAME_TEXT: hit.score >= _NEARLY_EQUAL}
        return (*(name for name, holds in strong.items() if holds), *telling)


class Neighbours:
    """The tickets near a reading; one per process, shared by all requests."""

    def __init__(self, folder: Path | None = None) -> None:
        self.texts = RecentTexts(folder)

    def find(
        self, desk: Desk, reading: Reading, caller: Caller = NOBODY, area: str = ""
    ) -> list[Neighbour]:
        """The tickets nearest to a reading that this person may see, nearest first.

        With a caller also what the same one told of the same kind of matter; ``area``: where the
        matter lies, as far as it is known.
        """
        own = desk.uow.callers.numbers_of(caller, desk.now - WINDOW)
        return self._find(desk, _wanted(reading.to_json()), own, area)

    def find_for(self, desk: Desk, no: str) -> list[Neighbour]:
        """The tickets nearest to a stored one."""
        stored = desk.uow.readings.get(no)
        if stored is None:
            return []
        ticket = desk.uow.tickets.get(no)
        is_hidden = bool(told_by_reporters(desk, {no: ticket.request_type}))
        own = [] if is_hidden else desk.uow.callers.numbers_beside(no, desk.now - WINDOW)
        wanted = _wanted({**stored.body, "tokens": stored.tokens})
        found = self._find(desk, wanted, own, ticket.area)
        return [other for other in found if other.no != no][:_SHOWN]

    def _find(self, desk: Desk, wanted: _Wanted, own: Sequence[str], area: str) -> list[Neighbour]:
        if not wanted.tokens:
            return []
        hits = self.texts.search(desk.uow, desk.now, wanted.tokens, wanted.places, _LOOKED_AT)
        near = {no: Hit(no, 0.0, ()) for no in own} | {hit.id: hit for hit in hits}
        seen = _rows(desk, list(near))
        told = told_by_reporters(desk, {row.no: RequestType(row.request_type) for row in seen})
        # Whom a reporter is must not be read off the tickets that he signed with his name.
        own = [no for no in own if no not in told]
        rows = [
            row
            for row in seen
            if wanted.is_met(row.topic, near[row.no].reasons, by_caller=row.no in own)
        ]
        found = [
            _neighbour(row, wanted.reasons(near[row.no], row.no in own), near, told.get(row.no))
            for row in rows
        ]
        apart = {row.no: desk.catalogue.apart(area, row.area) for row in rows}
        found = [replace(other, elsewhere=apart[other.no]) for other in found]
        ranked = sorted(found, key=lambda n: (n.no not in own, -n.score, n.no))
        return ranked[: _SHOWN + 1]


def _rows(desk: Desk, numbers: list[str]) -> list[Any]:
    columns = (
        TicketRow.no,
        TicketRow.status,
        TicketRow.request_type,
        TicketRow.topic,
        TicketRow.area,
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
    narrow = [bare(text) for text, kind in places if kind not in BROAD_KINDS]
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


def _neighbour(
    row: Any, reasons: Sequence[str], near: Mapping[str, Hit], told: tuple[str, ...] | None
) -> Neighbour:
    return Neighbour(
        no=row.no,
        summary=_shown(row.summary, told),
        status=Status(row.status),
        registered_at=row.registered_at,
        place=_shown(row.place, told),
        reasons=tuple(_shown(why, told) for why in reasons),
        score=near[row.no].score,
    )


def _shown(text: str, told: tuple[str, ...] | None) -> str:
    """``told``: what the reporter told of himself, where he is hidden; else None."""
    return text if told is None else str(without_names(text, told))
