"""Opens a table that somebody made and gives its rows one by one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from service.domain.errors import BadInput
from service.sheets.delimited import Progress, open_delimited
from service.sheets.header import SAMPLE, Header, find_header
from service.sheets.kind import Kind, kind_of
from service.sheets.records import Record
from service.sheets.workbook import open_workbook


class Source(Protocol):
    """A file that gives its records from the top, as often as asked."""

    def records(self, on_progress: Progress) -> Iterator[Record]:
        """Return the records, header and titles included."""


@dataclass(frozen=True, slots=True)
class Row:
    """One data row; ``number`` is the row number that Excel or WPS shows (the header counts).

    ``values`` has every header as a key. A row with a ``problem`` (a Chinese reason) could not be
    read reliably: reject it, do not reject the file.
    """

    number: int
    values: dict[str, str]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(value and not value.isspace() for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A readable table on disk; nothing stays open between two readings."""

    path: Path
    headers: tuple[str, ...]
    _source: Source
    _last_header_row: int
    _is_text: bool
    _on_progress: Progress

    def rows(self) -> Iterator[Row]:
        """Return the data rows from the top, streaming; may be called again.

        Rows that are blank inside the table are given (see ``Row.is_blank``), so that output can
        keep the input's count; empty lines of text and blank rows at a sheet's end are not.
        """
        for record in self._source.records(self._on_progress):
            if record.number > self._last_header_row:
                yield self._row(record)

    def _row(self, record: Record) -> Row:
        cells, width = record.cells, len(self.headers)
        problem = record.problem
        if self._is_text and not problem and any(cell.strip() for cell in cells[width:]):
            problem = (
                f"这一行有 {len(cells)} 格，表头只有 {width} 格；"
                "多半是内容里的分隔符没有加引号，请改正后再导入"
            )
        cells = cells[:width] + [""] * (width - len(cells))
        return Row(record.number, dict(zip(self.headers, cells, strict=True)), problem)


def open_sheet(
    path: str | Path,
    *,
    on_notice: Callable[[str], None] | None = None,
    on_progress: Progress | None = None,
) -> Sheet:
    """Return the table at ``path`` (delimited text or .xlsx, told apart by content).

    ``on_notice`` gets Chinese sentences about what was decided for the reader (encoding, skipped
    titles, sheets not read); ``on_progress(rows, share)`` is called while rows are read, share in
    0…1 or None when unknown. Raises BadInput when there is no readable table with data rows.
    """
    path = Path(path)
    notice = on_notice or _silent
    layout = None
    source: Source
    if kind_of(path) is Kind.WORKBOOK:
        source = workbook = open_workbook(path, notice)
        layout = workbook.layout.merges
    else:
        source = open_delimited(path, notice)
    records = source.records(_quiet)
    sample = list(islice(records, SAMPLE))
    header = find_header(sample, layout, path.name)
    _require_data(chain(sample, records), header, path.name)
    if header.first > next(record.number for record in sample if not record.is_blank):
        notice(f"“{path.name}”前面像是标题，已跳过；表头取第 {header.first} 行。")
    return Sheet(path, header.names, source, header.last, layout is None, on_progress or _quiet)


def _require_data(records: Iterable[Record], header: Header, name: str) -> None:
    for record in records:
        if record.number > header.last and not record.is_blank:
            return
    raise BadInput(f"“{name}”只有表头，没有数据行。请检查导出时是否选了数据。")


def _silent(notice: str) -> None:
    """Drop a notice nobody asked for."""


def _quiet(rows: int, share: float | None) -> None:
    """Drop a progress report nobody asked for."""
