"""Learns from what people put right: a small correction added to what the catalogue teaches.

The scores of the built-in classifier stand; words of the corrected and confirmed texts move them
only where that makes people's verdicts likelier. A text unlike any of these is read as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.shelf.artefact import Manifest
from models.topics.classify import TextClassifier
from models.topics.features import EMPHASIS, BlockSpec, FeatureSpace, Floats, fit_features
from models.topics.views import View
from models.words.documents import Batch, Document

KIND = "corrected"
BLOCKS = (BlockSpec("words", 1, 1, min_texts=2),)
"""A word of one text alone is mostly a name; it teaches nothing."""
_RESTRAINT = 0.1
"""How much a weight costs; on two simulated cities 0.1 won twice what 0.3 did and lost no more."""
_ROUNDS = 60

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Taught:
    """Documents with the index of their true leaf and the weight of the verdict (0 … 1)."""

    documents: Sequence[Document]
    truth: NDArray[np.int64]
    weights: Matrix


def fit_corrections(topics: TextClassifier, taught: Taught) -> TextClassifier:
    """Return the correction: one view over the leaf codes that the texts touch.

    Its scores are log-odds to be added to those of `topics`; see `corrected`. Deterministic, a
    second for a few hundred texts. Assumes one text at least.
    """
    batch = Batch(taught.documents)
    offset = topics.scores(batch)[0].astype(np.float64) * topics.sharpness
    touched = np.unique(np.concatenate([taught.truth, offset.argmax(axis=1)]))
    space: FeatureSpace = replace(fit_features(batch, BLOCKS), emphasis=EMPHASIS)
    weights = _minimise(space.transform(batch), offset, touched, taught)
    view = View(space, weights, np.zeros(len(touched), np.float32))
    codes = tuple(topics.labels[leaf] for leaf in touched)
    return TextClassifier(codes, (view,), np.zeros(len(touched), np.float32))


def corrected(topics: TextClassifier, correction: TextClassifier) -> TextClassifier:
    """Return `topics` with a correction added; codes that the catalogue has no more are dropped."""
    number = {code: i for i, code in enumerate(topics.labels)}
    spread = np.zeros((len(correction.labels), len(topics.labels)), np.float32)
    for row, code in enumerate(correction.labels):
        if code in number:
            spread[row, number[code]] = 1 / topics.sharpness
    (view,) = correction.views
    if not isinstance(view, View):
        raise TypeError(type(view).__name__)
    slope = np.zeros(len(topics.labels), np.float32)
    return replace(topics, views=(*topics.views, replace(view, slope=slope, spread=spread)))


def manifest_of(
    correction: TextClassifier, data_hash: str, metrics: dict[str, Any], settings: dict[str, Any]
) -> Manifest:
    """Return what a stored correction says of itself."""
    return Manifest(KIND, data_hash, correction.labels, metrics=metrics, settings=settings)


def _minimise(features: Any, offset: Matrix, touched: NDArray[np.int64], taught: Taught) -> Floats:
    """Return features × touched weights of a multinomial regression on top of the offset."""
    from scipy.optimize import minimize  # noqa: PLC0415 — heavy, only to train

    counted = features.astype(np.float64)
    shape = (counted.shape[1], len(touched))
    if not shape[0]:
        return np.zeros(shape, np.float32)
    loss = _Loss(counted, *_parted(offset, touched), np.searchsorted(touched, taught.truth), taught)
    found = minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}
    )
    weights: Floats = found.x.reshape(shape).astype(np.float32)
    return weights


def _parted(offset: Matrix, touched: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """The scores of the leaves that may move, and the log of the mass of all others per text."""
    others = np.delete(offset, touched, axis=1)
    if not others.shape[1]:
        return offset[:, touched], np.full(len(offset), -np.inf)
    top = others.max(axis=1)
    return offset[:, touched], top + np.log(np.exp(others - top[:, None]).sum(axis=1))


@dataclass(frozen=True)
class _Loss:
    """The penalised surprise of the verdicts, and its slope, for the optimiser."""

    features: Any
    offset: Matrix
    rest: Matrix
    own: NDArray[np.int64]
    taught: Taught

    def __call__(self, flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(self.features.shape[1], -1)
        scores = self.offset + self.features @ weights
        top = np.maximum(scores.max(axis=1), self.rest)
        raised = np.exp(scores - top[:, None])
        whole = raised.sum(axis=1) + np.exp(self.rest - top)
        rows = np.arange(len(scores))
        surprise = top + np.log(whole) - scores[rows, self.own]
        pull = raised / whole[:, None]
        pull[rows, self.own] -= 1
        slope = self.features.T @ (pull * self.taught.weights[:, None]) + _RESTRAINT * weights
        loss = float(self.taught.weights @ surprise) + _RESTRAINT / 2 * float((weights**2).sum())
        return loss, slope.ravel()
