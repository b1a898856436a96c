"""Finds the row that names the columns, below titles and across two merged rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from service.domain.errors import BadInput
from service.sheets.columns import is_usual
from service.sheets.merges import Merge
from service.sheets.records import Record

GROUP_MARK = "·"
SAMPLE = 25
_LONGEST_GROUP = 12
_LOOK_BELOW = 6


@dataclass(frozen=True, slots=True)
class Header:
    """The columns' names; ``first`` and ``last`` are the row numbers they stand in."""

    names: tuple[str, ...]
    first: int
    last: int


def find_header(sample: Sequence[Record], merges: Sequence[Merge] | None, name: str) -> Header:
    """Return the header among the first records; ``merges`` is None for delimited text.

    Raises BadInput when there is nothing, or when two columns have the same name.
    """
    rows = [record for record in sample if not record.is_blank]
    if not rows:
        raise BadInput(f"“{name}”是空文件，没有可读的内容。请检查导出是否成功。")
    filled = [_sideways(record, merges or ()) for record in rows]
    at = _pick(filled, [_filled(record.cells) for record in rows], is_text=merges is None)
    if rows[at].problem:
        raise BadInput(f"“{name}”的表头（第 {rows[at].number} 行）读不了：{rows[at].problem}。")
    depth = _depth(rows[at:], merges or ())
    names = _join(filled[at : at + depth]) if depth > 1 else rows[at].cells
    header = _named(names, [record.cells for record in rows[at + depth :]])
    _refuse_repeats(header, name)
    return Header(header, rows[at].number, rows[at + depth - 1].number)


def _sideways(record: Record, merges: Sequence[Merge]) -> list[str]:
    """Return the cells with every merged range of the row filled to its right end."""
    cells = [_tidy(cell) for cell in record.cells]
    for merge in merges:
        if merge.top <= record.number <= merge.bottom and merge.left < len(cells):
            right = min(merge.right, merge.left + 500)
            cells.extend([""] * (right + 1 - len(cells)))
            for column in range(merge.left + 1, right + 1):
                cells[column] = cells[column] or cells[merge.left]
    return cells


def _pick(rows: list[list[str]], own: list[int], *, is_text: bool) -> int:
    """Return the index of the row that looks like the header, 0 when in doubt.

    ``own`` counts each row's cells that are filled without the help of a merge.
    """
    if all(is_usual(cell) for cell in rows[0] if cell):
        return 0
    need = max(2.0, 0.6 * median(map(_filled, rows)))
    at = next((i for i, row in enumerate(rows) if _may_be_header(row, own[i], need)), 0)
    if is_text and at and not (_is_even(rows[at:]) and all(row[0] for row in rows[:at])):
        at = 0
    if not any(is_usual(cell) for cell in rows[at]):
        for below in range(at + 1, min(at + _LOOK_BELOW, len(rows))):
            if sum(is_usual(cell) for cell in rows[below]) >= 3:
                return below
    return at


def _may_be_header(row: list[str], own: int, need: float) -> bool:
    """Whether enough cells are filled, and not by merging a title or long remarks."""
    values = [cell for cell in row if cell]
    if len(values) > own and any(len(value) > _LONGEST_GROUP for value in values):
        return False
    return len(values) >= need and len(set(values)) > 1


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _is_even(rows: list[list[str]]) -> bool:
    """Whether the rows are equally wide, as they are below a title and not in ragged text."""
    same = sum(len(row) == len(rows[0]) for row in rows)
    return same >= 0.8 * len(rows)


def _depth(rows: Sequence[Record], merges: Sequence[Merge]) -> int:
    """Return 2 when a merged group name stands over the names of its columns, else 1."""
    if len(rows) < 2 or rows[1].number != rows[0].number + 1:
        return 1
    number, below = rows[0].number, [_tidy(cell) for cell in rows[1].cells]
    groups = [m for m in merges if m.top == m.bottom == number and m.right > m.left]
    under = [below[m.left : m.right + 1] for m in groups]
    inside = {column for m in groups for column in range(m.left, m.right + 1)}
    inside |= {m.left for m in merges if m.top <= number < m.bottom}
    outside = [cell for column, cell in enumerate(below) if column not in inside and cell]
    complete = all(
        len(cells) == m.right - m.left + 1 for m, cells in zip(groups, under, strict=True)
    )
    named = all(_name_columns(cells) for cells in under)
    return 2 if groups and complete and named and not outside else 1


def _name_columns(cells: list[str]) -> bool:
    """Whether each cell is a short name of its own, as below a group's name."""
    short = all(cell and len(cell) <= _LONGEST_GROUP and not cell.isdecimal() for cell in cells)
    return short and len(set(cells)) == len(cells)


def _join(rows: list[list[str]]) -> list[str]:
    """Join each column's header cells from above to below, a repeated one once."""
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    columns = zip(*padded, strict=True)
    return [GROUP_MARK.join(dict.fromkeys(filter(None, column))) for column in columns]


def _named(names: Sequence[str], below: list[list[str]]) -> tuple[str, ...]:
    """Tidy the names, call nameless columns by number, drop empty ones at the end."""
    tidy = [_tidy(cell) for cell in names]
    used = max(map(_filled_width, below), default=0)
    while tidy and not tidy[-1] and len(tidy) > used:
        tidy.pop()
    return tuple(cell or f"第{i}列" for i, cell in enumerate(tidy, 1))


def _filled_width(cells: list[str]) -> int:
    return max((i for i, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _refuse_repeats(header: tuple[str, ...], name: str) -> None:
    for cell in header:
        if header.count(cell) > 1:
            places = "、".join(str(i) for i, other in enumerate(header, 1) if other == cell)
            raise BadInput(
                f"“{name}”的表头有重复的列名“{cell}”（第 {places} 列）。请改成不同的名字后再试。"
            )


def _tidy(cell: str) -> str:
    """Return a header cell on one line, without marks that only programs see."""
    lines = cell.replace("\ufeff", "").replace("\u200b", "").replace("\u3000", " ").splitlines()
    return " ".join("".join(line.strip() for line in lines).split())
