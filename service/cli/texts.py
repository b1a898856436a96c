"""Reads the texts of somebody's table for the commands that need no installation."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.reader import Reader
    from service.cli.output import Advance, Notices
    from service.sheets import Row, Sheet

BATCH = 500

Text = Annotated[
    str,
    typer.Option(
        "--text", metavar="COL[,COL…]", help="内容在哪一列；几列用逗号分开，标题列写在最前"
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="OUT.csv", help="结果写到哪里")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV 或 XLSX 表格")]
ReaderFolder = Annotated[
    Path | None,
    typer.Option("--reader", metavar="DIR", help="本市训练的读件模型；不写用内置的"),
]


@dataclass(frozen=True)
class TextTable:
    """A table with its text columns found; one of several is the title."""

    sheet: "Sheet"
    title: str
    bodies: tuple[str, ...]

    def title_of(self, row: "Row") -> str:
        """The row's title, empty when there is one text column only."""
        return row.values[self.title] if self.title else ""

    def text_of(self, row: "Row") -> str:
        """The row's text: the other text columns, one below the other."""
        return "\n".join(filter(None, (row.values[name].strip() for name in self.bodies)))

    def batches(self) -> Iterator[list["Row"]]:
        """All rows in order, blank and broken ones too, some hundred at a time."""
        rows = self.sheet.rows()
        while batch := list(islice(rows, BATCH)):
            yield batch


def open_texts(
    path: Path, text: str, notices: "Notices", advance: "Advance | None" = None
) -> TextTable:
    """The table with its text columns. Raises ``BadInput``, also when a column is not there."""
    from service import sheets

    sheet = sheets.open_sheet(path, on_notice=notices, on_progress=advance)
    names = sheets.require(sheet.headers, text)
    if len(names) == 1:
        return TextTable(sheet, "", names)
    known = sheets.recognise(names).fields.get("title", names[0])
    return TextTable(sheet, known, tuple(name for name in names if name != known))


def cell(row: "Row", name: str) -> str:
    """What a row holds under a header; empty for no header."""
    return row.values[name] if name else ""


def open_reader(folder: Path | None) -> "Reader":
    """The built-in reader, or a trained one. Raises ``ArtefactMismatch`` when it cannot be used."""
    from models.load import load_reader

    return load_reader(cache_folder(), trained_dir=folder)


def cache_folder() -> Path:
    """Where what can be built again is kept between two commands."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "minsheng"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="minsheng-"))
    return folder
