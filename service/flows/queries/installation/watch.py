"""What somebody who watches over the installation wants to know at any moment, cheaply."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from service.domain.ticket import OPEN, WITH_UNIT, Status
from service.store.installation.runs import DONE
from service.store.tables.tickets import TicketRow
from service.store.tables.work import JobRunRow
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Watch:
    """How many tickets wait in each open state, how many are overdue, and how the jobs went.

    ``runs``: on record, by job and outcome. ``last_done``: when each job last ended well.
    """

    waiting: dict[str, int]
    overdue: int
    runs: dict[tuple[str, str], int]
    last_done: dict[str, datetime]


def look(uow: UnitOfWork, now: datetime) -> Watch:
    """The installation as it stands; only open tickets and the records of jobs are counted."""
    session = uow.session
    states = [status.value for status in Status if status in OPEN]
    held = select(TicketRow.status, func.count()).where(TicketRow.status.in_(states))
    found = dict(session.execute(held.group_by(TicketRow.status)).all())
    with_unit = TicketRow.status.in_([status.value for status in WITH_UNIT])
    late = select(func.count()).select_from(TicketRow).where(with_unit, TicketRow.clock_at < now)
    runs = select(JobRunRow.job, JobRunRow.outcome, func.count())
    runs = runs.group_by(JobRunRow.job, JobRunRow.outcome).order_by(JobRunRow.job)
    done = select(JobRunRow.job, func.max(JobRunRow.finished_at)).where(JobRunRow.outcome == DONE)
    return Watch(
        waiting={state: found.get(state, 0) for state in states},
        overdue=session.scalar(late) or 0,
        runs={(job, outcome): count for job, outcome, count in session.execute(runs)},
        last_done={job: at for job, at in session.execute(done.group_by(JobRunRow.job)) if at},
    )
