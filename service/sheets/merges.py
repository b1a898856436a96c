"""Finds merged cells in a worksheet's XML without loading it, and fills them downwards."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_UNCALCULATED = re.compile(
    rb'<c (?:(?! t="str")[^>])*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_BLOCK = 1 << 20
_OVERLAP = 4096


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A merged range; rows count from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a worksheet's XML says beside its cells."""

    merges: tuple[Merge, ...] = ()
    has_uncalculated: bool = False


def scan_layout(stream: IO[bytes]) -> Layout:
    """Return the merged ranges of a worksheet, and whether formulas lack a stored result."""
    merges: set[Merge] = set()
    has_uncalculated = False
    tail = b""
    while block := stream.read(_BLOCK):
        text = tail + block
        merges.update(_merge(found) for found in _MERGE.finditer(text))
        if not has_uncalculated and b"<f" in text:
            has_uncalculated = _UNCALCULATED.search(text) is not None
        tail = text[-_OVERLAP:]
    return Layout(tuple(sorted(merges)), has_uncalculated)


def _merge(found: re.Match[bytes]) -> Merge:
    left, top, right, bottom = found.groups()
    return Merge(int(top), _column(left), int(bottom), _column(right))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


class DownwardFill:
    """Repeats a merged cell's value in the rows below it, for rows given in order.

    Only the leftmost column is filled: a range that is merged across columns is a heading or a
    long text, and repeating it sideways would put it under other headers.
    """

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._starting = {(m.top, m.left): m.bottom for m in merges if m.bottom > m.top}
        self._tops = {top for top, _ in self._starting}
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, number: int, cells: list[str]) -> None:
        """Fill the empty cells of row ``number`` in place."""
        for column, (bottom, value) in list(self._open.items()):
            if number > bottom:
                del self._open[column]
            else:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or value
        if number in self._tops:
            for column, value in enumerate(cells):
                bottom = self._starting.get((number, column), number)
                if bottom > number and value:
                    self._open[column] = (bottom, value)
