"""Splits delimited text into records and survives a quotation mark that was never closed."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPED_BYTES = re.compile("[\ud800-\udfff]+")
_SHOWN_OF_A_RUNAWAY = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file; ``number`` is the row number Excel or WPS would show."""

    number: int
    cells: list[str]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell and not cell.isspace() for cell in self.cells)


class _Feed:
    """Hands lines to the csv reader, remembers those of the record at hand, takes lines back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.pending: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.pending.append(line)
        return line

    def take_back(self) -> str:
        """Put back every line of the record but the first, which is returned."""
        self._returned.extendleft(reversed(self.pending[1:]))
        del self.pending[1:]
        return self.pending[0]


def split_records(
    lines: Iterator[str], delimiter: str, *, damage_mark: str = ""
) -> Iterator[Record]:
    """Return the records of ``lines``, empty lines skipped but counted.

    Undecodable bytes are expected as lone surrogates (``surrogateescape``) or as ``damage_mark``.
    A record that cannot be trusted has a ``problem``; the lines after it are read afresh.
    """
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    number = 0
    while True:
        feed.pending.clear()
        number += 1
        try:
            cells, problem = next(reader), ""
        except StopIteration:
            return
        except csv.Error:
            cells, problem = _rescue(feed, delimiter)
        if not cells and not problem:
            continue
        flaw = _flaw(feed.pending, damage_mark)
        if flaw:
            cells, problem = [_clean(cell) for cell in cells], flaw
        yield Record(number, cells, problem)


def _rescue(feed: _Feed, delimiter: str) -> tuple[list[str], str]:
    """Read the first line of a broken record alone; return its cells and what is wrong."""
    ran_on = len(feed.pending) > 1
    line = feed.take_back()
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        limit = csv.field_size_limit()
        return [line[:_SHOWN_OF_A_RUNAWAY]], f"有一格超过 {limit} 个字，请缩短后再导入"
    if ran_on or _leaves_quote_open(line, delimiter):
        return cells, "英文双引号没有成对，请在这一行补上引号后再导入"
    return cells, ""


def _leaves_quote_open(line: str, delimiter: str) -> bool:
    """Whether one more line would still be taken into the last cell of ``line``."""
    reader = csv.reader([line, "x"], delimiter=delimiter)
    next(reader)
    return reader.line_num == 2


def _flaw(lines: list[str], damage_mark: str) -> str:
    """Say what is wrong with the characters of ``lines``, empty when nothing is."""
    for line in lines:
        if "\0" in line:
            return "含有空字符（NUL），请删除后再导入"
        if line.isascii():
            continue
        if damage_mark and damage_mark in line:
            return _BROKEN
        try:
            line.encode("utf-8")
        except UnicodeEncodeError:
            return _BROKEN
    return ""


_BROKEN = "有不能识别的字节（乱码），请核对原文后再导入"


def _clean(cell: str) -> str:
    return _ESCAPED_BYTES.sub("\ufffd", cell.replace("\0", ""))
