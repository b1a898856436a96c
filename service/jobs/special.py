"""Makes the reports that people asked for, one after the other."""

from collections.abc import Callable
from datetime import datetime

from service.bootstrap import System
from service.domain.errors import DomainError
from service.domain.localtime import local_day
from service.flows.month import asked
from service.jobs.runner import Finished, Job, Say, run
from service.store.tables.reports import SpecialReportRow

NAME = "special"


def run_special(
    system: System, now: datetime, *, began: Callable[[], None] = lambda: None
) -> Finished | None:
    """Make every report that waits; None when another process is at it, or none waits."""
    with system.store.read() as uow:
        if not uow.special_reports.count_waiting():
            return None
    day = local_day(now).isoformat()
    return run(system, Job(NAME, _work), day, now, began=began)


def _work(system: System, _: str, now: datetime, say: Say) -> dict[str, int]:
    done = {"reports": 0, "failed_reports": 0}
    while (report_id := _next(system)) is not None:
        say(f"正在做第 {sum(done.values()) + 1} 份专报")
        done["reports" if make(system, report_id, now) else "failed_reports"] += 1
    return done


def make(system: System, report_id: int, now: datetime) -> bool:
    """Make one: reckon in a reading transaction, write in a short one. Whether it could be made.

    Raises what is not the asker's fault, after noting it: nobody waits for it in vain.
    """
    try:
        with system.store.read() as uow:
            row = uow.special_reports.get(report_id)
            paper, sets = asked.work_out(uow, system.hotline, row, now)
    except DomainError as problem:
        return _fail(system, report_id, problem.message)
    except Exception:
        _fail(system, report_id, "程序出错，没有做成。请联系系统管理员看任务记录。")
        raise
    _write(system, report_id, lambda row: asked.keep(row, paper, sets, now))
    return True


def _fail(system: System, report_id: int, why: str) -> bool:
    _write(system, report_id, lambda row: asked.fail(row, why))
    return False


def _write(system: System, report_id: int, change: Callable[[SpecialReportRow], None]) -> None:
    with system.store.write() as uow:
        change(uow.special_reports.get(report_id))


def _next(system: System) -> int | None:
    with system.store.read() as uow:
        row = uow.special_reports.next_waiting()
        return row.id if row else None
