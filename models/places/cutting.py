"""Cuts what can name places into words with their roles, many texts at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import numpy as np

from models.places.clauses import Words
from models.places.spots import Spot, spots
from models.places.telling import BETWEEN, FIXED_SIGN, told
from models.places.words import FIXED, heads, joined, roles
from models.words.remembered import Remembered
from models.words.segment import dictionary_pieces

_SPLITS = {f"{n}{s}": (n, s) for n in "一二三四五六七八九十" for s in "路村街巷组"}
_SPLITS |= {f"区{s}": ("区", s) for s in "内外里"} | {"公司法": ("公司", "法")}
"""Words of the dictionary in which an ending hides."""
_TEXT_END, _HIDES = "|", "#"
"""Stand for a role: between texts, and for a word of _SPLITS; roles that may begin an ending of
several words are capitals."""
_CAPITAL = re.compile("[A-Z]")
_LONGEST = 4

Edits = Sequence[tuple[int, int, Sequence[str]]]
"""From where to before where the words are replaced, and by which."""


def words_of_places(
    texts: Sequence[str], known: Sequence[Sequence[tuple[int, int]]]
) -> list[Words]:
    """Return each text's words, cut at the places that are `known` or show by themselves.

    What can name no place, whole clauses only, is one word of several that is a mark.
    """
    if not texts:
        return []
    apart = [spots(text, spans) for text, spans in zip(texts, known, strict=True)]
    row = told(texts, apart)
    words, letters = _with_roles(dictionary_pieces(row.text))
    sizes = np.fromiter(accumulate(map(len, words), initial=0), np.int64, len(words) + 1)
    stood = row.stood[sizes]
    found, first = [], 0
    for text, own, at, signs in zip(
        texts, apart, row.begins.tolist(), letters.split(_TEXT_END), strict=False
    ):
        after = first + len(signs)
        starts = (stood[first : after + 1] - at).tolist()
        found.append(_words(text, words[first:after], starts, signs, own))
        first = after + 1
    return found


def _words(
    text: str, words: list[str], starts: list[int], signs: str, own: Sequence[Spot]
) -> Words:
    at = -1
    for start, end, _ in own:
        at = signs.index(FIXED, at + 1)
        words[at] = text[start:end]
    return Words(words, starts, signs, own)


def _with_roles(words: list[str]) -> tuple[list[str], str]:
    """Return the words with endings whole, and their roles in small letters."""
    signed = _signed_roles().__getitem__
    letters = "".join(map(signed, words))
    if _HIDES in letters:
        edits = [(at, at + 1, _SPLITS[words[at]]) for at in _places_of(_HIDES, letters)]
        words, letters = _edited(words, letters, edits)
    words, letters = _edited(words, letters, list(_merged(words, letters)))
    return words, letters.lower()


def _places_of(sign: str, letters: str) -> list[int]:
    return [match.start() for match in re.finditer(sign, letters)]


def _edited(words: list[str], letters: str, edits: Edits) -> tuple[list[str], str]:
    signed = _signed_roles()
    kept: list[str] = []
    signs: list[str] = []
    done = 0
    for start, end, instead in edits:
        kept += words[done:start]
        kept += instead
        signs += letters[done:start], *map(signed.__getitem__, instead)
        done = end
    return kept + words[done:], "".join(signs) + letters[done:]


@cache
def _signed_roles() -> Remembered[str]:
    """The role of each word, as a capital where the word may begin an ending of several."""
    known, begins = roles(), heads()

    def signed(word: str) -> str:
        if word in {BETWEEN, FIXED_SIGN}:
            return _TEXT_END if word == BETWEEN else FIXED
        if word in _SPLITS:
            return _HIDES
        return known[word].upper() if word in begins else known[word]

    return Remembered(signed)


@cache
def _letters_after() -> dict[str, frozenset[str]]:
    """For each word that may begin an ending or verb, the letters that follow it in one."""
    return {
        begin: frozenset({e[len(begin)] for e in joined() if e.startswith(begin) and e != begin})
        for begin in heads()
    }


def _merged(words: list[str], letters: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yield where the parts of an ending or verb stand together that the dictionary cuts."""
    done, endings, after = 0, joined(), _letters_after()
    for match in _CAPITAL.finditer(letters):
        at = match.start()
        if at < done or at + 1 == len(words) or words[at + 1][0] not in after[words[at]]:
            continue
        for size in range(_LONGEST, 1, -1):
            ending = "".join(words[at : at + size])
            if ending in endings:
                yield at, at + size, (ending,)
                done = at + size
                break
