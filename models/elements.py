"""Looks for the five elements of a request, and for the several demands one text may hold."""

from __future__ import annotations

import re
from functools import cache

from models.lexicon import pattern
from models.text import sentences

ELEMENTS = ("name", "time", "place", "event", "demand")

_MAX_DEMANDS = 6
_MIN_DEMAND = 5
_LONGEST = 200
_SHORT = 40
_CLAUSE = re.compile(r"[^，,。！!；;\n]+[，,。！!；;\n]*")


def missing_elements(text: str, *, has_place: bool, has_event: bool) -> tuple[str, ...]:
    """Return which of name, time, place, event, demand a normalised text lacks, in that order.

    Place and event are found elsewhere (places, topic) and told here. Names are only seen where
    a caller introduces one, so a name may be missed; the caller's own record may hold it.
    """
    there = {
        "name": bool(pattern("said_name").search(text)),
        "time": bool(pattern("said_time").search(text)),
        "place": has_place,
        "event": has_event,
        "demand": bool(pattern("said_demand").search(text)),
    }
    return tuple(element for element in ELEMENTS if not there[element])


def demands(text: str) -> tuple[str, ...]:
    """Return the demands of a normalised text, one each, at most six; () when it states none.

    Numbered points and turns such as “另外” part demands where each part asks or complains;
    otherwise the last sentence that asks stands for the whole text. Each is cut at 200 characters.
    """
    parts = _points(text, pattern("numbered_point"), keep_head=False)
    if len(parts) < 2:
        parts = _points(text, pattern("turn"), keep_head=True)
    if len(parts) < 2:
        asks = pattern("asks")
        parts = [s for s in reversed(sentences(text)) if asks.search(s)][:1]
    return tuple(_asking_end(part)[:_LONGEST] for part in parts[:_MAX_DEMANDS])


def _asking_end(part: str) -> str:
    """Return a long part from the clause on in which it last begins to ask."""
    if len(part) <= _SHORT:
        return part
    asking = [m for m in _CLAUSE.finditer(part) if pattern("asks").search(m.group())]
    run = asking[-1:]
    for clause in reversed(asking[:-1]):
        if clause.end() != run[0].start() or len(part) - clause.start() > _SHORT:
            break
        run.insert(0, clause)
    if run:
        return part[run[0].start() :].strip(" \n，,")
    return next((s for s in sentences(part) if pattern("trouble").search(s)), part)


def _points(text: str, mark: re.Pattern[str], *, keep_head: bool) -> list[str]:
    cuts = [match.span() for match in mark.finditer(text)]
    if len(cuts) < (1 if keep_head else 2):
        return []
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    parts = [text[start:end] for (_, start), end in zip(cuts, ends, strict=True)]
    if keep_head:
        parts.insert(0, text[: cuts[0][0]])
    trimmed = (part.strip(" \n，,。；;：:、") for part in parts)
    return [p for p in trimmed if len(p) >= _MIN_DEMAND and _asks_or_complains().search(p)]


@cache
def _asks_or_complains() -> re.Pattern[str]:
    return re.compile(f"{pattern('asks').pattern}|{pattern('trouble').pattern}")
