import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.effects.synthetic import contrasts, mixtures


def moves(seed: int, months: int = 30) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return 500 * np.exp(np.cumsum(chance.normal(0, 0.05, (5, months)), axis=1))


def calendar(months: int = 30) -> np.ndarray:
    return np.arange(months) % 12


def test_the_series_that_moves_alike_carries_the_mixture() -> None:
    donors = moves(1)
    weights = mixtures(np.log(np.vstack([2 * donors[3], donors])))
    assert weights[0].argmax() == 4
    assert weights[0, 4] > 0.9


def test_a_known_effect_is_measured() -> None:
    donors = moves(2)
    treated = donors[0] * 3
    treated[24:] *= 0.6
    made = contrasts(np.vstack([treated, donors]), calendar(), 24)
    assert abs(np.expm1(made.effects[0]) + 0.4) < 0.03


@given(st.integers(0, 200), st.integers(2, 6))
def test_weights_are_shares_and_the_treated_is_nobodys_comparison(seed: int, count: int) -> None:
    weights = mixtures(np.random.default_rng(seed).normal(size=(count + 1, 10)))
    assert np.allclose(weights.sum(axis=1), 1.0)
    assert (weights >= 0).all()
    assert (weights[1:, 0] == 0).all()
    assert (np.diagonal(weights) == 0).all()


def test_what_came_after_changes_no_weight() -> None:
    donors = moves(3)
    changed = donors.copy()
    changed[:, 24:] *= np.random.default_rng(3).uniform(0.5, 2, (5, 6))
    plain, other = (contrasts(each, calendar(), 24).weights for each in (donors, changed))
    assert np.array_equal(plain, other)


def test_few_requests_mean_a_large_error() -> None:
    donors = moves(4)
    few = contrasts(np.vstack([donors[0] / 100, donors[1:]]), calendar(), 24)
    assert few.errors[0] > contrasts(donors, calendar(), 24).errors[0]
