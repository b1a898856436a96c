"""Says what kind of request a text is: a question, a call for help, a complaint and so on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from models.signals.cues import request_cue, scanned
from models.signals.wordings import REQUESTS, wordings_scored
from models.words.lexicon import table
from models.words.scan import Scan
from models.words.text import sentences

REQUEST_TYPES = REQUESTS
_TITLE_GAIN = 1.5
_HEAD, _TAIL = 400, 200
"""In a long text, what is wanted is said at the beginning or the end."""
_PRIOR = {"complaint": 0.8, "help": 0.5, "consult": 0.1}
"""Without any cue, most that is told to a hotline is a complaint."""
_WORDING_WITH_TITLE, _WORDING = 0.4, 1.0
"""A title is short and full of cues; without one the wording has to say more."""
_OPENING = 100
_GREETING = re.compile(
    r"^(?:(?:尊敬|敬爱)的.{0,12}?(?:领导|书记|市长|县长|区长|局长|部门|政府|同志)们?"
    r"|(?:各位|亲爱的)?领导|[您你]们?好|市民|书记|局长)+(?:[您你]们?好)?[,，:：!！。 \n]*"
)


@dataclass(frozen=True, slots=True)
class _Cue:
    name: str
    kind: str
    weight: float
    where: str


@cache
def _cues() -> dict[str, _Cue]:
    rows = ((request_cue(i), row) for i, row in enumerate(table("request_cues")))
    return {n: _Cue(n, row["type"], float(row["weight"]), row["where"]) for n, row in rows}


def request_type(
    text: str, title: str = "", *, may_answer: bool = False, scan: Scan | None = None
) -> tuple[str, float]:
    """Return the request type of a normalised text and how sure, in 0…1.

    Each cue counts once, half more when the title or first sentence holds it; to that comes how
    the title or the opening is worded. `may_answer` tells that the matter is one an agent may
    answer at once, which speaks for a question. `scan` is of the title and the text, where there
    is one already. Empty text is ("other", 0.0).
    """
    scan = scan or scanned([f"{title}\n{text}"])[0]
    return request_types([(text, title)], [may_answer], [scan], [sentences(text)])[0]


def request_types(
    texts: Sequence[tuple[str, str]],
    may_answer: Sequence[bool],
    scans: Sequence[Scan],
    said: Sequence[tuple[str, ...]],
) -> list[tuple[str, float]]:
    """Return what `request_type` returns of each text and title; `said` are its sentences."""
    told = [_told(text) for text, _ in texts]
    parts = [
        own if len(body) == len(text) else sentences(body)
        for own, body, (text, _) in zip(said, told, texts, strict=True)
    ]
    opening = [title or body[:_OPENING] for (_, title), body in zip(texts, told, strict=True)]
    titles = (title for _, title in texts)
    worded = wordings_scored(opening).tolist()
    rows = zip(told, parts, titles, worded, may_answer, scans, strict=True)
    return [_type(*row) for row in rows]


def _told(text: str) -> str:
    told = text if len(text) <= _HEAD + _TAIL else text[:_HEAD] + text[-_TAIL:]
    return _GREETING.sub("", told)


def _type(
    told: str,
    parts: Sequence[str],
    title: str,
    worded: Sequence[float],
    may_answer: bool,
    scan: Scan,
) -> tuple[str, float]:
    if not (title or parts):
        return "other", 0.0
    head = title or parts[0]
    scores = dict.fromkeys(REQUEST_TYPES, 0.0) | _PRIOR
    whole, tail = (f"{title}\n{told}" if title else told), (parts[-1] if parts else head)
    known = _cues()
    for name in scan.names():
        if cue := known.get(name):
            scores[cue.kind] += _found(cue, scan, head, whole, tail)
    gain = _WORDING_WITH_TITLE if title else _WORDING
    for kind, score in zip(REQUESTS, worded, strict=True):
        scores[kind] += gain * score
    if may_answer:
        scores["consult"] += 0.5
    best = max(REQUEST_TYPES, key=lambda kind: scores[kind])
    mass = sum(math.exp(score) for score in scores.values())
    return best, round(math.exp(scores[best]) / mass, 4)


def _found(cue: _Cue, scan: Scan, head: str, whole: str, tail: str) -> float:
    """Return what a cue adds; the whole text begins with the head, so its first hit tells both."""
    if cue.where != "any":
        is_there = scan.holds(cue.name, head if cue.where == "title" else tail)
        return cue.weight if is_there else 0.0
    start = scan.first(cue.name, whole)
    if start < 0:
        return 0.0
    return cue.weight * (_TITLE_GAIN if start < len(head) else 1.0)
