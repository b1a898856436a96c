"""Tells which words of a title say what it is about, alone and two in a row."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from models.words.lexicon import stop_words
from models.words.segment import word_class

_SAYING = frozenset("nvaix")
_NAMES = frozenset({"nr", "ns", "nt", "nrt", "nrfg"})
_LIKE_ADVERBS = frozenset({"ad", "vd"})
_SHORTEST, _LONGEST = 2, 12
_UNITS = "省市区县"
"""Ends one name; 县星沙 ends one and begins another."""


def title_words(
    title: str, tokens: Sequence[str], plain: Collection[str], places: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the words of the title that say what it is about, in order, none twice.

    `tokens`: the stored words of title and text, the title's first. Left out: stop words, `plain`
    ones, codes with digits or letters, words that the dictionary knows as no noun, verb or
    adjective, names, and pieces of the `places` that the request names.
    """
    found = _in_title(title.lower(), tokens)
    return tuple(dict.fromkeys(word for word in found if _says(word, plain, places)))


def title_phrases(
    title: str, tokens: Sequence[str], plain: Collection[str], places: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the pairs of such words that stand side by side in the title, joined, none twice.

    One of the two is a noun, or a word that the dictionary does not know.
    """
    lowered = title.lower()
    found = _in_title(lowered, tokens)
    return tuple(
        dict.fromkeys(
            one + other
            for one, other in pairwise(found)
            if one + other in lowered
            and len(one + other) <= _LONGEST
            and all(_says(word, plain, places) for word in (one, other))
            and any(
                word_class(word) == "vn" or word_class(word)[0] in "nx" for word in (one, other)
            )
            and not any(one + other in place for place in places)
        )
    )


def _in_title(lowered: str, tokens: Sequence[str]) -> list[str]:
    """The leading tokens as long as the title holds them one after the other."""
    found, at = [], 0
    for token in tokens:
        at = lowered.find(token, at)
        if at < 0:
            break
        found.append(token)
        at += len(token)
    return found


def _names(word: str) -> bool:
    kind = word_class(word)
    return kind == "vn" or kind[0] in "nx"


def _says(word: str, plain: Collection[str], places: Collection[str]) -> bool:
    kind = word_class(word)
    return (
        len(word) >= _SHORTEST
        and not any(sign.isascii() for sign in word)
        and word not in plain
        and word not in stop_words()
        and kind[0] in _SAYING
        and kind not in _NAMES | _LIKE_ADVERBS
        and not any(word in place for place in places)
        and not (word[0] in _UNITS and any(place.startswith(word[1:]) for place in places))
    )
