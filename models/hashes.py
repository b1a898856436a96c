"""Gives words and letters 64-bit hashes that are the same everywhere, and finds them fast."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(31)
_WORDS_KEPT = 200_000


def unit_hashes(units: Sequence[str]) -> Keys:
    """Return a hash per word, in order; the same on every machine and in every run."""
    return np.fromiter(map(_hash, units), np.uint64, len(units))


@lru_cache(maxsize=_WORDS_KEPT)
def _hash(unit: str) -> int:
    content = unit.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "little")


def letter_hashes(text: str) -> tuple[Keys, NDArray[np.bool_]]:
    """Return a number per character and whether it is a Chinese character, letter or digit.

    All digits get the same number, so that “3号” and “5号” count as one.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    is_digit = (codes >= ord("0")) & (codes <= ord("9"))
    codes[is_digit] = ord("0")
    is_chinese = (codes >= 0x4E00) & (codes <= 0x9FFF)
    is_latin = ((codes | np.uint64(32)) >= ord("a")) & ((codes | np.uint64(32)) <= ord("z"))
    return codes, is_chinese | is_digit | is_latin


def joined(hashes: Keys, length: int, salt: np.uint64) -> Keys:
    """Return the hash of every run of `length` neighbours, in order."""
    last = max(len(hashes) - length + 1, 0)
    total = np.full(last, salt, np.uint64)
    for step in range(length):
        total = (total ^ hashes[step : step + last]) * _STEP
        total ^= total >> _HALF
        total *= _SPREAD
    return total ^ (total >> _HALF)


class Lookup:
    """Finds hashes among sorted keys by their first bits, which beats halving many times over."""

    def __init__(self, keys: Keys) -> None:
        bits = max(len(keys).bit_length(), 1)
        self._shift = np.uint64(64 - bits)
        edges = np.arange(2**bits, dtype=np.uint64) << self._shift
        self._starts = np.searchsorted(keys, edges)
        ends = np.append(self._starts[1:], len(keys))
        self._longest = int((ends - self._starts).max(initial=0))
        self._keys = np.append(keys, np.zeros(1, np.uint64))
        self._last = len(keys)

    def find(self, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return for each hash its place among the keys, and whether it is there."""
        at = self._starts[wanted >> self._shift]
        for _ in range(self._longest):
            behind = (self._keys[at] < wanted) & (at < self._last)
            if not behind.any():
                break
            at += behind
        return at, (self._keys[at] == wanted) & (at < self._last)
