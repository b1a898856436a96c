"""Builds the report's tables so that every total equals the headline or prints the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.figures.trends import UNNAMED, change, monthly_counts, named
from analytics.months import days_of, month_of, shift
from analytics.moves import AMONG_MANY, Amount, direction
from analytics.wording import count_change, percent

OTHERS = "其他"
TOTAL = "合计"
DIFFERENCE = "未计入本表"
FIRST = 3


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of a table: how many, what share of the headline, change on last month and year."""

    key: str
    label: str
    count: int
    share: float
    mom_pct: float | None
    yoy_pct: float | None
    previous: int | None = None
    year_ago: int | None = None

    def cells(self, *, mom: bool = True, yoy: bool = True) -> tuple[str, ...]:
        """The line as printed, with the changes that the table has; of few before in counts."""
        before = (self.previous,) * mom + (self.year_ago,) * yoy
        changes = (count_change(self.count, count) for count in before)
        return self.label, str(self.count), percent(self.share), *changes


@dataclass(frozen=True, slots=True)
class CountTable:
    """Lines, their total, and the line of what the headline holds beyond them, if anything."""

    name: str
    first_column: str
    rows: tuple[CountRow, ...]
    total: CountRow
    headline: int
    difference: CountRow | None

    @property
    def has_mom(self) -> bool:
        """Whether the month before is known: else no line has anything to compare with."""
        return self.total.mom_pct is not None

    @property
    def has_yoy(self) -> bool:
        """Whether the same month last year is known."""
        return self.total.yoy_pct is not None

    @property
    def header(self) -> tuple[str, ...]:
        """The column heads as printed; no column for a comparison that no line can make."""
        changes = ("环比",) * self.has_mom + ("同比",) * self.has_yoy
        return self.first_column, "数量（件）", "占比", *changes

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """All lines as printed: rows, total, and the difference where there is one."""
        last = (self.difference,) if self.difference else ()
        return tuple(self.cells_of(r) for r in (*self.rows, self.total, *last))

    def cells_of(self, row: CountRow) -> tuple[str, ...]:
        """A line of this table as printed."""
        return row.cells(mom=self.has_mom, yoy=self.has_yoy)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a table shows: the column, its words, and how many lines before “其他” (0 = all)."""

    name: str
    first_column: str
    by: str
    labels: Mapping[str, str]
    most: int = 0


def count_table(tickets: pd.DataFrame, month: str, spec: TableSpec, headline: int) -> CountTable:
    """Return the table of a month's requests by one column.

    Uses registered_at and `spec.by` of all tickets (other months give the changes). An empty value
    is the line 未标注, which comes last; lines beyond `spec.most` become one line 其他. When the
    lines do not add up to `headline` the difference is a line of its own.
    """
    labelled = tickets.assign(**{spec.by: _grouped(tickets, month, spec)})
    counts = monthly_counts(labelled, spec.by)
    if month not in counts.columns:
        counts = counts.iloc[:0].reindex(columns=[month])
    rows = [_row(str(key), spec, row, month, headline) for key, row in counts.iterrows()]
    rows = sorted((r for r in rows if r.count), key=_order)
    total = _row(TOTAL, spec, counts.sum(axis=0), month, headline)
    return CountTable(
        name=spec.name,
        first_column=spec.first_column,
        rows=tuple(rows),
        total=total,
        headline=headline,
        difference=_difference(headline - total.count, headline),
    )


def named_rows(table: CountTable) -> tuple[CountRow, ...]:
    """Return the lines that have a name of their own."""
    return tuple(r for r in table.rows if r.key != UNNAMED and r.label != OTHERS)


def first_and_rest(table: CountTable) -> tuple[tuple[CountRow, ...], tuple[CountRow, ...]]:
    """Return the lines that a sentence names, and those it tells of together: none or several."""
    most = FIRST if len(table.rows) > FIRST + 1 else len(table.rows)
    return table.rows[:most], table.rows[most:]


def clear_moves(table: CountTable, month: str) -> tuple[CountRow | None, CountRow | None]:
    """Return the lines that rose and fell most on last month beyond chance, None where none did."""
    days = [len(days_of(m)) for m in (month, shift(month, -1))]
    found: dict[int, list[CountRow]] = {1: [], 0: [], -1: []}
    for row in named_rows(table):
        if row.previous is not None:
            moved = direction(Amount(row.count, days[0]), Amount(row.previous, days[1]), AMONG_MANY)
            found[moved or 0].append(row)
    rose = max(found[1], key=lambda r: (_gap(r), r.key), default=None)
    return rose, min(found[-1], key=lambda r: (_gap(r), r.key), default=None)


def _gap(row: CountRow) -> int:
    return row.count - (row.previous or 0)


def _order(row: CountRow) -> tuple[bool, bool, int, str]:
    """Largest first; what was gathered and what has no name come after what has one."""
    return row.key == UNNAMED, row.label == OTHERS, -row.count, row.key


def _grouped(tickets: pd.DataFrame, month: str, spec: TableSpec) -> pd.Series:
    values = named(tickets[spec.by])
    if not spec.most:
        return values
    here = values[month_of(tickets["registered_at"]) == month].value_counts()
    named_here = [(key, count) for key, count in here.items() if key != UNNAMED]
    kept = sorted(named_here, key=lambda item: (-item[1], str(item[0])))[: spec.most]
    return values.where(values.isin([UNNAMED, *(key for key, _ in kept)]), OTHERS)


def _row(key: str, spec: TableSpec, counts: pd.Series, month: str, headline: int) -> CountRow:
    made = change(counts, month)
    share = made.count / headline if headline else 0.0
    changes = (made.mom_pct, made.yoy_pct, made.previous, made.year_ago)
    return CountRow(key, spec.labels.get(key, key), made.count, share, *changes)


def _difference(missing: int, headline: int) -> CountRow | None:
    if not missing:
        return None
    share = missing / headline if headline else 0.0
    return CountRow("", DIFFERENCE, missing, share, None, None)
