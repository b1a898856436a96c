"""Finds in one pass over many texts which patterns can match at all, and searches only those."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from operator import methodcaller
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.words.literals import branches_of, language, needed

_KEY = 3
"""So many letters of a word are looked for; the rest is compared where they are found."""
_BITS = 18
_FACTOR = 0x9E3779B97F4A7C15
_BETWEEN = "\0"

Codes = NDArray[np.uint64]


_Unit = tuple[str, Callable[[str], int]]
"""A word or a part of a pattern that can match: which pattern, and how to find it."""


class Scan:
    """What one text may hold of the patterns of a Scanner."""

    __slots__ = ("_units",)

    def __init__(self, units: dict[str, list[Callable[[str], int]]]) -> None:
        self._units = units

    def may_hold(self, name: str) -> bool:
        """Return False when the pattern matches nowhere in the text scanned."""
        return name in self._units

    def holds(self, name: str, text: str) -> bool:
        """Return whether the pattern matches in the text scanned or in a part of it."""
        for find in self._units.get(name, ()):  # noqa: SIM110 — any() takes twice as long
            if find(text) >= 0:
                return True
        return False

    def first(self, name: str, text: str) -> int:
        """Return where the pattern's first match in the text, or in a part of it, begins; or −1."""
        starts = [at for find in self._units.get(name, ()) if (at := find(text)) >= 0]
        return min(starts) if starts else -1

    def names(self) -> Iterable[str]:
        """Return the patterns that may match."""
        return self._units.keys()


class Scanner:
    """Patterns by name, with the words without which they cannot match."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        """Take the patterns apart; a lookaround at a part's edge may not look past its text."""
        self._units: list[_Unit] = []
        self._always: list[int] = []
        owners: dict[str, list[int]] = {}
        for name, pattern in patterns.items():
            for words, find in _parts(pattern):
                number = len(self._units)
                self._units.append((name, find))
                for key in {word[:_KEY] for word in words}:
                    owners.setdefault(key, []).append(number)
                if not words:
                    self._always.append(number)
        keys = sorted(owners)
        self._owners = [frozenset(owners[key]) for key in keys]
        numbers = {key: number for number, key in enumerate(keys)}
        self._tables = [
            _Table(length, {k: n for k, n in numbers.items() if len(k) == length})
            for length in range(1, _KEY + 1)
        ]

    def scan(self, texts: Sequence[str]) -> list[Scan]:
        """Return what each text may hold, in order."""
        codes = codes_of(_BETWEEN.join(texts))
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        found = [table.find(codes) for table in self._tables]
        places = np.concatenate([at for at, _ in found])
        owners = np.searchsorted(starts, places, "right") - 1
        count = max(len(self._owners), 1)
        unique = distinct(owners * count + np.concatenate([keys for _, keys in found]))
        ends = np.searchsorted(unique, np.arange(len(texts) + 1) * count).tolist()
        keys = (unique % count).tolist()
        return [self._active(keys[a:b]) for a, b in pairwise(ends)]

    def _active(self, keys: list[int]) -> Scan:
        active: dict[str, list[Callable[[str], int]]] = {}
        units = self._units
        for number in frozenset(self._always).union(*[self._owners[key] for key in keys]):
            name, find = units[number]
            if name in active:
                active[name].append(find)
            else:
                active[name] = [find]
        return Scan(active)


class _Table:
    """Keys of one length, found at every place of a text at once."""

    def __init__(self, length: int, numbers: Mapping[str, int]) -> None:
        self._length = length
        packed = np.array([_packed(codes_of(key), length)[0] for key in numbers], np.uint64)
        factor, self._shift = _FACTOR, np.uint64(64 - _BITS)
        self._factor = np.uint64(factor)
        while len(np.unique(self._slots(packed))) < len(packed):
            factor = (factor * 5 + 2) % 2**64
            self._factor = np.uint64(factor)
        self._numbers: NDArray[np.int32] = np.full(2**_BITS, -1, np.int32)
        self._numbers[self._slots(packed)] = list(numbers.values())
        self._packed = np.zeros(max(numbers.values(), default=0) + 1, np.uint64)
        self._packed[list(numbers.values())] = packed

    def find(self, codes: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places where a key begins, and its number."""
        packed = _packed(codes, self._length)
        numbers = self._numbers[self._slots(packed)]
        at = np.flatnonzero(numbers >= 0)
        found = numbers[at]
        right = self._packed[found] == packed[at]
        return at[right], found[right].astype(np.int64)

    def _slots(self, packed: Codes) -> NDArray[Any]:
        slots: NDArray[Any] = (packed * self._factor) >> self._shift
        return slots


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers ascending, each once; several times faster than np.unique for many."""
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


def codes_of(text: str) -> Codes:
    """Return the numbers of the characters; those beyond the usual plane count as one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(codes, 0xFFFF).astype(np.uint64)


def _packed(codes: Codes, length: int) -> Codes:
    last = max(len(codes) - length + 1, 0)
    packed = codes[:last].copy()
    for step in range(1, length):
        packed |= codes[step : step + last] << np.uint64(16 * step)
    return packed


def _parts(pattern: str) -> Iterable[tuple[Iterable[str], Callable[[str], int]]]:
    """Yield for each part of a pattern the words of which it needs one, and how to find it."""
    for part in branches_of(pattern):
        words = language(part)
        if words is not None and "" not in words:
            for word in words:
                yield [word], methodcaller("find", word)
        else:
            conditions = needed(part)
            yield conditions[0] if conditions else (), _finder(re.compile(part))


def _finder(pattern: re.Pattern[str]) -> Callable[[str], int]:
    search = pattern.search

    def find(text: str) -> int:
        match = search(text)
        return match.start() if match else -1

    return find
