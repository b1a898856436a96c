import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.synthetic import contrast, mixture


def moves(seed: int, months: int = 30) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return 500 * np.exp(np.cumsum(chance.normal(0, 0.05, (5, months)), axis=1))


def test_the_donor_that_moves_alike_carries_the_mixture() -> None:
    donors = moves(1)
    made = contrast(2 * donors[3], donors, 24)
    assert made.weights.argmax() == 3
    assert made.weights[3] > 0.6


def test_a_known_effect_is_measured() -> None:
    donors = moves(2)
    treated = donors[0] * 3
    treated[24:] *= 0.6
    made = contrast(treated, donors[:2], 24)
    assert abs(np.expm1(made.effect) + 0.4) < 0.03


@given(st.integers(0, 200), st.integers(1, 6))
def test_weights_are_shares(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    weights = mixture(chance.random(10), chance.random((count, 10)), 30.0)
    assert np.isclose(weights.sum(), 1.0)
    assert (weights >= 0).all()


def test_noise_draws_the_weights_towards_equal() -> None:
    chance = np.random.default_rng(3)
    own, donors = chance.random(12), chance.random((4, 12))
    assert np.ptp(mixture(own, donors, 1.0)) < np.ptp(mixture(own, donors, 1000.0))


def test_few_requests_mean_a_large_error() -> None:
    donors = moves(4)
    assert (
        contrast(donors[0] / 100, donors[1:], 24).error > contrast(donors[0], donors[1:], 24).error
    )
