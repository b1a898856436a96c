"""Looks for the five elements of a request, and for the several demands one text may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from models.places.finder import Place
from models.signals.cues import scanned
from models.words.lexicon import pattern
from models.words.scan import Scan
from models.words.text import normalise, sentences

ELEMENTS = ("name", "time", "place", "event", "demand")

_MAX_DEMANDS = 6
_MIN_DEMAND = 5
_LONGEST = 200
_SHORT = 40
_CLAUSE = re.compile(r"[^，,。！!；;\n]+[，,。！!；;\n]*")
_STEP = re.compile(r"[^，,。！!；;：:\n]+[，,。！!；;：:\n]*")
_EDGES = " \n，,。；;：:、！!"

BROAD_KINDS = frozenset({"province", "city", "district", "county", "zone"})
"""Kinds of place in which nobody finds anything by the name alone."""
_NARROWNESS = dict.fromkeys(BROAD_KINDS, 0) | {
    "street": 1,
    "town": 1,
    "township": 1,
    "river": 2,
    "company": 3,
    "hospital": 3,
    "village": 4,
    "community": 4,
}
_NARROWEST = 5
_FIXED = 3
"""From here on a kind of place stays where it is and continues an address."""
_GAP = 8
_PAUSE = re.compile(r"[，,。！!；;\n]")
_LONGEST_PLACE = 40
_NUMBERED = re.compile(
    "[1-9一二三四五六七八九][)）、．.]|[①②③④⑤⑥⑦⑧⑨]|第[一二三四五六七八九]|其[一二三四]"
)
"""Every numbered point holds one of these."""


def missing_elements(
    text: str, *, has_place: bool, has_event: bool, scan: Scan | None = None
) -> tuple[str, ...]:
    """Return which of name, time, place, event, demand a normalised text lacks, in that order.

    Place and event are found elsewhere (places, topic) and told here. Names are only seen where
    a caller introduces one, so a name may be missed; the caller's own record may hold it. `scan`
    is of the text, where there is one already.
    """
    scan = scan or scanned([text])[0]
    there = {
        "name": scan.holds("said_name", text),
        "time": scan.holds("said_time", text),
        "place": has_place,
        "event": has_event,
        "demand": scan.holds("said_demand", text),
    }
    return tuple(element for element in ELEMENTS if not there[element])


def is_narrow(place: Place) -> bool:
    """Say whether a place is small enough to go to: a street or town, or what lies in one."""
    return place.kind not in BROAD_KINDS


def address(text: str, places: Sequence[Place]) -> str:
    """Return where it is as the text says it, “幸福路与民主街交叉口”; "" when all is broad.

    Takes the narrowest kind of place, the first of equals, and what follows it without a pause, as
    the estate does its road. Estates, roads and schools are narrower than villages, these than
    companies (which may only be whom the call is about), then streets and towns. `places` are
    those of this text; of another text, or of it with a title, only the name is given.
    """
    body = normalise(text)
    line = _line(body, [place for place in places if is_narrow(place)])
    if not line:
        return ""
    first, last = line[0], line[-1]
    if body[last.start : last.end] != last.text:
        return first.text
    tail = pattern("place_tail").match(body, last.end)
    whole = body[first.start : tail.end() if tail else last.end]
    return whole if len(whole) <= _LONGEST_PLACE else first.text


def _line(body: str, narrow: Sequence[Place]) -> list[Place]:
    most = max(map(_narrowness, narrow), default=0)
    at = next((i for i, place in enumerate(narrow) if _narrowness(place) == most), 0)
    line = list(narrow[at : at + 1])
    for place in narrow[at + 1 :]:
        between = body[line[-1].end : place.start]
        if len(between) > _GAP or _PAUSE.search(between) or _narrowness(place) < _FIXED:
            break
        line.append(place)
    return line


def _narrowness(place: Place) -> int:
    return _NARROWNESS.get(place.kind, _NARROWEST)


def when(text: str) -> str:
    """Return the words by which a text says since when or when, "" when it does not say.

    The time at which something began says most, then a date or an hour, then a habit.
    """
    body = normalise(text)
    found = pattern("time_phrase").finditer(body)
    starts = (match for match in found if not body.endswith(("到", "至"), 0, match.start()))
    best = max(starts, key=lambda m: (_tells_when(m), -m.start()), default=None)
    return best.group().strip(_EDGES) if best else ""


def _tells_when(match: re.Match[str]) -> int:
    return 2 * bool(match["since"]) + bool(match["point"])


def wanted(text: str) -> str:
    """Return what the caller asks for in the text's own words, "" when it does not say.

    The last two sentences that ask, each from the clause on that asks, parted by “；”.
    """
    asking = (_from_asking(sentence) for sentence in sentences(normalise(text)))
    found = [part for part in asking if part and not pattern("courtesy").search(part)]
    return "；".join(dict.fromkeys(found[-2:]))[:_LONGEST]


def _from_asking(sentence: str) -> str:
    body, asks = pattern("numbered_point").sub("", sentence, 1), pattern("wanted")
    first = next((m.start() for m in _STEP.finditer(body) if asks.search(m.group())), None)
    return "" if first is None else body[first:].strip(_EDGES)


def demands(
    text: str, scan: Scan | None = None, said: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Return the demands of a normalised text, one each, at most six; () when it states none.

    Numbered points and turns such as “另外” part demands where each part asks or complains;
    otherwise the last sentence that asks, plainly if one does, stands for the whole text. Each is
    cut at 200 characters. `scan` is of the text, `said` are its sentences, where they are known
    already.
    """
    scan = scan or scanned([text])[0]
    parts: list[str] = []
    if _NUMBERED.search(text):
        parts = _points(text, pattern("numbered_point"), keep_head=False)
    if len(parts) < 2 and scan.may_hold("turn"):
        parts = _points(text, pattern("turn"), keep_head=True)
    if len(parts) < 2:
        said = sentences(text) if said is None else said
        parts = _last_plea(said, scan)
    return tuple([_asking_end(part, scan)[:_LONGEST] for part in parts[:_MAX_DEMANDS]])


def _last_plea(said: Sequence[str], scan: Scan) -> list[str]:
    """Return the last sentence that asks plainly, or else the last that asks at all."""
    pleads, courtesy = pattern("pleads"), pattern("courtesy")
    last: list[str] = []
    for sentence in reversed(said):
        if scan.holds("asks", sentence):
            if pleads.search(sentence) and not courtesy.search(sentence.strip(_EDGES)):
                return [sentence]
            last = last or [sentence]
    return last


def _asking_end(part: str, scan: Scan) -> str:
    """Return a long part from the clause on in which it last begins to ask."""
    if len(part) <= _SHORT:
        return part
    asking = [m for m in _CLAUSE.finditer(part) if scan.holds("asks", m.group())]
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
