"""What a monthly report says, apart from how it is written down."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; ``query`` finds the tickets it counts (empty: there is no such list)."""

    cells: tuple[Cell, ...]
    query: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``total`` equals the headline, or ``difference`` is the line that explains it."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    difference: Line | None = None
    note: str = ""

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Every line as printed: rows, total, difference."""
        last = (line for line in (self.total, self.difference) if line is not None)
        return (*self.lines, *last)


@dataclass(frozen=True, slots=True)
class Case:
    """A typical ticket: a heading, what it was about, and where it is found."""

    heading: str
    text: str
    no: str


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: sentences, tables, cases, in this order."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A report: its head, sections in order, and the annexed tables."""

    month: str
    title: str
    issue: str
    issuer: str
    as_of: str
    sections: tuple[Section, ...]
    annex: tuple[Table, ...] = ()
    is_provisional: bool = False

    def to_json(self) -> dict[str, Any]:
        """The paper as plain data."""
        return asdict(self)


_NUMERALS = "一二三四五六七八九十"


def numbered(paper: Paper) -> list[tuple[str, Section]]:
    """The sections with their numbers: 一, 二, 三 …"""
    return list(zip(_NUMERALS, paper.sections, strict=False))


def paper_of(data: Mapping[str, Any]) -> Paper:
    """The paper that ``to_json`` wrote."""
    plain = dict(data)
    plain["sections"] = tuple(_section(section) for section in data["sections"])
    plain["annex"] = tuple(_table(table) for table in data["annex"])
    return Paper(**plain)


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        heading=data["heading"],
        sentences=tuple(data["sentences"]),
        tables=tuple(_table(table) for table in data["tables"]),
        cases=tuple(Case(**case) for case in data["cases"]),
    )


def _table(data: Mapping[str, Any]) -> Table:
    return Table(
        title=data["title"],
        columns=tuple(data["columns"]),
        lines=tuple(_line(line) for line in data["lines"]),
        total=_line(data["total"]) if data["total"] else None,
        difference=_line(data["difference"]) if data["difference"] else None,
        note=data["note"],
    )


def _line(data: Mapping[str, Any]) -> Line:
    return Line(tuple(data["cells"]), data["query"])
