"""Sends a list as a file for a spreadsheet, CSV or Excel, and writes down who took how much."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from service.bootstrap import System
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.sheets import atomic_csv, atomic_table

Rows = Iterable[Mapping[str, object]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def send_list(
    system: System,
    actor: Actor,
    file: tuple[str, str],
    columns: Sequence[str],
    rows_of: Callable[[Desk], Rows],
) -> FileResponse:
    """What ``rows_of`` finds for this person; ``file``: its name, and csv or xlsx.

    The export is traced with the number of rows.
    """
    now = system.now()
    title, ending = file
    with system.store.read() as uow:
        found = rows_of(Desk(uow, system.hotline, actor, now))
        name = f"{title}{now.astimezone(LOCAL):%Y%m%d-%H%M}.{ending}"
        answer, count = _written(columns, found, name)
    with system.store.write() as uow:
        uow.callers.trace(actor, "", f"export:{count}", now)
    return answer


def plain(value: object) -> object:
    """A text so that a spreadsheet does not take it for a formula; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _written(columns: Sequence[str], rows: Rows, name: str) -> tuple[FileResponse, int]:
    """The answer with the file, which is gone when it has been sent; and how many rows it has."""
    folder = Path(tempfile.mkdtemp(prefix="minsheng-export-"))
    path, count = folder / name, 0
    is_csv = path.suffix == ".csv"
    opened = atomic_csv(path, columns, for_excel=True) if is_csv else atomic_table(path, columns)
    try:
        with opened as writer:
            for row in rows:
                writer.write({key: plain(value) for key, value in row.items()} if is_csv else row)
                count += 1
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    remove = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=name, background=remove), count
