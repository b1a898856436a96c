import numpy as np
import pytest

from analytics.outlook.projection import Projection, project
from analytics.outlook.seasonal import History


def foretold(counts: np.ndarray, ahead: int = 3, days: float = 1.0) -> Projection:
    calendar = np.arange(counts.shape[1] + ahead) % 12
    known = counts.shape[1]
    history = History(counts.astype(float), np.ones(known), calendar[:known])
    return project(history, np.full(ahead, days), calendar[known:])


def steady(seed: int, series: int = 6, months: int = 30, mean: float = 80.0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (series, months))


def test_more_days_bring_more_requests() -> None:
    counts = steady(1)
    twice = foretold(counts, days=2.0).expected
    assert np.allclose(twice, 2 * foretold(counts).expected)


def test_a_season_comes_again() -> None:
    calendar = np.arange(36) % 12
    counts = np.where(calendar == 1, 300, 100) * np.ones((4, 1))
    assert (foretold(counts).expected[:, 1] > 2 * foretold(counts).expected[:, 0]).all()


@pytest.mark.parametrize("mean", [0.5, 4.0, 80.0])
def test_steady_series_are_foretold_near_their_mean(mean: float) -> None:
    expected = foretold(steady(2, series=40, mean=mean)).expected
    assert expected.mean() == pytest.approx(mean, rel=0.12)


def test_a_wild_series_is_told_with_less_certainty() -> None:
    chance = np.random.default_rng(3)
    wild = steady(3) * np.exp(chance.normal(0, 0.5, (6, 30)))
    assert foretold(wild).spread.mean() > 5 * foretold(steady(3)).spread.mean()


def test_one_series_alone_and_one_month_alone_will_do() -> None:
    alone = foretold(steady(4, series=1))
    assert alone.expected == pytest.approx(80, rel=0.15)
    assert foretold(steady(5, months=1)).expected == pytest.approx(80, rel=0.4)


def test_the_order_of_series_does_not_matter() -> None:
    counts = steady(6)
    assert np.allclose(foretold(counts).expected, foretold(counts[::-1]).expected[::-1])
