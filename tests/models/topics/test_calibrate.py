from __future__ import annotations

import numpy as np
import pytest

from models.topics.calibrate import (
    calibration_error,
    fit_calibration,
    fit_sharpness,
    safe_threshold,
)


def sample(sharpness: float, rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Scores whose true probabilities are softmax(sharpness × score), and labels drawn so."""
    chance = np.random.default_rng(1)
    scores = chance.normal(size=(rows, 3))
    raised = np.exp(sharpness * scores)
    sums = np.cumsum(raised / raised.sum(axis=1, keepdims=True), axis=1)
    return scores, (chance.random((rows, 1)) > sums).sum(axis=1)


@pytest.mark.parametrize("sharpness", [0.5, 3.0])
def test_the_true_sharpness_is_found(sharpness: float) -> None:
    scores, truth = sample(sharpness)
    assert fit_sharpness(scores, truth) == pytest.approx(sharpness, rel=0.1)
    found = fit_calibration(scores, truth)
    assert found.sharpness == pytest.approx(sharpness, rel=0.1)
    assert np.abs(found.bias).max() < 0.2


def test_calibrated_probabilities_mean_what_they_say() -> None:
    scores, truth = sample(3.0)
    chances = fit_calibration(scores[:2000], truth[:2000]).apply(scores[2000:])
    right = chances.argmax(axis=1) == truth[2000:]
    assert calibration_error(chances.max(axis=1), right) < 0.03


def test_calibration_error_of_known_cases() -> None:
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, False])) == pytest.approx(0.5)
    assert calibration_error(np.array([0.5, 0.5]), np.array([True, False])) == 0.0
    assert calibration_error(np.zeros(0), np.zeros(0)) == 0.0


def test_beyond_the_threshold_errors_stay_below_the_target() -> None:
    confidence = np.linspace(1, 0, 1000)
    correct = np.random.default_rng(0).random(1000) < confidence
    threshold, coverage = safe_threshold(confidence, correct, 0.05)
    taken = confidence >= threshold
    assert (~correct[taken]).mean() <= 0.05
    assert coverage == pytest.approx(taken.mean())
    assert 0.02 < coverage < 0.5


def test_the_bound_counts_one_error_more_than_seen() -> None:
    all_right = np.ones(18, bool)
    assert safe_threshold(np.full(18, 0.9), all_right, 0.05) == (1.01, 0.0)
    assert safe_threshold(np.full(19, 0.9), np.ones(19, bool), 0.05) == (0.9, 1.0)


def test_equal_confidence_is_taken_or_left_together() -> None:
    confidence = np.array([0.9] * 50 + [0.5] * 50)
    correct = np.array([True] * 50 + [True] * 40 + [False] * 10)
    assert safe_threshold(confidence, correct, 0.05) == (0.9, 0.5)


def test_hopeless_choices_are_never_certain() -> None:
    assert safe_threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.05) == (1.01, 0.0)
    assert safe_threshold(np.zeros(0), np.zeros(0, bool), 0.05) == (1.01, 0.0)


def test_choices_that_are_always_right_stay_finite() -> None:
    truth = np.arange(60) % 3
    scores = np.eye(3)[truth] * 40.0
    chances = fit_calibration(scores, truth).apply(scores)
    assert np.isfinite(chances).all()
    assert chances.max(axis=1).min() > 0.9
