"""The entries of the problem list and the supervision list, their steps and letters."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, insert, select, true, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFound, Stale
from service.domain.permissions import Actor, Permission
from service.domain.supervision.duallist import (
    SEEN_BY_UNIT,
    EntryMove,
    EntrySource,
    EntryState,
    EntryStep,
    ListEntry,
)
from service.store.database.changes import rows_changed
from service.store.database.columns import dump_json
from service.store.installation import counters
from service.store.tables.supervision import (
    LetterRow,
    ListEntryRow,
    ListEntryTicketRow,
    ListStepRow,
)
from service.store.tickets.rows import GENESIS

_PLAIN = tuple(f.name for f in fields(ListEntry) if f.name not in ("id", "tickets"))
_HASHED = ("seq", "step", "actor_id", "actor_name", "actor_unit", "source", "target")


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One stored step of an entry."""

    seq: int
    step: EntryStep
    at: datetime
    actor_name: str
    actor_unit: str
    target: EntryState
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it was sent."""

    no: str
    unit: str
    issued_at: datetime
    content: Mapping[str, Any]


class DualList:
    """The two lists of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, move: EntryMove) -> ListEntry:
        """A new entry with its first step; what is returned has its number."""
        row = ListEntryRow(**_values(move.entry), head=GENESIS)
        self._session.add(row)
        self._session.flush()
        row.head = self._append(row.id, 1, move, GENESIS)
        rows = [{"entry_id": row.id, "no": no} for no in move.entry.tickets]
        self._session.execute(insert(ListEntryTicketRow), rows)
        self._session.flush()
        return self.get(row.id)

    def record(self, move: EntryMove) -> ListEntry:
        """Append the step and move the entry. Raises ``Stale`` when somebody was faster."""
        entry = move.entry
        old = self._session.execute(
            select(ListEntryRow.version, ListEntryRow.head).where(ListEntryRow.id == entry.id)
        ).one()
        if old.version != entry.version - 1:
            raise self.stale()
        head = self._append(entry.id, entry.version, move, old.head)
        done = rows_changed(
            self._session,
            update(ListEntryRow)
            .where(ListEntryRow.id == entry.id, ListEntryRow.version == old.version)
            .values(**_values(entry), head=head),
        )
        if not done:
            raise self.stale()
        return entry

    def stale(self) -> Stale:
        """The error for whoever acted on what is no longer the newest."""
        return Stale("这一项刚刚有人更新过，您看到的不是最新状态。请刷新核对后再提交。")

    def get(self, entry_id: int) -> ListEntry:
        """One entry. Raises ``NotFound``."""
        found = self.get_many([entry_id])
        if not found:
            raise NotFound("没有这一项，请从清单里打开。")
        return found[0]

    def get_many(self, ids: Sequence[int]) -> list[ListEntry]:
        """The entries with these numbers that there are, in the order given."""
        query = select(ListEntryRow.__table__).where(ListEntryRow.id.in_(ids))
        rows = {row["id"]: row for row in self._session.execute(query).mappings()}
        tickets: dict[int, list[str]] = {entry_id: [] for entry_id in rows}
        named = select(ListEntryTicketRow.entry_id, ListEntryTicketRow.no)
        named = named.where(ListEntryTicketRow.entry_id.in_(list(rows)))
        for entry_id, no in self._session.execute(named.order_by(ListEntryTicketRow.no)):
            tickets[entry_id].append(no)
        return [_entry(dict(rows[i]), tuple(tickets[i])) for i in ids if i in rows]

    def steps(self, entry_id: int) -> list[EntryRecord]:
        """Every step of an entry, oldest first."""
        query = select(ListStepRow.__table__).where(ListStepRow.entry_id == entry_id)
        rows = self._session.execute(query.order_by(ListStepRow.seq)).mappings()
        return [
            EntryRecord(
                seq=row["seq"],
                step=EntryStep(row["step"]),
                at=row["at"],
                actor_name=row["actor_name"],
                actor_unit=row["actor_unit"],
                target=EntryState(row["target"]),
                data=row["data"],
            )
            for row in rows
        ]

    def of_tickets(self, numbers: Sequence[str]) -> dict[str, int]:
        """The newest entry that is not withdrawn, by ticket, for those that have one."""
        query = (
            select(ListEntryTicketRow.no, func.max(ListEntryTicketRow.entry_id))
            .join(ListEntryRow, ListEntryRow.id == ListEntryTicketRow.entry_id)
            .where(ListEntryTicketRow.no.in_(numbers))
            .where(ListEntryRow.state != EntryState.WITHDRAWN.value)
            .group_by(ListEntryTicketRow.no)
        )
        return dict(self._session.execute(query).all())

    def of_finding(self, finding_id: int) -> int | None:
        """The newest entry that came from a finding and is not withdrawn, or None."""
        query = select(func.max(ListEntryRow.id)).where(
            ListEntryRow.finding_id == finding_id, ListEntryRow.state != EntryState.WITHDRAWN.value
        )
        return self._session.scalar(query)

    def next_letter(self, year: int) -> int:
        """The next number of the year's letters."""
        return counters.advance(self._session, f"letter:{year}")

    def send(self, letter: Letter) -> None:
        """Keep a letter as it was sent."""
        content = dict(letter.content)
        self._session.add(
            LetterRow(
                no=letter.no,
                unit=letter.unit,
                issued_at=letter.issued_at,
                content=content,
                hash=_hash_of(dump_json(content)),
            )
        )
        self._session.flush()

    def letter(self, no: str) -> Letter:
        """A letter by its number. Raises ``NotFound``."""
        row = self._session.get(LetterRow, no)
        if row is None:
            raise NotFound("没有这份督办函。")
        return Letter(row.no, row.unit, row.issued_at, row.content)

    def faults(self) -> Iterator[str]:
        """What in the lists is not as it was written, in words; nothing when all is."""
        heads = {
            row.id: (row.version, row.head, row.state)
            for row in self._session.scalars(select(ListEntryRow))
        }
        last = dict.fromkeys(heads, (0, GENESIS, ""))
        query = select(ListStepRow.__table__).order_by(ListStepRow.entry_id, ListStepRow.seq)
        for step in self._session.execute(query).mappings():
            seq, head, _ = last[step["entry_id"]]
            is_next = step["seq"] == seq + 1 and step["previous"] == head
            if not is_next or step["hash"] != _step_hash(dict(step)):
                yield f"双清单第 {step['entry_id']} 项第 {step['seq']} 步与校验值不符"
            last[step["entry_id"]] = (step["seq"], step["hash"], step["target"])
        yield from (
            f"双清单第 {entry_id} 项的状态不是最后一步的状态"
            for entry_id, head in heads.items()
            if last[entry_id] != head
        )
        for letter in self._session.scalars(select(LetterRow).order_by(LetterRow.no)):
            if letter.hash != _hash_of(dump_json(letter.content)):
                yield f"督办函 {letter.no} 的内容与校验值不符"

    def _append(self, entry_id: int, seq: int, move: EntryMove, previous: str) -> str:
        values: dict[str, Any] = {
            "entry_id": entry_id,
            "seq": seq,
            "step": move.step.value,
            "at": move.at,
            "actor_id": move.actor.id,
            "actor_name": move.actor.name,
            "actor_unit": move.actor.unit,
            "source": move.source.value if move.source else None,
            "target": move.entry.state.value,
            "data": dict(move.data),
            "previous": previous,
        }
        values["hash"] = _step_hash(values)
        self._session.execute(insert(ListStepRow), [values])
        return str(values["hash"])


def sees_entry(actor: Actor) -> ColumnElement[bool]:
    """Which entries this person may see; ``may_see_entry`` is its twin in Python."""
    if actor.may(Permission.LIST_READ):
        return true()
    if actor.may(Permission.LIST_READ_UNIT) and actor.unit:
        states = [state.value for state in SEEN_BY_UNIT]
        return (ListEntryRow.unit == actor.unit) & ListEntryRow.state.in_(states)
    return false()


def may_see_entry(entry: ListEntry, actor: Actor) -> bool:
    """Whether this person may see the entry; a unit sees its own once they are handed over."""
    if actor.may(Permission.LIST_READ):
        return True
    is_theirs = bool(actor.unit) and entry.unit == actor.unit
    return actor.may(Permission.LIST_READ_UNIT) and is_theirs and entry.state in SEEN_BY_UNIT


def _values(entry: ListEntry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in _PLAIN}
    return values | {"state": entry.state.value, "source": entry.source.value}


def _entry(row: Mapping[str, Any], tickets: tuple[str, ...]) -> ListEntry:
    values = {name: row[name] for name in _PLAIN}
    values |= {"state": EntryState(row["state"]), "source": EntrySource(row["source"])}
    return ListEntry(id=row["id"], tickets=tickets, **values)


def _step_hash(step: Mapping[str, Any]) -> str:
    at: datetime = step["at"]
    parts = [step["previous"], str(step["entry_id"]), at.astimezone(UTC).isoformat()]
    parts += [str(step[name] or "") for name in _HASHED]
    return _hash_of("\x1f".join([*parts, dump_json(step["data"])]))


def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
