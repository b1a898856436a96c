"""Reads the first visible sheet with content of an .xlsx workbook, row by row."""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from service.domain.errors import BadInput
from service.sheets.cells import cell_text
from service.sheets.delimited import Progress
from service.sheets.merges import DownwardFill, Layout, scan_layout
from service.sheets.records import Record

_BATCH = 500


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """One sheet of a workbook on disk; ``layout`` holds its merged cells."""

    path: Path
    sheet: str
    layout: Layout

    def records(self, on_progress: Progress) -> Iterator[Record]:
        """Return the rows from the top; blank rows at the end are left out."""
        with _opened(self.path) as workbook:
            worksheet = workbook[self.sheet]
            total = worksheet.max_row
            fill = DownwardFill(self.layout.merges)
            blanks: list[int] = []
            number = 0
            for number, cells in enumerate(_rows(worksheet, self.path), 1):
                if number % _BATCH == 0:
                    on_progress(number, min(1.0, number / total) if total else None)
                if not any(cells):
                    blanks.append(number)
                    continue
                yield from (Record(blank, []) for blank in blanks)
                blanks.clear()
                fill.fill(number, cells)
                yield Record(number, cells)
            on_progress(number, 1.0)


def open_workbook(path: Path, on_notice: Callable[[str], None]) -> WorkbookFile:
    """Return the first visible sheet of ``path`` that has content.

    Tells ``on_notice`` about further sheets and about formulas that were never calculated.
    Raises BadInput when the file is damaged or all its visible sheets are empty.
    """
    with _opened(path) as workbook:
        visible = [s for s in workbook.worksheets if s.sheet_state == "visible"]
        chosen = next((sheet for sheet in visible if _has_content(sheet, path)), None)
        if chosen is None:
            raise BadInput(f"“{path.name}”里没有带内容的可见工作表。请检查是否被隐藏或导出失败。")
        layout = _layout(path, chosen)
        others = [sheet.title for sheet in visible if sheet is not chosen]
    if others:
        on_notice(
            f"“{path.name}”只读取工作表“{chosen.title}”，未读：{'、'.join(others)}。"
            "需要时请另存为单独的文件。"
        )
    if layout.has_uncalculated:
        on_notice(
            f"“{path.name}”里有公式没有保存计算结果，这些格按空白读取。"
            "请在 Excel 或 WPS 中打开并保存一次。"
        )
    return WorkbookFile(path, chosen.title, layout)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:  # by its name openpyxl would refuse other endings
        with _damage_told(path), warnings.catch_warnings():
            # openpyxl warns about styles and validations, which do not matter for the values.
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(
                stream, read_only=True, data_only=True, keep_links=False
            )
        with closing(workbook):
            yield workbook


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Turn whatever a damaged part makes the parser raise into one plain message."""
    try:
        yield
    except (BadInput, MemoryError):
        raise
    except Exception as problem:
        raise BadInput(
            f"“{path.name}”已损坏，打不开。请重新下载或导出；能用 Excel 打开的，另存一份再试。"
        ) from problem


def _rows(worksheet: Any, path: Path) -> Iterator[list[str]]:
    """Return every row's texts without the empty cells at its end."""
    worksheet.reset_dimensions()  # many exporters write a wrong size
    rows = worksheet.iter_rows(values_only=True)
    while True:
        with _damage_told(path), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        for row in batch:
            cells = [cell_text(value) for value in row]
            while cells and not cells[-1].strip():
                cells.pop()
            yield cells


def _has_content(worksheet: Any, path: Path) -> bool:
    return any(_rows(worksheet, path))


def _layout(path: Path, worksheet: Any) -> Layout:
    """Scan the sheet's XML: a worksheet opened for streaming does not tell its merges."""
    with (
        _damage_told(path),
        zipfile.ZipFile(path) as archive,
        archive.open(worksheet._worksheet_path) as stream,
    ):
        return scan_layout(stream)
