"""Draws monthly counts whose season, level and noise are known."""

import numpy as np
import pandas as pd

from analytics.calendar_days import effective_days
from analytics.months import shift, span


def counts(
    seed: int, *, series: int = 8, months: int = 36, season: float = 0.4, walk: float = 0.02
) -> pd.DataFrame:
    """Poisson counts: own season per series, a level that wanders a little, days that count."""
    chance = np.random.default_rng(seed)
    names = span("2022-01", shift("2022-01", months - 1))
    calendar = np.array([int(m[5:]) - 1 for m in names])
    peak, height = chance.uniform(0, 12, (series, 1)), chance.uniform(0, season, (series, 1))
    factor = np.exp(height * np.cos(2 * np.pi * (calendar - peak) / 12))
    level = chance.uniform(1, 6, (series, 1))
    level = level * np.exp(np.cumsum(chance.normal(0, walk, (series, months)), axis=1))
    days = np.array([effective_days(m) for m in names])
    values = chance.poisson(level * factor * days)
    return pd.DataFrame(values, index=[f"s{i}" for i in range(series)], columns=names)
