"""When the jobs run: by the clock of Shanghai, and at once for what was missed while down."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from analytics.months import month_start, shift
from service.bootstrap import System
from service.domain.localtime import LOCAL, local_day, local_month
from service.flows.month.scope import week_before
from service.jobs import learning, monthly, nightly, pressing, sending, special, weekly
from service.store.installation import memory
from service.store.installation.runs import FAILED

MONTHLY = CronTrigger(day=1, hour=2, timezone=LOCAL)
WEEKLY = CronTrigger(day_of_week="mon", hour=weekly.HOUR, timezone=LOCAL)
LEARNING = CronTrigger(day=1, hour=3, timezone=LOCAL)
NIGHTLY = CronTrigger(hour=nightly.HOUR, timezone=LOCAL)
PRESSING = CronTrigger(hour="7-21", minute=20, timezone=LOCAL)
_LOOK_AGAIN = IntervalTrigger(minutes=10, timezone=LOCAL)
_SEND = IntervalTrigger(seconds=10, timezone=LOCAL)
_MONTH_HOUR, _LEARNING_HOUR = 2, 3
_REST_AFTER_FAILURE = timedelta(hours=6)
_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
_log = structlog.get_logger("jobs")


def start(system: System) -> Callable[[], None]:
    """Start the clock in a thread of its own; call what is returned to stop it.

    A memory job store forgets a firing that fell into a downtime, so what is missing is looked for
    at the start and every few minutes.
    """
    scheduler = BackgroundScheduler(timezone=LOCAL, job_defaults=_DEFAULTS)
    scheduler.add_job(_quietly, MONTHLY, [catch_up_month, system], id=monthly.NAME)
    scheduler.add_job(_quietly, WEEKLY, [catch_up_week, system], id=weekly.NAME)
    scheduler.add_job(_quietly, LEARNING, [catch_up_learning, system], id=learning.NAME)
    scheduler.add_job(_quietly, NIGHTLY, [catch_up_night, system], id=nightly.NAME)
    scheduler.add_job(_quietly, PRESSING, [pressing.press_by_day, system], id="pressing")
    # Not a job of its own: APScheduler takes a finished one off its list, and stumbles when the
    # list has been closed meanwhile.
    first = {"next_run_time": datetime.now(LOCAL)}
    scheduler.add_job(_quietly, _LOOK_AGAIN, [catch_up, system], id="catch_up", **first)
    scheduler.add_job(_quietly, _SEND, [sending.send_due, system], id=sending.NAME, **first)
    scheduler.add_job(_quietly, _LOOK_AGAIN, [sending.watch_clocks, system], id="clocks", **first)
    scheduler.start()
    return lambda: scheduler.shutdown(wait=True)


def catch_up(system: System) -> None:
    """Run what should have run by now and has not; and leave a sign of life."""
    with system.store.write() as uow:
        uow.memory.note(memory.WORKER, system.now())
    catch_up_night(system)
    catch_up_month(system)
    catch_up_week(system)
    catch_up_learning(system)
    special.run_special(system, system.now())


def catch_up_month(system: System) -> None:
    """Last month's product, when it is missing and there are tickets of that month."""
    month = _missing_month(system, monthly.NAME, _MONTH_HOUR)
    if month:
        monthly.run_month(system, month, system.now(), again=False)


def catch_up_week(system: System) -> None:
    """The brief of the last whole week, when it is missing and there are tickets of that week."""
    now = system.now()
    week = week_before(local_day(now))
    end = weekly.ends_at(week.first)
    if now < end + timedelta(hours=weekly.HOUR):
        return
    monday = week.first.isoformat()
    start = end - timedelta(days=7)
    if _has_tickets(system, start, end) and not _is_settled(system, weekly.NAME, monday, end):
        weekly.run_week(system, monday, now, again=False)


def catch_up_learning(system: System) -> None:
    """What last month's work teaches, when nobody has looked since and there are tickets."""
    month = _missing_month(system, learning.NAME, _LEARNING_HOUR)
    if month:
        learning.run_learning(system, month, system.now(), again=False)


def _missing_month(system: System, job: str, hour: int) -> str:
    """Last month, when a job of the first day's ``hour`` has not settled it; else empty."""
    now = system.now()
    month = shift(local_month(now), -1)
    end = month_start(shift(month, 1))
    if now < end + timedelta(hours=hour):
        return ""
    has_any = _has_tickets(system, month_start(month), end)
    return month if has_any and not _is_settled(system, job, month, end) else ""


def catch_up_night(system: System) -> None:
    """Last night's work, when it is missing."""
    now = system.now()
    due = nightly.begins_at(now)
    if now < due:
        return
    if not _is_settled(system, nightly.NAME, nightly.day_of(now), due):
        nightly.run_night(system, now, again=False)


def _is_settled(system: System, job: str, period: str, since: datetime) -> bool:
    """Whether the job is done for the period, or has just failed and is left alone for a while.

    A run before ``since`` saw only a part of the period and settles nothing.
    """
    with system.store.read() as uow:
        if uow.runs.is_done(job, period, since):
            return True
        failed = uow.runs.last(job, period, FAILED)
    return failed is not None and system.now() - failed.started_at < _REST_AFTER_FAILURE


def _has_tickets(system: System, start: datetime, end: datetime) -> bool:
    with system.store.read() as uow:
        return uow.months.has_tickets(start, end)


def _quietly(job: Callable[[System], object], system: System) -> None:
    """A job that fails is recorded as failed; it must not take the clock down."""
    try:
        job(system)
    except Exception as problem:
        _log.error("scheduled_job_failed", job=job.__name__, kind=type(problem).__name__)
