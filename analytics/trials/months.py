"""Draws monthly counts of a city whose seasons, levels, noise and measures are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.calendar_days import effective_days
from analytics.months import shift, span

Floats = npt.NDArray[np.float64]

TREATED = "主题0·区0"
_FIRST = "2022-01"
_USUAL_DAYS = 29.5


@dataclass(frozen=True, slots=True)
class MonthWorld:
    """A simulated city. Walks are standard deviations of the log level in a month.

    `mean` is the treated series' month; the others have 15 to 250. From the start on the whole
    city changes by `drop`, the treated series by `change` besides. `is_confounded`: the treated
    topic has its high season just before the start and its low one after it.
    """

    before: int = 30
    after: int = 6
    topics: int = 6
    districts: int = 4
    mean: float = 100.0
    change: float = 0.0
    drop: float = -0.2
    excess: float = 0.01
    city_walk: float = 0.02
    topic_walk: float = 0.02
    own_walk: float = 0.015
    own_season: float = 0.08
    is_confounded: bool = True

    @property
    def start(self) -> str:
        """The first month with the measure."""
        return shift(_FIRST, self.before)


def draw_months(seed: int, world: MonthWorld | None = None) -> pd.DataFrame:
    """Return a row per topic and district, a column per month; the first row is the treated one."""
    chosen, chance = world or MonthWorld(), np.random.default_rng(seed)
    months = span(_FIRST, shift(_FIRST, chosen.before + chosen.after - 1))
    calendar = np.array([int(m[5:]) - 1 for m in months])
    city = np.cumsum(chance.normal(0, chosen.city_walk, len(months)))
    city[chosen.before :] += np.log1p(chosen.drop)
    city += np.log(np.array([effective_days(m) for m in months]) / _USUAL_DAYS)
    rows, names = [], []
    for topic in range(chosen.topics):
        shape = _season(topic, calendar, chance, chosen) + _wander(
            chance, chosen.topic_walk, chosen
        )
        for district in range(chosen.districts):
            is_treated = topic == district == 0
            level = np.log(chosen.mean) if is_treated else chance.uniform(np.log(15), np.log(250))
            own = _wander(chance, chosen.own_walk, chosen)
            own = own + chance.normal(0, chosen.own_season, 12)[calendar]
            usual = np.exp(level + city + shape + own)
            if is_treated:
                usual[chosen.before :] *= 1 + chosen.change
            rows.append(chance.poisson(chance.gamma(1 / chosen.excess, usual * chosen.excess)))
            names.append(f"主题{topic}·区{district}")
    return pd.DataFrame(rows, index=names, columns=months)


def _season(
    topic: int, calendar: npt.NDArray[np.int64], chance: np.random.Generator, world: MonthWorld
) -> Floats:
    peak, height = chance.uniform(0, 12), chance.uniform(0.1, 0.5)
    if topic == 0 and world.is_confounded:
        peak, height = (calendar[world.before] - 4) % 12, 0.4
    season = height * np.cos(2 * np.pi * (calendar - peak) / 12)
    if topic == 1:  # heating: a wall in November
        season = season + 1.2 * (calendar == 10)
    return np.asarray(season - season[: world.before].mean())


def _wander(chance: np.random.Generator, walk: float, world: MonthWorld) -> Floats:
    level = np.cumsum(chance.normal(0, walk, world.before + world.after))
    return np.asarray(level - level[: world.before].mean())
