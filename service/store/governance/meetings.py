"""Meetings: found, arranged, moved on by appended steps; their orders and their frozen papers."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import Stale
from service.store.database.changes import rows_changed
from service.store.database.columns import dump_json
from service.store.tables.meetings import (
    AgendaMeetingRow,
    MeetingPaperRow,
    MeetingRow,
    MeetingStepRow,
)


class Meetings:
    """The meetings of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[MeetingRow]:
        """Every meeting, cancelled ones too, the newest day first."""
        query = select(MeetingRow).order_by(MeetingRow.held_on.desc(), MeetingRow.id.desc())
        return list(self._session.scalars(query))

    def on(self, day: date) -> MeetingRow | None:
        """The meeting of a day, or None; a cancelled one is none."""
        return self._session.scalar(select(MeetingRow).where(MeetingRow.taken_on == day))

    def cancelled_on(self, day: date) -> MeetingRow | None:
        """The newest meeting that was cancelled for a day, or None."""
        query = select(MeetingRow).where(MeetingRow.held_on == day, MeetingRow.taken_on.is_(None))
        return self._session.scalar(query.order_by(MeetingRow.id.desc()).limit(1))

    def begin(self, row: MeetingRow, step: str, by: By) -> None:
        """Store a new meeting with its first step. Raises ``Stale`` when its day is taken."""
        try:
            with self._session.begin_nested():
                self._session.add(row)
                self._session.flush()
        except IntegrityError:
            raise Stale("这一天已经安排了调度会，请刷新后看那一次。", 0, "") from None
        self._append(row, step, by)

    def move(self, row: MeetingRow, step: str, values: Mapping[str, Any], by: By) -> None:
        """Append a step and change the row by it. Raises ``Stale`` when another was faster."""
        version = row.version
        try:
            with self._session.begin_nested():
                changed = rows_changed(
                    self._session,
                    update(MeetingRow)
                    .where(MeetingRow.id == row.id, MeetingRow.version == version)
                    .values({**values, "version": version + 1})
                    .execution_options(synchronize_session=False),
                )
        except IntegrityError:
            raise Stale("那一天已经安排了调度会，请换一天。", row.version, row.state) from None
        if not changed:
            raise self.stale(row)
        self._session.refresh(row)
        self._append(row, step, by)

    def stale(self, row: MeetingRow) -> Stale:
        """The error that says somebody else was faster."""
        return Stale("这次会刚刚被别人改过，请看过最新情况再办。", row.version, row.state)

    def steps(self, meeting_id: int) -> list[MeetingStepRow]:
        """What was done with a meeting, oldest first."""
        query = select(MeetingStepRow).where(MeetingStepRow.meeting_id == meeting_id)
        return list(self._session.scalars(query.order_by(MeetingStepRow.seq)))

    def newest(self, held_on: date) -> AgendaMeetingRow | None:
        """The newest order of a meeting, or None when nobody changed it."""
        query = select(AgendaMeetingRow).where(AgendaMeetingRow.held_on == held_on)
        return self._session.scalar(query.order_by(AgendaMeetingRow.version.desc()).limit(1))

    def waiting(self, state: str) -> set[int]:
        """The items on the lists of the meetings in a state."""
        query = select(MeetingRow.held_on).where(MeetingRow.state == state)
        orders = [self.newest(day) for day in self._session.scalars(query)]
        return {item for order in orders if order for item in order.items}

    def add(self, held_on: date, version: int, items: list[int], by: By) -> None:
        """Append the order after the one that was seen. Raises ``Stale`` when there is one."""
        newest = self.newest(held_on)
        stale = Stale("议程刚刚被别人排过，请看过再排。", newest.version if newest else 0, "")
        if (newest.version if newest else 0) != version:
            raise stale
        values = {"held_on": held_on, "version": version + 1, "at": by.at, "items": items}
        try:
            with self._session.begin_nested():
                self._session.execute(
                    insert(AgendaMeetingRow).values(**values, actor_name=by.actor.name)
                )
        except IntegrityError:
            raise stale from None

    def paper(self, meeting_id: int, kind: str, held_on: date) -> MeetingPaperRow | None:
        """The newest frozen paper of a kind that was kept for a day, or None."""
        query = select(MeetingPaperRow).where(
            MeetingPaperRow.meeting_id == meeting_id,
            MeetingPaperRow.kind == kind,
            MeetingPaperRow.held_on == held_on,
        )
        return self._session.scalar(query.order_by(MeetingPaperRow.seq.desc()).limit(1))

    def keep(self, row: MeetingRow, kind: str, body: Mapping[str, Any], by: By) -> MeetingPaperRow:
        """Keep a paper as it is now, with its hash."""
        query = select(MeetingPaperRow.seq).where(
            MeetingPaperRow.meeting_id == row.id, MeetingPaperRow.kind == kind
        )
        kept = MeetingPaperRow(
            meeting_id=row.id,
            kind=kind,
            seq=max(self._session.scalars(query), default=0) + 1,
            held_on=row.held_on,
            at=by.at,
            actor_name=by.actor.name,
            body=dict(body),
            hash=hash_of(body),
        )
        self._session.add(kept)
        self._session.flush()
        return kept

    def _append(self, row: MeetingRow, step: str, by: By) -> None:
        self._session.add(
            MeetingStepRow(
                meeting_id=row.id,
                seq=row.version,
                step=step,
                at=by.at,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                note=by.note,
            )
        )
        self._session.flush()


def hash_of(body: Mapping[str, Any]) -> str:
    """SHA-256 over a frozen paper."""
    return hashlib.sha256(dump_json(dict(body)).encode()).hexdigest()
