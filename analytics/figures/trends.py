"""Counts requests by month and compares months, with the right denominators or none."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.calendar_days import DayWeights, effective_days
from analytics.months import month_of, shift, span
from analytics.schema import check

UNNAMED = "未标注"


@dataclass(frozen=True, slots=True)
class Change:
    """A month's count beside the month before and the same month last year.

    Percentages are in percent (12.5 = +12.5 %) and None where the month compared with lies outside
    the data or was empty. The adjusted ones compare requests per effective day, so that the Spring
    Festival moving between January and February does not look like a change.
    """

    count: int
    previous: int | None
    year_ago: int | None
    mom_pct: float | None
    yoy_pct: float | None
    mom_adjusted_pct: float | None
    yoy_adjusted_pct: float | None


def monthly_counts(tickets: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Return requests per month: one row per value of `by` (or one, “全部”), one column per month.

    Uses registered_at and the column `by`. Months between the first and the last are all there,
    with 0 where nothing was registered; rows without a time are left out; an empty value of `by`
    counts as 未标注. Raises `BadFrame`.
    """
    check(tickets, ["registered_at", *([by] if by else [])])
    months = month_of(tickets["registered_at"])
    keys = named(tickets[by]) if by else pd.Series("全部", index=tickets.index)
    pairs = pd.DataFrame({"key": keys, "month": months})[months.notna()]
    if pairs.empty:
        return pd.DataFrame(index=pd.Index([], name=by or "series"))
    sizes = pairs.groupby(["key", "month"]).size()
    counts = sizes.unstack(fill_value=0)  # noqa: PD010  (a pivot table costs ten times as much)
    columns = span(str(counts.columns.min()), str(counts.columns.max()))
    counts = counts.reindex(columns=columns, fill_value=0)
    counts.index.name, counts.columns.name = by or "series", "month"
    return counts


def change(counts: pd.Series, month: str, weights: DayWeights | None = None) -> Change:
    """Return a month's count and its changes.

    `counts` holds requests by month YYYY-MM; a month that is not in it is unknown, not empty: asked
    for such a month the count is 0 and every change None.
    """
    if month not in counts.index:
        return Change(0, None, None, None, None, None, None)
    before, last_year = shift(month, -1), shift(month, -12)
    now = int(counts[month])
    previous, year_ago = _known(counts, before), _known(counts, last_year)
    days = {m: effective_days(m, weights) for m in (month, before, last_year)}
    return Change(
        count=now,
        previous=previous,
        year_ago=year_ago,
        mom_pct=percent_change(now, previous),
        yoy_pct=percent_change(now, year_ago),
        mom_adjusted_pct=percent_change(now / days[month], _per_day(previous, days[before])),
        yoy_adjusted_pct=percent_change(now / days[month], _per_day(year_ago, days[last_year])),
    )


def compare(tickets: pd.DataFrame, by: str, month: str) -> pd.DataFrame:
    """Return one row per value of `by` for a month, largest first.

    Columns: the value, count, share (of the month, 0…1), previous, year_ago, mom_pct, yoy_pct
    (None where not comparable). Uses registered_at and `by`. A month inside the data in which a
    value has no request counts 0; a month outside the data is None.
    """
    counts = monthly_counts(tickets, by)
    total = int(counts[month].sum()) if month in counts else 0
    rows = []
    for key, row in counts.iterrows():
        made = change(row, month)
        if made.count or made.previous or made.year_ago:
            share = made.count / total if total else 0.0
            rows.append(
                (key, made.count, share, made.previous, made.year_ago, made.mom_pct, made.yoy_pct)
            )
    columns = [by, "count", "share", "previous", "year_ago", "mom_pct", "yoy_pct"]
    frame = pd.DataFrame(rows, columns=columns).astype({"previous": object, "year_ago": object})
    return frame.sort_values(["count", by], ascending=[False, True], ignore_index=True)


def percent_change(now: float, before: float | None) -> float | None:
    """Return the change in percent, or None when there is nothing to compare with."""
    if before is None or before == 0:
        return None
    return (now - before) / before * 100


def named(values: pd.Series) -> pd.Series:
    """Return the values with 未标注 in place of empty ones."""
    texts = values.astype(str)
    return texts.where(texts.str.strip() != "", UNNAMED)


def _known(counts: pd.Series, month: str) -> int | None:
    return int(counts[month]) if month in counts.index else None


def _per_day(count: int | None, days: float) -> float | None:
    return None if count is None else count / days
