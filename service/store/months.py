"""A month's hot topics, agenda items and report."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from service.domain.agenda import AgendaStatus
from service.domain.errors import NotFound, Stale
from service.domain.permissions import Actor
from service.store.engine import in_chunks
from service.store.tables import (
    AgendaItemRow,
    AgendaStepRow,
    AgendaTicketRow,
    HotTopicRow,
    HotTopicTicketRow,
    ReportRow,
    TicketRow,
)


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


class Months:
    """The monthly product of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace_topics(
        self, month: str, topics: Iterable[dict[str, Any]], members: Iterable[dict[str, Any]]
    ) -> None:
        """The month's hot topics and their tickets, in place of any earlier ones."""
        self._session.execute(delete(HotTopicTicketRow).where(HotTopicTicketRow.month == month))
        self._session.execute(delete(HotTopicRow).where(HotTopicRow.month == month))
        rows = [{"month": month, **topic} for topic in topics]
        if rows:
            self._session.execute(insert(HotTopicRow), rows)
        for chunk in in_chunks(({"month": month, **member} for member in members), 2000):
            self._session.execute(insert(HotTopicTicketRow), chunk)

    def topics(self, month: str) -> list[HotTopicRow]:
        """The month's hot topics, hottest first."""
        query = select(HotTopicRow).where(HotTopicRow.month == month).order_by(HotTopicRow.rank)
        return list(self._session.scalars(query))

    def topic(self, month: str, topic_id: str) -> HotTopicRow:
        """One hot topic. Raises ``NotFound``."""
        row = self._session.get(HotTopicRow, (month, topic_id))
        if row is None:
            raise NotFound("没有这个热点，可能本月已经重新计算，请回到本月列表。")
        return row

    def ticket_numbers(self, month: str, topic_id: str) -> list[str]:
        """The tickets of a hot topic."""
        query = (
            select(HotTopicTicketRow.no)
            .where(HotTopicTicketRow.month == month, HotTopicTicketRow.topic_id == topic_id)
            .order_by(HotTopicTicketRow.no)
        )
        return list(self._session.scalars(query))

    def months(self) -> list[str]:
        """Months that have a report, newest first."""
        query = select(ReportRow.month).order_by(ReportRow.month.desc())
        return list(self._session.scalars(query))

    def has_tickets(self, start: datetime, end: datetime) -> bool:
        """Whether any ticket was registered from ``start`` to before ``end``."""
        query = select(TicketRow.no).where(
            TicketRow.registered_at >= start, TicketRow.registered_at < end
        )
        return self._session.scalar(query.limit(1)) is not None

    def propose(self, month: str, drafts: list[AgendaDraft], actor: Actor, now: datetime) -> None:
        """Lay candidates; whatever a person has touched stays as it is."""
        known = {row.topic_id: row for row in self.items(month)}
        for draft in drafts:
            row = known.pop(draft.topic_id, None)
            if row is None:
                self._add_candidate(month, draft, actor, now)
            elif _is_untouched(row):
                self._renew(row, draft)
        for row in known.values():
            if _is_untouched(row):
                self._withdraw(row)
        self._session.flush()

    def items(self, month: str) -> list[AgendaItemRow]:
        """The month's agenda items, by rank."""
        query = select(AgendaItemRow).where(AgendaItemRow.month == month)
        return list(self._session.scalars(query.order_by(AgendaItemRow.rank, AgendaItemRow.id)))

    def running(self, before: str, states: Iterable[AgendaStatus]) -> dict[str, AgendaItemRow]:
        """By topic the newest item of an earlier month that stands in one of the states."""
        query = (
            select(AgendaItemRow)
            .where(AgendaItemRow.month < before)
            .where(AgendaItemRow.status.in_([state.value for state in states]))
            .order_by(AgendaItemRow.month, AgendaItemRow.id)
        )
        return {row.topic_id: row for row in self._session.scalars(query)}

    def every_item(self, status: AgendaStatus | None = None) -> list[AgendaItemRow]:
        """The agenda items of all months, newest month first, by rank."""
        query = select(AgendaItemRow)
        if status is not None:
            query = query.where(AgendaItemRow.status == status.value)
        order = (AgendaItemRow.month.desc(), AgendaItemRow.rank, AgendaItemRow.id)
        return list(self._session.scalars(query.order_by(*order)))

    def count_items(self) -> dict[AgendaStatus, int]:
        """How many items of all months stand in each state."""
        query = select(AgendaItemRow.status, func.count()).group_by(AgendaItemRow.status)
        return {AgendaStatus(status): count for status, count in self._session.execute(query)}

    def item_tickets(self, item_id: int) -> list[str]:
        """The tickets an agenda item was picked for."""
        query = select(AgendaTicketRow.no).where(AgendaTicketRow.item_id == item_id)
        return list(self._session.scalars(query.order_by(AgendaTicketRow.no)))

    def item(self, item_id: int) -> AgendaItemRow:
        """One agenda item. Raises ``NotFound``."""
        row = self._session.get(AgendaItemRow, item_id)
        if row is None:
            raise NotFound("没有这个议题。")
        return row

    def move_item(
        self,
        row: AgendaItemRow,
        target: AgendaStatus,
        *,
        version: int,
        actor: Actor,
        note: str,
        now: datetime,
    ) -> None:
        """Append a step and change the state. Raises ``Stale``."""
        changed = self._session.execute(
            update(AgendaItemRow)
            .where(AgendaItemRow.id == row.id, AgendaItemRow.version == version)
            .values(status=target.value, version=version + 1)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            raise self.stale(row)
        self._session.execute(
            insert(AgendaStepRow).values(
                item_id=row.id,
                seq=version + 1,
                at=now,
                actor_id=actor.id,
                actor_name=actor.name,
                source=row.status,
                target=target.value,
                note=note,
            )
        )
        self._session.refresh(row)

    def stale(self, row: AgendaItemRow) -> Stale:
        """The error that says somebody else was faster."""
        return Stale("这个议题刚刚被别人更新，请看过最新状态再定。", row.version, row.status)

    def item_steps(self, item_id: int) -> list[AgendaStepRow]:
        """What happened to an agenda item, oldest first."""
        query = select(AgendaStepRow).where(AgendaStepRow.item_id == item_id)
        return list(self._session.scalars(query.order_by(AgendaStepRow.seq)))

    def keep_report(
        self, month: str, figures: dict[str, Any], data_hash: str, now: datetime
    ) -> None:
        """The month's figures; the same data leave the row as it was."""
        row = self._session.get(ReportRow, month)
        if row is None:
            self._session.add(
                ReportRow(month=month, figures=figures, data_hash=data_hash, created_at=now)
            )
        elif row.data_hash != data_hash:
            row.figures, row.data_hash, row.created_at = figures, data_hash, now

    def report(self, month: str) -> ReportRow | None:
        """The month's report, or None."""
        return self._session.get(ReportRow, month)

    def count_topics(self, month: str) -> int:
        """How many hot topics the month has."""
        query = select(func.count()).where(HotTopicRow.month == month)
        return self._session.scalar(query) or 0

    def _add_candidate(self, month: str, draft: AgendaDraft, actor: Actor, now: datetime) -> None:
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
                note="月度分析提出",
            )
        )

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
