"""Says how many requests the coming months will bring, how sure that is, and how it was tested."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import nbinom

from analytics.calendar_days import DayWeights, day_weight, effective_days
from analytics.months import days_of, shift
from analytics.seasonal import History, SeasonSettings, fit_error, project

Floats = npt.NDArray[np.float64]
COLUMNS = ("series", "month", "expected", "low", "high")
BACKTEST_COLUMNS = (
    "series", "tests", "error", "baseline", "baseline_error", "scaled_error", "coverage",
)  # fmt: skip
ALL = "全部序列"
SEASONAL, LAST = "去年同月", "上月"


@dataclass(frozen=True, slots=True)
class ForecastSettings:
    """`level`: the share of months that should fall between low and high.

    `least_tested`: months a test needs before its origin; `origins`: how many origins are tested;
    `partial_gap`: a last month whose data end more days before its end is counted by its days.
    """

    level: float = 0.9
    least_tested: int = 6
    origins: int = 18
    unknown_spread: float = 0.05
    partial_gap: int = 9
    days: DayWeights = field(default_factory=DayWeights)
    season: SeasonSettings = field(default_factory=SeasonSettings)


def forecast(
    counts: pd.DataFrame,
    horizon: int,
    settings: ForecastSettings | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """Return the coming months of every series: series, month, expected, low, high.

    `counts` is as `trends.monthly_counts` gives it (a row per series, a column per month, none
    missing); `until` is the last day the data cover, if the last month is not whole. Low and high
    hold the coming month with the probability `level`; their width comes from how far the same
    method missed at earlier origins, never from its fit. Raises ValueError for a horizon below 1.
    """
    if horizon < 1:
        raise ValueError(f"a forecast looks at least one month ahead, not {horizon}")
    chosen = settings or ForecastSettings()
    if counts.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    months = [str(m) for m in counts.columns]
    ahead = [shift(months[-1], i + 1) for i in range(horizon)]
    values: Floats = np.asarray(counts, dtype=float)
    expected = _projected(values, months, ahead, chosen, until)
    low, high = _bounds(expected, _spread(values, months, horizon, chosen), chosen.level)
    return pd.DataFrame(
        {
            "series": np.repeat(counts.index.to_numpy(), horizon),
            "month": ahead * len(counts),
            "expected": expected.ravel().round(2),
            "low": low.ravel(),
            "high": high.ravel(),
        }
    )


def backtest(
    counts: pd.DataFrame, horizon: int, settings: ForecastSettings | None = None
) -> pd.DataFrame:
    """Return how the method would have done: one row per series, then one of all (全部序列).

    Columns: series, tests, error (mean absolute, in requests), baseline (去年同月, or 上月 where
    there is no year of history), baseline_error, scaled_error (error / baseline_error; below 1 is
    better than the baseline; missing when the baseline never missed), coverage (share of months
    between low and high). Every forecast uses only what was known at its origin.
    """
    chosen = settings or ForecastSettings()
    months = [str(m) for m in counts.columns]
    values: Floats = np.asarray(counts, dtype=float)
    tests = [
        _tested(values, months, origin, horizon, chosen)
        for origin in _origins(len(months), horizon, chosen)
    ]
    if not tests or counts.empty:
        return pd.DataFrame(columns=list(BACKTEST_COLUMNS))
    miss, naive, inside = (np.concatenate(part, axis=1) for part in zip(*tests, strict=True))
    baseline = SEASONAL if len(months) - horizon >= 12 else LAST
    names = [*(str(i) for i in counts.index), ALL]
    errors = np.append(miss.mean(axis=1), miss.mean())
    naives = np.append(naive.mean(axis=1), naive.mean())
    scaled = np.divide(errors, naives, out=np.full_like(errors, np.nan), where=naives > 0)
    count = miss.shape[1]
    return pd.DataFrame(
        {
            "series": names,
            "tests": [*[count] * len(counts), count * len(counts)],
            "error": errors.round(3),
            "baseline": baseline,
            "baseline_error": naives.round(3),
            "scaled_error": scaled.round(4),
            "coverage": np.append(inside.mean(axis=1), inside.mean()).round(4),
        }
    )


def _projected(
    values: Floats,
    months: list[str],
    ahead: list[str],
    settings: ForecastSettings,
    until: date | None = None,
) -> Floats:
    days = np.array([effective_days(m, settings.days) for m in [*months, *ahead]])
    known = len(months)
    whole = days[known - 1]
    if until is not None:
        days[known - 1] = _covered(months[-1], until, settings)
    calendar = np.array([int(m[5:]) - 1 for m in [*months, *ahead]])
    history = History(values, days[:known], calendar[:known])
    alike = History(values, np.ones(known), calendar[:known])
    if days[known - 1] == whole and _better(alike, history, settings):
        history, days = alike, np.ones(len(days))
    return project(history, days[known:], calendar[known:], settings.season)


def _better(one: History, other: History, settings: ForecastSettings) -> bool:
    """Return whether the one fits surely better: holidays leave no trace in some data."""
    season = settings.season
    return fit_error(one, season) < 0.9 * fit_error(other, season)


def _covered(month: str, until: date, settings: ForecastSettings) -> float:
    days = days_of(month)
    seen = [d for d in days if d <= until]
    if not seen or len(days) - len(seen) <= settings.partial_gap:
        return effective_days(month, settings.days)
    return sum(day_weight(d, settings.days) for d in seen)


def _origins(months: int, horizon: int, settings: ForecastSettings) -> range:
    """Return the numbers of months known at each tested origin; whole years first if there are."""
    enough = 12 if months - horizon >= 12 else settings.least_tested
    first = max(enough, months - horizon - settings.origins + 1)
    return range(first, months - horizon + 1)


def _tested(
    values: Floats, months: list[str], origin: int, horizon: int, settings: ForecastSettings
) -> tuple[Floats, Floats, Floats]:
    known, coming = values[:, :origin], values[:, origin : origin + horizon]
    ahead = months[origin : origin + horizon]
    expected = _projected(known, months[:origin], ahead, settings)
    low, high = _bounds(
        expected, _spread(known, months[:origin], horizon, settings), settings.level
    )
    steps = np.arange(horizon)
    naive = known[:, origin - 12 + steps % 12] if origin >= 12 else known[:, [-1] * horizon]
    inside = ((coming >= low) & (coming <= high)).astype(float)
    return np.abs(coming - expected), np.abs(coming - naive), inside


def _spread(values: Floats, months: list[str], horizon: int, settings: ForecastSettings) -> Floats:
    """Return a in variance = m + a·m², per series and month ahead, from misses at past origins.

    What a series shows is drawn towards what all series show; more so the fewer its misses are.
    """
    misses = []
    for origin in _origins(len(months), horizon, settings):
        known, coming = values[:, :origin], values[:, origin : origin + horizon]
        ahead = months[origin : origin + horizon]
        expected = np.maximum(_projected(known, months[:origin], ahead, settings), 0.5)
        misses.append((np.square(coming - expected) - expected) / np.square(expected))
    if not misses:
        return np.full((values.shape[0], horizon), settings.unknown_spread)
    over = np.clip(np.stack(misses), -1.0, 4.0)
    everyone = max(float(over.mean()), 0.0)
    own = np.maximum(over.mean(axis=0), 0.0)
    weight = len(misses) / (len(misses) + 12)
    return np.asarray(np.maximum.accumulate(weight * own + (1 - weight) * everyone, axis=1))


def _bounds(expected: Floats, spread: Floats, level: float) -> tuple[Floats, Floats]:
    mean, excess = np.maximum(expected, 0.1), np.maximum(spread, 1e-4)
    size = 1 / excess
    share = size / (size + mean)
    tail = (1 - level) / 2
    return np.asarray(nbinom.ppf(tail, size, share)), np.asarray(nbinom.ppf(1 - tail, size, share))
