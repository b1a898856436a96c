"""Projects monthly counts: the city's level and season, and how each series departs from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analytics.outlook.levels import Outlooks, Strengths, outlooks
from analytics.outlook.seasonal import History, SeasonSettings, season_factors, smooth_levels

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

_LEAST_EXPECTED = 0.3
_FEW, _MANY = 3.0, 10.0
_OWN_SPREAD = 0.02
_MOST_ABOVE = 3.0


@dataclass(frozen=True, slots=True)
class ProjectionSettings:
    """What series may be like beside the city, and the city itself (`levels.Strengths`)."""

    season: SeasonSettings = field(default_factory=SeasonSettings)
    series: Strengths = field(
        default_factory=lambda: Strengths(
            walks=(0.0, 0.02, 0.06), seasons=(0.0, 0.06, 0.15, 0.4, 0.9)
        )
    )
    city: Strengths = field(default_factory=lambda: Strengths(noises=(0.0, 0.005, 0.02)))


@dataclass(frozen=True, slots=True)
class Projection:
    """Expected counts (the middle of what may come), and a in variance = m + a·m², by month."""

    expected: Floats
    spread: Floats


def project(
    history: History, days: Floats, calendar: Index, settings: ProjectionSettings | None = None
) -> Projection:
    """Return what the months ahead lead to expect, one row per series, one column per month.

    `days` and `calendar` are those of the months ahead. The city is foretold as one series, each
    series by its ratio to the city; both by a level that wanders, a season and chance, whose
    strengths are learnt. Assumes at least one month of history.
    """
    chosen = settings or ProjectionSettings()
    logs, chance = _rates(history, chosen.season)
    months = np.concatenate([history.calendar, calendar])
    weights = 1 / (chance.mean(axis=1) + _OWN_SPREAD)
    weights = weights / weights.sum()
    whole = weights @ (logs - logs.mean(axis=1, keepdims=True))
    doubt = np.square(weights) @ (chance + chosen.series.noises[1])
    mean, spread = _ahead(whole[None, :], doubt[None, :], months, chosen.city)
    if len(logs) == 1:
        mean = mean + logs.mean()
    else:
        own, apart = _ahead(logs - whole, chance, months, chosen.series)
        mean, spread = mean + own, spread + apart
    return Projection(np.asarray(np.exp(mean) * days), np.maximum(spread, 1e-4))


def _rates(history: History, settings: SeasonSettings) -> tuple[Floats, Floats]:
    """Return log requests per effective day, and the variance by counting alone.

    Where few are expected, the log of a count would lie: there the log of the expected plus what
    was missed, in shares of it, stands for it.
    """
    season = season_factors(history, settings)[:, history.calendar]
    level = smooth_levels(history.counts / history.days / season)
    usual = np.maximum(level * season * history.days, _LEAST_EXPECTED)
    missed = np.clip((history.counts - usual) / usual, -1.0, _MOST_ABOVE)
    share = np.clip((usual - _FEW) / (_MANY - _FEW), 0.0, 1.0)
    logs = share * np.log(history.counts + 0.5) + (1 - share) * (np.log(usual) + missed)
    return logs - np.log(history.days), 1 / usual


def _ahead(
    logs: Floats, chance: Floats, calendar: Index, strengths: Strengths
) -> tuple[Floats, Floats]:
    """Return mean and variance of each row's log in each month after the last known."""
    known = logs.shape[1]
    room = ((0, 0), (0, len(calendar) - known))
    found: Outlooks = outlooks(np.pad(logs, room), np.pad(chance, room), calendar, known, strengths)
    shares = found.shares[:, :, None]
    mean = (shares * found.mean).sum(axis=1)
    own = np.diagonal(found.spread, axis1=2, axis2=3) + np.square(found.mean - mean[:, None])
    return mean, np.asarray((shares * own).sum(axis=1))
