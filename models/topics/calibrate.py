"""Turns raw scores into probabilities that mean what they say, and into a safe threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from models.topics.classify import PLAIN_ODDS, Odds, Probabilities, log_odds, softmax, with_odds

Rows = NDArray[np.int64]
_BIAS_COST = 1.0
_ODDS_COST = 5.0


@dataclass(frozen=True)
class Calibration:
    """softmax(sharpness × (score + bias)), then the first choice's log-odds bent by `odds`."""

    sharpness: float
    bias: NDArray[np.float64]
    odds: Odds = PLAIN_ODDS

    def apply(self, scores: NDArray[Any]) -> Probabilities:
        """Return the scores (texts × labels) as probabilities."""
        return with_odds(softmax(scores + self.bias, self.sharpness), self.odds)


def fit_calibration(scores: NDArray[Any], truth: Rows) -> Calibration:
    """Return the calibration under which the true labels are likeliest.

    `scores` must come from models that have not seen the rows. Bias and odds are held near
    neutral, so that few rows do not push them by chance. Assumes at least one row.
    """
    sharpness, bias = _fit_softmax(scores.astype(np.float64), truth)
    chances = softmax(scores + bias, sharpness)
    odds = fit_odds(chances.max(axis=1), chances.argmax(axis=1) == truth)
    return Calibration(sharpness, bias, odds)


def _fit_softmax(scores: NDArray[np.float64], truth: Rows) -> tuple[float, NDArray[np.float64]]:
    rows, labels = scores.shape
    hit = np.zeros((rows, labels))
    hit[np.arange(rows), truth] = 1.0

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sharp, bias = float(np.exp(point[0])), point[1:]
        chances = softmax(scores + bias, sharp)
        nll = -np.log(np.maximum(chances[np.arange(rows), truth], 1e-300)).sum()
        gap = chances - hit
        slope = sharp * float((gap * (scores + bias)).sum())
        pull = sharp * gap.sum(axis=0) + 2 * _BIAS_COST * bias
        return float(nll + _BIAS_COST * (bias**2).sum()), np.concatenate(([slope], pull))

    limits = [(np.log(0.05), np.log(50)), *[(-5.0, 5.0)] * labels]
    start = np.zeros(labels + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits)
    return float(np.exp(found.x[0])), found.x[1:]


def fit_odds(first: NDArray[np.float64], right: NDArray[np.bool_]) -> Odds:
    """Return the odds that make the first choices' probabilities fit how often they are right."""
    odds = log_odds(first)

    def loss(point: NDArray[np.float64]) -> float:
        bent = point[0] * odds + point[1]
        nll = np.logaddexp(0, np.where(right, -bent, bent)).sum()
        return float(nll + _ODDS_COST * ((point[0] - 1) ** 2 + point[1] ** 2))

    limits = [(0.2, 3.0), (-3.0, 3.0)]
    found = minimize(loss, np.array(PLAIN_ODDS), method="L-BFGS-B", bounds=limits)
    return float(found.x[0]), float(found.x[1])


def fit_sharpness(scores: NDArray[Any], truth: Rows) -> float:
    """Return the factor under which softmax makes the true labels likeliest, between 0.05 and 50.

    Assumes scores of rows the model has not seen.
    """
    rows = np.arange(len(truth))

    def loss(power: float) -> float:
        chances = softmax(scores, float(np.exp(power)))[rows, truth]
        return float(-np.log(np.maximum(chances, 1e-300)).mean())

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(50)), method="bounded")
    return float(np.exp(found.x))


def calibration_error(confidence: NDArray[Any], correct: NDArray[Any], bins: int = 15) -> float:
    """Return the expected calibration error: mean gap of confidence and accuracy over equal bins.

    Bins are equally wide over 0…1 and weighted by their rows; 0.0 for no rows.
    """
    if not len(confidence):
        return 0.0
    where = np.minimum((confidence * bins).astype(int), bins - 1)
    sums = np.bincount(where, weights=confidence - correct, minlength=bins)
    return float(np.abs(sums).sum() / len(confidence))


def safe_threshold(
    confidence: NDArray[Any], correct: NDArray[Any], target_error: float
) -> tuple[float, float]:
    """Return the lowest confidence from which on choices err at most `target_error`, and coverage.

    Conformal risk control with the usual finite-sample correction: among the k most confident
    rows the bound (errors + 1) / (k + 1) must hold. Returns (1.01, 0.0) when it holds nowhere,
    which no confidence reaches.
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~correct[order].astype(bool))
    bound = (wrong + 1) / (np.arange(1, len(order) + 1) + 1)
    ranked = confidence[order]
    last_of_tie = np.append(ranked[1:] != ranked[:-1], True) if len(ranked) else np.zeros(0, bool)
    allowed = np.flatnonzero((bound <= target_error) & last_of_tie)
    if not len(allowed):
        return 1.01, 0.0
    return float(ranked[allowed[-1]]), float((allowed[-1] + 1) / len(order))
