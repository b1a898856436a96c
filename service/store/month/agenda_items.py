"""Agenda items: candidates laid, what people made of them, and the tickets they are about."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from service.domain.agenda import AgendaStatus
from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.governance.undo import ItemStep
from service.domain.permissions import Actor
from service.domain.ticket import ENDED, Status
from service.store.database.changes import rows_changed
from service.store.database.engine import in_chunks
from service.store.month.agenda_steps import history_of, notes_of, steps_of
from service.store.tables.agenda import AgendaItemRow, AgendaStepRow, AgendaTicketRow
from service.store.tables.tickets import TicketRow

_ENDED = [status.value for status in sorted(ENDED | {Status.ARCHIVED})]


@dataclass(frozen=True, slots=True)
class AgendaDraft:
    """A candidate as the monthly job proposes it; ``tickets``: the numbers it is about."""

    topic_id: str
    title: str
    rank: int
    reasons: Sequence[str]
    tickets: Sequence[str]

    @property
    def tickets_hash(self) -> str:
        """SHA-256 of the sorted numbers: the same set, the same hash."""
        return hashlib.sha256("\n".join(sorted(self.tickets)).encode()).hexdigest()


class AgendaItems:
    """The agenda items of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def propose(self, month: str, drafts: list[AgendaDraft], actor: Actor, now: datetime) -> None:
        """Lay candidates; whatever a person has touched, or laid, stays as it is."""
        known = {row.topic_id: row for row in self.of_month(month)}
        for draft in drafts:
            row = known.pop(draft.topic_id, None)
            if row is None:
                self.nominate(month, draft, actor, now, note="月度分析提出")
            elif _is_untouched(row):
                self._renew(row, draft)
        for row in known.values():
            if _is_untouched(row) and self._laid_by(row) == actor.id:
                self._withdraw(row)
        self._session.flush()

    def nominate(
        self, month: str, draft: AgendaDraft, actor: Actor, now: datetime, *, note: str
    ) -> AgendaItemRow:
        """A new candidate with its first step."""
        row = AgendaItemRow(
            month=month,
            topic_id=draft.topic_id,
            title=draft.title,
            status=AgendaStatus.CANDIDATE.value,
            version=1,
            rank=draft.rank,
            reasons=list(draft.reasons),
            tickets=len(draft.tickets),
            tickets_hash=draft.tickets_hash,
        )
        self._session.add(row)
        self._session.flush()
        self._freeze(row, draft)
        self._session.add(
            AgendaStepRow(
                item_id=row.id,
                seq=1,
                at=now,
                actor_id=actor.id,
                actor_name=actor.name,
                source=None,
                target=AgendaStatus.CANDIDATE.value,
                note=note,
            )
        )
        return row

    def of_month(self, month: str) -> list[AgendaItemRow]:
        """The month's agenda items, by rank."""
        query = select(AgendaItemRow).where(AgendaItemRow.month == month)
        return list(self._session.scalars(query.order_by(AgendaItemRow.rank, AgendaItemRow.id)))

    def of_topic(self, month: str, topic_id: str) -> AgendaItemRow | None:
        """The agenda item of a hot topic in its month, or None."""
        query = select(AgendaItemRow).where(
            AgendaItemRow.month == month, AgendaItemRow.topic_id == topic_id
        )
        return self._session.scalar(query)

    def running(self, before: str, states: Iterable[AgendaStatus]) -> dict[str, AgendaItemRow]:
        """By topic the newest item of an earlier month that stands in one of the states."""
        query = (
            select(AgendaItemRow)
            .where(AgendaItemRow.month < before)
            .where(AgendaItemRow.status.in_([state.value for state in states]))
            .order_by(AgendaItemRow.month, AgendaItemRow.id)
        )
        return {row.topic_id: row for row in self._session.scalars(query)}

    def all(self, *states: AgendaStatus) -> list[AgendaItemRow]:
        """The agenda items of all months, in some states or in any, newest first, by rank."""
        query = select(AgendaItemRow)
        if states:
            query = query.where(AgendaItemRow.status.in_([state.value for state in states]))
        order = (AgendaItemRow.month.desc(), AgendaItemRow.rank, AgendaItemRow.id)
        return list(self._session.scalars(query.order_by(*order)))

    def counts(self) -> dict[AgendaStatus, int]:
        """How many items of all months stand in each state."""
        query = select(AgendaItemRow.status, func.count()).group_by(AgendaItemRow.status)
        return {AgendaStatus(status): count for status, count in self._session.execute(query)}

    def get(self, item_id: int) -> AgendaItemRow:
        """One agenda item. Raises ``NotFound``."""
        row = self._session.get(AgendaItemRow, item_id)
        if row is None:
            raise NotFound("没有这个议题。")
        return row

    def tickets(self, item_id: int) -> list[str]:
        """The tickets an agenda item was picked for."""
        query = select(AgendaTicketRow.no).where(AgendaTicketRow.item_id == item_id)
        return list(self._session.scalars(query.order_by(AgendaTicketRow.no)))

    def steps(self, item_id: int) -> list[AgendaStepRow]:
        """What happened to an agenda item, oldest first."""
        return steps_of(self._session, item_id)

    def history(self, item_id: int) -> list[ItemStep]:
        """The steps of an agenda item as the domain knows them, oldest first."""
        return history_of(self._session, [item_id]).get(item_id, [])

    def notes(self, items: Collection[int]) -> dict[int, list[str]]:
        """What was written at the steps that stand, oldest first, by item."""
        return notes_of(self._session, items)

    def ended(self, items: Collection[int]) -> dict[int, int]:
        """How many of the tickets of some agenda items have ended, by item."""
        query = (
            select(AgendaTicketRow.item_id, func.count())
            .join(TicketRow, TicketRow.no == AgendaTicketRow.no)
            .where(TicketRow.status.in_(_ENDED))
            .group_by(AgendaTicketRow.item_id)
        )
        return {
            item_id: count
            for chunk in in_chunks(items, 500)
            for item_id, count in self._session.execute(
                query.where(AgendaTicketRow.item_id.in_(chunk))
            )
        }

    def move(
        self,
        row: AgendaItemRow,
        target: AgendaStatus,
        version: int,
        by: By,
        *,
        undoes: int | None = None,
    ) -> None:
        """Append a step and change the state. ``undoes``: the step taken back. Raises ``Stale``."""
        source = row.status
        changed = rows_changed(
            self._session,
            update(AgendaItemRow)
            .where(AgendaItemRow.id == row.id, AgendaItemRow.version == version)
            .values(status=target.value, version=version + 1),
        )
        if not changed:
            raise self.stale(row)
        self._session.execute(
            insert(AgendaStepRow).values(
                item_id=row.id,
                seq=version + 1,
                at=by.at,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                source=source,
                target=target.value,
                note=by.note,
                undoes=undoes,
            )
        )
        self._session.refresh(row)

    def stale(self, row: AgendaItemRow) -> Stale:
        """The error that says somebody else was faster."""
        return Stale("这个议题刚刚被别人更新，请看过最新状态再定。", row.version, row.status)

    def _laid_by(self, row: AgendaItemRow) -> int | None:
        query = select(AgendaStepRow.actor_id).where(AgendaStepRow.item_id == row.id)
        return self._session.scalar(query.where(AgendaStepRow.seq == 1))

    def _renew(self, row: AgendaItemRow, draft: AgendaDraft) -> None:
        row.rank, row.title, row.reasons = draft.rank, draft.title, list(draft.reasons)
        if row.tickets_hash != draft.tickets_hash:
            row.tickets, row.tickets_hash = len(draft.tickets), draft.tickets_hash
            self._freeze(row, draft)

    def _freeze(self, row: AgendaItemRow, draft: AgendaDraft) -> None:
        self._thaw(row)
        rows = ({"item_id": row.id, "no": no} for no in sorted(draft.tickets))
        for chunk in in_chunks(rows, 2000):
            self._session.execute(insert(AgendaTicketRow), chunk)

    def _thaw(self, row: AgendaItemRow) -> None:
        self._session.execute(delete(AgendaTicketRow).where(AgendaTicketRow.item_id == row.id))

    def _withdraw(self, row: AgendaItemRow) -> None:
        self._thaw(row)
        self._session.execute(delete(AgendaStepRow).where(AgendaStepRow.item_id == row.id))
        self._session.delete(row)


def _is_untouched(row: AgendaItemRow) -> bool:
    return row.status == AgendaStatus.CANDIDATE and row.version == 1
