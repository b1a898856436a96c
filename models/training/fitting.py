"""Fits a classifier of a city's labels and says what it would have thought of unseen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from models.topics.calibrate import Calibration, fit_calibration
from models.topics.classify import Probabilities, TextClassifier
from models.topics.features import TRAINED_BLOCKS, FeatureSpace, fit_features
from models.topics.learn import fit_linear, fit_ridge
from models.topics.vectors import VECTORS, is_available
from models.topics.views import VectorView, View
from models.training.folds import grouped_folds
from models.training.history import History, Rows
from models.words.documents import Batch

FOLDS = 5
_SHARES = (0.15, 0.35, 0.7, 1.5, 3.0)
"""How much the catalogue's knowledge may weigh beside the words of the city's own texts."""
_RIDGE = 20.0
_VECTOR_RIDGE = 1.0
_WORTH_IT = 0.97
"""Vectors take most of the time of a reading: they must take away 3 % of the surprise at least."""
_ENOUGH = 4_000

Scores = NDArray[np.float64]
Folds = Sequence[tuple[Rows, Rows]]


@dataclass(frozen=True)
class Fitted:
    """Classifiers of all rows, their thresholds still open, and chances of each row unseen.

    `words` counts words alone; `fused` adds the sentence vectors, None where they do not help or
    are not installed. Each comes with the chances that it would have given the rows unseen.
    """

    words: TextClassifier
    word_chances: Probabilities
    fused: TextClassifier | None
    fused_chances: Probabilities | None
    share: float
    vector_share: float
    folds: Folds


@dataclass(frozen=True)
class _Known:
    """What the catalogue's classifier thinks of every row, moved to mean 0 and one common width."""

    classifier: TextClassifier
    scores: Scores
    scale: float


def fit(
    history: History,
    knowledge: TextClassifier,
    n_jobs: int = 1,
    *,
    vectors: bool = True,
    space: FeatureSpace | None = None,
) -> Fitted:
    """Return classifiers that add the catalogue's knowledge to what the texts teach.

    The chances of a row come from models, calibration and share that were learned without its
    group, but for the shares, single numbers chosen on all. Word statistics that know no labels
    are taken from all rows, unless a `space` that counts words is given. With `vectors` the
    sentence vectors are tried where they are installed.
    """
    batch, truth = Batch(history.documents), history.truth
    space = space or fit_features(history.documents, TRAINED_BLOCKS)
    features, known = batch.features(space), _known(knowledge, batch)
    folds = list(grouped_folds(history.groups, truth, FOLDS))
    own = _own_unseen(features, history, folds, n_jobs)
    told = _ridge_unseen(known.scores, history, folds, _RIDGE)
    share, _ = _best_share(_SHARES, own, told, truth)
    scores = own + share * told
    words = _classifier(space, features, known, history, share, fit_calibration(scores, truth))
    meant = batch.features(VECTORS).astype(np.float64) if vectors and is_available() else None
    fused, fused_chances, vector_share = _fused(words, scores, meant, history, folds)
    return Fitted(
        words=words,
        word_chances=_chances_unseen(scores, truth, folds),
        fused=fused,
        fused_chances=fused_chances,
        share=share,
        vector_share=vector_share,
        folds=folds,
    )


def _fused(
    words: TextClassifier, scores: Scores, meant: Scores | None, history: History, folds: Folds
) -> tuple[TextClassifier | None, Probabilities | None, float]:
    """The words' scores plus those of the vectors, when that is worth their time."""
    if meant is None:
        return None, None, 0.0
    truth, count = history.truth, len(history.labels)
    told = _ridge_unseen(meant, history, folds, _VECTOR_RIDGE)
    share, surprise = _best_share(_SHARES, scores, told, truth)
    some = _some(truth)
    if surprise > _WORTH_IT * _surprise(scores[some], truth[some]):
        return None, None, 0.0
    whole = scores + share * told
    trust = fit_calibration(whole, truth)
    mix, bias = fit_ridge(meant, truth, count, _VECTOR_RIDGE)
    before = words.bias.astype(np.float64) - fit_calibration(scores, truth).bias
    fused = replace(
        words,
        views=(*words.views, VectorView(VECTORS, (mix * share).astype(np.float32))),
        bias=(before + share * bias + trust.bias).astype(np.float32),
        sharpness=trust.sharpness,
        odds=trust.odds,
    )
    return fused, _chances_unseen(whole, truth, folds), share


def _best_share(
    shares: Sequence[float], own: Scores, told: Scores, truth: Rows
) -> tuple[float, float]:
    """The share of what is told under which the truth surprises least, and how much it does."""
    some = _some(truth)
    tried = {s: _surprise(own[some] + s * told[some], truth[some]) for s in shares}
    best = min(tried, key=lambda share: tried[share])
    return best, tried[best]


def _some(truth: Rows) -> Rows:
    return np.random.default_rng(0).permutation(len(truth))[:_ENOUGH]


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


def _ridge_unseen(columns: Scores, history: History, folds: Folds, penalty: float) -> Scores:
    count = len(history.labels)
    scores = np.zeros((len(history.truth), count))
    for seen, judged in folds:
        mix, bias = fit_ridge(columns[seen], history.truth[seen], count, penalty)
        scores[judged] = columns[judged] @ mix + bias
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
    told = [
        view.towards(centred * share / known.scale)
        for view in known.classifier.views
        if isinstance(view, View)
    ]
    told_bias = known.classifier.bias @ centred * share / known.scale + share * mix_bias
    return TextClassifier(
        labels=history.labels,
        views=(View(space, weights, np.zeros(count, np.float32)), *told),
        bias=(bias + told_bias + trust.bias).astype(np.float32),
        sharpness=trust.sharpness,
        odds=trust.odds,
    )
