"""Gives words and letters 64-bit hashes that are the same everywhere, and finds them fast."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(31)
_WORDS_KEPT = 300_000
_FINER_BITS = 2
"""So much finer than one key to a bucket: nearly no bucket holds several."""
_SPARE_BITS = 2
"""So many more slots than keys tell at once that most unknown hashes are unknown."""


class _Numbers(dict[str, int]):
    """Numbers the words as they come and keeps their hashes."""

    def __init__(self) -> None:
        super().__init__()
        self.hashes: Keys = np.zeros(1024, np.uint64)
        self._lock = Lock()

    def __missing__(self, unit: str) -> int:
        found = hash_of(unit)
        with self._lock:
            number = len(self)
            if number >= len(self.hashes):
                self.hashes = np.concatenate([self.hashes, np.zeros_like(self.hashes)])
            self.hashes[number] = found
            return self.setdefault(unit, number)


@cache
def _numbers() -> _Numbers:
    return _Numbers()


def hash_of(unit: str) -> int:
    """Return the hash of one word."""
    content = unit.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "little")


def unit_hashes(units: Sequence[str]) -> Keys:
    """Return a hash per word, in order; the same on every machine and in every run."""
    known = _numbers()
    if len(known) > _WORDS_KEPT:
        _numbers.cache_clear()
    at = np.fromiter(map(known.__getitem__, units), np.int64, len(units))
    return known.hashes[at]


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
    return _mixed([hashes[step : step + last] for step in range(length)], salt)


def joined_at(hashes: Keys, at: NDArray[np.int64], length: int, salt: np.uint64) -> Keys:
    """Return the hashes of the runs of `length` neighbours that begin at the places given."""
    return _mixed([hashes[at + step] for step in range(length)], salt)


def _mixed(units: Sequence[Keys], salt: np.uint64) -> Keys:
    total = np.full(len(units[0]), salt, np.uint64)
    for each in units:
        total ^= each
        total *= _STEP
        total ^= total >> _HALF
        total *= _SPREAD
    total ^= total >> _HALF
    return total


class Lookup:
    """Finds hashes among sorted keys by their first bits, which beats halving many times over."""

    def __init__(self, keys: Keys) -> None:
        bits = max(len(keys).bit_length(), 1) + _FINER_BITS
        self._shift = np.uint64(64 - bits)
        edges = np.arange(2**bits, dtype=np.uint64) << self._shift
        self._starts = np.searchsorted(keys, edges).astype(np.int32)
        ends = np.append(self._starts[1:], np.int32(len(keys)))
        self._longest = int((ends - self._starts).max(initial=0))
        self._keys = np.append(keys, np.zeros(1, np.uint64))
        self._last = len(keys)
        self._coarse = np.uint64(64 - bits - _SPARE_BITS)
        self._taken = np.zeros(2 ** (bits + _SPARE_BITS), bool)
        self._taken[keys >> self._coarse] = True

    def known(self, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which of the hashes are among the keys, and their places there."""
        likely = np.flatnonzero(self._taken[wanted >> self._coarse])
        at, is_there = self.find(wanted[likely])
        return likely[is_there], at[is_there]

    def find(self, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return for each hash its place among the keys, and whether it is there."""
        at = self._starts[wanted >> self._shift].astype(np.int64)
        for _ in range(self._longest):
            behind = (self._keys[at] < wanted) & (at < self._last)
            if not behind.any():
                break
            at += behind
        return at, (self._keys[at] == wanted) & (at < self._last)
