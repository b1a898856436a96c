"""Closed orders drawn to be called again, and what came of it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.callback.inspection import (
    Closed,
    Closing,
    Inspection,
    SampleKind,
    SampleState,
)
from service.domain.errors import NotFound, Stale
from service.store.database.changes import rows_changed
from service.store.database.engine import in_chunks, insert_if_absent
from service.store.tables.callback import InspectionRow as Row

_OPEN = (SampleState.DRAWN.value, SampleState.UNREACHED.value)


class Inspections:
    """The samples of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_drawn(self, month: str, kind: SampleKind) -> bool:
        """Whether the sample of a month was drawn."""
        query = select(func.count()).where(Row.month == month, Row.kind == kind.value)
        return bool(self._session.scalar(query.select_from(Row)))

    def add(self, month: str, kind: SampleKind, drawn: Iterable[Closed], now: datetime) -> int:
        """Keep what was drawn; what is there already stays as it is. Return how many."""
        rows = [_values(month, kind, closed, now) for closed in drawn]
        for chunk in in_chunks(rows):
            insert_if_absent(self._session, Row, chunk)
        return len(rows)

    def get(self, inspection_id: int) -> Inspection:
        """One drawn order. Raises ``NotFound``."""
        row = self._session.get(Row, inspection_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这条抽查，请刷新。")
        return _inspection(row)

    def listed(
        self,
        kinds: Collection[SampleKind],
        states: Collection[SampleState] = tuple(SampleState),
        month: str = "",
    ) -> list[Inspection]:
        """What was drawn for these, newest month first, by number."""
        query = (
            select(Row)
            .where(Row.kind.in_([kind.value for kind in kinds]))
            .where(Row.state.in_([state.value for state in states]))
            .order_by(Row.month.desc(), Row.no)
        )
        if month:
            query = query.where(Row.month == month)
        return [_inspection(row) for row in self._session.scalars(query)]

    def months(self) -> list[str]:
        """The months that were drawn from, newest first."""
        query = select(Row.month).distinct().order_by(Row.month.desc())
        return list(self._session.scalars(query))

    def note(
        self, inspection: Inspection, state: SampleState, answers: Mapping[str, str], by: By
    ) -> None:
        """Record a second call. Raises ``Stale`` when somebody else has made it."""
        made = rows_changed(
            self._session,
            update(Row)
            .where(Row.id == inspection.id, Row.state.in_(_OPEN))
            .values(
                state=state.value,
                answers=dict(answers),
                note=by.note,
                inspected_at=by.at,
                inspector_id=by.actor.id,
                inspector_name=by.actor.name,
            ),
        )
        if not made:
            raise Stale("这一件别人已经抽查过了，请刷新后再看。")

    def look_again(self, inspection: Inspection) -> None:
        """Note that a disagreement was put to work again. Raises ``Stale``."""
        made = rows_changed(
            self._session,
            update(Row)
            .where(Row.id == inspection.id, Row.state == SampleState.DISAGREED.value)
            .values(state=SampleState.SECOND_LOOK.value),
        )
        if not made:
            raise Stale("这一件已经有人处理了，请刷新后再看。")


def _values(month: str, kind: SampleKind, closed: Closed, now: datetime) -> dict[str, Any]:
    return {
        "month": month,
        "kind": kind.value,
        "no": closed.no,
        "unit": closed.unit,
        "clerk_id": closed.clerk_id,
        "clerk_name": closed.clerk_name,
        "ending": closed.ending.value,
        "round": closed.round,
        "drawn_at": now,
        "state": SampleState.DRAWN.value,
        "before": dict(closed.answers),
        "answers": {},
        "note": "",
        "inspected_at": None,
        "inspector_id": None,
        "inspector_name": "",
    }


def _inspection(row: Row) -> Inspection:
    return Inspection(
        id=row.id,
        month=row.month,
        kind=SampleKind(row.kind),
        closed=Closed(
            no=row.no,
            unit=row.unit,
            clerk_id=row.clerk_id,
            clerk_name=row.clerk_name,
            ending=Closing(row.ending),
            round=row.round,
            answers=dict(row.before),
        ),
        state=SampleState(row.state),
        drawn_at=row.drawn_at,
        answers=dict(row.answers),
        note=row.note,
        inspected_at=row.inspected_at,
        inspector_id=row.inspector_id,
        inspector_name=row.inspector_name,
    )
