"""What was done to many tickets at once, kept for whoever did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFound
from service.domain.lifecycle.steps import Step
from service.store.tables.work import BulkRunRow


@dataclass(frozen=True, slots=True)
class BulkRow:
    """What became of one ticket; ``version``: after the step, 0 when it was not taken."""

    no: str
    why_not: str
    version: int


@dataclass(frozen=True, slots=True)
class BulkRun:
    """One step on many tickets; ``undone``: the run that took it back, or None."""

    id: int
    step: Step
    at: datetime
    rows: tuple[BulkRow, ...]
    undone: int | None

    @property
    def done(self) -> tuple[BulkRow, ...]:
        """The rows that were taken."""
        return tuple(row for row in self.rows if not row.why_not)


class BulkRuns:
    """The runs of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, actor_id: int, step: Step, rows: Sequence[BulkRow], now: datetime) -> int:
        """Keep what became of each ticket; return the run's id."""
        plain = [[row.no, row.why_not, row.version] for row in rows]
        kept = BulkRunRow(actor_id=actor_id, step=step.value, at=now, rows=plain, undone=None)
        self._session.add(kept)
        self._session.flush()
        return kept.id

    def of(self, actor_id: int, run_id: int) -> BulkRun:
        """One of a person's own runs. Raises ``NotFound``."""
        row = self._own(actor_id, run_id)
        rows = tuple(BulkRow(*plain) for plain in row.rows)
        return BulkRun(row.id, Step(row.step), row.at, rows, row.undone)

    def fill(self, actor_id: int, run_id: int, rows: Sequence[BulkRow]) -> None:
        """Say anew what became of each ticket of a run."""
        self._own(actor_id, run_id).rows = [[row.no, row.why_not, row.version] for row in rows]

    def mark_undone(self, actor_id: int, run_id: int, by: int) -> bool:
        """The run is taken back by another one; False when one did so before."""
        mark = (
            update(BulkRunRow)
            .where(
                BulkRunRow.id == run_id,
                BulkRunRow.actor_id == actor_id,
                BulkRunRow.undone.is_(None),
            )
            .values(undone=by)
            .returning(BulkRunRow.id)
        )
        return self._session.scalar(mark) is not None

    def sweep(self, before: datetime) -> None:
        """Forget old runs; the steps themselves stay on their tickets."""
        self._session.execute(delete(BulkRunRow).where(BulkRunRow.at < before))

    def _own(self, actor_id: int, run_id: int) -> BulkRunRow:
        row = self._session.get(BulkRunRow, run_id)
        if row is None or row.actor_id != actor_id:
            raise NotFound("没有这次成批办理的记录；记录保留三十天，只有本人能看。")
        return row
