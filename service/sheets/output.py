"""Writes tables that are whole or not there at all."""

import csv
import errno
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from service.domain.errors import BadInput
from service.sheets.sheet import Row

NUMBER_COLUMN = "行号"
REASON_COLUMN = "原因"
_LONGEST_CELL = 32767


class TableWriter(Protocol):
    """Takes rows one by one; a missing column is left empty, an unknown one is ignored."""

    def write(self, values: Mapping[str, object]) -> None:
        """Append one row."""


class _UnixLines:
    """Ends lines with LF alone: told to do so itself, the csv writer leaves a lone CR unquoted."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, line: str) -> int:
        return self._stream.write(line.removesuffix("\r\n") + "\n")


class _CSVWriter:
    def __init__(self, stream: TextIO, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._writer = csv.writer(_UnixLines(stream))
        self._writer.writerow(self._columns)

    def write(self, values: Mapping[str, object]) -> None:
        self._writer.writerow([values.get(column, "") for column in self._columns])


class _SheetWriter:
    def __init__(self, worksheet: Any, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._worksheet = worksheet
        self._worksheet.append([self._cell(column) for column in self._columns])

    def write(self, values: Mapping[str, object]) -> None:
        self._worksheet.append([self._cell(values.get(column, "")) for column in self._columns])

    def _cell(self, value: object) -> Any:
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL]
        cell = WriteOnlyCell(self._worksheet, text)
        cell.data_type = "s"  # a citizen's “=…” is text, never a formula
        return cell


@contextmanager
def atomic_file(path: str | Path) -> Iterator[Path]:
    """Give the path of a temporary neighbour that takes the place of ``path`` at success.

    On any exception nothing of it is left and an older ``path`` stays as it was. Raises BadInput
    when nothing can be written there.
    """
    target = Path(os.path.realpath(path))
    _refuse_target(target)
    neighbour = target.with_name(f".{target.name[:60]}.{secrets.token_hex(6)}.tmp")
    try:
        neighbour.touch(exist_ok=False)
    except OSError as problem:
        raise BadInput(
            f"“{path}”写不了（{problem.strerror}）。请换一个有写权限的文件夹。"
        ) from problem
    try:
        yield neighbour
        _flush_to_disk(neighbour)
        neighbour.replace(target)
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
        raise BadInput(f"磁盘满了，“{path}”没有写成。请腾出空间后再试。") from problem
    finally:
        with suppress(FileNotFoundError):
            neighbour.unlink()


@contextmanager
def atomic_csv(
    path: str | Path, columns: Sequence[str], *, for_excel: bool = False
) -> Iterator[TableWriter]:
    """Give a writer of UTF-8 CSV to ``path``, which appears whole at success or not at all.

    ``for_excel`` adds the mark by which Excel knows UTF-8, for files made to be opened by people.
    """
    encoding = "utf-8-sig" if for_excel else "utf-8"
    with (
        atomic_file(path) as neighbour,
        neighbour.open("w", encoding=encoding, errors="replace", newline="") as stream,
    ):
        yield _CSVWriter(stream, columns)


@contextmanager
def atomic_table(path: str | Path, columns: Sequence[str]) -> Iterator[TableWriter]:
    """Give a writer to ``path``: a workbook when it ends in .xlsx, else UTF-8 CSV."""
    if Path(path).suffix.lower() != ".xlsx":
        with atomic_csv(path, columns) as writer:
            yield writer
        return
    with atomic_file(path) as neighbour:
        workbook = openpyxl.Workbook(write_only=True)
        try:
            yield _SheetWriter(workbook.create_sheet("Sheet1"), columns)
        finally:
            workbook.save(neighbour)  # after a failure too: it alone lets go of openpyxl's files


def rejected_path(path: str | Path) -> Path:
    """Return where the rejected rows of the file ``path`` go."""
    return Path(f"{path}.rejected.csv")


class RejectedRows:
    """Collects rows that were not taken, with number and reason; no row, no file.

    A context manager: at success the file appears whole, at an exception not at all.
    """

    def __init__(self, path: str | Path, headers: Sequence[str]) -> None:
        self.path = Path(path)
        self.count = 0
        kept = [header for header in headers if header not in {NUMBER_COLUMN, REASON_COLUMN}]
        self._columns = (*kept, REASON_COLUMN, NUMBER_COLUMN)
        self._open: Any = None
        self._writer: TableWriter | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, row: Row, reason: str) -> None:
        """Write ``row`` with the reason for which it was rejected."""
        if self._writer is None:
            self._open = atomic_csv(self.path, self._columns, for_excel=True)
            self._writer = self._open.__enter__()
        self.count += 1
        given = {REASON_COLUMN: reason, NUMBER_COLUMN: row.number}
        self._writer.write({**row.values, **given})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open is not None:
            self._open.__exit__(kind, problem, trace)


def _refuse_target(target: Path) -> None:
    if target.is_dir():
        raise BadInput(f"“{target}”是文件夹。请给出要写的文件名，例如 {target / '结果.csv'}。")
    if target.exists() and not target.is_file():
        raise BadInput(f"“{target}”不是普通文件，写不了。请换一个文件名。")
    if not target.parent.is_dir():
        raise BadInput(f"文件夹“{target.parent}”不存在。请先建好，或换一个位置。")


def _flush_to_disk(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
