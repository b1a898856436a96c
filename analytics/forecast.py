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
from analytics.projection import Projection, ProjectionSettings, project
from analytics.seasonal import History, fit_error

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
    `heeded`: how many past origins mend the width of the interval, `belief`: how many past months
    the width that the method gives itself is worth beside them; `partial_gap`: a last month whose
    data end more days before its end is counted by its days.
    """

    level: float = 0.9
    least_tested: int = 6
    origins: int = 18
    heeded: int = 4
    belief: float = 40.0
    partial_gap: int = 9
    days: DayWeights = field(default_factory=DayWeights)
    projection: ProjectionSettings = field(default_factory=ProjectionSettings)


@dataclass(frozen=True, slots=True)
class _Origin:
    """What was foretold at one origin, what came, and what the simple rule would have said."""

    foretold: Projection
    came: Floats
    naive: Floats

    @property
    def missed(self) -> Floats:
        """The squared misses in units of the variance foretold, none counted above 25."""
        mean = self.foretold.expected
        variance = np.maximum(mean + self.foretold.spread * np.square(mean), 0.1)
        return np.asarray(np.minimum(np.square(self.came - mean) / variance, 25.0))


def forecast(
    counts: pd.DataFrame,
    horizon: int,
    settings: ForecastSettings | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """Return the coming months of every series: series, month, expected, low, high.

    `counts` is as `trends.monthly_counts` gives it (a row per series, a column per month, none
    missing); `until` is the last day the data cover, if the last month is not whole. Low and high
    hold the coming month with the probability `level`; their width is what the method foretells of
    itself, mended by how far it missed at earlier origins. Raises ValueError for a horizon below 1.
    """
    if horizon < 1:
        raise ValueError(f"a forecast looks at least one month ahead, not {horizon}")
    chosen = settings or ForecastSettings()
    if counts.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    months = [str(m) for m in counts.columns]
    ahead = [shift(months[-1], i + 1) for i in range(horizon)]
    values: Floats = np.asarray(counts, dtype=float)
    foretold = _projected(values, months, ahead, chosen, until)
    origins = list(_origins(len(months), horizon, chosen))[-chosen.heeded :]
    past = [_tested(values, months, origin, horizon, chosen) for origin in origins]
    low, high = _bounds(foretold, past, chosen)
    return pd.DataFrame(
        {
            "series": np.repeat(counts.index.to_numpy(), horizon),
            "month": ahead * len(counts),
            "expected": foretold.expected.ravel().round(2),
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
    origins = list(_origins(len(months), horizon, chosen))
    tests = [_tested(values, months, origin, horizon, chosen) for origin in origins]
    if not tests or counts.empty:
        return pd.DataFrame(columns=list(BACKTEST_COLUMNS))
    inside = np.concatenate(
        [_inside(test, tests[: max(0, i + 1 - horizon)], chosen) for i, test in enumerate(tests)], 1
    )
    miss = np.concatenate([np.abs(t.came - t.foretold.expected) for t in tests], axis=1)
    naive = np.concatenate([np.abs(t.came - t.naive) for t in tests], axis=1)
    baseline = SEASONAL if origins[0] >= 12 else LAST
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
) -> Projection:
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
    return project(history, days[known:], calendar[known:], settings.projection)


def _better(one: History, other: History, settings: ForecastSettings) -> bool:
    """Return whether the one fits surely better: holidays leave no trace in some data."""
    season = settings.projection.season
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
) -> _Origin:
    known, coming = values[:, :origin], values[:, origin : origin + horizon]
    ahead = months[origin : origin + horizon]
    steps = np.arange(horizon)
    naive = known[:, origin - 12 + steps % 12] if origin >= 12 else known[:, [-1] * horizon]
    return _Origin(_projected(known, months[:origin], ahead, settings), coming, naive)


def _inside(test: _Origin, past: list[_Origin], settings: ForecastSettings) -> Floats:
    low, high = _bounds(test.foretold, past, settings)
    return ((test.came >= low) & (test.came <= high)).astype(float)


def _bounds(
    foretold: Projection, past: list[_Origin], settings: ForecastSettings
) -> tuple[Floats, Floats]:
    """Return low and high, as much wider or narrower as past origins missed more or less."""
    missed = [test.missed.mean() for test in past[-settings.heeded :]]
    worth = len(missed) * min(foretold.expected.size, settings.belief) / 2
    factor = (settings.belief + worth * float(np.mean(missed or [1.0]))) / (settings.belief + worth)
    mean = np.maximum(foretold.expected, 0.1)
    excess = np.maximum(factor * (1 / mean + foretold.spread) - 1 / mean, 1e-4)
    return _held(mean, 1 / excess, (1 - settings.level) / 2)


def _held(mean: Floats, size: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return the numbers between the two tails; one that a tail cuts belongs to its larger part.

    So a few requests do not have wider intervals than asked for only because they are whole
    numbers. What is expected lies always between.
    """
    share = size / (size + mean)
    ends = [nbinom.ppf(each, size, share) for each in (tail, 1 - tail)]
    low, high = ([nbinom.cdf(k, size, share) - nbinom.pmf(k, size, share) / 2, k] for k in ends)
    lowest = low[1] + (low[0] < tail)
    highest = high[1] - (high[0] > 1 - tail)
    return np.minimum(lowest, np.floor(mean)), np.maximum(highest, np.ceil(mean))
