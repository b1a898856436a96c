"""Sends a small table as an Excel file."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from service.sheets import atomic_table


def sheet_file(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], name: str
) -> FileResponse:
    """The rows as a workbook; the file is gone when it has been sent."""
    folder = Path(tempfile.mkdtemp(prefix="minsheng-export-"))
    try:
        with atomic_table(folder / name, columns) as writer:
            for row in rows:
                writer.write(row)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    remove = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, filename=name, background=remove)
