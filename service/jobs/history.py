"""Past years' tickets from a table that was sent in: looked through first, then imported.

Both run beside the page that asked for them and say how far they are. An import that was cut off
is gone on with by doing it again: what was registered is known.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from time import monotonic
from typing import Any

from service import sheets
from service.bootstrap import System
from service.domain.errors import Refused
from service.domain.ticket import Channel
from service.flows.importable import Foreseen, foresee
from service.flows.importing import Counts, Import
from service.flows.importing import run as register
from service.jobs import background, uploads
from service.jobs.runner import Finished, Job, Say, is_gone, run
from service.jobs.uploads import Upload
from service.sheets import Row
from service.store.installation.runs import RUNNING, Run
from service.store.uow import UnitOfWork

NAME, LOOKING = "history", "history_look"
_SHOWN = 50
_NAMED = 8
_ROWS = ("accepted", "repeated", "rejected", "blank")
_EVERY = 1.0
Began = Callable[[], None]


def look_through(system: System, number: str) -> bool:
    """Begin to look through a table; whether it began."""
    return background.launch(LOOKING, lambda began: _start(system, LOOKING, _look, number, began))


def bring(system: System, number: str) -> bool:
    """Begin to import a table, or go on with it; whether it began.

    Raises ``Refused`` when it is done, or was not looked through.
    """
    upload = uploads.get(system, number)
    if upload.brought:
        raise Refused("这份文件已经导入过了。", rule="is_new")
    if not upload.foreseen:
        raise Refused("还没有看完，请先看清要导入什么。", rule="is_looked_through")
    return background.launch(NAME, lambda began: _start(system, NAME, _bring, number, began))


def run_of(uow: UnitOfWork, number: str) -> Run | None:
    """The newest run over a table: the import, else the look through it."""
    return uow.runs.newest_for(NAME, number) or uow.runs.newest_for(LOOKING, number)


def is_running(uow: UnitOfWork, run_: Run) -> bool:
    """Whether somebody is at it: a run that was killed stays open in the record."""
    if run_.outcome != RUNNING or uow.runs.newest_of(run_.job, 1)[0].id != run_.id:
        return False
    return not is_gone(uow.runs.holder(run_.job))


def _start(
    system: System,
    name: str,
    work: Callable[[System, str, datetime, Say], dict[str, int]],
    number: str,
    began: Began,
) -> Finished | None:
    return run(system, Job(name, work), number, system.now(), began=began)


def _look(system: System, number: str, _: datetime, say: Say) -> dict[str, int]:
    upload = replace(uploads.get(system, number), foreseen={}, faults=())
    faults: list[tuple[int, str]] = []
    with _Reading(system, upload, say, "已看") as reading:
        found = foresee(reading.task(faults), reading.report)
    uploads.save(system, replace(upload, foreseen=_as_json(found), faults=tuple(faults)))
    return {"may_bring": found.counts.accepted, **_counted(found.counts)}


def _bring(system: System, number: str, _: datetime, say: Say) -> dict[str, int]:
    upload = uploads.get(system, number)
    faults: list[tuple[int, str]] = []
    with _Reading(system, upload, say, "已导入") as reading:
        counts = register(reading.task(faults), reading.report)
    brought = asdict(counts)
    uploads.save(system, replace(upload, brought=brought, faults=tuple(faults)))
    uploads.source_of(system, upload).unlink(missing_ok=True)
    return {"brought": counts.accepted, **_counted(counts)}


class _Reading:
    """A table being read: what goes on is said once a second, what is refused is written aside."""

    def __init__(self, system: System, upload: Upload, say: Say, word: str) -> None:
        self._system, self._upload, self._say, self._word = system, upload, say, word
        self._share: float | None = None
        self._rows = sum(upload.foreseen.get(name, 0) for name in _ROWS)
        self._said_at = 0.0
        path = uploads.source_of(system, upload)
        self._sheet = sheets.open_sheet(path, on_progress=self._advance)
        target = uploads.rejected_of(system, upload)
        target.unlink(missing_ok=True)
        self._rejected = sheets.RejectedRows(target, self._sheet.headers)

    def __enter__(self) -> "_Reading":
        self._rejected.__enter__()
        return self

    def __exit__(self, *problem: Any) -> None:
        self._rejected.__exit__(*problem)

    def task(self, faults: list[tuple[int, str]]) -> Import:
        """The import of the table as history; the first faults go to the list."""

        def refuse(row: Row, reason: str) -> None:
            self._rejected.add(row, reason)
            if len(faults) < _SHOWN:
                faults.append((row.number, reason))

        system = self._system
        columns = sheets.recognise(self._sheet.headers)
        channel = Channel(self._upload.channel)
        return Import(
            *(system.store, system.hotline, self._sheet, columns, channel, refuse, system.now),
            is_history=True,
        )

    def report(self, counts: Counts) -> None:
        """Say how far it is."""
        if monotonic() - self._said_at < _EVERY:
            return
        self._said_at = monotonic()
        share = self._share
        if self._rows:
            share = min(1.0, (sum(getattr(counts, name) for name in _ROWS)) / self._rows)
        done = "" if share is None else f"（{share:.0%}）"
        refused = f"，不收 {counts.rejected} 行" if counts.rejected else ""
        self._say(f"{self._word} {counts.accepted + counts.repeated} 件{refused}{done}")

    def _advance(self, _: int, share: float | None) -> None:
        self._share = share


def _counted(counts: Counts) -> dict[str, int]:
    return {"known": counts.repeated, "refused": counts.rejected}


def _as_json(found: Foreseen) -> dict[str, Any]:
    values = asdict(found.counts)
    for name in ("first_at", "last_at"):
        at: datetime | None = getattr(found, name)
        values[name] = at.isoformat() if at else ""
    values["unplaced"] = found.unplaced.most_common(_NAMED)
    names = ("undated", "recent", "placed", "sorted_already")
    return values | {name: getattr(found, name) for name in names}
