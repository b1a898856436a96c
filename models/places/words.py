"""What each word can be within the name of a place: an ending, a part, a boundary."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from models.words.lexicon import table, word_list
from models.words.segment import dictionary_words, word_class

STOP: Final = "s"
SOFT: Final = "f"
PLAIN: Final = "p"
GENERIC: Final = "g"
TRADE: Final = "t"
BRAND: Final = "b"
CUE: Final = "c"
COUNT: Final = "n"
REGION: Final = "r"
FIXED: Final = "x"
MARK: Final = "k"
SUFFIX: Final = "e"
"""Roles, one letter each, so that a text's roles are a text too that patterns can search."""

INSTITUTIONS = frozenset({"school", "hospital", "company", "site", "station", "market"})
AREAS = frozenset({"city", "district", "county", "province"})
NUMERALS = frozenset("一二三四五六七八九十")
CLASSES_OF_NAMES = frozenset({"ns", "nt", "nz", "nr", "nrt", "nrfg", "x"})

_SIGNS = re.compile(r"[期栋幢座]|号楼")
_CHINESE = re.compile(r"[一-鿿]")
_STOPPING = frozenset("rcpudmqyeil")
"""Word classes (verbs, adverbs, pronouns …) that no name of a place is made of."""
_LONGEST = 8
_PROVINCES = 35
_LINES = frozenset("经纬东西南北中")
_HAMLET_ENDS = frozenset("庄屯寨堡湾")
"""A word of the dictionary that ends so and is classed as a name is one: 小王庄, 星河湾."""


class Tail(NamedTuple):
    """How a word can end a name.

    `firm` endings need no boundary before the name, which has `least` characters before them;
    `keeps` of the word's characters belong to the name. A word is `whole` when it is nothing but
    the ending, and `named` when it is a place's name already.
    """

    kind: str
    firm: bool
    least: int
    keeps: int
    whole: bool = True
    named: bool = False


@cache
def words_in(name: str) -> frozenset[str]:
    """Return the words of a list as a set."""
    return frozenset(word_list(name))


@cache
def tails() -> dict[str, Tail]:
    """Return the endings that stand in the table."""
    return {
        row["suffix"]: Tail(
            row["kind"],
            row["grip"] == "firm",
            int(row["least"]),
            int(row["keeps"] or len(row["suffix"])),
        )
        for row in table("place_suffixes")
    }


@cache
def joined() -> frozenset[str]:
    """Return the endings, and the verbs that the dictionary cuts in pieces."""
    return words_in("place_verbs").union(tails())


@cache
def heads() -> frozenset[str]:
    """Return the words with which an ending or verb begins that the dictionary does not know."""
    cut = dictionary_words([*joined()])
    return frozenset({parts[0] for parts in cut if len(parts) > 1} | {"小"})


@lru_cache(maxsize=100_000)
def tail_of(word: str) -> Tail | None:
    """Return how the word ends a name, or None."""
    known = tails()
    if word in known:
        return known[word]
    sizes = range(min(6, len(word) - 1), 0, -1)
    suffix = next((word[-n:] for n in sizes if word[-n:] in known), "")
    if not suffix or len(word) > _LONGEST or known[suffix].keeps < len(suffix):
        return None
    tail, inner = known[suffix]._replace(keeps=len(word)), word[: -len(suffix)]
    if (
        tail.kind in INSTITUTIONS
        and suffix != "广场"
        and (inner in words_in("place_trades") or inner in _generic())
    ):
        return tail._replace(least=2)
    is_sure = tail.firm or tail.kind == "station" or (suffix in _HAMLET_ENDS and len(inner) > 1)
    is_named = not tail.least or (is_sure and _is_proper(word, inner, tail.kind))
    if tail.kind in AREAS and not is_named:
        return None
    return tail._replace(whole=False, named=is_named)


def region_kind(word: str) -> str:
    """Return the kind of a province or city of the list."""
    provinces = word_list("place_regions")[:_PROVINCES]
    return "province" if word[-1] == "省" or word in provinces else "city"


def _is_proper(word: str, inner: str, kind: str) -> bool:
    if kind == "station" and inner in words_in("place_regions"):
        return True
    if NUMERALS.issuperset(inner):
        return len(inner) > 1 and kind not in AREAS
    if word.endswith("广场") and inner in words_in("place_trades"):
        return True
    if word_class(word) in {"ns", "nt", "nz", "nr"}:
        return True
    is_numbered = kind == "road" and inner[-1] in NUMERALS and inner[0] in _LINES
    return is_numbered or (word_class(word) == "n" and word_class(inner) in {"ns", "nz"})


def _generic() -> frozenset[str]:
    return words_in("place_generic")


class _Roles(dict[str, str]):
    def __missing__(self, word: str) -> str:
        if len(self) > 100_000:
            self.clear()
        self[word] = role = _role(word)
        return role


@cache
def roles() -> dict[str, str]:
    """Return the role of every word asked for: one letter each."""
    return _Roles()


_LISTS = (
    (STOP, "place_stops"),
    (STOP, "place_verbs"),
    (SOFT, "place_soft"),
    (CUE, "place_cues"),
    (BRAND, "place_brands"),
    (GENERIC, "place_generic"),
    (TRADE, "place_trades"),
    (REGION, "place_regions"),
)


def _role(word: str) -> str:
    for role, name in _LISTS[:3]:
        if word in words_in(name):
            return role
    if word in tails():
        return SUFFIX
    for role, name in _LISTS[3:]:
        if word in words_in(name):
            return role
    if word[-1] in "省市" and word[:-1] in words_in("place_regions"):
        return REGION
    return COUNT if _SIGNS.match(word) else _role_by_class(word)


def _role_by_class(word: str) -> str:
    if not _CHINESE.search(word):
        return _role_of_sign(word)
    kind, tail = word_class(word), tail_of(word)
    if tail and tail.named:
        return SUFFIX
    if NUMERALS.issuperset(word):
        return PLAIN
    if len(word) == 1:
        return STOP if kind in {"r", "p", "c", "u", "y", "ul", "uj"} else PLAIN
    if tail and kind[0] == "n":
        return SUFFIX
    return STOP if kind == "v" or kind[0] in _STOPPING else PLAIN


def _role_of_sign(word: str) -> str:
    if not word.isalnum():
        return MARK
    return STOP if word.isdigit() or word.islower() else PLAIN
