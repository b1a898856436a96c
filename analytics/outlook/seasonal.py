"""Takes monthly counts apart: a level that moves, times a season, times the days of the month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

_ROUNDS = 3
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class SeasonSettings:
    """`own`: requests after which a series trusts its own season as much as all series' season;
    `common`: the same for all series against no season. Below `least` months there is no season."""

    own: float = 8.0
    common: float = 10.0
    least: int = 12


@dataclass(frozen=True, slots=True)
class History:
    """Counts (one row per series, one column per month), effective days, calendar month 0…11."""

    counts: Floats
    days: Floats
    calendar: Index


def fit_error(history: History, settings: SeasonSettings) -> float:
    """Return how badly level, season and days together describe the months known (deviance)."""
    season = season_factors(history, settings)[:, history.calendar]
    level = smooth_levels(history.counts / history.days / season)
    return float(_deviance(history.counts / history.days, level * season, history.days).sum())


def season_factors(history: History, settings: SeasonSettings) -> Floats:
    """Return a factor per series and calendar month, 1 on average over the year."""
    series, months = history.counts.shape
    season: Floats = np.ones((series, 12))
    if months < settings.least:
        return season
    rate = history.counts / history.days
    for _ in range(_ROUNDS):
        level = np.maximum(smooth_levels(rate / season[:, history.calendar]), _TINY)
        expected = level * history.days
        seen, hoped = _by_calendar(history.counts, history), _by_calendar(expected, history)
        all_seen, all_hoped = seen.sum(axis=0), hoped.sum(axis=0)
        common = (all_seen + settings.common) / (all_hoped + settings.common)
        season = (seen + settings.own * common) / (hoped + settings.own)
        season = season / season.mean(axis=1, keepdims=True)
    return season


def _by_calendar(values: Floats, history: History) -> Floats:
    gather = np.eye(12)[history.calendar]
    return np.asarray(values @ gather, dtype=np.float64)


def smooth_levels(rate: Floats, strength: float = 0.25) -> Floats:
    """Return the level of each row at every month, smoothed forwards and backwards."""
    forwards = _run(rate, np.full(rate.shape[0], strength))
    backwards = _run(rate[:, ::-1], np.full(rate.shape[0], strength))[:, ::-1]
    return (forwards + backwards) / 2


def _run(rate: Floats, strength: Floats) -> Floats:
    """Return the exponentially smoothed level after each month; it starts at the first mean."""
    level = rate[:, : min(6, rate.shape[1])].mean(axis=1)
    levels = np.empty_like(rate)
    for month in range(rate.shape[1]):
        level = level + strength * (rate[:, month] - level)
        levels[:, month] = level
    return levels


def _deviance(rate: Floats, foretold: Floats, days: Floats) -> Floats:
    """Return the mean Poisson deviance of each series, of rates turned back to counts."""
    seen, hoped = rate * days, np.maximum(foretold * days, 0.1)
    ratio = np.where(seen > 0, np.log(np.maximum(seen, _TINY) / hoped), 0.0)
    return np.asarray((2 * (seen * ratio - (seen - hoped))).mean(axis=1))
