import numpy as np

from analytics.outlook.seasonal import (
    History,
    SeasonSettings,
    fit_error,
    season_factors,
    smooth_levels,
)


def history(years: int, factor: float) -> History:
    calendar = np.tile(np.arange(12), years)
    counts = np.where(calendar == 10, 100 * factor, 100.0)[None, :]
    return History(counts, np.ones(12 * years), calendar)


def test_a_season_is_learnt_and_averages_one() -> None:
    season = season_factors(history(4, 3.0), SeasonSettings())[0]
    assert np.isclose(season.mean(), 1.0)
    assert 2.5 < season[10] / season[5] < 3.1


def test_few_requests_are_drawn_towards_no_season() -> None:
    full = history(2, 3.0)
    thin = History(full.counts / 100, full.days, full.calendar)
    ratio = [season_factors(h, SeasonSettings())[0] for h in (full, thin)]
    assert ratio[1][10] / ratio[1][5] < ratio[0][10] / ratio[0][5]


def test_below_a_year_there_is_no_season() -> None:
    short = History(np.arange(11.0)[None, :], np.ones(11), np.arange(11))
    assert np.all(season_factors(short, SeasonSettings()) == 1)


def test_levels_follow_a_lasting_change() -> None:
    rate = np.repeat([[5.0, 20.0]], 15, axis=1)
    level = smooth_levels(rate)[0]
    assert level[0] < 8
    assert level[-1] > 17


def test_days_that_tell_the_counts_fit_better_than_none() -> None:
    calendar = np.tile(np.arange(12), 3)
    days = np.random.default_rng(1).uniform(20, 31, 36)
    counts = (5 * days)[None, :]
    settings = SeasonSettings()
    telling = fit_error(History(counts, days, calendar), settings)
    assert telling < 0.1 * fit_error(History(counts, np.ones(36), calendar), settings)
