"""Works out the rates of a period, by whole or by unit, and ranks units within their groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.figures.rate_definitions import RATES, RateDefinition
from analytics.figures.trends import named
from analytics.intervals import wilson
from analytics.months import Period
from analytics.schema import check
from analytics.wording import percent

LEAST = 20
TOO_FEW = "样本不足"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it is made of; `value`, `low`, `high` (Wilson, 95 %) in 0…1 or None.

    `excluded` counts the rows of the period that were left out; `value` is None when the
    denominator is 0. `enough` is false below 20: then only the counts should be shown.
    """

    key: str
    name: str
    numerator: int
    denominator: int
    excluded: int
    value: float | None
    low: float | None
    high: float | None
    enough: bool

    @property
    def words(self) -> str:
        """The rate as a report prints it, such as “98.53%（1970/1999）” or 样本不足（3/12）."""
        counts = f"（{self.numerator}/{self.denominator}）"
        return (percent(self.value) if self.enough else TOO_FEW) + counts


def rate(
    tickets: pd.DataFrame,
    key: str,
    period: Period,
    definitions: Mapping[str, RateDefinition] = RATES,
) -> Rate:
    """Return one rate of a period.

    Uses the definition's `basis` and `needs`. Give all tickets, not only those registered in the
    period: a ticket belongs to the period by the rate's own basis (when it was due, closed, …).
    Raises `BadFrame`, and KeyError for an unknown rate.
    """
    definition = definitions[key]
    check(tickets, {definition.basis: None, **dict.fromkeys(definition.needs)})
    return _rate_of(definition, _hits(tickets, definition, period))


def rates(tickets: pd.DataFrame, period: Period) -> dict[str, Rate]:
    """Return every rate whose columns the frame has, by key, in the order of `RATES`."""
    known = {key: d for key, d in RATES.items() if _has(tickets, d)}
    check(tickets, dict.fromkeys(name for d in known.values() for name in (d.basis, *d.needs)))
    return {key: _rate_of(d, _hits(tickets, d, period)) for key, d in known.items()}


def hits(tickets: pd.DataFrame, key: str, period: Period) -> pd.Series:
    """Return whether each ticket of the period counts for a rate; missing where it is left out."""
    return _hits(tickets, RATES[key], period)


def rates_by(tickets: pd.DataFrame, key: str, by: str, period: Period) -> pd.DataFrame:
    """Return one rate for every value of `by`.

    Columns: the value, numerator, denominator, excluded, value, low, high, enough, words. Ordered
    by the value. Uses the definition's columns and `by`; empty values count as 未标注.
    """
    definition = RATES[key]
    check(tickets, {by: None, definition.basis: None, **dict.fromkeys(definition.needs)})
    found = _hits(tickets, definition, period)
    table = pd.DataFrame({"by": named(tickets.loc[found.index, by]), "hit": found})
    rows = []
    for value, group in table.groupby("by", sort=True)["hit"]:
        made = _rate_of(definition, group)
        rows.append((
            value, made.numerator, made.denominator, made.excluded, made.value, made.low,
            made.high, made.enough, made.words,
        ))  # fmt: skip
    columns = [by, "numerator", "denominator", "excluded", "value", "low", "high", "enough"]
    return pd.DataFrame(rows, columns=[*columns, "words"])


def ranking(
    tickets: pd.DataFrame,
    key: str,
    period: Period,
    *,
    unit: str = "unit_name",
    group: str = "unit_group",
) -> pd.DataFrame:
    """Return the units ranked inside their group, best first, by what is sure about the rate.

    Ranks on the Wilson lower bound (for a rate where less is better, on the upper bound, smallest
    first), so that 5 of 5 does not beat 480 of 490. Units with fewer than 20 come last, without a
    rank. Columns: group, the unit, rank (None: 样本不足), and those of `rates_by`. Tickets without
    a unit are left out.
    """
    definition = RATES[key]
    check(tickets, [unit, group])
    frames = []
    for value, part in tickets[tickets[unit] != ""].groupby(group, sort=True):
        table = rates_by(part, key, unit, period)
        frames.append(_ranked(table, unit, higher=definition.higher_is_better).assign(group=value))
    if not frames:
        return pd.DataFrame(columns=["group", unit, "rank"])
    found = pd.concat(frames, ignore_index=True)
    return found[
        ["group", unit, "rank", *(c for c in found.columns if c not in {"group", unit, "rank"})]
    ]


def _ranked(table: pd.DataFrame, unit: str, *, higher: bool) -> pd.DataFrame:
    sure = table["low"] if higher else -table["high"].astype(float)
    table = table.assign(sure=sure.where(table["enough"]).astype(float))
    table = table.sort_values(
        ["enough", "sure", "denominator", unit], ascending=[False, False, False, True]
    )
    ranks = np.arange(1, len(table) + 1)
    table["rank"] = pd.Series(ranks, index=table.index, dtype=object).where(table["enough"], None)
    return table.drop(columns="sure")


def _hits(tickets: pd.DataFrame, definition: RateDefinition, period: Period) -> pd.Series:
    """Whether each ticket of the period counts for the rate; empty where it is left out."""
    # A repeat is told by what came before the period, so hits are found before the period is cut.
    found = definition.count(tickets, period)
    when = tickets[definition.basis]
    return found[(when >= period.start) & (when < period.end)]


def _rate_of(definition: RateDefinition, found: pd.Series) -> Rate:
    numerator, denominator = int(found.sum()), int(found.notna().sum())
    low, high = wilson(numerator, denominator) if denominator else (None, None)
    return Rate(
        key=definition.key,
        name=definition.name,
        numerator=numerator,
        denominator=denominator,
        excluded=len(found) - denominator,
        value=numerator / denominator if denominator else None,
        low=low,
        high=high,
        enough=denominator >= LEAST,
    )


def _has(tickets: pd.DataFrame, definition: RateDefinition) -> bool:
    return {definition.basis, *definition.needs} <= set(tickets.columns)
