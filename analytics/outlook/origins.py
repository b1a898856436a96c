"""Foretells from earlier months what is known by now, to say how sure a forecast is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom

from analytics.calendar_days import DayWeights, day_weight, effective_days
from analytics.months import days_of
from analytics.outlook.projection import Projection, ProjectionSettings, project
from analytics.outlook.seasonal import History, fit_error

Floats = npt.NDArray[np.float64]


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
class Origin:
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


def projected(
    values: Floats,
    months: list[str],
    ahead: list[str],
    settings: ForecastSettings,
    until: date | None = None,
) -> Projection:
    """Return what the months known lead to expect of the months ahead (see `project`).

    `until` is the last day the data cover, if the last month is not whole.
    """
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


def origins(months: int, horizon: int, settings: ForecastSettings) -> range:
    """Return the numbers of months known at each tested origin; whole years first if there are."""
    enough = 12 if months - horizon >= 12 else settings.least_tested
    first = max(enough, months - horizon - settings.origins + 1)
    return range(first, months - horizon + 1)


def tested(
    values: Floats, months: list[str], origin: int, horizon: int, settings: ForecastSettings
) -> Origin:
    """Return what the first `origin` months foretold of the `horizon` months after them."""
    known, coming = values[:, :origin], values[:, origin : origin + horizon]
    ahead = months[origin : origin + horizon]
    steps = np.arange(horizon)
    naive = known[:, origin - 12 + steps % 12] if origin >= 12 else known[:, [-1] * horizon]
    return Origin(projected(known, months[:origin], ahead, settings), coming, naive)


def bounds(
    foretold: Projection, past: list[Origin], settings: ForecastSettings
) -> tuple[Floats, Floats]:
    """Return low and high of every month ahead, as much wider or narrower as `past` missed more or
    less than it foretold of itself."""
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
