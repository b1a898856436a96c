"""The weekly job: the brief of the week before, for the meeting on Monday."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from service.bootstrap import System
from service.domain.errors import BadInput
from service.domain.localtime import LOCAL, local_day
from service.flows.month import asked
from service.flows.month.scope import week_before
from service.jobs import special
from service.jobs.runner import Finished, Job, Say, run

NAME, HOUR = "weekly", 4


def run_week(
    system: System,
    monday: str,
    now: datetime,
    *,
    again: bool = True,
    began: Callable[[], None] = lambda: None,
) -> Finished | None:
    """Make the brief of the week that begins on ``monday``; empty: the last whole week.

    None when another process is at it, or it was made after the week's end and is not to be made
    ``again``. A second run on the same data changes nothing. Raises ``BadInput``.
    """
    first = monday_of(monday) if monday else week_before(local_day(now)).first
    job, since = Job(NAME, _work), ends_at(first)
    return run(system, job, first.isoformat(), now, again=again, since=since, began=began)


def monday_of(said: str) -> date:
    """The day, which must be a Monday. Raises ``BadInput``."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise BadInput(f"“{said}”不是日期，要写成 2026-11-09 的样子。") from None
    if day.weekday():
        raise BadInput(f"{said} 不是星期一；每周简报从星期一到星期日。")
    return day


def ends_at(monday: date) -> datetime:
    """The instant at which the week that begins on a Monday is over."""
    return datetime.combine(monday + timedelta(days=7), time.min, LOCAL)


def _work(system: System, period: str, now: datetime, say: Say) -> dict[str, int]:
    say("正在做每周简报")
    with system.store.write() as uow:
        report_id = asked.begin_week(uow, date.fromisoformat(period), now).id
    return {"reports": int(special.make(system, report_id, now))}
