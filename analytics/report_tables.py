"""Builds the report's tables so that every total equals the headline or prints the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.months import month_of
from analytics.trends import change, monthly_counts, named
from analytics.wording import change_words, percent

OTHERS = "其他"
TOTAL = "合计"
DIFFERENCE = "未计入本表"


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of a table: how many, what share of the headline, change on last month and year."""

    key: str
    label: str
    count: int
    share: float
    mom_pct: float | None
    yoy_pct: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as printed."""
        mom, yoy = change_words(self.mom_pct), change_words(self.yoy_pct)
        return self.label, str(self.count), percent(self.share), mom, yoy


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
    def header(self) -> tuple[str, ...]:
        """The column heads as printed."""
        return self.first_column, "数量（件）", "占比", "环比", "同比"

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """All lines as printed: rows, total, and the difference where there is one."""
        last = (self.difference,) if self.difference else ()
        return tuple(r.cells for r in (*self.rows, self.total, *last))


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
    is the line 未标注; lines beyond `spec.most` become one line 其他. When the lines do not add up
    to `headline` the difference is a line of its own.
    """
    labelled = tickets.assign(**{spec.by: _grouped(tickets, month, spec)})
    counts = monthly_counts(labelled, spec.by)
    if month not in counts.columns:
        counts = counts.iloc[:0].reindex(columns=[month])
    rows = [_row(str(key), spec, row, month, headline) for key, row in counts.iterrows()]
    rows = sorted((r for r in rows if r.count), key=lambda r: (r.label == OTHERS, -r.count, r.key))
    total = _row(TOTAL, spec, counts.sum(axis=0), month, headline)
    return CountTable(
        name=spec.name,
        first_column=spec.first_column,
        rows=tuple(rows),
        total=total,
        headline=headline,
        difference=_difference(headline - total.count, headline),
    )


def _grouped(tickets: pd.DataFrame, month: str, spec: TableSpec) -> pd.Series:
    values = named(tickets[spec.by])
    if not spec.most:
        return values
    here = values[month_of(tickets["registered_at"]) == month].value_counts()
    kept = sorted(here.items(), key=lambda item: (-item[1], str(item[0])))[: spec.most]
    return values.where(values.isin([key for key, _ in kept]), OTHERS)


def _row(key: str, spec: TableSpec, counts: pd.Series, month: str, headline: int) -> CountRow:
    made = change(counts, month)
    share = made.count / headline if headline else 0.0
    return CountRow(key, spec.labels.get(key, key), made.count, share, made.mom_pct, made.yoy_pct)


def _difference(missing: int, headline: int) -> CountRow | None:
    if not missing:
        return None
    share = missing / headline if headline else 0.0
    return CountRow("", DIFFERENCE, missing, share, None, None)
