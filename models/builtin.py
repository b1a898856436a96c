"""Builds a classifier from the topic catalogue alone, for a city without labelled history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from models.catalogue import TopicCatalogue, TopicLeaf
from models.classify import TextClassifier
from models.features import BlockSpec, Document, fit_features
from models.segment import Segmenter, segmenter
from models.text import normalise

BLOCKS = (
    BlockSpec("words", 1, 2, min_texts=1),
    BlockSpec("letters", 2, 3, min_texts=1, weight=0.8),
)
_SMOOTHING = 1.0
_ADDED_WORD = range(2, 5)


def catalogue_segmenter(catalogue: TopicCatalogue, places: Sequence[str] = ()) -> Segmenter:
    """Return the Segmenter that keeps the catalogue's short words and the given places whole."""
    words = (word for word in catalogue.words() if len(word) in _ADDED_WORD)
    return segmenter((*words, *places))


def document(cut: Segmenter, text: str, title: str = "") -> Document:
    """Return normalised text and title ready for counting."""
    return Document(cut.cut(title), cut.cut(text), f"{title}\n{text}")


def build_builtin(catalogue: TopicCatalogue, cut: Segmenter) -> TextClassifier:
    """Return a classifier over the catalogue's leaf codes, trained on its words and phrasings."""
    texts, owners = zip(
        *((t, i) for i, leaf in enumerate(catalogue.leaves) for t in _lessons(leaf)), strict=True
    )
    documents = [document(cut, normalise(text)) for text in texts]
    space = fit_features(documents, BLOCKS)
    features = space.transform(documents)
    count = len(catalogue.leaves)
    membership = sparse.csr_matrix(
        (np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))),
        shape=(count, len(owners)),
    )
    mass = (membership @ features).tocsr()
    total = np.asarray(mass.sum(axis=1)).ravel()
    mass.data = np.log1p(mass.data / _SMOOTHING)
    slope = np.log(total + _SMOOTHING * space.width)
    return TextClassifier(
        labels=tuple(leaf.code for leaf in catalogue.leaves),
        space=space,
        weights=mass.T.tocsr().astype(np.float32),
        bias=np.zeros(count, np.float32),
        slope=(slope - slope.mean()).astype(np.float32),
        sharpness=1.5,
        threshold=0.8,
    )


def _lessons(leaf: TopicLeaf) -> Iterator[str]:
    yield from leaf.phrasings
    yield from leaf.words
    yield leaf.definition
    yield f"{leaf.level3} {leaf.level2}"
