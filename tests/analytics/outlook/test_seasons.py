"""A season is what comes back in the same months of every year, and nothing else is called one."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.months import days_of, span
from analytics.outlook.seasons import Season, began, seasons

WINTER = (11, 12, 1, 2, 3)
MONTHS = span("2023-11", "2025-10")


def made(months: list[str], seed: int, keys: int, factor: float) -> pd.DataFrame:
    """Counts of keys without a season, and of one (“heat”) that has ``factor`` in winter."""
    rng = np.random.default_rng(seed)
    flat = rng.poisson(20, (keys, len(months)))
    mean = [20 * (factor if int(m[5:]) in WINTER else 1) for m in months]
    frame = pd.DataFrame(flat, index=[f"k{i}" for i in range(keys)], columns=months)
    frame.loc["heat"] = rng.poisson(mean)
    return frame


@pytest.mark.parametrize("seed", range(11, 16))
def test_a_winter_that_came_twice_is_a_season_over_new_year(seed: int) -> None:
    first = seasons(made(MONTHS, seed, 40, 4.0))[0]
    assert (first.key, first.months) == ("heat", WINTER)
    assert (first.first, first.seen, first.years) == ("2024-11", 2, 2)
    assert first.ratio == pytest.approx(4.0, rel=0.25)


def test_what_has_no_season_is_seldom_given_one() -> None:
    found = [s for seed in range(11, 31) for s in seasons(made(MONTHS, seed, 40, 1.0))]
    assert len(found) <= 0.02 * 20 * 41


def test_a_matter_that_only_grows_has_no_season() -> None:
    rng = np.random.default_rng(3)
    mean = np.linspace(20, 60, len(MONTHS))
    counts = pd.DataFrame(rng.poisson(mean, (30, len(MONTHS))), columns=MONTHS)
    assert len(seasons(counts)) <= 1


def test_one_year_shows_no_season() -> None:
    assert seasons(made(MONTHS, 11, 5, 6.0).iloc[:, :20]) == []


def test_a_month_seen_only_once_is_no_season_but_may_be_the_edge_of_one() -> None:
    counts = made(MONTHS, 11, 40, 4.0).iloc[:, 1:]
    counts.loc["once"] = [90 if m == "2024-11" else 10 for m in counts.columns]
    found = {s.key: s for s in seasons(counts)}
    assert (found["heat"].months, found["heat"].years) == (WINTER, 2)
    assert "once" not in found


def test_what_was_high_in_one_year_only_is_no_season() -> None:
    counts = made(MONTHS, 12, 40, 1.0)
    counts.loc["once"] = [20] * 24
    counts.loc["once", "2024-07"] = 300
    assert "once" not in {s.key for s in seasons(counts)}


def test_a_season_begins_with_the_weeks_in_which_it_rose() -> None:
    days = [d for m in MONTHS[12:] for d in days_of(m)]
    rise = date(2024, 11, 11)
    daily = pd.Series({d.isoformat(): 1 for d in days})
    for n in range(120):
        daily[(rise + timedelta(days=n)).isoformat()] = 9 if n // 7 == 4 else 4
    season = Season("heat", WINTER, "2024-11", 500, 4.0, 2, 2)
    start, peak = began(daily, season)
    assert (start, peak) == (rise, rise + timedelta(days=28))


def test_without_a_clear_rise_it_begins_with_its_first_month() -> None:
    season = Season("heat", WINTER, "2024-11", 5, 4.0, 2, 2)
    assert began(pd.Series({"2025-03-05": 1}), season)[0] == date(2024, 11, 1)
