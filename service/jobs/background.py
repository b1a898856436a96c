"""Starts a job beside the page that asked for it; the record of the run says how it goes."""

import threading
from collections.abc import Callable

import structlog

from service.bootstrap import System
from service.jobs import monthly, nightly

JOBS: dict[str, str] = {monthly.NAME: "月度任务", nightly.NAME: "每夜任务"}
_PATIENCE = 3.0
_log = structlog.get_logger("jobs")


def start(system: System, job: str, period: str) -> None:
    """Start a job and wait until its record is there, at most a few seconds.

    ``period``: the month of a monthly run; a nightly run is always that of today.
    """
    began = threading.Event()
    work: Callable[[], object] = (
        (lambda: monthly.run_month(system, period, system.now(), began=began.set))
        if job == monthly.NAME
        else (lambda: nightly.run_night(system, system.now(), began=began.set))
    )

    def run() -> None:
        try:
            work()
        except Exception as problem:
            # The run's record tells people; here only the kind is told.
            _log.warning("background_job_failed", job=job, kind=type(problem).__name__)
        finally:
            began.set()

    threading.Thread(target=run, daemon=True, name=f"job-{job}").start()
    began.wait(_PATIENCE)
