"""Scores texts from one side: by the weights of its words and letters, or of its vector."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.topics.features import Block, FeatureSpace, Floats, single_keys
from models.topics.vectors import VectorSpace
from models.words.documents import Batch
from models.words.hashes import Keys

Indices = NDArray[np.int64]
_HEAVY = 16
"""Rows of sparse weights with so many weights are faster dense."""
_FEW = 2
"""So few parts of a label are picked and added; more are a product of matrices."""


@dataclass(frozen=True)
class View:
    """Weights over a feature space, one column per label or per part that labels are made of.

    `spread` (parts × labels) adds parts up to labels; None where the columns are the labels.
    `slope` is subtracted in proportion to how much of a text the space knows, as naive Bayes
    needs.
    """

    space: FeatureSpace
    weights: Any
    slope: Floats
    spread: Floats | None = None

    def scores(self, texts: Batch) -> tuple[Floats, Floats]:
        """Return scores texts × labels, and how much of each text is known (0 for nothing)."""
        features = texts.features(self.space)
        dense = self._spread_out(self._product(features))
        known = np.asarray(features.sum(axis=1), np.float32).ravel()
        if self.slope.any():
            dense -= np.outer(known, self.slope)
        return dense.astype(np.float32, copy=False), known

    def places(self, words: Keys) -> Indices:
        """Return for each word, given by its hash, its place among those known, or −1."""
        block, _ = self._words
        found: Indices = np.full(len(words), -1)
        known, at = block.lookup.known(single_keys(block.spec, words))
        found[known] = at
        return found

    def gain(self, places: Indices, labels: Indices) -> NDArray[Any]:
        """Return how much each word, given by its place, speaks for its label beyond the mean."""
        block, start = self._words
        if not len(places) or not len(block.keys):
            return np.zeros(len(places))
        known = places >= 0
        at = np.where(known, places, 0)
        gain: NDArray[Any] = -self._mean_weights[start + at].astype(np.float64)
        for part, share in self._parts:
            gain += self._weights_at(start + at, part[labels]) * share[labels]
        gain -= (self.slope - self.slope.mean())[labels]
        return np.where(known, gain * block.idf[at], 0.0)

    def towards(self, mix: NDArray[Any]) -> View:
        """Return the view whose labels are mixtures of these: scores' = scores @ mix."""
        spread = mix if self.spread is None else self.spread @ mix
        slope = (self.slope @ mix).astype(np.float32)
        return replace(self, spread=spread.astype(np.float32), slope=slope)

    def _spread_out(self, parts: NDArray[Any]) -> NDArray[Any]:
        """Return the sums of parts that make up each label.

        A few parts are picked: a product of dense matrices wakes the other cores, which then wait
        busily for more.
        """
        if self.spread is None:
            return parts
        if len(self._parts) > _FEW:
            return np.asarray(parts @ self.spread)
        (first, share), *others = self._parts
        found: NDArray[Any] = parts[:, first] * share
        for part, share in others:
            found += parts[:, part] * share
        return found

    def _product(self, features: Any) -> NDArray[Any]:
        """Return features times weights; rows with many weights are kept dense, which is faster."""
        if not sparse.issparse(self.weights):
            return np.asarray(features @ self.weights)
        numbers, heavy, light = self._split
        number = numbers[features.indices]
        kept = number >= 0
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[features.indptr]
        shape = (features.shape[0], len(heavy))
        chosen = sparse.csr_matrix((features.data[kept], number[kept], ends), shape=shape)
        dense = np.asarray(chosen @ heavy)
        if light.nnz:
            dense += _product_of_few(features, light)
        return dense

    def _weights_at(self, rows: Indices, columns: Indices) -> Floats:
        """Return the weight in each row and column given."""
        if not sparse.issparse(self.weights):
            return np.asarray(self.weights[rows, columns])
        numbers, heavy, light = self._split
        number = numbers[rows]
        is_heavy = number >= 0
        found = np.zeros(len(rows), np.float32)
        found[is_heavy] = heavy[number[is_heavy], columns[is_heavy]]
        at = _places_of_cells(light, rows, columns)
        found[at >= 0] = light.data[at[at >= 0]]
        return found

    @cached_property
    def _split(self) -> tuple[Indices, Floats, Any]:
        """The number of each heavy row or −1, the heavy rows, the weights without them."""
        sizes = np.diff(self.weights.indptr)
        is_heavy = sizes >= _HEAVY
        numbers = np.where(is_heavy, np.cumsum(is_heavy) - 1, -1).astype(np.int64)
        kept = np.repeat(~is_heavy, sizes)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.where(is_heavy, 0, sizes))])
        parts = (self.weights.data[kept], self.weights.indices[kept], starts)
        light = sparse.csr_matrix(parts, shape=self.weights.shape)
        light.sort_indices()
        return numbers, self.weights[is_heavy].toarray(), light

    @cached_property
    def _words(self) -> tuple[Block, int]:
        start = 0
        for block in self.space.blocks:
            if block.spec.source == "words":
                return block, start
            start += len(block.keys)
        raise ValueError("a view needs a block of words")

    @cached_property
    def _mean_weights(self) -> NDArray[Any]:
        columns = self.weights.shape[1]
        mean = np.full(columns, 1 / columns) if self.spread is None else self.spread.mean(axis=1)
        return np.asarray(self.weights @ mean).ravel()

    @cached_property
    def _parts(self) -> list[tuple[Indices, NDArray[Any]]]:
        """The columns of the weights that make up each label, with their shares, slot by slot."""
        if self.spread is None:
            count = self.weights.shape[1]
            return [(np.arange(count), np.ones(count))]
        slots = int((self.spread != 0).sum(axis=0).max(initial=0))
        order = np.argsort(-np.abs(self.spread), axis=0, kind="stable")[:slots]
        shares = np.take_along_axis(self.spread, order, axis=0)
        return list(zip(order, shares, strict=True))


def _places_of_cells(weights: Any, rows: Indices, columns: Indices) -> Indices:
    """Return where the weights hold each row and column, or −1; by halving rows of < _HEAVY."""
    if not weights.nnz:
        return np.full(len(rows), -1)
    at, ends = weights.indptr[rows], weights.indptr[rows + 1]
    last, step = len(weights.indices) - 1, _HEAVY // 2
    while step:
        further = at + step
        is_before = (further < ends) & (weights.indices[np.minimum(further, last)] <= columns)
        at = np.where(is_before, further, at)
        step //= 2
    is_there = (at < ends) & (weights.indices[np.minimum(at, last)] == columns)
    return np.where(is_there, at, -1)


def _product_of_few(features: Any, weights: Any) -> Floats:
    """Return the product of sparse matrices, dense; quick where most rows of weights hold few."""
    starts = weights.indptr[features.indices]
    sizes = weights.indptr[features.indices + 1] - starts
    held = np.flatnonzero(sizes)
    starts, sizes = starts[held], sizes[held]
    at = np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
    texts, width = features.shape[0], weights.shape[1]
    rows = np.repeat(np.arange(texts), np.diff(features.indptr))[held]
    found = np.zeros(texts * width, np.float32)
    cells = np.repeat(rows * width, sizes) + weights.indices[at]
    np.add.at(found, cells, np.repeat(features.data[held], sizes) * weights.data[at])
    return found.reshape(texts, width)


@dataclass(frozen=True)
class VectorView:
    """Weights over the sentence vector of a text, one column per label; it names no words."""

    space: VectorSpace
    weights: Floats

    def scores(self, texts: Batch) -> tuple[Floats, Floats]:
        """Return scores texts × labels, and 1 for every text that has a vector."""
        vectors = texts.features(self.space)
        known = np.asarray(np.abs(vectors).sum(axis=1) > 0, np.float32)
        return np.asarray(vectors @ self.weights, np.float32), known

    def places(self, words: Keys) -> Indices:
        """Return that it knows no word."""
        return np.full(len(words), -1)

    def gain(self, places: Indices, labels: Indices) -> NDArray[Any]:  # noqa: ARG002
        """Return zeros: a vector of a whole sentence does not say which word spoke."""
        return np.zeros(len(places))
