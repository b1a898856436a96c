"""Cuts a text into words with their roles, and marks the areas that show by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from models.places.words import BRAND, FIXED, MARK, PLAIN, STOP, heads, roles, tails
from models.words.remembered import Remembered
from models.words.segment import dictionary_words, word_class

_ANONYMISED = re.compile(
    r"[西A-Z](?:(?<=西)地省|(?<=[A-Z])(?<![A-Za-z0-9].)(?:\d{1,2}[区县]|\d{0,2}市)"
    r"(?P<more>[东西南北中]?路(?!口)|大道|[东西南北]?大?街(?!道)|广场)?)"
)
_UNITS = {"省": "province", "市": "city", "区": "district", "县": "county"}
_NUMBERED = re.compile(
    r"[GSX]?\d{2,4}(?:国道|省道|县道)|[GS]\d{2,4}(?=高速|国道|省道|公路)"
    r"|[东西南北][一二三四五六七八九十]{1,2}(?:线|路)"
    r"|[东西南北]?[一二三四五六]环(?:[东西南北]?路|线)?(?![境保卫节])"
)
_DISTRICT = re.compile(
    r"[市州](?!市(?![南北中])|[民政委长内])[^的了在是有各很多几每这那个等和与及内外我本全老\W\da-zA-Z]{1,3}?"
    r"(?:(?<=..)(?<![小社城辖校园景片地厂宅发新开术业险库货灾郊学牧])区(?![别域分间])|县(?![委长]))"
)
_NUMBERED_SIGN = re.compile(
    r"[\dGS一二三四五六七八九十]"
    r"(?:(?<=\d)(?:国道|省道|县道)|(?<=[GS])\d{2,4}|(?<=[一二三四五六七八九十])[环线路])"
)
"""What begins with a class of letters is found several times faster."""
_SPLITS = {f"{n}{s}": (n, s) for n in "一二三四五六七八九十" for s in "路村街巷组"}
_SPLITS |= {f"区{s}": ("区", s) for s in "内外里"} | {"公司法": ("公司", "法")}
"""Words of the dictionary in which an ending hides."""

_CAPITAL = re.compile("[A-Z]")
_HIDING = frozenset(_SPLITS)


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
    """A text's words, where each begins, their roles as letters, the places found so far."""

    words: list[str]
    starts: list[int]
    roles: str
    fixed: list[Found]
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


def words_of_places(
    texts: Sequence[str], known: Sequence[Sequence[tuple[int, int]]]
) -> list[Words]:
    """Return each text's words, cut at the places that are `known` or show by themselves."""
    spots = [_apart(text, spans) for text, spans in zip(texts, known, strict=True)]
    between = [
        part for text, places in zip(texts, spots, strict=True) for part in _between(text, places)
    ]
    cut = iter(dictionary_words(between))
    return [_words(text, places, cut) for text, places in zip(texts, spots, strict=True)]


def _apart(text: str, known: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return the spans that are places by themselves, in order, without overlap."""
    kept, done = [], 0
    for start, end, kind in sorted(_fixed(text, known)):
        if start >= done:
            kept.append((start, end, kind))
            done = end
    return kept


def _between(text: str, places: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    done = 0
    for start, end, _ in places:
        yield text[done:start]
        done = end
    yield text[done:]


def _words(text: str, places: Sequence[tuple[int, int, str]], cut: Iterator[list[str]]) -> Words:
    words, letters = _cut(next(cut))
    fixed = []
    for start, end, kind in places:
        fixed.append(Found(len(words), len(words) + 1, kind, end, fixed=True))
        more, roles_of_more = _cut(next(cut))
        words += (text[start:end], *more)
        letters += FIXED + roles_of_more
    return Words(words, list(accumulate(map(len, words), initial=0)), letters, fixed)


def _fixed(text: str, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    yield from ((start, end, "") for start, end in known)
    yield from ((m.start(), m.end(), _kind(m)) for m in _ANONYMISED.finditer(text))
    areas = _DISTRICT.finditer(text)
    yield from ((m.start() + 1, m.end(), _UNITS[text[m.end() - 1]]) for m in areas)
    if _NUMBERED_SIGN.search(text):
        yield from ((m.start(), m.end(), "road") for m in _NUMBERED.finditer(text))


def _kind(match: re.Match[str]) -> str:
    if match["more"]:
        return "site" if match["more"] == "广场" else "road"
    return _UNITS[match.group()[-1]]


@cache
def _signed_roles() -> Remembered[str]:
    """The role of each word, as a capital where the word may be a part of an ending or hide one."""
    known, begins = roles(), heads()

    def signed(word: str) -> str:
        return known[word].upper() if word in begins or word in _SPLITS else known[word]

    return Remembered(signed)


def _cut(words: list[str]) -> tuple[list[str], str]:
    """Return the words with endings whole, and their roles."""
    signed = _signed_roles().__getitem__
    letters = "".join(map(signed, words))
    if letters.islower() or not letters:
        return words, letters
    if not _HIDING.isdisjoint(words):
        words = [part for word in words for part in _SPLITS.get(word, (word,))]
        letters = "".join(map(signed, words))
    merged = _merged(words, [match.start() for match in _CAPITAL.finditer(letters)])
    return merged, "".join(map(signed, merged)).lower() if merged is not words else letters.lower()


@cache
def _letters_after() -> dict[str, frozenset[str]]:
    """For each word that may begin an ending, the letters that follow it in one."""
    return {
        begin: frozenset({e[len(begin)] for e in tails() if e.startswith(begin) and e != begin})
        for begin in heads()
    }


def _merged(words: list[str], begins: Sequence[int]) -> list[str]:
    """Put the parts of one ending together, which the dictionary may not know whole."""
    merged: list[str] = []
    done, endings = 0, tails()
    after = _letters_after()
    for at in begins:
        if at + 1 == len(words) or words[at + 1][0] not in after.get(words[at], ""):
            continue
        size = next((n for n in (4, 3, 2) if "".join(words[at : at + n]) in endings), 0)
        if size and at >= done:
            merged += words[done:at]
            merged.append("".join(words[at : at + size]))
            done = at + size
    return merged + words[done:] if done else words
