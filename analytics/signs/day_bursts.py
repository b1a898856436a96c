"""Tells the days on which a matter burst out, knowing weekdays, holidays and busy days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import nbinom

from analytics.calendar_days import DayWeights, day_weight
from analytics.schema import check
from analytics.signs.bursts import false_discovery

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
COLUMNS = ("key", "day", "observed", "expected", "ratio", "p", "q", "is_burst")
_HOLIDAY = 7
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class DaySettings:
    """`level_days`: the days before that make a key's level, `least_days` of them at least;
    `window`: the days over which the share of false alarms is kept; `own_week`: requests after
    which a key trusts its own weekday as much as the city's; `clip`: how many deviations above the
    expected a past day counts at most, so that an old burst hides no new one."""

    level_days: int = 56
    least_days: int = 28
    window: int = 28
    own_week: float = 15.0
    own_level: float = 0.5
    own_spread: float = 60.0
    clip: float = 3.0
    least_count: int = 5
    least_ratio: float = 2.0
    false_share: float = 0.05
    days: DayWeights = field(default_factory=DayWeights)


def daily_counts(tickets: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return requests per day: one row per combination of `by` (joined by “·”), one column per day.

    Days (YYYY-MM-DD, of Shanghai) between the first and the last are all there. Uses registered_at
    and the columns `by`; rows without a time are left out. Raises `BadFrame`.
    """
    check(tickets, ["registered_at", *by])
    known = tickets[tickets["registered_at"].notna()]
    if known.empty:
        return pd.DataFrame()
    days = known["registered_at"].dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m-%d")
    keys = known[by[0]].astype(str)
    for name in by[1:]:
        keys = keys + "·" + known[name].astype(str)
    sizes = pd.DataFrame({"key": keys, "day": days}).groupby(["key", "day"]).size()
    counts = sizes.unstack(fill_value=0)  # noqa: PD010  (a pivot table costs ten times as much)
    whole = pd.date_range(counts.columns.min(), counts.columns.max()).strftime("%Y-%m-%d")
    return counts.reindex(columns=whole, fill_value=0)


def day_bursts(
    counts: pd.DataFrame, first: str, last: str, settings: DaySettings | None = None
) -> pd.DataFrame:
    """Return one row per key and day from `first` to `last`: see COLUMNS; days in order, surest
    first.

    `counts` is as `daily_counts` gives it, no day missing. Expected is the key's level of the weeks
    before, times its weekday (holidays are a weekday of their own), times how busy the whole city
    was that day; p the upper tail of a negative binomial that knows how much the key scatters and
    that its level is uncertain; q controls the share of false alarms among the alarms of the
    `window` days up to that day (Benjamini–Hochberg), so that quiet weeks do not fill with false
    ones. Days without `least_days` before them give no row. Nothing later than a day tells on it.
    """
    chosen = settings or DaySettings()
    days = [str(d) for d in counts.columns]
    values: Floats = np.asarray(counts, dtype=float)
    wanted = [i for i, d in enumerate(days) if first <= d <= last and i >= chosen.least_days]
    if not wanted or not len(values):
        return pd.DataFrame(columns=list(COLUMNS))
    expected, spread = expected_days(values, _kinds(days, chosen.days), chosen)
    p = _upper_tail(values, expected, spread)
    frames = []
    for i in wanted:
        since = max(chosen.least_days, i - chosen.window + 1)
        q = false_discovery(p[:, since : i + 1].ravel()).reshape(len(values), -1)[:, -1]
        ratio = values[:, i] / expected[:, i]
        real = (q <= chosen.false_share) & (values[:, i] >= chosen.least_count)
        columns = (
            counts.index.to_numpy(), days[i], values[:, i].astype(int), expected[:, i], ratio,
            p[:, i], q, real & (ratio >= chosen.least_ratio),
        )  # fmt: skip
        frame = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
        frames.append(frame.sort_values(["p", "key"]))
    return pd.concat(frames, ignore_index=True)


def expected_days(values: Floats, kinds: Index, settings: DaySettings) -> tuple[Floats, Floats]:
    """Return what each day leads to expect, and the variance of the day, keys × days.

    `kinds` is the weekday of each day, or 7 for a holiday. Each day rests on the days before it
    and, for how busy the city was, on the day itself.
    """
    clipped = values
    for _ in range(_ROUNDS):
        busy = _busy(clipped, settings)
        level = _level(clipped, busy, settings)
        expected = np.maximum(level * busy * _weeks(clipped, level * busy, kinds, settings), 0.02)
        seen = _before(clipped, settings.level_days)
        excess = _excess(clipped, expected, settings)
        spread = expected + (excess + 1 / (seen + settings.own_level)) * np.square(expected)
        clipped = np.minimum(values, expected + settings.clip * np.sqrt(spread) + 1)
    return expected, spread


def _before(values: Floats, days: int) -> Floats:
    """Return the sum of up to `days` columns before each column."""
    whole = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    at = np.arange(values.shape[1])
    return np.asarray(whole[:, at] - whole[:, np.maximum(at - days, 0)])


def _busy(values: Floats, settings: DaySettings) -> Floats:
    """Return how busy the city was each day beside the days before it, 1 being usual."""
    whole = values.sum(axis=0)[None, :]
    usual = _before(whole, settings.level_days) / np.maximum(
        _before(np.ones_like(whole), settings.level_days), 1
    )
    return np.asarray(np.where(usual > 0, (whole + 1) / (usual + 1), 1.0))


def _level(values: Floats, busy: Floats, settings: DaySettings) -> Floats:
    """Return each key's requests on a usual day; keys with few lean on the mean of all."""
    seen, stood = _before(values, settings.level_days), _before(busy, settings.level_days)
    usual = np.maximum(seen.mean(axis=0) / np.maximum(stood, 1.0), 1e-3)
    return np.asarray((seen + settings.own_level) / (stood + settings.own_level / usual))


def _weeks(values: Floats, hoped: Floats, kinds: Index, settings: DaySettings) -> Floats:
    """Return how each key departs from the city on a day of this kind, learnt from all before."""
    factors = np.ones_like(values)
    for kind in range(_HOLIDAY + 1):
        here = (kinds == kind).astype(float)
        seen, led = (_before(each * here, values.shape[1]) for each in (values, hoped))
        factors = np.where(
            kinds == kind, (seen + settings.own_week) / (led + settings.own_week), factors
        )
    return factors


def _excess(values: Floats, expected: Floats, settings: DaySettings) -> Floats:
    """Return a in variance = mean + a·mean² of each key, learnt before each day, drawn to all."""
    long = values.shape[1]
    over = _before(np.square(values - expected) - expected, long)
    square = _before(np.square(expected), long)
    usual = over.sum(axis=0) / np.maximum(square.sum(axis=0), 1.0)
    drawn = (over + settings.own_spread * usual) / (square + settings.own_spread)
    return np.asarray(np.maximum(drawn, 0.0))


def _upper_tail(observed: Floats, mean: Floats, spread: Floats) -> Floats:
    size = np.square(mean) / np.maximum(spread - mean, 1e-9)
    return np.asarray(nbinom.sf(observed - 1, size, size / (size + mean)))


def _kinds(days: list[str], weights: DayWeights) -> Index:
    read = [date.fromisoformat(d) for d in days]
    rest = (weights.spring_festival, weights.golden)
    return np.array([_HOLIDAY if day_weight(d, weights) in rest else d.weekday() for d in read])
