"""Matters across borders: one door that appends a step and moves the matter; who may see which."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, false, func, insert, select, true, update
from sqlalchemy.orm import Session as Connection

from service.domain.errors import NotFound, Stale
from service.domain.permissions import Actor, Permission
from service.domain.together.matter_life import MatterMove
from service.domain.together.matters import (
    BINDING,
    Answer,
    Crossing,
    Duty,
    Matter,
    MatterEntry,
    MatterStatus,
    MatterStep,
    Position,
    Resolution,
    Session,
)
from service.store.database.changes import rows_changed
from service.store.database.columns import dump_json
from service.store.database.engine import insert_if_absent
from service.store.installation import counters
from service.store.tables.together import MatterRow, MatterStepRow, MatterTicketRow, MatterUnitRow
from service.store.tickets.rows import GENESIS


@dataclass(frozen=True, slots=True)
class MatterFilter:
    """Which matters are listed: of these states, this kind, this unit, with these words."""

    states: Sequence[MatterStatus] = ()
    crossing: str = ""
    unit: str = ""
    words: str = ""
    waiting_unit: str = ""


class Matters:
    """The matters across borders of one unit of work."""

    def __init__(self, session: Connection) -> None:
        self._session = session
        self._decided: dict[str, Matter] | None = None

    def open(self, move: MatterMove) -> Matter:
        """A new matter with its first step; it has its id from then on."""
        row = MatterRow(**_values(move.matter))
        self._session.add(row)
        self._session.flush()
        matter = _with_id(move.matter, row.id)
        self._append(move.entry, row.id)
        self._keep_parts(matter)
        return matter

    def record(self, move: MatterMove, version: int) -> Matter:
        """Append the step and move the matter. Raises ``Stale`` when somebody was faster."""
        done = rows_changed(
            self._session,
            update(MatterRow)
            .where(MatterRow.id == move.matter.id, MatterRow.version == version)
            .values(**_values(move.matter)),
        )
        if not done or move.matter.version != version + 1:
            raise stale(self.get(move.matter.id))
        self._append(move.entry, move.matter.id)
        self._keep_parts(move.matter)
        self._decided = None
        return move.matter

    def get(self, matter_id: int) -> Matter:
        """One matter. Raises ``NotFound``."""
        row = self._session.get(MatterRow, matter_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这件跨界事项，请核对编号。")
        return self._matters([row])[0]

    def steps(self, matter_id: int) -> list[MatterEntry]:
        """What happened to a matter, oldest first."""
        query = select(MatterStepRow).where(MatterStepRow.matter_id == matter_id)
        rows = self._session.scalars(query.order_by(MatterStepRow.seq))
        return [_entry(row) for row in rows]

    def is_whole(self, matter_id: int) -> bool:
        """Whether every step is as it was written, and none was taken out."""
        head, count = GENESIS, 0
        query = select(MatterStepRow).where(MatterStepRow.matter_id == matter_id)
        for row in self._session.scalars(query.order_by(MatterStepRow.seq)):
            count += 1
            if row.seq != count or row.hash != _hash(_entry(row), head):
                return False
            head = row.hash
        return count == self.get(matter_id).version

    def of_ticket(self, no: str) -> list[Matter]:
        """The matters a ticket belongs to, the newest first."""
        ids = select(MatterTicketRow.matter_id).where(MatterTicketRow.no == no)
        query = select(MatterRow).where(MatterRow.id.in_(ids)).order_by(MatterRow.id.desc())
        return self._matters(list(self._session.scalars(query)))

    def binding(self, no: str) -> Matter | None:
        """The matter whose decision binds a ticket now, or None; the newest of several.

        Decisions in force are few; they are read once per transaction.
        """
        if self._decided is None:
            states = [status.value for status in BINDING]
            query = select(MatterRow).where(MatterRow.status.in_(states)).order_by(MatterRow.id)
            found = self._matters(list(self._session.scalars(query)))
            self._decided = {no: matter for matter in found for no in matter.tickets}
        return self._decided.get(no)

    def listed(
        self, actor: Actor, wanted: MatterFilter, offset: int = 0, size: int = 20
    ) -> tuple[list[Matter], int]:
        """A page of the matters this person may see, the most pressing first, and how many."""
        conditions = [seen_by(actor), *_conditions(wanted)]
        count = select(func.count()).select_from(MatterRow).where(*conditions)
        order = (MatterRow.ended_at.is_not(None), MatterRow.clock_at.is_(None), MatterRow.clock_at)
        query = select(MatterRow).where(*conditions).order_by(*order, MatterRow.id.desc())
        rows = list(self._session.scalars(query.offset(offset).limit(size)))
        return self._matters(rows), self._session.scalar(count) or 0

    def waiting(self, until: datetime) -> list[Matter]:
        """The open matters whose units are to answer by ``until`` and have not all done so."""
        query = select(MatterRow).where(
            MatterRow.status == MatterStatus.POSITIONS_ASKED.value, MatterRow.answer_by <= until
        )
        found = self._matters(list(self._session.scalars(query.order_by(MatterRow.id))))
        return [matter for matter in found if matter.waiting_for]

    def falling_due(self, until: date) -> list[Matter]:
        """The decided matters whose duties are due by a day and that are not settled."""
        states = [status.value for status in BINDING]
        query = select(MatterRow).where(MatterRow.status.in_(states), MatterRow.due_on <= until)
        return self._matters(list(self._session.scalars(query.order_by(MatterRow.id))))

    def next_session_no(self, year: int) -> str:
        """A fresh number of a joint session: 联席会商〔2026〕3号."""
        return f"联席会商〔{year}〕{counters.advance(self._session, f'joint-{year}')}号"

    def _append(self, entry: MatterEntry, matter_id: int) -> None:
        query = select(MatterStepRow.hash).where(MatterStepRow.matter_id == matter_id)
        head = self._session.scalar(query.order_by(MatterStepRow.seq.desc()).limit(1)) or GENESIS
        values = {name: getattr(entry, name) for name in _PLAIN}
        values |= {
            "matter_id": matter_id,
            "step": entry.step.value,
            "source": entry.source.value if entry.source else None,
            "target": entry.target.value,
            "data": dict(entry.data),
        }
        self._session.execute(insert(MatterStepRow).values(**values, hash=_hash(entry, head)))

    def _keep_parts(self, matter: Matter) -> None:
        tickets = [
            {"matter_id": matter.id, "no": no, "place": place}
            for place, no in enumerate(matter.tickets)
        ]
        insert_if_absent(self._session, MatterTicketRow, tickets)
        self._session.execute(delete(MatterUnitRow).where(MatterUnitRow.matter_id == matter.id))
        held = matter.resolution
        named = (held.lead, *held.co_units) if held else ()
        asks = matter.status in (MatterStatus.POSITIONS_ASKED, MatterStatus.SESSION_CALLED)
        units = [
            {"matter_id": matter.id, "unit": u, "is_waiting": asks and u in matter.waiting_for}
            for u in dict.fromkeys((*matter.units, *named))
        ]
        if units:
            self._session.execute(insert(MatterUnitRow), units)

    def _matters(self, rows: Sequence[MatterRow]) -> list[Matter]:
        ids = [row.id for row in rows]
        numbers: dict[int, list[str]] = {matter_id: [] for matter_id in ids}
        query = select(MatterTicketRow).where(MatterTicketRow.matter_id.in_(ids))
        for ticket in self._session.scalars(query.order_by(MatterTicketRow.place)):
            numbers[ticket.matter_id].append(ticket.no)
        return [_matter(row, tuple(numbers[row.id])) for row in rows]


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Which matters this person may see: all of the hotline's people, a unit those it is in."""
    if not actor.may(Permission.JOINT_READ):
        return false()
    if actor.may(Permission.TICKET_READ_ALL):
        return true()
    theirs = select(MatterUnitRow.matter_id).where(MatterUnitRow.unit == actor.unit)
    return MatterRow.id.in_(theirs) if actor.unit else false()


def is_seen_by(matter: Matter, actor: Actor) -> bool:
    """The same of one matter, in Python."""
    if not actor.may(Permission.JOINT_READ):
        return False
    held = matter.resolution
    named = (held.lead, *held.co_units) if held else ()
    is_theirs = bool(actor.unit) and actor.unit in (*matter.units, *named)
    return actor.may(Permission.TICKET_READ_ALL) or is_theirs


def stale(matter: Matter) -> Stale:
    """The error that says somebody else was faster."""
    text = "这件跨界事项刚刚被别人更新，请看过最新状态再办。"
    return Stale(text, matter.version, matter.status)


def _conditions(wanted: MatterFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(MatterRow.status.in_([status.value for status in wanted.states]))
    if wanted.crossing:
        found.append(MatterRow.body["crossing"].as_string().contains(f"|{wanted.crossing}|"))
    for unit, waits in ((wanted.unit, False), (wanted.waiting_unit, True)):
        if unit:
            theirs = select(MatterUnitRow.matter_id).where(MatterUnitRow.unit == unit)
            theirs = theirs.where(MatterUnitRow.is_waiting) if waits else theirs
            found.append(MatterRow.id.in_(theirs))
    if wanted.words:
        text = MatterRow.title + " " + MatterRow.question + " " + MatterRow.session_no
        found += [text.contains(word, autoescape=True) for word in wanted.words.split()]
    return found


_PLAIN = ("seq", "at", "actor_id", "actor_name", "actor_unit")
_SAME = ("version", "title", "question", "topic", "area", "opened_at", "opened_by", "answer_by")


def _values(matter: Matter) -> dict[str, Any]:
    held, session = matter.resolution, matter.session
    values = {name: getattr(matter, name) for name in (*_SAME, "ended_at")}
    crossings = [crossing.value for crossing in matter.crossings]
    return values | {
        "status": matter.status.value,
        "crossings": crossings,
        "session_no": session.no if session else "",
        "clock_at": matter.clock,
        "due_on": held.due_on if held else None,
        "body": {
            "crossing": f"|{'|'.join(crossings)}|",
            "units": list(matter.units),
            "answers": [
                {**asdict(answer), "at": answer.at.isoformat(), "position": answer.position.value}
                for answer in matter.answers
            ],
            "session": {**asdict(session), "at": session.at.isoformat()} if session else None,
            "resolution": {
                **asdict(held),
                "at": held.at.isoformat(),
                "due_on": held.due_on.isoformat(),
            }
            if held
            else None,
        },
    }


def _matter(row: MatterRow, tickets: tuple[str, ...]) -> Matter:
    body = row.body
    return Matter(
        id=row.id,
        status=MatterStatus(row.status),
        crossings=tuple(Crossing(value) for value in row.crossings),
        tickets=tickets,
        units=tuple(body["units"]),
        answers=tuple(_answer(each) for each in body["answers"]),
        session=_session(body["session"]) if body["session"] else None,
        resolution=_resolution(body["resolution"]) if body["resolution"] else None,
        ended_at=row.ended_at,
        **{name: getattr(row, name) for name in _SAME},
    )


def _answer(data: Mapping[str, Any]) -> Answer:
    at, position = datetime.fromisoformat(data["at"]), Position(data["position"])
    return Answer(**{**data, "at": at, "position": position})


def _session(data: Mapping[str, Any]) -> Session:
    at, units = datetime.fromisoformat(data["at"]), tuple(data["units"])
    return Session(**{**data, "at": at, "units": units})


def _resolution(data: Mapping[str, Any]) -> Resolution:
    parsed = {
        "at": datetime.fromisoformat(data["at"]),
        "due_on": date.fromisoformat(data["due_on"]),
        "co_units": tuple(data["co_units"]),
        "duties": tuple(Duty(**duty) for duty in data["duties"]),
    }
    return Resolution(**{**data, **parsed})


def _entry(row: MatterStepRow) -> MatterEntry:
    return MatterEntry(
        matter_id=row.matter_id,
        step=MatterStep(row.step),
        source=MatterStatus(row.source) if row.source else None,
        target=MatterStatus(row.target),
        data=row.data,
        **{name: getattr(row, name) for name in _PLAIN},
    )


def _hash(entry: MatterEntry, head: str) -> str:
    parts = [head, str(entry.seq), entry.step.value, entry.at.astimezone(UTC).isoformat()]
    parts += [str(entry.actor_id), entry.actor_name, entry.actor_unit]
    parts += [entry.source.value if entry.source else "", entry.target.value]
    return hashlib.sha256("\x1f".join([*parts, dump_json(entry.data)]).encode()).hexdigest()


def _with_id(matter: Matter, matter_id: int) -> Matter:
    return Matter(**{**{f: getattr(matter, f) for f in Matter.__slots__}, "id": matter_id})
