"""Duties of agenda items: kept with every step, seen by their units."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.governance.duties import OPEN, Duty, DutyStatus, DutyStep
from service.store.database.changes import rows_changed
from service.store.tables.governance import AgendaDutyRow as Row
from service.store.tables.governance import AgendaDutyStepRow as StepRow

_SAME = ("item_id", "task", "lead", "due_on", "target", "percent", "supervised")


class Duties:
    """The duties of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, duty: Duty, by: By) -> Duty:
        """Keep a new duty; it has its id from then on."""
        values = {name: getattr(duty, name) for name in _SAME}
        row = Row(**values, version=1, status=duty.status.value, co_units=list(duty.co_units))
        self._session.add(row)
        self._session.flush()
        self._append(row.id, 1, DutyStep.GIVE, duty.percent, by)
        return _duty(row)

    def record(self, before: Duty, after: Duty, step: DutyStep, by: By) -> None:
        """Append a step and change the duty. Raises ``Stale`` when somebody was faster."""
        values = {"percent": after.percent, "supervised": after.supervised}
        done = rows_changed(
            self._session,
            update(Row)
            .where(Row.id == before.id, Row.version == before.version)
            .values(**values, status=after.status.value, version=before.version + 1),
        )
        if not done:
            raise self.stale(before)
        self._append(before.id, before.version + 1, step, after.percent, by)

    def stale(self, duty: Duty) -> Stale:
        """The error that says somebody else was faster."""
        message = "这项责任刚刚被别人更新，请看过最新情况再办。"
        return Stale(message, duty.version, duty.status.value)

    def get(self, duty_id: int) -> Duty:
        """One duty. Raises ``NotFound``."""
        row = self._session.get(Row, duty_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这项责任。")
        return _duty(row)

    def of_item(self, item_id: int) -> list[Duty]:
        """The duties of an agenda item, in the order in which they were given."""
        query = select(Row).where(Row.item_id == item_id).order_by(Row.id)
        return [_duty(row) for row in self._session.scalars(query)]

    def signed_since(self, item_id: int, at: datetime) -> int:
        """How many duties of an agenda item were signed for at or after a moment."""
        query = select(func.count()).select_from(StepRow).join(Row, Row.id == StepRow.duty_id)
        query = query.where(Row.item_id == item_id, StepRow.step == DutyStep.SIGN.value)
        return self._session.scalar(query.where(StepRow.at >= at)) or 0

    def sent_since(self, item_id: int, at: datetime) -> int:
        """How many duties were given at or after a moment and are open still."""
        query = select(func.count()).select_from(StepRow).join(Row, Row.id == StepRow.duty_id)
        query = query.where(Row.item_id == item_id, StepRow.step == DutyStep.GIVE.value)
        open_ = [status.value for status in sorted(OPEN)]
        return self._session.scalar(query.where(StepRow.at >= at, Row.status.in_(open_))) or 0

    def all(self) -> list[Duty]:
        """Every duty, those due first in front."""
        query = select(Row).order_by(Row.due_on, Row.id)
        return [_duty(row) for row in self._session.scalars(query)]

    def steps(self, duty_id: int) -> Sequence[StepRow]:
        """What happened to a duty, newest first."""
        query = select(StepRow).where(StepRow.duty_id == duty_id)
        return self._session.scalars(query.order_by(StepRow.seq.desc())).all()

    def _append(self, duty_id: int, seq: int, step: DutyStep, percent: int, by: By) -> None:
        self._session.execute(
            insert(StepRow).values(
                duty_id=duty_id,
                seq=seq,
                step=step.value,
                at=by.at,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                actor_unit=by.actor.unit,
                percent=percent,
                said=by.note,
            )
        )


def _duty(row: Row) -> Duty:
    values = {name: getattr(row, name) for name in _SAME}
    return Duty(
        **values,
        id=row.id,
        version=row.version,
        status=DutyStatus(row.status),
        co_units=tuple(row.co_units),
    )
