"""Fits a classifier of a city's labels and says what it would have thought of unseen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from models.calibrate import Calibration, fit_calibration
from models.classify import Probabilities, TextClassifier, View
from models.documents import Batch
from models.features import TRAINED_BLOCKS, FeatureSpace, fit_features
from models.folds import grouped_folds
from models.history import History, Rows
from models.learn import fit_linear, fit_ridge

FOLDS = 5
_SHARES = (0.15, 0.35, 0.7, 1.5, 3.0)
"""How much the catalogue's knowledge may weigh beside the words of the city's own texts."""
_RIDGE = 20.0
_ENOUGH = 4_000

Scores = NDArray[np.float64]
Folds = Sequence[tuple[Rows, Rows]]


@dataclass(frozen=True)
class Fitted:
    """The classifier of all rows (its threshold still open), and chances of each row unseen."""

    classifier: TextClassifier
    chances: Probabilities
    share: float


@dataclass(frozen=True)
class _Known:
    """What the catalogue's classifier thinks of every row, moved to mean 0 and one common width."""

    classifier: TextClassifier
    scores: Scores
    scale: float


def fit(history: History, knowledge: TextClassifier, n_jobs: int = 1) -> Fitted:
    """Return a classifier that adds the catalogue's knowledge to what the texts teach.

    The chances of a row come from models, calibration and share that were learned without its
    group, but for the share, one number chosen on all. Word statistics that know no labels are
    taken from all rows.
    """
    batch = Batch(history.documents)
    space = fit_features(history.documents, TRAINED_BLOCKS)
    features, known = batch.features(space), _known(knowledge, batch)
    folds = list(grouped_folds(history.groups, history.truth, FOLDS))
    own = _own_unseen(features, history, folds, n_jobs)
    told = _told_unseen(known, history, folds)
    some = np.random.default_rng(0).permutation(len(own))[:_ENOUGH]
    share = min(_SHARES, key=lambda s: _surprise(own[some] + s * told[some], history.truth[some]))
    scores = own + share * told
    trust = fit_calibration(scores, history.truth)
    classifier = _classifier(space, features, known, history, share, trust)
    return Fitted(classifier, _chances_unseen(scores, history.truth, folds), share)


def _known(knowledge: TextClassifier, batch: Batch) -> _Known:
    scores = knowledge.scores(batch)[0].astype(np.float64)
    centred = scores - scores.mean(axis=1, keepdims=True)
    scale = float(centred.std()) or 1.0
    return _Known(knowledge, centred / scale, scale)


def _own_unseen(features: Any, history: History, folds: Folds, n_jobs: int) -> Scores:
    count = len(history.labels)
    fitted = Parallel(n_jobs=n_jobs)(
        delayed(fit_linear)(features[seen], history.truth[seen], count) for seen, _ in folds
    )
    scores = np.zeros((len(history.truth), count))
    for (_, judged), (weights, bias) in zip(folds, fitted, strict=True):
        scores[judged] = features[judged] @ weights + bias
    return scores


def _told_unseen(known: _Known, history: History, folds: Folds) -> Scores:
    count = len(history.labels)
    scores = np.zeros((len(history.truth), count))
    for seen, judged in folds:
        mix, bias = fit_ridge(known.scores[seen], history.truth[seen], count, _RIDGE)
        scores[judged] = known.scores[judged] @ mix + bias
    return scores


def _surprise(scores: Scores, truth: Rows) -> float:
    chances = fit_calibration(scores, truth).apply(scores)
    return float(-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-12)).mean())


def _chances_unseen(scores: Scores, truth: Rows, folds: Folds) -> Probabilities:
    chances = np.zeros_like(scores)
    for seen, judged in folds:
        chances[judged] = fit_calibration(scores[seen], truth[seen]).apply(scores[judged])
    return chances


def _classifier(
    space: FeatureSpace,
    features: Any,
    known: _Known,
    history: History,
    share: float,
    trust: Calibration,
) -> TextClassifier:
    count = len(history.labels)
    weights, bias = fit_linear(features, history.truth, count)
    mix, mix_bias = fit_ridge(known.scores, history.truth, count, _RIDGE)
    centred = mix - mix.mean(axis=0)  # the same as centring the scores first
    told = [view.towards(centred * share / known.scale) for view in known.classifier.views]
    told_bias = known.classifier.bias @ centred * share / known.scale + share * mix_bias
    return TextClassifier(
        labels=history.labels,
        views=(View(space, weights, np.zeros(count, np.float32)), *told),
        bias=(bias + told_bias + trust.bias).astype(np.float32),
        sharpness=trust.sharpness,
        odds=trust.odds,
    )
