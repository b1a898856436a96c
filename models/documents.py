"""Holds cut texts and their words and letters as numbers, worked out once for all models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.hashes import Keys, letter_hashes, unit_hashes

Indices = NDArray[np.int64]

_CHARS_READ = 1_500
_HEAD_WORDS, _HEAD_CHARS = 60, 120
WHOLE = "whole"
_PART_SOURCES = {
    "title": ("words", "title"),
    "head": ("words", "head"),
    "head_letters": ("letters", "head"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One text ready for counting: its cut title and body and both as characters."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    letters: str


@dataclass(frozen=True, slots=True)
class Units:
    """The words or letters of many texts in a row: hash, owner, and whether a run may hold it."""

    hashes: Keys
    owners: Indices
    allowed: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> Units:
        """Return the units under a mask."""
        return Units(self.hashes[kept], self.owners[kept], self.allowed[kept])


class Space(Protocol):
    """What a batch can be counted in."""

    def transform(self, documents: Batch) -> Any:
        """Return a csr matrix documents × width."""


class Batch:
    """Some documents with their features, counted once per space however many models ask."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._counted: dict[int, tuple[Space, Any]] = {}

    def __len__(self) -> int:
        return len(self.documents)

    def features(self, space: Space) -> Any:
        """Return the csr matrix documents × width of the space."""
        if id(space) not in self._counted:
            self._counted[id(space)] = space, space.transform(self)
        return self._counted[id(space)][1]

    def units(self, source: str, part: str = WHOLE) -> Units:
        """Return the units of a source (words, letters) in a part of the texts.

        The sources title, head and head_letters are the words or letters of that part.
        """
        if source in _PART_SOURCES:
            source, part = _PART_SOURCES[source]
        units, titles, most = (
            (self._words, self._title_words, _HEAD_WORDS)
            if source == "words"
            else (self._letters, self._title_letters, _HEAD_CHARS)
        )
        if part == WHOLE:
            return units
        end = titles if part == "title" else titles + most
        return units.only(_places(units.owners) < end[units.owners])

    @cached_property
    def has_title(self) -> NDArray[np.bool_]:
        """Whether each document has a title."""
        return self._title_words > 0

    @cached_property
    def _title_words(self) -> Indices:
        return np.array([len(d.title) for d in self.documents], np.int64)

    @cached_property
    def _title_letters(self) -> Indices:
        ends = [d.letters.find("\n") if d.title else 0 for d in self.documents]
        return np.maximum(np.array(ends, np.int64), 0)

    @cached_property
    def _words(self) -> Units:
        flat = [word for d in self.documents for words in (d.title, d.body) for word in words]
        lengths = [len(d.title) + len(d.body) for d in self.documents]
        return Units(unit_hashes(flat), _owners(lengths), np.ones(len(flat), bool))

    @cached_property
    def _letters(self) -> Units:
        texts = [d.letters[:_CHARS_READ] for d in self.documents]
        hashes, allowed = letter_hashes("".join(texts))
        return Units(hashes, _owners([len(text) for text in texts]), allowed)


def _owners(lengths: Sequence[int]) -> Indices:
    return np.repeat(np.arange(len(lengths)), np.array(lengths, np.int64))


def _places(owners: Indices) -> Indices:
    """Return for each unit its place in its own text; owners are sorted."""
    return np.arange(len(owners)) - np.searchsorted(owners, owners)
