"""Says what kind of request a text is: a question, a call for help, a complaint and so on."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from models.lexicon import table
from models.text import sentences

REQUEST_TYPES = ("consult", "help", "complaint", "report", "suggest", "praise", "other")
_TITLE_GAIN = 1.5
_HEAD, _TAIL = 600, 200
"""In a long text, what is wanted is said at the beginning or the end."""
_PRIOR = {"help": 0.6, "complaint": 0.3, "consult": 0.1}


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    weight: float
    where: str
    pattern: re.Pattern[str]


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(row["type"], float(row["weight"]), row["where"], re.compile(row["pattern"]))
        for row in table("request_cues")
    )


def request_type(text: str, title: str = "", *, may_answer: bool = False) -> tuple[str, float]:
    """Return the request type of a normalised text and how sure, in 0…1.

    Each cue counts once, half more when the title or first sentence holds it. `may_answer` tells
    that the matter is one an agent may answer at once, which speaks for a question.
    Empty text is ("other", 0.0).
    """
    parts = sentences(text)
    if not (title or parts):
        return "other", 0.0
    head = title or parts[0]
    told = text if len(text) <= _HEAD + _TAIL else text[:_HEAD] + text[-_TAIL:]
    scores = dict.fromkeys(REQUEST_TYPES, 0.0) | _PRIOR
    for cue in _cues():
        scores[cue.kind] += _found(cue, head, told, parts[-1] if parts else head)
    if may_answer:
        scores["consult"] += 0.5
    best = max(REQUEST_TYPES, key=lambda kind: scores[kind])
    whole = sum(math.exp(score) for score in scores.values())
    return best, round(math.exp(scores[best]) / whole, 4)


def _found(cue: _Cue, head: str, text: str, tail: str) -> float:
    if cue.where == "end":
        return cue.weight if cue.pattern.search(tail) else 0.0
    if cue.pattern.search(head):
        return cue.weight * _TITLE_GAIN
    return cue.weight if cue.where == "any" and cue.pattern.search(text) else 0.0
