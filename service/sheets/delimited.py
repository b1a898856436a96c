"""Reads delimited text (comma, tab, semicolon) record by record, whatever its encoding."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from service.domain.errors import BadInput
from service.sheets.encoding import Encoding, recognise_encoding
from service.sheets.records import Record, split_records

Progress = Callable[[int, float | None], None]

_DELIMITERS = ",\t;"
_SAMPLE_LINES = 60
_PROGRESS_EVERY = 1000
_HINT = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_LONGEST_FIRST_LINE = 1 << 22


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A text table on disk; opening it costs one look at its first lines."""

    path: Path
    encoding: Encoding
    delimiter: str
    has_hint: bool
    size: int

    def records(self, on_progress: Progress) -> Iterator[Record]:
        """Return the records from the top; ``on_progress(records, share of the bytes)``."""
        with self.path.open("rb") as raw, _text(raw, self.encoding) as lines:
            found = split_records(lines, self.delimiter, damage_mark=self.encoding.damage_mark)
            if self.has_hint:
                next(found, None)
            count = 0
            for count, record in enumerate(found, 1):
                yield record
                if count % _PROGRESS_EVERY == 0:
                    on_progress(count, min(1.0, raw.tell() / self.size))
            on_progress(count, 1.0)


def open_delimited(path: Path, on_notice: Callable[[str], None]) -> DelimitedFile:
    """Return the file at ``path`` with its encoding and delimiter recognised.

    Tells ``on_notice`` when the encoding is not UTF-8. Raises BadInput for what is not text.
    """
    with path.open("rb") as stream:
        encoding = recognise_encoding(stream, path.name)
    if encoding.name != "UTF-8":
        on_notice(f"“{path.name}”不是 UTF-8 编码，已按 {encoding.name} 读取。")
    with path.open("rb") as stream, _text(stream, encoding) as text:
        first = text.readline(_LONGEST_FIRST_LINE)
        if len(first) >= _LONGEST_FIRST_LINE:
            raise BadInput(f"“{path.name}”第一行太长，不像表格。请检查文件是否正确。")
        lines = [first, *islice(text, _SAMPLE_LINES)]
    hint = _HINT.fullmatch(first.lstrip("\ufeff"))
    delimiter = hint.group(1) if hint else find_delimiter(lines)
    return DelimitedFile(path, encoding, delimiter, hint is not None, path.stat().st_size)


def find_delimiter(lines: list[str]) -> str:
    """Return the delimiter under which ``lines`` are most evenly wide; a comma when none is."""
    scored = [(_evenness(lines, mark), mark) for mark in _DELIMITERS]
    best = max(score for score, _ in scored)
    if best >= 0.8:
        return next(mark for score, mark in scored if score == best)
    first = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _evenness(lines: list[str], delimiter: str) -> float:
    """Return the share of records that have the usual width, 0 when that is one column."""
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, times = Counter(widths).most_common(1)[0]
    return times / len(widths) if width > 1 and width in widths[:5] else 0.0


def _text(stream: io.BufferedReader, encoding: Encoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding=encoding.codec, errors=encoding.errors, newline="")
