"""How far forecasts miss beside last year's month, and how many months their intervals hold."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analytics.outlook.forecast import ALL, backtest
from analytics.outlook.origins import ForecastSettings
from analytics.trials.months import MonthWorld, draw_months
from analytics.trials.outcome import REPORTED, Outcome, mean

HORIZON, LEVEL = 3, 0.8
SCALED, LEAST_HELD, MOST_HELD = 0.85, 0.75, 0.85


def measure(cities: int = 10) -> tuple[Outcome, ...]:
    """Return the rolling-origin figures of so many simulated cities of 24 series."""
    return (
        *(each for each in held_against(_cities(36, cities), "模拟月序列三年")),
        *(each for each in held_against(_cities(24, cities), "模拟月序列两年", is_goal=False)),
        *(each for each in held_against(_cities(48, cities), "模拟月序列四年", is_goal=False)),
    )


def held_against(
    cities: Iterable[pd.DataFrame], name: str, *, is_goal: bool = True
) -> tuple[Outcome, Outcome]:
    """Return scaled error and coverage over whole cities, each a frame of monthly counts.

    Every origin that has a year before it is tested, three months ahead; a figure is the mean of
    the cities, its interval their scatter.
    """
    settings = ForecastSettings(level=LEVEL)
    tested = [backtest(counts, HORIZON, settings).iloc[-1] for counts in cities]
    if any(row["series"] != ALL for row in tested):
        raise ValueError("a city is too short to be tested")
    rows = int(sum(row["tests"] for row in tested))
    note = f"{len(tested)}个城市，逐月滚动起点，往后{HORIZON}个月"
    return (
        Outcome(
            f"{name}：误差与照抄去年同月之比",
            mean([float(row["scaled_error"]) for row in tested]),
            rows,
            SCALED if is_goal else None,
            lower_is_better=True,
            note=note,
            unit="次",
        ),
        Outcome(
            f"{name}：80%区间含真值的比例",
            mean([float(row["coverage"]) for row in tested]),
            rows,
            LEAST_HELD if is_goal else None,
            note="区间也不应过宽，上限0.85" if is_goal else "",
            most=MOST_HELD,
            unit="次",
        ),
    )


def _cities(months: int, cities: int) -> Iterable[pd.DataFrame]:
    world = MonthWorld(before=months - 6, after=6, drop=0.0, is_confounded=False)
    for number in range(cities):
        yield draw_months(REPORTED[number % len(REPORTED)] * 1000 + number, world)
