"""Draws daily counts of topics in districts, with outbreaks and new matters planted in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.calendar_days import DayWeights, day_weight

_OFFICE = np.array([1.2, 1.1, 1.05, 1.05, 1.0, 0.6, 0.5])
_HOME = np.array([1.0, 0.95, 0.95, 0.95, 1.0, 1.1, 1.05])


@dataclass(frozen=True, slots=True)
class Planted:
    """One outbreak: the row, the number of its first day, how many days, how many requests."""

    row: int
    start: int
    days: int
    requests: int


@dataclass(frozen=True, slots=True)
class Days:
    """Counts (a row per topic and district, a column per day) and what was planted in them."""

    counts: pd.DataFrame
    planted: tuple[Planted, ...]


@dataclass(frozen=True, slots=True)
class DayWorld:
    """The simulated city: `excess` is a in variance = mean + a·mean² of a day; `hidden_days` come
    before the first outbreak; outbreaks last `lasting` days at most and bring at least
    `least` requests, and `times` the usual, above the usual on their first day."""

    topics: int = 12
    districts: int = 10
    days: int = 240
    hidden_days: int = 120
    outbreaks: int = 40
    excess: float = 0.1
    shock: float = 0.1
    least: int = 8
    times: float = 3.0
    lasting: int = 3
    first: date = date(2024, 6, 1)


def draw_days(seed: int, world: DayWorld | None = None) -> Days:
    """Return the counts of one simulated city; the same seed gives the same."""
    chosen, chance = world or DayWorld(), np.random.default_rng(seed)
    days = [chosen.first + timedelta(days=i) for i in range(chosen.days)]
    rows = chosen.topics * chosen.districts
    office = np.repeat(chance.uniform(0, 1, chosen.topics), chosen.districts)[:, None]
    weekday = np.array([d.weekday() for d in days])
    week = office * _OFFICE[weekday] + (1 - office) * _HOME[weekday]
    rest = np.array([_rest(d) for d in days])
    holiday = np.where(rest, 0.35 + 0.5 * (1 - office), 1.0)
    shock = np.exp(chance.normal(0, chosen.shock, chosen.days))
    drift = np.exp(np.cumsum(chance.normal(0, 0.01, (rows, chosen.days)), axis=1))
    level = np.exp(chance.normal(0.3, 1.2, (rows, 1)))
    mean = level * week * holiday * shock * drift
    usual = chance.gamma(1 / chosen.excess, mean * chosen.excess)
    counts = chance.poisson(usual)
    planted = tuple(_plant(counts, mean, chance, chosen) for _ in range(chosen.outbreaks))
    names = [f"主题{i // chosen.districts}·区{i % chosen.districts}" for i in range(rows)]
    frame = pd.DataFrame(counts, index=names, columns=[d.isoformat() for d in days])
    return Days(frame, planted)


def _plant(
    counts: np.ndarray, mean: np.ndarray, chance: np.random.Generator, world: DayWorld
) -> Planted:
    row = int(chance.integers(len(counts)))
    days = int(chance.integers(1, world.lasting + 1))
    start = int(chance.integers(world.hidden_days, world.days - world.lasting))
    size = max(world.least, world.times * mean[row, start]) * chance.uniform(1, 2.5)
    more = [int(chance.poisson(size * 0.5**i)) for i in range(days)]
    more[0] = max(more[0], world.least)
    counts[row, start : start + days] += more
    return Planted(row, start, days, sum(more))


def _rest(day: date) -> bool:
    weights = DayWeights()
    return day_weight(day, weights) in {weights.spring_festival, weights.golden}
