"""Cuts many texts at once and keeps what is known of each piece in arrays, numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from models.words.documents import Batch, Indices, Units, owners_of, places_of_units
from models.words.hashes import Keys, hash_of
from models.words.segment import BETWEEN, Segmenter, content_words, words_of

_KEPT = 300_000


class _Numbers(dict[str, int]):
    """Numbers the pieces as they come and keeps for each its word, its hash, what it is."""

    def __init__(self) -> None:
        super().__init__()
        self.hashes: Keys = np.zeros(1024, np.uint64)
        self.words: NDArray[np.object_] = np.full(1024, "", object)
        self.is_word = np.zeros(1024, bool)
        self.matters = np.zeros(1024, bool)
        self._lock = Lock()

    def __missing__(self, piece: str) -> int:
        words = words_of([piece])
        with self._lock:
            number = len(self)
            if number >= len(self.hashes):
                self._grow()
            if words:
                self.words[number], self.hashes[number] = words[0], hash_of(words[0])
                self.matters[number] = bool(content_words(words))
            self.is_word[number] = bool(words)
            return self.setdefault(piece, number)

    def _grow(self) -> None:
        for name in ("hashes", "words", "is_word", "matters"):
            before = getattr(self, name)
            setattr(self, name, np.concatenate([before, np.zeros_like(before)]))


@cache
def _numbers() -> _Numbers:
    return _Numbers()


@dataclass(frozen=True)
class CutTexts:
    """Normalised titles and bodies as numbered pieces in a row, and where each part begins.

    The parts are the first title, the first body, the second title and so on.
    """

    said: Sequence[tuple[str, str]]
    _known: _Numbers
    _pieces: Indices
    _starts: Indices

    @cached_property
    def tokens(self) -> list[tuple[str, ...]]:
        """The words of each text that carry matter, title and body, in order."""
        matters = self._known.matters[self._pieces]
        tokens = self._known.words[self._pieces[matters]].tolist()
        ends = self._counts(matters)[::2].tolist()
        return [tuple(tokens[a:b]) for a, b in pairwise(ends)]

    @cached_property
    def has_tokens(self) -> list[bool]:
        """Whether each text has a word that carries matter."""
        found: list[bool] = (
            np.diff(self._counts(self._known.matters[self._pieces])[::2]) > 0
        ).tolist()
        return found

    @cached_property
    def wholes(self) -> list[str]:
        """Each text with its title on a line before it."""
        return [f"{heading}\n{body}" if heading else body for heading, body in self.said]

    def batch(self) -> Batch:
        """Return the texts ready for counting."""
        is_word = self._known.is_word[self._pieces]
        pieces, ends = self._pieces[is_word], self._counts(is_word)
        owners = owners_of(np.diff(ends[::2]))
        units = Units(
            self._known.hashes[pieces], owners, np.ones(len(pieces), bool), places_of_units(owners)
        )
        return Batch.of(self.wholes, np.diff(ends)[::2], self._known.words[pieces], units)

    def _counts(self, mask: NDArray[np.bool_]) -> Indices:
        """Return how many pieces under the mask stand before each part, and how many in all."""
        counted = np.concatenate([np.zeros(1, np.int64), np.cumsum(mask)])
        return counted[self._starts]


def cut_texts(cut: Segmenter, said: Sequence[tuple[str, str]]) -> CutTexts:
    """Return the pieces of normalised titles and bodies, cut all at once."""
    flat = cut.pieces_in_a_row([part for parts in said for part in parts])
    known = _numbers()
    if len(known) > _KEPT:
        _numbers.cache_clear()
    pieces = np.fromiter(map(known.__getitem__, flat), np.int64, len(flat))
    between = np.flatnonzero(pieces == known[BETWEEN])
    ends = np.append(between, len(flat)) if said else between
    return CutTexts(said, known, pieces, np.concatenate([np.zeros(1, np.int64), ends]))
