"""Reports that people asked for and briefs of weeks: asked, made, found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from service.domain.errors import NotFound
from service.store.tables.reports import SpecialReportRow

WAITING, READY, FAILED = "waiting", "ready", "failed"
_T = SpecialReportRow


class SpecialReports:
    """The special reports and briefs of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(
        self, title: str, scope: Mapping[str, Any], by: str, now: datetime, week: str | None = None
    ) -> SpecialReportRow:
        """A new one, waiting to be made."""
        row = SpecialReportRow(
            week=week,
            title=title,
            scope=dict(scope),
            state=WAITING,
            asked_at=now,
            asked_by=by,
            made_at=None,
            paper={},
            data_hash="",
            packed="",
            error="",
        )
        self._session.add(row)
        self._session.flush()
        return row

    def get(self, report_id: int) -> SpecialReportRow:
        """One of them. Raises ``NotFound``."""
        row = self._session.get(SpecialReportRow, report_id)
        if row is None:
            raise NotFound("没有这份报告，请回到列表。")
        return row

    def of_week(self, monday: str) -> SpecialReportRow | None:
        """The brief of the week that begins on a Monday, or None."""
        return self._session.scalar(select(_T).where(_T.week == monday))

    def next_waiting(self) -> SpecialReportRow | None:
        """The one that has waited longest, or None."""
        query = select(_T).where(_T.state == WAITING).order_by(_T.id)
        return self._session.scalar(query.limit(1))

    def count_waiting(self) -> int:
        """How many wait to be made."""
        return self._session.scalar(select(func.count()).where(_T.state == WAITING)) or 0

    def newest(self, *, briefs: bool, before: int, count: int) -> list[SpecialReportRow]:
        """The newest briefs, or the others, without their papers; ``before``: an id, 0 for none."""
        query = select(_T).options(defer(_T.paper), defer(_T.packed))
        query = query.where(_T.week.is_not(None) if briefs else _T.week.is_(None))
        if before:
            query = query.where(_T.id < before)
        order = _T.week.desc() if briefs else _T.id.desc()
        return list(self._session.scalars(query.order_by(order).limit(count)))
