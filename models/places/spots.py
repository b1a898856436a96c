"""Finds the places that show by themselves: anonymised names, districts, numbered roads."""

from __future__ import annotations

import re
from collections.abc import Sequence

Spot = tuple[int, int, str]
"""Start, end and kind of a place; one that was found otherwise has no kind."""

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


def spots(text: str, known: Sequence[tuple[int, int]]) -> list[Spot]:
    """Return the `known` spans and the places that show by themselves, in order and apart."""
    found = [(start, end, "") for start, end in known]
    found += [(m.start(), m.end(), _kind(m)) for m in _ANONYMISED.finditer(text)]
    found += [(m.start() + 1, m.end(), _UNITS[m.group()[-1]]) for m in _DISTRICT.finditer(text)]
    if _NUMBERED_SIGN.search(text):
        found += [(m.start(), m.end(), "road") for m in _NUMBERED.finditer(text)]
    return _apart(sorted(found)) if len(found) > 1 else found


def _apart(found: Sequence[Spot]) -> list[Spot]:
    kept, done = [], 0
    for spot in found:
        if spot[0] >= done:
            kept.append(spot)
            done = spot[1]
    return kept


def _kind(match: re.Match[str]) -> str:
    if match["more"]:
        return "site" if match["more"] == "广场" else "road"
    return _UNITS[match.group()[-1]]
