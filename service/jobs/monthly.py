"""The monthly job: hot topics, agenda candidates and the report of one month, with its files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.bootstrap import System, shelf_of
from service.domain.errors import Refused
from service.flows.lessons import drift
from service.flows.month import agenda
from service.flows.month.agenda import MonthProduct
from service.flows.month.data import period_of
from service.jobs.files import write_files
from service.jobs.runner import Job, Say, run

NAME = "monthly"


@dataclass(frozen=True, slots=True)
class MonthRun:
    """A month that was worked out: the numbers, and the files written."""

    counts: dict[str, int]
    files: tuple[Path, ...]


def run_month(
    system: System,
    month: str,
    now: datetime,
    out: Path | None = None,
    *,
    again: bool = True,
    began: Callable[[], None] = lambda: None,
) -> MonthRun | None:
    """Work out a month and write its report into ``out`` (default: the data folder).

    None when it was done after the month's end and is not to be done ``again``. Raises
    ``Refused`` while another process is at it, ``BadInput`` for a month that cannot be read or has
    not begun, or a folder that cannot be written.
    """
    end = period_of(month, now).end
    folder = out or folder_of(system, month)
    files: list[Path] = []

    def work(system: System, month: str, now: datetime, say: Say) -> dict[str, int]:
        product = _work_out(system, month, now, say)
        say("正在写月报文件")
        files.extend(write_files(product, folder))
        say("正在核对读件模型")
        _watch_reader(system, month, now)
        return product.outcome.counts()

    finished = run(system, Job(NAME, work), month, now, again=again, since=end, began=began)
    if finished is None and again:
        raise Refused(f"另一个进程正在做月度任务，{month} 这次没有运行，请过几分钟再看。")
    return MonthRun(dict(finished.counts), tuple(files)) if finished else None


def _watch_reader(system: System, month: str, now: datetime) -> None:
    """Note how far the month's texts have moved from what the reader knows."""
    with system.store.read() as uow:
        drift.watch(uow, system.hotline, shelf_of(system.settings), month, now)


def folder_of(system: System, month: str) -> Path:
    """Where a month's files are when nobody says otherwise."""
    return system.settings.data / "reports" / month


def _work_out(system: System, month: str, now: datetime, say: Say) -> MonthProduct:
    """Read and reckon in a reading transaction, write in a short one: nobody waits for us."""
    say("正在读取工单，查找热点")
    with system.store.read() as uow:
        product = agenda.analyse(uow, system.hotline, month, now)
    say("正在保存热点、议题和月报")
    with system.store.write() as uow:
        agenda.keep(uow, system.hotline, product, now)
    return product
