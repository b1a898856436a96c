"""Fits linear weights that tell labels apart."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.topics.features import Floats

_PENALTY = 0.5
_TOLERANCE = 1e-3


def fit_linear(
    features: Any,
    truth: NDArray[np.int64],
    labels: int,
    penalty: float = _PENALTY,
    tolerance: float = _TOLERANCE,
) -> tuple[Floats, Floats]:
    """Return (weights features × labels, bias) of one-against-rest support vector machines.

    `truth` holds label indices 0 … labels-1; a label without rows gets a score below all others;
    without features all labels score alike.
    Assumes two labels with rows at least. Deterministic.
    """
    if not features.shape[1]:
        return np.zeros((0, labels), np.float32), np.full(labels, -1.0, np.float32)
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 — heavy, only to train
    from sklearn.svm import LinearSVC  # noqa: PLC0415 — heavy, only to train

    machine = LinearSVC(C=penalty, tol=tolerance, random_state=0, max_iter=2_000)
    with warnings.catch_warnings():
        # The last digits of convergence change no choice; calibration measures what is left.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(features, truth)
    found, bias_found = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        found, bias_found = np.vstack([-found, found]), np.concatenate([-bias_found, bias_found])
    weights = np.zeros((features.shape[1], labels), np.float32)
    bias = np.full(labels, -2.0, np.float32)
    weights[:, machine.classes_], bias[machine.classes_] = found.T, bias_found
    return weights, bias


def fit_ridge(
    scores: NDArray[np.float64], truth: NDArray[np.int64], labels: int, penalty: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (mix columns × labels, bias) of a ridge regression on ±1 membership.

    For few dense columns, such as another classifier's scores. Assumes at least one row.
    """
    wanted = np.full((len(truth), labels), -1.0)
    wanted[np.arange(len(truth)), truth] = 1.0
    centre, mean = scores.mean(axis=0), wanted.mean(axis=0)
    moved = scores - centre
    square = moved.T @ moved + penalty * np.eye(scores.shape[1])
    mix = np.linalg.solve(square, moved.T @ (wanted - mean))
    return mix, mean - centre @ mix
