"""Scores texts against labels with linear views and says how sure it is and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.topics.features import Floats
from models.topics.views import Indices, VectorView, View
from models.words.documents import Batch, Document

Probabilities = NDArray[np.float64]
Odds = tuple[float, float]
PLAIN_ODDS: Odds = (1.0, 0.0)
_AHEAD = 1 + 1e-9
"""So little the first choice stays ahead of one as likely, lest rounding let them change places."""


@dataclass(frozen=True)
class TextClassifier:
    """Labels scored by the sum of one or more views.

    `sharpness` and `odds` turn scores into calibrated probabilities; from `threshold` on a first
    choice is wrong at most as often as the training promised. Where there are `own_thresholds`,
    one per label, they stand for the common one.
    """

    labels: tuple[str, ...]
    views: tuple[View | VectorView, ...]
    bias: Floats
    sharpness: float = 1.0
    threshold: float = 1.0
    odds: Odds = PLAIN_ODDS
    own_thresholds: tuple[float, ...] = ()

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The names of each label from broad to narrow; here each label is one name."""
        return tuple((label,) for label in self.labels)

    def threshold_of(self, label: int) -> float:
        """Return the confidence from which on this label may be taken without a person."""
        return self.own_thresholds[label] if self.own_thresholds else self.threshold

    def best(self, chances: Probabilities) -> Indices:
        """Return the first choice of each row of probabilities."""
        found: Indices = chances.argmax(axis=1)
        return found

    def scores(self, documents: Sequence[Document] | Batch) -> tuple[Floats, Floats]:
        """Return scores texts × labels, and how much of each text is known (0 for nothing)."""
        texts = documents if isinstance(documents, Batch) else Batch(documents)
        parts = [view.scores(texts) for view in self.views]
        total = np.sum([scores for scores, _ in parts], axis=0) + self.bias
        return total.astype(np.float32), np.sum([known for _, known in parts], axis=0)

    def probabilities(self, documents: Sequence[Document] | Batch) -> Probabilities:
        """Return calibrated probabilities texts × labels; rows sum to 1.

        A text of which nothing is known gets the same probability for every label.
        """
        scores, known = self.scores(documents)
        chances = with_odds(softmax(scores, self.sharpness), self.odds)
        chances[known == 0] = 1 / len(self.labels)
        return chances

    def evidence(
        self,
        documents: Sequence[Document] | Batch,
        chosen: Sequence[int] | NDArray[Any],
        most: int = 6,
    ) -> list[tuple[str, ...]]:
        """Return for each text the words that spoke most for its chosen label, strongest first."""
        texts = documents if isinstance(documents, Batch) else Batch(documents)
        units = texts.units("words")
        spaces = {id(view.space): view for view in self.views}
        places = {space: view.places(units.hashes) for space, view in spaces.items()}
        known = np.flatnonzero(np.any([found >= 0 for found in places.values()], axis=0))
        words_known = _numbered([found[known] for found in places.values()])
        known = known[_first_ones(units.owners[known], words_known)]
        owners = units.owners[known]
        labels = np.asarray(chosen, np.int64)[owners]
        gain = np.sum([v.gain(places[id(v.space)][known], labels) for v in self.views], axis=0)
        speaking = np.flatnonzero(gain > 0)
        order = speaking[np.lexsort((known[speaking], -gain[speaking], owners[speaking]))]
        words = texts.words_at(known[order])
        return _strongest(words, owners[order].tolist(), len(texts), most)


def softmax(scores: NDArray[Any], sharpness: float = 1.0) -> Probabilities:
    """Return the rows as probabilities proportional to exp(sharpness × score)."""
    scaled = scores.astype(np.float64) * sharpness
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: Probabilities = raised / raised.sum(axis=1, keepdims=True)
    return result


def log_odds(chance: NDArray[Any]) -> NDArray[np.float64]:
    """Return log(p / (1 − p)), kept finite at 0 and 1."""
    inside = np.clip(chance, 1e-9, 1 - 1e-9)
    result: NDArray[np.float64] = np.log(inside / (1 - inside))
    return result


def with_odds(chances: Probabilities, odds: Odds) -> Probabilities:
    """Return the rows with the first choice's log-odds x moved to odds[0] × x + odds[1].

    The others share the rest as before; the first choice stays first.
    """
    if odds == PLAIN_ODDS or not len(chances):
        return chances
    rows, first = np.arange(len(chances)), chances.argmax(axis=1)
    before = chances[rows, first]
    others = chances.copy()
    others[rows, first] = 0.0
    second = others.max(axis=1)
    after = 1 / (1 + np.exp(-(odds[0] * log_odds(before) + odds[1])))
    tie = second / np.maximum(1 - before + second, 1e-12)
    after = np.maximum(after, np.minimum(tie * _AHEAD, 1.0))
    moved = chances * ((1 - after) / np.maximum(1 - before, 1e-12))[:, None]
    moved[rows, first] = after
    result: Probabilities = moved / moved.sum(axis=1, keepdims=True)
    return result


def _numbered(places: Sequence[Indices]) -> Indices:
    """Return a number per word that equal words share, from their places in several spaces."""
    found, start = places[0], int(places[0].max(initial=0)) + 1
    for each in places[1:]:
        found = np.where(found < 0, each + start, found)
        start += int(each.max(initial=0)) + 1
    return found


def _first_ones(owners: Indices, words: Indices) -> Indices:
    """Return where each text names a word, given by its number, for the first time."""
    bits, word_bits = len(words).bit_length(), int(words.max(initial=0)).bit_length()
    coded = (((owners << word_bits) | words) << bits) | np.arange(len(words))
    coded.sort()
    named = coded >> bits
    is_other = np.ones(len(coded), bool)
    is_other[1:] = named[1:] != named[:-1]
    return coded[is_other] & ((1 << bits) - 1)


def _strongest(
    words: Sequence[str], owners: Sequence[int], texts: int, most: int
) -> list[tuple[str, ...]]:
    found: list[list[str]] = [[] for _ in range(texts)]
    for word, owner in zip(words, owners, strict=True):
        mine = found[owner]
        if len(mine) < most and len(word) > 1:
            mine.append(word)
    return [tuple(each) for each in found]
