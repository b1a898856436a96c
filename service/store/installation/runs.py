"""Job runs and the lease that makes a job run once however many workers there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFound
from service.store.database.changes import rows_changed
from service.store.database.engine import insert_if_absent
from service.store.tables.work import JobRunRow, LeaseRow

RUNNING, DONE, FAILED, INTERRUPTED = "running", "done", "failed", "interrupted"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job."""

    id: int
    job: str
    period: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    counts: dict[str, Any]
    error: str


class Runs:
    """Runs and leases of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_lease(self, name: str, holder: str, now: datetime, span: timedelta) -> bool:
        """Whether this holder now has the lease: it was free, lapsed, or already theirs."""
        insert_if_absent(
            self._session, LeaseRow, [{"name": name, "holder": "", "until": now - span}]
        )
        taken = rows_changed(
            self._session,
            update(LeaseRow)
            .where(LeaseRow.name == name)
            .where(or_(LeaseRow.until <= now, LeaseRow.holder == holder))
            .values(holder=holder, until=now + span),
        )
        return bool(taken)

    def drop_lease(self, name: str, holder: str, now: datetime) -> None:
        """Give the lease back."""
        self._session.execute(
            update(LeaseRow)
            .where(LeaseRow.name == name, LeaseRow.holder == holder)
            .values(holder="", until=now)
        )

    def holder(self, name: str) -> str:
        """Who holds the lease or held it last; empty when it was given back."""
        return self._session.scalar(select(LeaseRow.holder).where(LeaseRow.name == name)) or ""

    def start(self, job: str, period: str, now: datetime) -> int:
        """A run begins; runs of the same job and period left open were interrupted."""
        self._session.execute(
            update(JobRunRow)
            .where(JobRunRow.job == job, JobRunRow.period == period, JobRunRow.outcome == RUNNING)
            .values(outcome=INTERRUPTED, finished_at=now)
        )
        row = JobRunRow(
            job=job, period=period, started_at=now, outcome=RUNNING, counts={}, error=""
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def finish(
        self, run_id: int, now: datetime, *, outcome: str, counts: dict[str, Any], error: str = ""
    ) -> bool:
        """A run ends; whether it was still running, or somebody had marked it as interrupted."""
        ended = rows_changed(
            self._session,
            update(JobRunRow)
            .where(JobRunRow.id == run_id, JobRunRow.outcome == RUNNING)
            .values(finished_at=now, outcome=outcome, counts=counts, error=error),
        )
        return bool(ended)

    def note(self, run_id: int, counts: dict[str, Any]) -> None:
        """How far a run has come."""
        self._session.execute(update(JobRunRow).where(JobRunRow.id == run_id).values(counts=counts))

    def get(self, run_id: int) -> Run:
        """One run. Raises ``NotFound``."""
        row = self._session.get(JobRunRow, run_id)
        if row is None:
            raise NotFound("没有这次任务。")
        return _run(row)

    def is_done(self, job: str, period: str, since: datetime | None = None) -> bool:
        """Whether the job has run well for the period, in a run begun at ``since`` or later."""
        query = select(JobRunRow.id).where(
            JobRunRow.job == job, JobRunRow.period == period, JobRunRow.outcome == DONE
        )
        if since is not None:
            query = query.where(JobRunRow.started_at >= since)
        return self._session.scalar(query.limit(1)) is not None

    def last(self, job: str, period: str, outcome: str) -> Run | None:
        """The newest run of a job for a period that ended so, or None."""
        query = select(JobRunRow).where(
            JobRunRow.job == job, JobRunRow.period == period, JobRunRow.outcome == outcome
        )
        row = self._session.scalar(query.order_by(JobRunRow.id.desc()).limit(1))
        return _run(row) if row else None

    def newest_for(self, job: str, period: str) -> Run | None:
        """The newest run of a job for a period, however it ended; None when there is none."""
        query = select(JobRunRow).where(JobRunRow.job == job, JobRunRow.period == period)
        row = self._session.scalar(query.order_by(JobRunRow.id.desc()).limit(1))
        return _run(row) if row else None

    def newest(self, count: int = 100, *, but: str = "") -> list[Run]:
        """The newest runs, newest first; ``but``: those of this job are left out."""
        return self._newest(count, JobRunRow.job != but)

    def newest_of(self, job: str, count: int = 100) -> list[Run]:
        """The newest runs of one job, newest first."""
        return self._newest(count, JobRunRow.job == job)

    def keep_newest(self, job: str, count: int) -> None:
        """Forget all but so many runs of a job."""
        kept = [run.id for run in self.newest_of(job, count)]
        self._session.execute(
            delete(JobRunRow).where(JobRunRow.job == job, JobRunRow.id.not_in(kept))
        )

    def _newest(self, count: int, wanted: ColumnElement[bool]) -> list[Run]:
        query = select(JobRunRow).where(wanted)
        query = query.order_by(JobRunRow.started_at.desc(), JobRunRow.id.desc())
        return [_run(row) for row in self._session.scalars(query.limit(count))]


def _run(r: JobRunRow) -> Run:
    return Run(r.id, r.job, r.period, r.started_at, r.finished_at, r.outcome, r.counts, r.error)
