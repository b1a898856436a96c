"""Cuts a text into clauses that may name places: words, roles, areas that show by themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from models.place_words import BRAND, FIXED, PLAIN, heads, roles, tails, words_in
from models.segment import dictionary_words, word_class

_CLAUSE = re.compile(r"[一-鿿A-Za-z0-9]{2,}")
_ANONYMISED = re.compile(
    r"西地省|(?<![A-Za-z0-9])(?:[A-Z]\d{1,2}[区县]|[A-Z]\d{0,2}市)"
    r"(?P<more>[东西南北中]?路(?!口)|大道|[东西南北]?大?街(?!道)|广场)?"
)
_UNITS = {"省": "province", "市": "city", "区": "district", "县": "county"}
_NUMBERED = re.compile(
    r"[GSX]?\d{2,4}(?:国道|省道|县道)|[GS]\d{2,4}(?=高速|国道|省道|公路)"
    r"|[东西南北][一二三四五六七八九十]{1,2}(?:线|路)"
    r"|[东西南北]?[一二三四五六]环(?:[东西南北]?路|线)?(?![境保卫节])"
)
_NUMBERED_SIGN = re.compile(r"\d国道|\d省道|\d县道|[GS]\d{2,4}|[一二三四五六七八九十][环线路]")
_SPLITS = {f"{n}{s}": (n, s) for n in "一二三四五六七八九十" for s in "路村街巷组"}
_SPLITS |= {
    "区内": ("区", "内"),
    "区外": ("区", "外"),
    "区里": ("区", "里"),
    "公司法": ("公司", "法"),
}
"""Words of the dictionary in which an ending hides."""

_HIDING = frozenset(_SPLITS)
_LETTERS = (
    "路街巷镇乡村屯湖河江渠溪岭山桥港郡苑邸轩墅阁湾庄府城组园区"
    "市县庭都里居厂站院期栋幢旗店寺庙垸坪冲寨坝塘"
)
_SIGNS = ("业主", "开发商", *(f"{n}{s}" for n in "一二三四五六七八九十" for s in "中小"))


@dataclass(slots=True)
class Found:
    """A place among the words of a clause: first word, word after the last, kind, where it ends.

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
class Clause:
    """The words between two marks, where each begins, their roles as letters, the places so far."""

    words: list[str]
    starts: list[int]
    roles: str
    found: list[Found]

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

    def is_behind(self, first: int) -> bool:
        """Say whether a place ends right before the word."""
        return bool(self.found) and self.found[-1].after == first

    def is_bounded(self, first: int) -> bool:
        """Say whether a name may begin with the word: at the start, behind a place or a stop."""
        return first == 0 or self.is_behind(first) or self.roles[first - 1] == "s"

    def is_single(self, i: int) -> bool:
        """Say whether the word is one character that means nothing in particular."""
        return self.roles[i] == PLAIN and len(self.words[i]) == 1

    def is_telling(self, i: int, classes: frozenset[str]) -> bool:
        """Say whether the word looks like a part of a name and not like a common noun."""
        return self.is_single(i) or self.roles[i] == BRAND or word_class(self.words[i]) in classes


def clauses(text: str, pieces: Sequence[str], known: Sequence[tuple[int, int]]) -> Iterator[Clause]:
    """Yield the clauses in which a place may stand.

    `pieces` are the text's words from the segmenter, `known` spans of places found already.
    """
    fixed = sorted(_fixed(text, known))
    spots = [m.start() for m in _endings().finditer(text)]
    spots += [span[0] for span in fixed] + list(_regions(pieces))
    spots.sort()
    at = 0
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        here = bisect_left(spots, start, at)
        at = bisect_left(spots, end, here)
        if here < at:
            yield _clause(text[start:end], start, [f for f in fixed if start <= f[0] < end])


def _fixed(text: str, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    yield from ((start, end, "") for start, end in known)
    yield from ((m.start(), m.end(), _kind(m)) for m in _ANONYMISED.finditer(text))
    if _NUMBERED_SIGN.search(text):
        yield from ((m.start(), m.end(), "road") for m in _NUMBERED.finditer(text))


def _regions(pieces: Sequence[str]) -> Iterator[int]:
    known = _region_words()
    if known.isdisjoint(pieces):
        return
    at = 0
    for piece in pieces:
        if piece in known:
            yield at
        at += len(piece)


@cache
def _region_words() -> frozenset[str]:
    names = words_in("place_regions")
    return names | {f"{name}{unit}" for name in names for unit in "省市"}


@cache
def _endings() -> re.Pattern[str]:
    """What a name can end with or be followed by; plain alternatives, which are found fast."""
    longer = sorted({*(end for end in tails() if set(end).isdisjoint(_LETTERS)), *_SIGNS})
    return re.compile("|".join([*_LETTERS, *longer]))


def _clause(text: str, at: int, fixed: Sequence[tuple[int, int, str]]) -> Clause:
    words: list[str] = []
    found, done, known = [], 0, roles()
    for start, end, kind in ((a - at, b - at, kind) for a, b, kind in fixed):
        if start < done:
            continue
        words += _words(text[done:start])
        found.append(Found(len(words), len(words) + 1, kind, at + end, fixed=True))
        words.append(text[start:end])
        done = end
    words += _words(text[done:])
    letters = [known[word] for word in words]
    for place in found:
        letters[place.first] = FIXED
    starts = list(accumulate(map(len, words), initial=at))
    return Clause(words, starts, "".join(letters), found)


def _kind(match: re.Match[str]) -> str:
    if match["more"]:
        return "site" if match["more"] == "广场" else "road"
    return _UNITS[match.group()[-1]]


def _words(text: str) -> list[str]:
    words = dictionary_words(text) if text else []
    return words if heads().isdisjoint(words) and _HIDING.isdisjoint(words) else _merged(words)


def _merged(words: list[str]) -> list[str]:
    """Put the parts of one ending together, which the dictionary may not know whole."""
    merged: list[str] = []
    at, endings, begins = 0, tails(), heads()
    words = [part for word in words for part in _SPLITS.get(word, (word,))]
    while at < len(words):
        size = 1
        if words[at] in begins:
            size = next((n for n in (3, 2) if "".join(words[at : at + n]) in endings), 1)
        merged.append("".join(words[at : at + size]) if size > 1 else words[at])
        at += size
    return merged
