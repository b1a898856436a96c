"""Finds further places from those that stood out: repeats of a name, items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.places.shapes import Shape
from models.places.words import CLASSES_OF_NAMES, STOP, roles
from models.words.segment import dictionary_words, word_class

_ROW = re.compile(r"(?:[一-鿿]{3,7}[、,，]){3,}[一-鿿]{3,7}")
_ROW_SIGN = re.compile(r"[、,，](?=(?:[一-鿿]{3,7}[、,，]){2,}[一-鿿]{3})")
"""The first comma of a row; it is looked for first because it is found several times faster."""
_LONGEST_ITEM = 7
_ITEM = re.compile(r"[一-鿿]{3,7}")
_LISTED = frozenset({"estate", "road", "village", "community", "school"})
_COMMAS = frozenset("、,，")
_LEAST_KNOWN = 2
_SHORTEST = 3
_UNITS = {"estate": ("小区",), "street": ("街道",), "town": ("镇", "乡"), "village": ("村",)}


def spread(text: str, found: Sequence[Shape], known: Sequence[tuple[int, int]]) -> list[Shape]:
    """Return the found places with those that they make known, in no order, none overlapping.

    `known` are spans that stay free. A repeated name takes the place of what only looked like a
    part of it.
    """
    return _repeated(text, [*found, *_listed(text, found, known)], known)


def _repeated(text: str, found: Sequence[Shape], known: Sequence[tuple[int, int]]) -> list[Shape]:
    said: dict[str, int] = {}
    names: dict[str, str] = {}
    for start, end, kind in found:
        name = text[start:end]
        said[name] = said.get(name, 0) + 1
        for form in _forms(name, kind):
            names[form] = kind
    more = {name: kind for name, kind in names.items() if text.count(name) > said.get(name, 0)}
    if not more:
        return list(found)
    places = {start: (start, end, kind) for start, end, kind in found}
    for name, kind in sorted(more.items(), key=lambda item: -len(item[0])):
        for start, end in _occurrences(text, name):
            near = [(a, b) for a, b, _ in places.values() if a < end and start < b]
            is_whole = all(start <= a and b <= end for a, b in near)
            if is_whole and all(b <= start or end <= a for a, b in known):
                for a, _ in near:
                    del places[a]
                places[start] = (start, end, kind)
    return list(places.values())


def _forms(name: str, kind: str) -> Iterator[str]:
    """Yield the forms in which a name found once may stand elsewhere in the text."""
    if len(name) >= _SHORTEST:
        yield name
    for unit in _UNITS.get(kind, ()):
        stem = name.removesuffix(unit)
        if stem != name and (len(stem) >= _SHORTEST or _is_town(stem, kind)):
            yield stem


def _is_town(stem: str, kind: str) -> bool:
    return len(stem) > 1 and kind != "estate" and word_class(stem) in CLASSES_OF_NAMES


def _occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    at = text.find(name)
    while at >= 0:
        yield at, at + len(name)
        at = text.find(name, at + len(name))


def _listed(text: str, found: Sequence[Shape], known: Sequence[tuple[int, int]]) -> Iterator[Shape]:
    """Yield the items of a list that do not look like places by themselves.

    A list is a row of four short items or more between commas, some of which were found.
    """
    if sum(text[end : end + 1] in _COMMAS for _, end, _ in found) < _LEAST_KNOWN:
        return
    ends = {start: (end, kind) for start, end, kind in found}
    taken = [*((a, b) for a, b, _ in found), *known]
    for row in _rows(text):
        items = [match.span() for match in _ITEM.finditer(text, row.start(), row.end())]
        kinds = [ends[start][1] for start, end in items if ends.get(start, (0,))[0] >= end - 1]
        least = max(_LEAST_KNOWN, len(items) // 3)
        if len(set(kinds)) != 1 or kinds[0] not in _LISTED or len(kinds) < least:
            continue
        for start, end in items:
            if all(b <= start or end <= a for a, b in taken) and not _has_stop(text[start:end]):
                yield start, end, kinds[0]


def _rows(text: str) -> Iterator[re.Match[str]]:
    """Yield the rows of short items between commas."""
    done = 0
    for sign in _ROW_SIGN.finditer(text):
        start = max(done, sign.start() - _LONGEST_ITEM)
        if sign.start() >= done and (row := _ROW.search(text, start)):
            yield row
            done = row.end()


def _has_stop(item: str) -> bool:
    known = roles()
    return any(known[word] == STOP for word in dictionary_words([item])[0])
