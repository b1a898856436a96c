import numpy as np

from analytics.seasonal import History, SeasonSettings, project, season_factors


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


def test_more_days_bring_more_requests() -> None:
    flat = history(3, 1.0)
    ahead = project(flat, np.array([1.0, 2.0]), np.array([0, 1]), SeasonSettings())
    assert np.isclose(ahead[0, 1] / ahead[0, 0], 2.0, rtol=0.01)
