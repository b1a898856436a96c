"""Starts a job beside the page that asked for it; the record of the run says how it goes."""

import threading
from collections.abc import Callable

import structlog

from service.bootstrap import System
from service.jobs import learning, monthly, nightly, rereading, special, weekly

JOBS: dict[str, str] = {
    monthly.NAME: "月度任务",
    nightly.NAME: "每夜任务",
    rereading.NAME: "目录试读",
    learning.NAME: "学习任务",
    weekly.NAME: "每周简报",
    special.NAME: "专报",
}
_PATIENCE = 3.0
Began = Callable[[], None]
_log = structlog.get_logger("jobs")


def start(system: System, job: str, period: str) -> bool:
    """Start a job; whether its record is there, waiting for it at most a few seconds.

    False when another process is at it, or nothing could be recorded in that time.
    ``period``: the month of a monthly or a learning run, the Monday of a brief (empty: of last
    week); the others know theirs.
    """
    works: dict[str, Callable[[Began], object]] = {
        monthly.NAME: lambda tell: monthly.run_month(system, period, system.now(), began=tell),
        nightly.NAME: lambda tell: nightly.run_night(system, system.now(), began=tell),
        weekly.NAME: lambda tell: weekly.run_week(system, period, system.now(), began=tell),
        special.NAME: lambda tell: special.run_special(system, system.now(), began=tell),
        learning.NAME: lambda tell: learning.run_learning(system, period, system.now(), began=tell),
        rereading.NAME: lambda tell: rereading.run_rereading(system, system.now(), began=tell),
    }
    return launch(job, works[job])


def launch(name: str, work: Callable[[Began], object]) -> bool:
    """Do a work on a thread; whether it told within a few seconds that it has begun.

    False when another process is at it, or nothing could be recorded in that time.
    """
    began, known = threading.Event(), threading.Event()

    def tell() -> None:
        began.set()
        known.set()

    def run() -> None:
        try:
            work(tell)
        except Exception as problem:
            # The run's record tells people; here only the kind is told.
            _log.warning("background_job_failed", job=name, kind=type(problem).__name__)
        finally:
            known.set()

    threading.Thread(target=run, daemon=True, name=f"job-{name}").start()
    known.wait(_PATIENCE)
    return began.is_set()
