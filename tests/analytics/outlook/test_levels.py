import numpy as np

from analytics.outlook.levels import Strengths, outlooks

BEFORE = 30


def rows(seed: int, *, walk: float = 0.0, season: float = 0.0, series: int = 12) -> np.ndarray:
    """Log ratios of 36 months, each known to a tenth."""
    chance = np.random.default_rng(seed)
    wave = np.cos(2 * np.pi * (np.arange(36)[None, :] - chance.uniform(0, 12, (series, 1))) / 12)
    level = np.cumsum(chance.normal(0, walk, (series, 36)), axis=1) if walk else 0.0
    return level + season * wave + chance.normal(0, 0.1, (series, 36))


def ahead(seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean of every row and month ahead, and its standard deviation."""
    found = outlooks(seen, np.full(seen.shape, 0.01), np.arange(36) % 12, BEFORE)
    mean = (found.shares[:, :, None] * found.mean).sum(axis=1)
    own = np.diagonal(found.spread, axis1=2, axis2=3) + np.square(found.mean - mean[:, None])
    return mean, np.sqrt((found.shares[:, :, None] * own).sum(axis=1))


def test_shares_of_the_strengths_sum_to_one() -> None:
    found = outlooks(rows(1), np.full((12, 36), 0.01), np.arange(36) % 12, BEFORE)
    assert np.allclose(found.shares.sum(axis=1), 1.0)
    assert found.shares.shape[1] == 36


def test_a_season_is_foretold() -> None:
    seen = rows(2, season=0.5)
    mean, _ = ahead(seen)
    assert np.sqrt(np.square(mean - seen[:, BEFORE:]).mean()) < 0.15


def test_what_wanders_is_less_sure_the_further_ahead() -> None:
    _, still = ahead(rows(3))
    _, wandering = ahead(rows(3, walk=0.1))
    assert wandering.mean() > 2 * still.mean()
    assert (np.diff(wandering.mean(axis=0)) > 0).all()


def test_the_months_after_are_not_looked_at() -> None:
    seen = rows(4)
    changed = seen.copy()
    changed[:, BEFORE:] += 3
    assert np.array_equal(ahead(seen)[0], ahead(changed)[0])


def test_only_strengths_that_are_offered_are_weighed() -> None:
    bare = Strengths(walks=(0.0,), seasons=(0.0,), noises=(0.0,))
    found = outlooks(rows(5), np.full((12, 36), 0.01), np.arange(36) % 12, BEFORE, bare)
    assert found.shares.shape == (12, 1)
