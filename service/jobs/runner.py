"""Runs a job under a lease with a record, so that however many workers there are it runs once.

A worker that is killed leaves its run open and its lease behind. The lease is renewed while the
job lives and lapses soon after it has died; on the same machine the next worker sees at once that
the holder is gone. The next run then marks the open one as interrupted.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from service.bootstrap import System
from service.domain.errors import DomainError, Refused
from service.store.installation.runs import DONE, FAILED

LEASE = timedelta(minutes=5)
_TAKEN_OVER = "这次任务中途停顿，已由另一个进程接手，以那一次的结果为准。"
_log = structlog.get_logger("jobs")

Say = Callable[[str], None]
Work = Callable[[System, str, datetime, Say], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Job:
    """A job by name: what it does for a period, and what the period is called."""

    name: str
    work: Work


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that ended well."""

    run_id: int
    counts: Mapping[str, int]


def run(
    system: System,
    job: Job,
    period: str,
    now: datetime,
    *,
    again: bool = True,
    since: datetime | None = None,
    began: Callable[[], None] = lambda: None,
    lease: timedelta = LEASE,
) -> Finished | None:
    """Run a job for a period; None when somebody else is at it, or it is done and not ``again``.

    It is done when a run begun at ``since`` or later ended well. ``began`` is called as
    soon as the run is recorded. Raises whatever the job raises, after recording that it failed;
    ``Refused`` when another process took the lease in the meantime.
    """
    holder = f"{socket.gethostname()}|{os.getpid()}|{secrets.token_hex(4)}"
    run_id = _begin(system, job, period, holder, again=again, since=since, lease=lease)
    if run_id is None:
        return None
    began()
    with (
        _recorded(system, job, period, run_id, holder),
        _renewed(system, job, holder, lease) as lost,
    ):
        counts = job.work(system, period, now, lambda text: _say(system, run_id, text, lost))
        _finish(system, run_id, counts, lost)
    _log.info("job_done", job=job.name, period=period, **counts)
    return Finished(run_id, counts)


def _begin(
    system: System,
    job: Job,
    period: str,
    holder: str,
    *,
    again: bool,
    since: datetime | None,
    lease: timedelta,
) -> int | None:
    with system.store.write() as uow:
        now, runs = system.now(), uow.runs
        before = runs.holder(job.name)
        if is_gone(before):
            runs.drop_lease(job.name, before, now)
        if not runs.take_lease(job.name, holder, now, lease):
            return None
        # Asked under the lease: who held it a moment ago may just have done the work.
        if not again and runs.is_done(job.name, period, since):
            runs.drop_lease(job.name, holder, now)
            return None
        return runs.start(job.name, period, now)


def is_gone(holder: str) -> bool:
    """Whether the holder was a process of this machine that is no more."""
    host, _, rest = holder.partition("|")
    pid = rest.partition("|")[0]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _recorded(system: System, job: Job, period: str, run_id: int, holder: str) -> Iterator[None]:
    try:
        yield
    except BaseException as problem:
        # The message of an error that is not ours may hold what a caller said.
        error = problem.message if isinstance(problem, DomainError) else type(problem).__name__
        with system.store.write() as uow:
            uow.runs.finish(run_id, system.now(), outcome=FAILED, counts={}, error=error)
        _log.error("job_failed", job=job.name, period=period, kind=type(problem).__name__)
        raise
    finally:
        with system.store.write() as uow:
            uow.runs.drop_lease(job.name, holder, system.now())


@contextmanager
def _renewed(system: System, job: Job, holder: str, lease: timedelta) -> Iterator[threading.Event]:
    """Keep the lease alive while the block runs; what is given is set once it is another's."""
    ended, lost = threading.Event(), threading.Event()

    def renew() -> None:
        while not ended.wait(lease.total_seconds() / 4):
            # A database busy for a moment is no reason to stop: the next try is soon enough.
            with suppress(SQLAlchemyError), system.store.write() as uow:
                if not uow.runs.take_lease(job.name, holder, system.now(), lease):
                    lost.set()
                    return

    thread = threading.Thread(target=renew, daemon=True, name=f"lease-{job.name}")
    thread.start()
    try:
        yield lost
    finally:
        ended.set()
        thread.join()


def _finish(system: System, run_id: int, counts: Mapping[str, int], lost: threading.Event) -> None:
    with system.store.write() as uow:
        done = not lost.is_set() and uow.runs.finish(
            run_id, system.now(), outcome=DONE, counts=dict(counts)
        )
    if not done:
        raise Refused(_TAKEN_OVER)


def _say(system: System, run_id: int, text: str, lost: threading.Event) -> None:
    if lost.is_set():
        raise Refused(_TAKEN_OVER)
    with system.store.write() as uow:
        uow.runs.note(run_id, {"stage": text})


def stage_of(counts: Mapping[str, Any]) -> str:
    """What a run that is not finished says it is doing."""
    return str(counts.get("stage", "正在准备"))
