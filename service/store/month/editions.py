"""Editions of the monthly report: found, begun, moved; each step is appended."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.editions import EditionStatus
from service.domain.errors import NotFound, Stale
from service.domain.permissions import Actor
from service.store.database.changes import rows_changed
from service.store.tables.reports import EditionRow, EditionStepRow

About = str | int
"""The report an edition is of: a month's by the month, a special one by its id."""


def about(row: EditionRow) -> About:
    """The report that an edition is of."""
    return row.special_id or row.month


class Editions:
    """The editions of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, about: About) -> list[EditionRow]:
        """The editions of a report, newest first."""
        query = select(EditionRow).where(*_of(about))
        return list(self._session.scalars(query.order_by(EditionRow.number.desc())))

    def get(self, about: About, number: int) -> EditionRow:
        """One edition. Raises ``NotFound``."""
        query = select(EditionRow).where(*_of(about), EditionRow.number == number)
        row = self._session.scalar(query)
        if row is None:
            raise NotFound("没有这一稿，请回到报告列表。")
        return row

    def newest(self) -> dict[About, EditionRow]:
        """The newest edition of each report, by month or by the id of the special report."""
        rows = self._session.scalars(select(EditionRow).order_by(EditionRow.number))
        return {about(row): row for row in rows}

    def standing_at(self, status: EditionStatus) -> list[EditionRow]:
        """The editions in this state, of any report, oldest first."""
        query = select(EditionRow).where(EditionRow.status == status.value)
        return list(self._session.scalars(query.order_by(EditionRow.id)))

    def begin(self, row: EditionRow, actor: Actor) -> EditionRow:
        """Store a new edition with its first step."""
        self._session.add(row)
        self._session.flush()
        self._append(row, "write", None, By(actor, row.created_at, row.reason), {})
        self._session.flush()
        return row

    def move(
        self,
        row: EditionRow,
        step: str,
        target: EditionStatus,
        by: By,
        *,
        values: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Append a step and change the row by it. Raises ``Stale`` when another was faster."""
        source, version = row.status, row.version
        changes = {"status": target.value, "version": version + 1, **(values or {})}
        changed = rows_changed(
            self._session,
            update(EditionRow)
            .where(EditionRow.id == row.id, EditionRow.version == version)
            .values(changes)
            .execution_options(synchronize_session=False),
        )
        if not changed:
            raise self.stale(row)
        self._session.refresh(row)
        self._append(row, step, source, by, data or {})
        self._session.flush()

    def stale(self, row: EditionRow) -> Stale:
        """What is said to whoever saw an older version."""
        return Stale("这一稿刚才被别人改过，请刷新后再办。", row.version, row.status)

    def steps(self, edition_id: int) -> list[EditionStepRow]:
        """All steps of an edition, oldest first."""
        query = select(EditionStepRow).where(EditionStepRow.edition_id == edition_id)
        return list(self._session.scalars(query.order_by(EditionStepRow.seq)))

    def _append(
        self,
        row: EditionRow,
        step: str,
        source: str | None,
        by: By,
        data: Mapping[str, Any],
    ) -> None:
        newest = select(func.max(EditionStepRow.seq)).where(EditionStepRow.edition_id == row.id)
        self._session.add(
            EditionStepRow(
                edition_id=row.id,
                seq=(self._session.scalar(newest) or 0) + 1,
                step=step,
                at=by.at,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                source=source,
                target=row.status,
                note=by.note,
                data=dict(data),
            )
        )


def _of(about: About) -> list[ColumnElement[bool]]:
    if isinstance(about, int):
        return [EditionRow.special_id == about]
    return [EditionRow.month == about, EditionRow.special_id == 0]
