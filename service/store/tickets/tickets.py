"""Tickets and their steps: the one door that changes a ticket.

Writing is gathered and sent to the database in bulk by ``flush``, which the unit of work calls
before it commits; a year of tickets and one ticket go the same way.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.errors import NotFound, Stale
from service.domain.lifecycle.advance import Entry, Move
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Ticket
from service.store.database.engine import in_chunks
from service.store.installation import counters
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets import unit_tasks
from service.store.tickets.rows import GENESIS, entry_of, step_values, ticket_of, ticket_values

_TICKET = TicketRow.__table__
_STEP = StepRow.__table__
_FIXED = frozenset({"no", "dedupe_key", "caller_id"})
_UPDATE = (
    update(TicketRow)
    .where(TicketRow.no == bindparam("old_no"), TicketRow.version == bindparam("old_version"))
    .values({c.name: bindparam(c.name) for c in _TICKET.columns if c.name not in _FIXED})
)


@dataclass(slots=True)
class _Held:
    """A ticket in this unit of work: as it is now, and as the database knows it."""

    ticket: Ticket
    head: str
    stored_version: int
    stored_tasks: unit_tasks.Told = field(default_factory=dict)


class Tickets:
    """The tickets of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[str, _Held] = {}
        self._inserts: list[dict[str, Any]] = []
        self._steps: list[dict[str, Any]] = []
        self.written: list[str] = []
        self._changed: set[str] = set()
        # For looking up merges: who joined which ticket in this unit of work, and what was
        # registered in it.
        self.joined: dict[str, set[str]] = {}
        self.born: set[str] = set()

    def get(self, no: str) -> Ticket:
        """The ticket with its newest state. Raises ``NotFound``."""
        return self._hold(no).ticket

    def find(self, no: str) -> Ticket | None:
        """The ticket, or None."""
        try:
            return self.get(no)
        except NotFound:
            return None

    def count(self) -> tuple[int, int]:
        """How many tickets and how many steps there are."""
        found = (
            self._session.scalar(select(func.count()).select_from(t)) for t in (_TICKET, _STEP)
        )
        tickets, steps = (count or 0 for count in found)
        return tickets, steps

    def get_many(self, numbers: Sequence[str]) -> list[Ticket]:
        """The tickets with these numbers that there are, in the order given."""
        missing = [no for no in numbers if no not in self._held]
        for chunk in in_chunks(missing):
            query = select(_TICKET).where(TicketRow.no.in_(chunk))
            for row in self._session.execute(query).mappings():
                self._held[row["no"]] = _held(row)
        return [self._held[no].ticket for no in numbers if no in self._held]

    def by_dedupe_key(self, key: str) -> Ticket | None:
        """The ticket that was registered under this key, or None."""
        no = self._session.scalar(select(TicketRow.no).where(TicketRow.dedupe_key == key))
        return self.get(no) if no else None

    def known_dedupe_keys(self, keys: Sequence[str]) -> set[str]:
        """Which of the keys are taken."""
        query = select(TicketRow.dedupe_key).where(TicketRow.dedupe_key.in_(keys))
        return {key for key in self._session.scalars(query) if key}

    def texts_by_dedupe_key(self, keys: Sequence[str]) -> dict[str, str]:
        """The texts of the tickets that were registered under the keys."""
        query = select(TicketRow.dedupe_key, TicketRow.text).where(TicketRow.dedupe_key.in_(keys))
        return {key: text for key, text in self._session.execute(query) if key}

    def next_numbers(self, day: str, count: int) -> list[str]:
        """``count`` fresh ticket numbers of a day ``YYYYMMDD``, in order."""
        last = counters.advance(self._session, day, count)
        return [f"{day}{number:06d}" for number in range(last - count + 1, last + 1)]

    def add(
        self, ticket: Ticket, entry: Entry, *, caller_id: int | None, dedupe_key: str | None
    ) -> None:
        """A new ticket with its first step."""
        values = step_values(entry, GENESIS)
        held = _Held(ticket, values["hash"], ticket.version)
        self._held[ticket.no] = held
        self.born.add(ticket.no)
        self._steps.append(values)
        self._inserts.append({"no": ticket.no, "dedupe_key": dedupe_key, "caller_id": caller_id})

    def record(self, move: Move) -> Ticket:
        """The one door: append the step, move the ticket. Raises ``Stale`` at ``flush``."""
        held = self._hold(move.ticket.no)
        if move.entry.seq != held.ticket.version + 1:
            raise self.stale(held.ticket)
        values = step_values(move.entry, held.head)
        if held.ticket.master_no != move.ticket.master_no:
            self.joined.get(held.ticket.master_no, set()).discard(move.ticket.no)
            self.joined.setdefault(move.ticket.master_no, set()).add(move.ticket.no)
        held.ticket, held.head = move.ticket, values["hash"]
        self._steps.append(values)
        self._changed.add(move.ticket.no)
        return move.ticket

    def check_version(self, ticket: Ticket, version: int, actor_id: int = 0) -> None:
        """Raises ``Stale`` when a person acted on an older version than the newest."""
        if ticket.version != version:
            raise self.stale(ticket, actor_id)

    def stale(self, ticket: Ticket, actor_id: int = 0) -> Stale:
        """The error that tells what changed, and whether it was this person who did it."""
        newest = select(StepRow.actor_id, StepRow.actor_name).where(StepRow.no == ticket.no)
        last = self._session.execute(newest.order_by(StepRow.seq.desc()).limit(1)).first()
        who = f"{last.actor_name}刚刚更新了这张工单" if last else "这张工单刚刚被更新"
        if last and last.actor_id == actor_id:
            who = "您自己刚刚更新过这张工单（在别的页面，或多按了一次）"
        return Stale(
            f"{who}，您看到的不是最新状态。请核对后再提交。",
            version=ticket.version,
            status=ticket.status.value,
        )

    def steps(self, no: str) -> list[Entry]:
        """Every step of a ticket, oldest first; also those not yet flushed."""
        query = select(_STEP).where(StepRow.no == no).order_by(StepRow.seq)
        stored = [entry_of(dict(row)) for row in self._session.execute(query).mappings()]
        return stored + [entry_of(values) for values in self._steps if values["no"] == no]

    def steps_among(self, numbers: Sequence[str], steps: Collection[Step]) -> list[Entry]:
        """The stored steps of these kinds on these tickets, oldest first."""
        query = (
            select(_STEP)
            .where(StepRow.no.in_(numbers), StepRow.step.in_([step.value for step in steps]))
            .order_by(StepRow.no, StepRow.seq)
        )
        return [entry_of(dict(row)) for row in self._session.execute(query).mappings()]

    def flush(self) -> None:
        """Send what was gathered: new tickets, changed tickets, steps. Raises ``Stale``."""
        try:
            self._send_inserts()
            self._send_updates()
            if self._steps:
                self._session.execute(insert(StepRow), self._steps)
        except IntegrityError as clash:
            if "dedupe" in str(clash.orig):
                raise Stale("同一来源编号的诉求刚刚登记过，请按编号查看。") from clash
            raise
        self.written += [values["step"] for values in self._steps]
        self._steps.clear()

    def held(self, no: str) -> Ticket | None:
        """The ticket as this unit of work holds it; None when it was not looked at."""
        found = self._held.get(no)
        return found.ticket if found else None

    def let_go_before(self, no: str, version: int) -> None:
        """Forget a ticket that was read before this version; the next ``get`` reads it anew.

        Raises ``Stale`` when it was changed here meanwhile.
        """
        held = self._held.get(no)
        if held is None or held.stored_version >= version:
            return
        del self._held[no]
        if no in self._changed:
            raise self.stale(self.get(no))

    def forget(self) -> None:
        """Let go of the tickets held; the next ``get`` reads the database."""
        self._held.clear()

    def _hold(self, no: str) -> _Held:
        if no not in self._held:
            row = (
                self._session.execute(select(_TICKET).where(TicketRow.no == no)).mappings().first()
            )
            if row is None:
                raise NotFound(f"没有编号为 {no} 的工单，请核对编号。")
            self._held[no] = _held(row)
        return self._held[no]

    def _send_inserts(self) -> None:
        if not self._inserts:
            return
        rows = []
        for keys in self._inserts:
            held = self._held[keys["no"]]
            rows.append({**ticket_values(held.ticket), "head": held.head, **keys})
            held.stored_version = held.ticket.version
            self._changed.discard(held.ticket.no)
        self._session.execute(insert(TicketRow), rows)
        self._keep_tasks(row["no"] for row in rows)
        self._inserts.clear()

    def _send_updates(self) -> None:
        rows = []
        for no in sorted(self._changed):
            held = self._held[no]
            values = {**ticket_values(held.ticket), "head": held.head}
            rows.append({**values, "old_no": no, "old_version": held.stored_version})
        if not rows:
            return
        result = self._session.connection().execute(_UPDATE, rows)
        if result.rowcount != len(rows):
            raise self._clash(rows)
        for row in rows:
            self._held[row["old_no"]].stored_version = row["version"]
        self._keep_tasks(self._changed)
        self._changed.clear()

    def _clash(self, rows: list[dict[str, Any]]) -> Stale:
        """The error for the first row that somebody else has changed meanwhile."""
        for row in rows:
            query = select(TicketRow.version).where(TicketRow.no == row["old_no"])
            if self._session.scalar(query) != row["version"]:
                break
        self._held.pop(row["old_no"])
        return self.stale(self.get(row["old_no"]))

    def _keep_tasks(self, numbers: Iterable[str]) -> None:
        changed = []
        for no in sorted(numbers):
            held = self._held[no]
            told, before = unit_tasks.told_by(held.ticket), held.stored_tasks
            if told != before:
                changed.append((no, before, told))
                held.stored_tasks = told
        unit_tasks.keep(self._session, changed)


def _held(row: Any) -> _Held:
    ticket = ticket_of(dict(row))
    return _Held(ticket, row["head"], row["version"], unit_tasks.told_by(ticket))
