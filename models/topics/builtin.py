"""Builds a classifier from the topic catalogue alone, for a city without labelled history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.topics.calibrate import fit_odds, fit_sharpness, safe_threshold
from models.topics.catalogue import TopicCatalogue, TopicLeaf
from models.topics.classify import TextClassifier
from models.topics.families import families
from models.topics.features import EMPHASIS, BlockSpec, FeatureSpace, Floats, fit_features
from models.topics.learn import fit_linear
from models.topics.views import View
from models.words.documents import Batch, Document
from models.words.segment import Segmenter, segmenter, words_of
from models.words.text import normalise

BLOCKS = (
    BlockSpec("words", 1, 2, min_texts=1),
    BlockSpec("letters", 1, 3, min_texts=1),
)
TARGET_ERROR = 0.05
"""Held-back phrasings are short and chosen to differ: harder than what callers say."""
_FIELD_DISCOUNT = 0.85
"""Callers stray further from the catalogue than its own phrasings do, so trust scores less."""
_SMOOTHING = 1.0
_BROAD_SHARE = 0.5
"""What the broad topic and the leading family each add to the score of a leaf."""
_PENALTY = 0.15
_RARE = 3
"""What so few texts hold teaches a group next to nothing and is a third of its fitting."""
_TOLERANCE = 0.03
"""Thirty times finer costs half as much again and changes no choice; thrice as coarse moves a share
that the training of labels chooses."""
_ADDED_WORD = range(2, 5)
_EVERY = 5
"""Every fifth phrasing is held back once, to learn how far the scores can be trusted."""


@dataclass(frozen=True)
class _Lessons:
    """The catalogue as texts to learn from, each with the index of its leaf."""

    documents: list[Document]
    owners: NDArray[np.int64]
    held_back: NDArray[np.bool_]


def catalogue_segmenter(catalogue: TopicCatalogue, places: Sequence[str] = ()) -> Segmenter:
    """Return the Segmenter that keeps the catalogue's short words and the given places whole."""
    words = (word for word in catalogue.words() if len(word) in _ADDED_WORD)
    return segmenter((*words, *places))


def build_builtin(catalogue: TopicCatalogue, cut: Segmenter) -> TextClassifier:
    """Return a classifier over the catalogue's leaf codes, trained on its words and phrasings.

    Naive Bayes knows the leaves from few words; linear models of the broad topics and of the
    families that lead, which have more to learn from, are added to it. Probabilities are
    calibrated on phrasings held back.
    Takes a few seconds for 500 leaves; deterministic.
    """
    lessons = _lessons(catalogue, cut)
    space = fit_features(lessons.documents, BLOCKS)
    features = space.transform(lessons.documents)
    kept = ~lessons.held_back
    trial = _fit(catalogue, space, features[kept], lessons.owners[kept])
    asked = [d for d, back in zip(lessons.documents, lessons.held_back, strict=True) if back]
    own = lessons.owners[lessons.held_back]
    trusted = _trusted(trial, asked, own, routes(catalogue))
    whole = _fit(catalogue, space, features, lessons.owners)
    return replace(
        whole, sharpness=trusted.sharpness, odds=trusted.odds, threshold=trusted.threshold
    )


def routes(catalogue: TopicCatalogue) -> Floats:
    """Return leaves × leaves, 1.0 where two leaves go to the same units at every level.

    Probabilities times this matrix tell how sure it is who must answer.
    """
    leads = [(leaf.lead_city, leaf.lead_county, leaf.lead_township) for leaf in catalogue.leaves]
    numbers = {lead: i for i, lead in enumerate(dict.fromkeys(leads))}
    own = np.array([numbers[lead] for lead in leads])
    same: Floats = (own[:, None] == own[None, :]).astype(np.float32)
    return same


def _lessons(catalogue: TopicCatalogue, cut: Segmenter) -> _Lessons:
    told, owners, held_back = [], [], []
    for i, leaf in enumerate(catalogue.leaves):
        for j, (text, is_phrasing) in enumerate(_texts(leaf)):
            told.append(normalise(text))
            owners.append(i)
            held_back.append(is_phrasing and (i + j) % _EVERY == 0)
    words = map(words_of, cut.pieces_of(told))
    documents = [Document((), own, text) for own, text in zip(words, told, strict=True)]
    return _Lessons(documents, np.array(owners), np.array(held_back))


def _texts(leaf: TopicLeaf) -> Iterator[tuple[str, bool]]:
    yield from ((phrasing, True) for phrasing in leaf.phrasings)
    yield from ((word, False) for word in leaf.words)
    yield leaf.definition.split("；")[0], False  # what follows says what is *not* meant
    yield leaf.level3, False
    yield leaf.level2, False
    if leaf.lead_city in families():
        yield "，".join(families()[leaf.lead_city].fields), False  # callers name who is to act


def _fit(
    catalogue: TopicCatalogue, space: FeatureSpace, features: Any, owners: NDArray[np.int64]
) -> TextClassifier:
    count = len(catalogue.leaves)
    fine, slope = _naive_bayes(features, owners, count)
    weights, bias, lift = _groups(catalogue, features, owners)
    reading = replace(space, emphasis=EMPHASIS)
    views = View(reading, fine, slope), View(reading, weights, np.zeros(count, np.float32), lift)
    return TextClassifier(tuple(leaf.code for leaf in catalogue.leaves), views, bias @ lift)


def _groups(
    catalogue: TopicCatalogue, features: Any, owners: NDArray[np.int64]
) -> tuple[Any, Floats, Floats]:
    """Return weights and bias of linear models of groups of leaves, and groups × leaves shares.

    Only what stands in more than `_RARE` texts has weights. What is rarer is most of the features
    and teaches a group nothing; naive Bayes learns from it.
    """
    shared = np.flatnonzero(np.bincount(features.indices, minlength=features.shape[1]) > _RARE)
    told = features[:, shared]
    parts = []
    for names in (
        [leaf.code[:2] for leaf in catalogue.leaves],
        [leaf.lead_city for leaf in catalogue.leaves],
    ):
        groups, group_of = np.unique(names, return_inverse=True)
        weights, bias = fit_linear(told, group_of[owners], len(groups), _PENALTY, _TOLERANCE)
        lift = np.zeros((len(groups), len(names)), np.float32)
        lift[group_of, np.arange(len(names))] = _BROAD_SHARE
        parts.append((weights, bias, lift))
    every_weight, every_bias, every_lift = zip(*parts, strict=True)
    weights = _at_rows(np.hstack(every_weight), shared, features.shape[1])
    return weights, np.concatenate(every_bias), np.vstack(every_lift)


def _at_rows(weights: Floats, rows: NDArray[np.int64], height: int) -> Any:
    """Return a csr matrix of so many rows that holds the weights at the given ones."""
    columns = weights.shape[1]
    sizes = np.zeros(height + 1, np.int32)
    sizes[rows + 1] = columns
    indices = np.tile(np.arange(columns, dtype=np.int32), len(rows))
    parts = (weights.ravel(), indices, np.cumsum(sizes, dtype=np.int32))
    return sparse.csr_matrix(parts, shape=(height, columns))


def _naive_bayes(features: Any, owners: NDArray[np.int64], count: int) -> tuple[Any, Floats]:
    membership = sparse.csr_matrix(
        (np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))),
        shape=(count, len(owners)),
    )
    mass = (membership @ features).tocsr()
    total = np.asarray(mass.sum(axis=1)).ravel()
    mass.data = np.log1p(mass.data / _SMOOTHING)
    slope = np.log(total + _SMOOTHING * features.shape[1])
    return mass.T.tocsr().astype(np.float32), (slope - slope.mean()).astype(np.float32)


def _trusted(
    trial: TextClassifier,
    asked: Sequence[Document],
    owners: NDArray[np.int64],
    same_route: Floats,
) -> TextClassifier:
    """Return the classifier with what phrasings held back say of its scores."""
    if not asked:
        return replace(trial, threshold=1.01)
    batch = Batch(asked)
    sharp = replace(trial, sharpness=fit_sharpness(trial.scores(batch)[0], owners))
    chances = sharp.probabilities(batch)
    first = chances.argmax(axis=1)
    odds = fit_odds(chances.max(axis=1), first == owners)
    sharp = replace(sharp, odds=odds, sharpness=_FIELD_DISCOUNT * sharp.sharpness)
    sure = (sharp.probabilities(batch) @ same_route)[np.arange(len(first)), first]
    right = same_route[first, owners] > 0
    return replace(sharp, threshold=safe_threshold(sure, right, TARGET_ERROR)[0])
