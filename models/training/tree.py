"""Fits one classifier per level of the labels: the broad names, then what lies below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.topics.classify import Probabilities, TextClassifier
from models.topics.features import FeatureSpace
from models.topics.levels import LabelClassifier, Path, PathClassifier
from models.topics.views import View
from models.training.fitting import Fitted, fit
from models.training.history import History, narrowed
from models.words.documents import Batch

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """What was fitted, level by level, and the chances of each row unseen, rows × labels.

    `words` counts words alone; `fused` also the sentence vectors where they help, else None.
    `word_chances` and `chances` are of the one and of the better one.
    """

    top: Fitted
    words: LabelClassifier
    fused: LabelClassifier | None
    word_chances: Probabilities
    chances: Probabilities

    @property
    def best(self) -> LabelClassifier:
        """The classifier that `chances` are of."""
        return self.fused or self.words


@dataclass(frozen=True)
class _Branch:
    rows: Rows
    tree: Tree


def fit_tree(
    history: History,
    tails: Sequence[Path],
    knowledge: TextClassifier,
    *,
    n_jobs: int = 1,
    vectors: bool = True,
    space: FeatureSpace | None = None,
) -> Tree:
    """Return the Tree of a history of broad names; `tails` are the names below, row by row.

    A name is told apart further where it has at least two narrower names with rows enough.
    """
    top = fit(history, knowledge, n_jobs, vectors=vectors, space=space)
    shared = _space(top.words)
    branches: dict[str, _Branch] = {}
    for label, name in enumerate(history.labels):
        rows = np.flatnonzero(history.truth == label)
        part = narrowed(history, rows, [next(iter(tails[i]), "") for i in rows.tolist()])
        if part is not None:
            kept = np.flatnonzero(np.isin(history.rows, part.rows))
            below = [tails[i][1:] for i in kept.tolist()]
            tree = fit_tree(part, below, knowledge, n_jobs=n_jobs, vectors=vectors, space=shared)
            branches[name] = _Branch(kept, tree)
    return _joined(top, history, branches) if branches else _flat(top)


def _flat(top: Fitted) -> Tree:
    best = top.word_chances if top.fused_chances is None else top.fused_chances
    return Tree(top, top.words, top.fused, top.word_chances, best)


def _joined(top: Fitted, history: History, branches: dict[str, _Branch]) -> Tree:
    words = PathClassifier(top.words, {name: b.tree.words for name, b in branches.items()})
    lower = {
        name: _unseen(branch.tree.words, branch.tree.word_chances, branch.rows, history)
        for name, branch in branches.items()
    }
    word_chances = words.joined(top.word_chances, lower)
    if top.fused is None and all(branch.tree.fused is None for branch in branches.values()):
        return Tree(top, words, None, word_chances, word_chances)
    fused = PathClassifier(
        top.fused or top.words, {name: b.tree.best for name, b in branches.items()}
    )
    lower = {
        name: _unseen(branch.tree.best, branch.tree.chances, branch.rows, history)
        for name, branch in branches.items()
    }
    upper = top.word_chances if top.fused_chances is None else top.fused_chances
    return Tree(top, words, fused, word_chances, fused.joined(upper, lower))


def _unseen(
    classifier: LabelClassifier, chances: Probabilities, rows: Rows, history: History
) -> Probabilities:
    """The chances of all rows: as cross-fitted for the branch's own, as read for all others."""
    whole = np.zeros((len(history.truth), chances.shape[1]))
    whole[rows] = chances
    others = np.setdiff1d(np.arange(len(whole)), rows)
    if len(others):
        whole[others] = classifier.probabilities(Batch([history.documents[i] for i in others]))
    return whole


def _space(classifier: TextClassifier) -> FeatureSpace:
    first = classifier.views[0]
    if not isinstance(first, View):
        raise TypeError("the first view counts words")
    return first.space
