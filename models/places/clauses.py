"""Holds a text's words with their roles, and the places found among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.places.spots import Spot
from models.places.words import BRAND, MARK, PLAIN, STOP
from models.words.segment import word_class


@dataclass(slots=True)
class Found:
    """A place among the words: first word, word after the last, kind, where it ends.

    `suffix` is the word that ended it; a `fixed` one showed by itself and takes nothing up. A
    place found otherwise has no kind.
    """

    first: int
    after: int
    kind: str
    end: int
    suffix: str = ""
    fixed: bool = False


@dataclass(slots=True)
class Words:
    """A text's words, where each begins, their roles as letters, the places found so far.

    `fixed` are the places that show by themselves, a word each.
    """

    words: list[str]
    starts: list[int]
    roles: str
    fixed: Sequence[Spot]
    found: list[Found] = field(default_factory=list)

    def text(self, first: int, after: int) -> str:
        """Return the words from `first` to before `after` as they stand."""
        return "".join(self.words[first:after])

    @property
    def done(self) -> int:
        """Return the word after the last place found."""
        return self.found[-1].after if self.found else 0

    def add(self, first: int, k: int, kind: str, keeps: int) -> None:
        """Take up a place that ends `keeps` characters into word `k`."""
        self.found.append(Found(first, k + 1, kind, self.starts[k] + keeps, self.words[k]))

    def behind(self, k: int) -> str:
        """Return the word behind `k`, empty at the end and before a mark."""
        is_last = k + 1 >= len(self.words) or self.roles[k + 1] == MARK
        return "" if is_last else self.words[k + 1]

    def is_start(self, first: int) -> bool:
        """Say whether a clause begins with the word."""
        return first == 0 or self.roles[first - 1] == MARK

    def is_behind(self, first: int) -> bool:
        """Say whether a place ends right before the word."""
        return bool(self.found) and self.found[-1].after == first

    def is_bounded(self, first: int) -> bool:
        """Say whether a name may begin with the word: at a start, behind a place or a stop."""
        return self.is_start(first) or self.is_behind(first) or self.roles[first - 1] == STOP

    def is_single(self, i: int) -> bool:
        """Say whether the word is one character that means nothing in particular."""
        return self.roles[i] == PLAIN and len(self.words[i]) == 1

    def is_telling(self, i: int, classes: frozenset[str]) -> bool:
        """Say whether the word looks like a part of a name and not like a common noun."""
        return self.is_single(i) or self.roles[i] == BRAND or word_class(self.words[i]) in classes
