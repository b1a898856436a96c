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
class Chart:
    """A picture of a table: a ``line`` over time, or a ``bar`` for each name.

    ``said``: what it shows, in one sentence, for whoever does not see it.
    """

    title: str
    kind: str
    names: tuple[str, ...]
    values: tuple[int, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: sentences, people's notes, cases, charts, tables, in this order."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    cases: tuple[Case, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.sentences or self.tables or self.cases or self.notes)


@dataclass(frozen=True, slots=True)
class Paper:
    """A report: its head, sections in order, and the annexed tables.

    ``remarks``: what is said of the report itself below its head, such as what it corrects.
    """

    month: str
    title: str
    issue: str
    issuer: str
    as_of: str
    sections: tuple[Section, ...]
    annex: tuple[Table, ...] = ()
    is_provisional: bool = False
    remarks: tuple[str, ...] = ()

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
    plain["remarks"] = tuple(data.get("remarks", ()))  # not kept by the first release
    return Paper(**plain)


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        heading=data["heading"],
        sentences=tuple(data["sentences"]),
        tables=tuple(_table(table) for table in data["tables"]),
        cases=tuple(Case(**case) for case in data["cases"]),
        notes=tuple(data.get("notes", ())),
        charts=tuple(_chart(chart) for chart in data.get("charts", ())),
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


def _chart(data: Mapping[str, Any]) -> Chart:
    return Chart(**{**data, "names": tuple(data["names"]), "values": tuple(data["values"])})


def _line(data: Mapping[str, Any]) -> Line:
    return Line(tuple(data["cells"]), data["query"])
