"""Finds the units that lag surely behind the city, and in what they fail most."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.figures.rates import Rate
from analytics.months import month_of


@dataclass(frozen=True, slots=True)
class Laggard:
    """A unit that is surely below the whole city: its rate, the city's, and what failed most."""

    group: str
    unit: str
    rate: str
    value: float
    city: float
    numerator: int
    denominator: int
    failed_topic: str
    failed_count: int


def laggards(
    frame: pd.DataFrame, key: str, table: pd.DataFrame, city: Rate, month: str
) -> list[Laggard]:
    """Return the units whose rate is surely (95 %) below the city's, worst first.

    `table` is what `rates.ranking` gives for the rate. Uses unit_name, topic_2, the rate's flag
    and the instant it is counted by.
    """
    if city.value is None or table.empty:
        return []
    surely = table[table["enough"] & (table["high"].astype(float) < city.value)]
    found = []
    for row in surely.sort_values(["value", "unit_name"]).to_dict("records"):
        topic, count = _failures(frame, key, str(row["unit_name"]), month)
        found.append(
            Laggard(
                group=str(row["group"]),
                unit=str(row["unit_name"]),
                rate=key,
                value=float(row["value"]),
                city=city.value,
                numerator=int(row["numerator"]),
                denominator=int(row["denominator"]),
                failed_topic=topic,
                failed_count=count,
            )
        )
    return found


def failed(frame: pd.DataFrame, key: str, unit: str, month: str) -> pd.Series:
    """Return for each ticket whether the unit failed on it in the month by that rate."""
    column, basis = (key, "due_at") if key == "on_time" else (key, "closed_at")
    is_failed = ~frame[column].astype("boolean").fillna(value=True)
    return (frame["unit_name"] == unit) & (month_of(frame[basis]) == month) & is_failed


def _failures(frame: pd.DataFrame, key: str, unit: str, month: str) -> tuple[str, int]:
    """Return the topic in which the unit failed most in the month, and how often."""
    topics = frame.loc[failed(frame, key, unit, month), "topic_2"].value_counts()
    if topics.empty:
        return "", 0
    name, count = min(topics.items(), key=lambda item: (-item[1], str(item[0])))
    return str(name), int(count)
