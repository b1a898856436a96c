"""What a monthly report says, apart from how it is written down."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from analytics.wording import closed_up

LEAD = "摘要"
Cell = str | int
Mark = tuple[int, int, str]
_SUBHEAD = re.compile("（[一二三四五六七八九十]+）[^。]{1,40}。")
_MEASURED = re.compile(r"(上升|下降)?\d+\.\d+(%|个百分点)?|[多少]\d+件")


def _is_measured(cell: Cell) -> bool:
    return isinstance(cell, str) and _MEASURED.fullmatch(cell) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    ``sets``: for each cell the name of the set of tickets that it counts, empty for a cell that
    counts none; none at all where no cell does. ``query``: filters of the ticket list, for counts
    of tickets that are none of the report's own.
    """

    cells: tuple[Cell, ...]
    query: str = ""
    sets: tuple[str, ...] = ()

    def set_of(self, column: int) -> str:
        """The name of the set of tickets that a cell counts, empty for none."""
        return self.sets[column] if column < len(self.sets) else ""


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

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, shares or changes, to be set to the right."""
        cells = [line.cells[column] for line in self.all_lines]
        return any(isinstance(c, int) for c in cells) or any(map(_is_measured, cells))


@dataclass(frozen=True, slots=True)
class Case:
    """A typical ticket: a heading, what it was about in one line or several, where it is found."""

    heading: str
    text: str
    no: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The text line by line, without empty ones."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())


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
    """A numbered section: sentences, people's notes, cases, tables, charts, in this order.

    ``marks``: for each sentence start, end and set of tickets of each of its numbers that count
    some; shorter than the sentences where the last have none.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    cases: tuple[Case, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    marks: tuple[tuple[Mark, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.sentences or self.tables or self.cases or self.notes)

    @property
    def leads(self) -> tuple[int, ...]:
        """For each sentence how long its own heading is, such as “（一）受理。”; mostly 0."""
        return tuple(
            found.end() if (found := _SUBHEAD.match(said)) else 0 for said in self.sentences
        )

    @property
    def cases_by_heading(self) -> tuple[tuple[str, tuple["Case", ...]], ...]:
        """The cases that follow one another under one heading, which has its number: （一）.

        The numbers go on from those of the sentences.
        """
        first = 1 + sum(map(bool, self.leads))
        groups = [(name, tuple(found)) for name, found in groupby(self.cases, _heading)]
        return tuple(
            (f"（{numeral(n)}）{name}", found) for n, (name, found) in enumerate(groups, first)
        )

    @property
    def told(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The sentences in pieces, each with the set of tickets it counts, mostly none."""
        marks = (*self.marks, *((),) * (len(self.sentences) - len(self.marks)))
        return tuple(_pieces(s, m) for s, m in zip(self.sentences, marks, strict=True))


def _heading(case: Case) -> str:
    return case.heading


def _pieces(sentence: str, marks: tuple[Mark, ...]) -> tuple[tuple[str, str], ...]:
    found, last = [], 0
    for start, end, name in marks:
        found += [(sentence[last:start], ""), (sentence[start:end], name)]
        last = end
    return (*found, (sentence[last:], ""))


@dataclass(frozen=True, slots=True)
class Paper:
    """A report: its head, sections in order, and the annexed tables.

    ``lead``: the whole in a paragraph, before the first section and without a number.
    ``remarks``: what is said of the report itself below its head, such as what it corrects.
    ``is_short``: it is to stand on one page.
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
    is_short: bool = False
    lead: Section | None = None

    def to_json(self) -> dict[str, Any]:
        """The paper as plain data."""
        return asdict(self)


def printed(paper: Paper, name: str) -> tuple[str, str]:
    """Where a paper counts a set of tickets, in words, and the number it prints; empty: nowhere."""
    for _, section in numbered(paper):
        for pieces in section.told:
            for place, (text, found) in enumerate(pieces):
                if found == name:
                    before = "".join(t for t, _ in pieces[:place])
                    return f"{section.heading}：{_CLAUSE.split(before)[-1]}", text
    tables = [*(t for s in paper.sections for t in s.tables), *paper.annex]
    for table in tables:
        for line in table.all_lines:
            if name in line.sets:
                at = line.sets.index(name)
                words = [str(line.cells[0]), table.columns[at].removesuffix("（件）")]
                return f"{table.title}：{'，'.join(words)}", str(line.cells[at])
    return "", ""


_CLAUSE = re.compile("[，。；]")
_NUMERALS = "一二三四五六七八九"


def numbered(paper: Paper) -> list[tuple[str, Section]]:
    """The sections with their numbers: 一, 二 … 十, 十一 …, up to 九十九; the lead without one."""
    lead = [("", paper.lead)] if paper.lead and not paper.lead.is_empty else []
    return lead + [(numeral(n), section) for n, section in enumerate(paper.sections, 1)]


def titled(number: str, section: Section) -> str:
    """The heading of a section as printed."""
    return f"{number}、{section.heading}" if number else section.heading


def numeral(number: int) -> str:
    """A number up to 99 as headings have it: 一, 十, 十一."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return ten + (_NUMERALS[ones - 1] if ones else "")


def closed(paper: Paper) -> Paper:
    """The paper without spaces between Chinese characters and figures; marked sentences stay."""
    sections = tuple(
        replace(
            s,
            heading=closed_up(s.heading),
            sentences=s.sentences if s.marks else tuple(map(closed_up, s.sentences)),
            tables=tuple(map(_closed_table, s.tables)),
            cases=tuple(replace(c, text=closed_up(c.text)) for c in s.cases),
        )
        for s in paper.sections
    )
    remarks = tuple(map(closed_up, paper.remarks))
    return replace(paper, sections=sections, remarks=remarks, issue=closed_up(paper.issue))


def _closed_table(table: Table) -> Table:
    lines = tuple(
        replace(n, cells=tuple(closed_up(c) if isinstance(c, str) else c for c in n.cells))
        for n in table.lines
    )
    return replace(table, lines=lines, note=closed_up(table.note))


def paper_of(data: Mapping[str, Any]) -> Paper:
    """The paper that ``to_json`` wrote."""
    plain = dict(data)
    plain["sections"] = tuple(_section(section) for section in data["sections"])
    plain["annex"] = tuple(_table(table) for table in data["annex"])
    plain["remarks"] = tuple(data.get("remarks", ()))  # not kept by the first release
    plain["lead"] = _section(data["lead"]) if data.get("lead") else None
    return Paper(**plain)


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        heading=data["heading"],
        sentences=tuple(data["sentences"]),
        tables=tuple(_table(table) for table in data["tables"]),
        cases=tuple(Case(**case) for case in data["cases"]),
        notes=tuple(data.get("notes", ())),
        charts=tuple(_chart(chart) for chart in data.get("charts", ())),
        marks=tuple(tuple((s, e, n) for s, e, n in marks) for marks in data.get("marks", ())),
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
    return Line(tuple(data["cells"]), data["query"], tuple(data.get("sets", ())))
