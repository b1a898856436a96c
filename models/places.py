"""Finds the places a text speaks of, first by the city's list, then by how place names look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from models.gazetteer import AREA_KINDS, Gazetteer, GazetteerEntry
from models.lexicon import stop_words, table, word_list
from models.segment import word_class

_ANONYMISED = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{0,2}(?P<unit>[市区县])")
_ANONYMISED_KINDS = {"市": "city", "区": "district", "县": "county"}
_REGION = re.compile(r"[一-鿿]{2,4}(?P<unit>市|区|县)(?=[一-鿿]{2})")
_NAME = re.compile(r"[一-鿿A-Za-z0-9]+")
_ENDS_AREA = re.compile(r".+(?:[市区县镇乡村]|街道|社区|省)$|.*\d[栋号楼幢座层室]?$")
_SAYS_WHERE = dict.fromkeys(AREA_KINDS, 2.0) | {"company": 0.4, "hospital": 0.5, "river": 0.5}
_NOT_IN_NAMES, _LOOSE = frozenset("vdrcputmqfye"), frozenset("rcpu")
"""Word classes (verbs, adverbs, pronouns …) that no name of a place is made of."""
_MAX_BODY = 8
_MAX_PIECES = 3
_LONE_BODY = frozenset({"路", "街", "巷", "河", "江", "湖", "渠", "村", "镇", "乡"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: as written there, its kind, where it stands, its code when known."""

    text: str
    kind: str
    start: int
    end: int
    code: str | None = None
    name: str = ""


def find_places(text: str, pieces: Sequence[str], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Return the places of a normalised text in the order in which they stand, none overlapping.

    `pieces` are the text's parts from `Segmenter.pieces`. Places of the city's list carry their
    code and full name; a name that several places bear goes to the one whose surroundings the
    text also names, else it has no code. Places that only look like one have code None.
    """
    known = _known(text, gazetteer)
    taken = [(p.start, p.end) for p in known]
    for place in (*_anonymised(text), *_shaped(pieces)):
        if all(place.end <= start or place.start >= end for start, end in taken):
            known.append(place)
            taken.append((place.start, place.end))
    return tuple(sorted(known, key=lambda p: p.start))


def best_area(places: Sequence[Place], gazetteer: Gazetteer) -> str:
    """Return the code of the smallest district, county, street or town that the places name.

    Goes down from the district that most places point to; an area named itself says more than
    a company that sits somewhere. Empty when no place has a code.
    """
    votes: dict[str, float] = {}
    for rank, place in enumerate(places):
        weight = _SAYS_WHERE.get(place.kind, 1.0) - 0.01 * rank
        for entry in gazetteer.line_of(place.code or ""):
            if entry.kind in AREA_KINDS:
                votes[entry.code] = votes.get(entry.code, 0.0) + weight
    area = ""
    while inner := [c for c in votes if _area_around(c, gazetteer) == area]:
        area = max(inner, key=lambda code: votes[code])
    return area


def _area_around(code: str, gazetteer: Gazetteer) -> str:
    line = (entry for entry in gazetteer.line_of(code) if entry.code != code)
    return next((entry.code for entry in line if entry.kind in AREA_KINDS), "")


def _known(text: str, gazetteer: Gazetteer) -> list[Place]:
    found = list(gazetteer.matches(text))
    sure = {e.code for _, _, entries in found if len(entries) == 1 for e in entries}
    places = []
    for start, end, entries in found:
        entry = _settle(entries, sure, gazetteer)
        code, name = (entry.code, entry.name) if entry else (None, text[start:end])
        places.append(Place(text[start:end], entries[0].kind, start, end, code, name))
    return places


def _settle(
    entries: tuple[GazetteerEntry, ...], sure: set[str], gazetteer: Gazetteer
) -> GazetteerEntry | None:
    if len(entries) == 1:
        return entries[0]
    fitting = [e for e in entries if sure & {up.code for up in gazetteer.line_of(e.parent)}]
    return fitting[0] if len(fitting) == 1 else None


def _anonymised(text: str) -> Iterator[Place]:
    for match in _ANONYMISED.finditer(text):
        kind = _ANONYMISED_KINDS[match["unit"]]
        yield Place(match.group(), kind, match.start(), match.end(), None, match.group())


@cache
def _suffixes() -> dict[str, str]:
    return {row["suffix"]: row["kind"] for row in table("place_suffixes")}


@cache
def _stops() -> frozenset[str]:
    return frozenset(word_list("place_stops")) | stop_words()


def _shaped(pieces: Sequence[str]) -> Iterator[Place]:
    at, ends = 0, _suffix_ends()
    for i, piece in enumerate(pieces):
        if piece[-1] in ends and (suffix := _suffix_of(piece)):
            body = _body_before(pieces, i)
            name = body + piece
            if _is_name(name[: -len(suffix)], suffix):
                start = at - len(body)
                yield Place(name, _suffixes()[suffix], start, at + len(piece), None, name)
        at += len(piece)


@cache
def _suffix_ends() -> frozenset[str]:
    return frozenset(suffix[-1] for suffix in _suffixes())


@lru_cache(maxsize=100_000)
def _suffix_of(piece: str) -> str:
    suffixes = _suffixes()
    return next(
        (piece[-n:] for n in range(min(6, len(piece)), 0, -1) if piece[-n:] in suffixes), ""
    )


def _body_before(pieces: Sequence[str], i: int) -> str:
    """Return what stands before a suffix and belongs to the name."""
    suffix = _suffix_of(pieces[i])
    most = _MAX_PIECES if suffix == pieces[i] else 1 if len(pieces[i]) == len(suffix) + 1 else 0
    body = ""
    for piece in reversed(pieces[max(0, i - most) : i]):
        if piece in _stops() or not _NAME.fullmatch(piece) or _ENDS_AREA.fullmatch(piece):
            break
        if word_class(piece)[:1] in (_LOOSE if len(piece) == 1 else _NOT_IN_NAMES):
            break
        if _suffix_of(piece) or len(piece) + len(body) > _MAX_BODY:
            break
        if suffix != pieces[i] and len(piece) > 1:  # only a name that was cut in two, as 安|沙镇
            break
        body = piece + body
    return body


def _is_name(head: str, suffix: str) -> bool:
    if head in _stops() or not re.search(r"[一-鿿]", head):
        return False
    return len(head) >= (1 if suffix in _LONE_BODY and len(head) > 1 else 2)
