"""Finds at once which clauses of many texts can name a place, so that only those are cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.places.spots import Spot
from models.places.words import NUMERALS, tails, words_in
from models.words.documents import Indices

FIXED_SIGN, LEFT_OUT, BETWEEN = "\x01", "\x02", "\0"
"""What stands for a place that shows by itself, for clauses left out, between two texts. None is
in a normalised text, and engines leave each alone."""
_MARKS = f"{BETWEEN}\n，。！？；：、（）,!?;:()"
"""Signs that no word of the dictionary holds."""
_BITS = 64

Flags = NDArray[np.bool_]
Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Told:
    """Texts in a row as far as they can name places, and where each sign stood and the end.

    `begins` is where each text began in the whole row.
    """

    text: str
    stood: Indices
    begins: Indices


@dataclass(frozen=True, slots=True)
class _Signs:
    """By character: whether it tells alone, which pairs it begins and ends, whether it is a mark.

    Pairs are told by one of 64 bits, so that some show which are none.
    """

    alone: Flags
    first: NDArray[np.uint64]
    second: NDArray[np.uint64]
    is_mark: Flags


def told(texts: Sequence[str], spots: Sequence[Sequence[Spot]]) -> Told:
    """Return the texts with FIXED_SIGN for each spot and LEFT_OUT for what can name nothing."""
    codes = np.frombuffer(
        BETWEEN.join(texts).encode("utf-32-le", "surrogatepass"), np.uint32
    ).copy()
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    spans = [
        (start + at, end + at)
        for at, own in zip(begins.tolist(), spots, strict=False)
        for start, end, _ in own
    ]
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    inside = _inside(starts, ends, len(codes))
    left_out = ~(_can_name(np.minimum(codes, 0xFFFF), starts, ends) | inside)
    again = np.zeros_like(left_out)
    again[1:] = left_out[1:] & left_out[:-1]
    codes[left_out], codes[starts] = ord(LEFT_OUT), ord(FIXED_SIGN)
    inside[starts] = False
    stood = np.flatnonzero(~(inside | again))
    text = codes[stood].tobytes().decode("utf-32-le", "surrogatepass")
    return Told(text, np.append(stood, len(codes)), begins)


def _inside(starts: Indices, ends: Indices, length: int) -> Flags:
    steps = np.zeros(length + 1, np.int8)
    np.add.at(steps, starts, 1)
    np.subtract.at(steps, ends, 1)
    return np.cumsum(steps[:-1], dtype=np.int8) > 0


def _can_name(codes: Codes, starts: Indices, ends: Indices) -> Flags:
    """Say for each sign whether it or its clause, or a clause beside it, may name a place.

    A mark counts to the clause behind it, and stays where the one before it is kept.
    """
    known = _signs()
    tells = known.alone[codes]
    tells[:-1] |= (known.first[codes[:-1]] & known.second[codes[1:]]) > 0
    marks = known.is_mark[codes]
    clauses = np.cumsum(marks, dtype=np.int32)
    kept = np.zeros(int(clauses[-1]) + 1 if len(clauses) else 1, bool)
    kept[clauses[tells]] = True
    kept[clauses[np.maximum(starts - 1, 0)]] = True
    kept[clauses[starts]] = True
    kept[clauses[np.minimum(ends, len(codes) - 1)]] = True
    found = kept[clauses]
    places = np.flatnonzero(marks)
    found[places] |= kept[clauses[places] - 1] | (codes[places] == ord(BETWEEN))
    return found


def _telling() -> Iterator[str]:
    """Yield words of which a clause holds one that can name a place.

    What else tells of a place (业主, 三期) does so only behind one of these or a place.
    """
    yield from (*tails(), *words_in("place_regions"), *words_in("place_brands"))
    yield from (numeral + size for numeral in NUMERALS for size in "中小")


@cache
def _signs() -> _Signs:
    found = _Signs(
        np.zeros(0x10000, bool),
        np.zeros(0x10000, np.uint64),
        np.zeros(0x10000, np.uint64),
        np.zeros(0x10000, bool),
    )
    found.is_mark[[*map(ord, _MARKS)]] = True
    for word in _telling():
        if len(word) == 1:
            found.alone[ord(word)] = True
        else:
            bit = np.uint64(1 << (ord(word[0]) % _BITS))
            found.first[ord(word[0])] = bit
            found.second[ord(word[1])] |= bit
    return found
