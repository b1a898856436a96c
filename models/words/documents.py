"""Holds cut texts and their words and letters as numbers, worked out once for all models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.words.hashes import Keys, letter_hashes, unit_hashes

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
    places: Indices

    def only(self, kept: NDArray[np.bool_]) -> Units:
        """Return the units under a mask."""
        owners = self.owners[kept]
        return Units(self.hashes[kept], owners, self.allowed[kept], places_of_units(owners))


class Space(Protocol):
    """What a batch can be counted in."""

    def transform(self, documents: Batch) -> Any:
        """Return a csr matrix documents × width."""


class Batch:
    """Some documents with their features, counted once per space however many models ask."""

    def __init__(self, documents: Sequence[Document]) -> None:
        words = [word for d in documents for words in (d.title, d.body) for word in words]
        owners = owners_of([len(d.title) + len(d.body) for d in documents])
        self.letters = [d.letters for d in documents]
        self._said: NDArray[np.object_] = np.empty(len(words), object)
        self._said[:] = words
        self._title_words = np.array([len(d.title) for d in documents], np.int64)
        self._words = _units(unit_hashes(words), owners)
        self._counted: dict[int, tuple[Space, Any]] = {}

    @classmethod
    def of(
        cls,
        letters: Sequence[str],
        title_words: Indices,
        words: NDArray[np.object_],
        units: Units,
    ) -> Batch:
        """Return the batch of texts whose words are numbered already."""
        batch = cls(())
        batch.letters = list(letters)
        batch._said = words
        batch._title_words, batch._words = title_words, units
        return batch

    def __len__(self) -> int:
        return len(self.letters)

    def words_at(self, places: Indices) -> list[str]:
        """Return the words of all texts in a row at the places."""
        found: list[str] = self._said[places].tolist()
        return found

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
        units = self._words if source == "words" else self._letters
        if part == WHOLE:
            return units
        return units.only(units.places < self.end(source, part)[units.owners])

    def end(self, source: str, part: str) -> Indices:
        """Return for each text the place of the unit behind a part of it."""
        if part == WHOLE or source in _PART_SOURCES:
            return np.full(len(self), np.iinfo(np.int64).max)
        titles, most = (
            (self._title_words, _HEAD_WORDS)
            if source == "words"
            else (self._title_letters, _HEAD_CHARS)
        )
        return titles if part == "title" else titles + most

    @cached_property
    def has_title(self) -> NDArray[np.bool_]:
        """Whether each document has a title."""
        return self._title_words > 0

    @cached_property
    def _title_letters(self) -> Indices:
        titled = zip(self.letters, self.has_title.tolist(), strict=True)
        ends = [text.find("\n") if has_title else 0 for text, has_title in titled]
        return np.maximum(np.array(ends, np.int64), 0)

    @cached_property
    def _letters(self) -> Units:
        texts = [text[:_CHARS_READ] for text in self.letters]
        hashes, allowed = letter_hashes("".join(texts))
        return _units(hashes, owners_of([len(text) for text in texts]), allowed)


def _units(hashes: Keys, owners: Indices, allowed: NDArray[np.bool_] | None = None) -> Units:
    every = np.ones(len(hashes), bool) if allowed is None else allowed
    return Units(hashes, owners, every, places_of_units(owners))


def owners_of(lengths: Sequence[int] | Indices) -> Indices:
    """Return for each unit the number of its text, from how many units each text has."""
    return np.repeat(np.arange(len(lengths)), np.array(lengths, np.int64))


def places_of_units(owners: Indices) -> Indices:
    """Return for each unit its place in its own text; owners are sorted."""
    at = np.arange(len(owners))
    first = at.copy()
    first[1:][owners[1:] == owners[:-1]] = 0
    return at - np.maximum.accumulate(first)
