"""Reads a table that a city filled in: its rows under our own names, and every fault at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from service.domain.errors import BadInput
from service.flows.setup.forms import Form
from service.sheets import Sheet

_MOST_ROWS = 200_000
_LONGEST = 500
_MOST_NAMED = 12
_NEAR, _MOST_NEAR = 0.7, 3
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; ``line`` is the row number that Excel shows."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.message}"


class BadTable(BadInput):
    """Nothing of the table was taken; ``faults`` names each row that has to be mended."""

    def __init__(self, title: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        found = len(self.faults)
        super().__init__(f"{title}表有 {found} 处要改，什么都没有导入。改好后整份再传一次。")


class Wrong(Exception):
    """A cell that cannot be; the message is Chinese and says what would be right."""


@dataclass(frozen=True, slots=True)
class Given:
    """One filled row: its cells by the keys of the form, trimmed; an absent column is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The filled rows of a sheet, and which of the form's columns it has."""

    form: Form
    rows: tuple[Given, ...]
    columns: frozenset[str]

    def each(self, take: Callable[[Given], _T]) -> list[_T]:
        """What ``take`` makes of every row, in their order. Raises ``BadTable`` with all faults."""
        taken: list[_T] = []
        faults: list[Fault] = []
        for row in self.rows:
            try:
                taken.append(take(row))
            except Wrong as problem:
                faults.append(Fault(row.line, str(problem)))
        if faults:
            raise BadTable(self.form.title, faults)
        return taken


def read(form: Form, sheet: Sheet) -> Table:
    """The filled rows of a sheet. Raises ``BadInput`` when it is another table, or too long."""
    lacking = form.lacking(sheet.headers)
    if lacking:
        raise BadInput(
            f"这不像{form.title}表：没有“{'”“'.join(lacking)}”列。"
            f"表头是：{'、'.join(sheet.headers)}。请用下载的模板来填。"
        )
    where = {
        column.key: next(header for header in sheet.headers if column.is_meant_by(header))
        for column in form.columns
        if any(map(column.is_meant_by, sheet.headers))
    }
    rows: list[Given] = []
    for row in sheet.rows():
        if row.is_blank:
            continue
        if len(rows) >= _MOST_ROWS:
            raise BadInput(f"这份表超过 {_MOST_ROWS} 行，请分成几份。")
        if row.problem:
            raise BadTable(form.title, [Fault(row.number, row.problem)])
        cells = {key: row.values[header].strip() for key, header in where.items()}
        rows.append(Given(row.number, cells))
    table = Table(form, tuple(rows), frozenset(where))
    table.each(lambda row: _filled(form, row))
    return table


def _filled(form: Form, row: Given) -> None:
    lacking = [c.title for c in form.columns if c.is_required and not row[c.key]]
    if lacking:
        raise Wrong(f"“{'”“'.join(lacking)}”要填。")
    for column in form.columns:
        if len(row[column.key]) > _LONGEST:
            raise Wrong(f"“{column.title}”太长，最多 {_LONGEST} 字。")


def chosen(word: str, known: Mapping[str, str], what: str) -> str:
    """The code of a word, which may be the code itself. Raises ``Wrong`` listing what there is."""
    if word in known.values():
        return word
    try:
        return known[word]
    except KeyError:
        nearest = sorted(known, key=lambda name: -len(set(name) & set(word)))
        listed = "、".join(nearest[:_MOST_NAMED]) + ("……" if len(known) > _MOST_NAMED else "")
        raise Wrong(f"没有{what}“{word}”。可选：{listed}。") from None


def nearest_to(word: str, names: Mapping[str, str]) -> str:
    """Asks in Chinese whether one of these names was meant, with its code; empty when none is near.

    ``names``: code to name. A short name of a body is near the whole one: 住建局, 住房和城乡建设局.
    """
    signs = set(word)
    shares = {code: len(signs & set(name)) / len(signs) for code, name in names.items() if signs}
    near = [code for code, share in shares.items() if share >= _NEAR]
    near.sort(key=lambda code: (-shares[code], len(names[code]), code))
    if not near:
        return ""
    return f"是不是“{'”“'.join(f'{names[code]}（{code}）' for code in near[:_MOST_NEAR])}”？"
