"""Says how fast a text must be acted on, and whether another emergency number comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.signals.cues import scanned, urgency_patterns
from models.signals.wordings import ALARMS, wording_scores
from models.words.lexicon import table
from models.words.scan import Scan

DIVERTS = ("119", "120", "110", "122")
_CLAUSE = re.compile(r"[^，,。！？!?；;\n]+")
_LONG = 150
_SHORT = 90
"""A cry for help is short; only so short a text is judged by its wording as a whole."""
_SURE, _DESPITE, _LIKELY, _UNLIKELY = 0.0, 1.0, -1.0, -3.5
"""How far the wording must speak for an emergency: alone, where a danger is named as possible or
past, where one is named beside other matters, and where one is said outright."""
_PRESSING = 0.3
_FEW = 12


@dataclass(frozen=True, slots=True)
class Urgency:
    """emergency, urgent or normal; the number to divert to or ""; the words that say so.

    Where the wording as a whole says so, the words are the half sentence that says it most.
    """

    level: str = "normal"
    divert: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Danger:
    """A danger named in a clause: its place in the list of dangers, and whether it is now."""

    rank: int
    words: str
    now: bool
    calm: bool


@cache
def _dangers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (row for row in table("urgency_cues") if row["kind"] == "danger")
    return tuple((row["divert"], re.compile(row["pattern"])) for row in rows)


@cache
def _grave_words() -> re.Pattern[str]:
    return re.compile(urgency_patterns()["grave"])


def urgency(text: str, deadline_class: str = "normal", scan: Scan | None = None) -> Urgency:
    """Return how urgent a normalised text is; `deadline_class` is what its topic says of itself.

    A danger counts as an emergency where it is said to be happening, or in a short text that
    says nothing against it; a danger of the past, a possible one or a long account of one
    does not. A very short text may also be known by its wording as a whole. A missed emergency
    costs more than a false one, so doubt decides for it. `scan` is of the text, where there is
    one already.
    """
    scan = scan or scanned([text])[0]
    named = list(_named(text, scan))
    scores = _alarm_scores(text)
    found = _emergency(text, named, scan, scores)
    if found:
        return found
    words = tuple(dict.fromkeys(danger.words for danger in named if not danger.calm))
    is_over = len(text) <= _LONG and scan.holds("over", text)
    is_pressing = deadline_class in {"urgent", "emergency"} and not is_over
    if (words and len(text) <= _LONG and not is_over) or is_pressing:
        return Urgency("urgent", "", words)
    grave = _grave(text, scan, scores)
    return Urgency("urgent", "", grave) if grave is not None else Urgency()


def names_outage(text: str, scan: Scan | None = None) -> bool:
    """Return whether a normalised text names an outage, flood or danger on the road."""
    return (scan or scanned([text])[0]).holds("grave", text)


def _alarm_scores(text: str) -> dict[str, float]:
    """Return how well the wording fits each kind of alarm, empty for a text too long to say."""
    if len(text) > _SHORT:
        return {}
    return dict(zip(ALARMS, wording_scores(text, "alarm"), strict=True))


def _emergency(
    text: str, named: list[_Danger], scan: Scan, scores: dict[str, float]
) -> Urgency | None:
    if len(text) <= _LONG and scan.holds("over", text):
        return None
    live = [danger for danger in named if not danger.calm]
    now = [danger for danger in live if danger.now]
    if not now and len(text) <= _LONG and (scan.holds("now", text) or _is_plain(text, scan)):
        now = live
    likelihood, number = _wording(scores)
    if now and likelihood >= _UNLIKELY:
        words = tuple(dict.fromkeys(danger.words for danger in now))
        first = min(danger.rank for danger in now)
        return Urgency("emergency", _dangers()[first][0], words)
    needed = _LIKELY if live else _DESPITE if named else _SURE
    if likelihood >= needed:
        words = tuple(dict.fromkeys(danger.words for danger in live))
        return Urgency("emergency", number, words or (_worst(text, number),))
    return None


def _wording(scores: dict[str, float]) -> tuple[float, str]:
    """Return how far the wording speaks for an emergency, and for which number."""
    if not scores:
        return _UNLIKELY, ""
    number = max(DIVERTS, key=lambda divert: scores[divert])
    return scores[number] - max(scores["urgent"], scores["normal"]), number


def _worst(text: str, number: str) -> str:
    """Return the clause whose wording speaks most for the number, cut to a few letters."""
    place = ALARMS.index(number)
    clauses: list[str] = _CLAUSE.findall(text) or [text]
    return max(clauses, key=lambda clause: wording_scores(clause, "alarm")[place])[:_FEW].strip()


def _named(text: str, scan: Scan) -> Iterator[_Danger]:
    marker = "now" if len(text) <= _LONG else "strong"
    if marker == "strong" and not scan.holds("strong", text):
        return
    if not scan.may_hold("danger"):
        return
    for clause in _CLAUSE.findall(text):
        if not scan.holds("danger", clause):
            continue
        for rank, (_, pattern) in enumerate(_dangers()):
            match = pattern.search(clause)
            if match:
                rest = clause[: match.start()] + "·" + clause[match.end() :]
                calm = any(scan.holds(kind, rest) for kind in ("calm", "fear"))
                calm = calm or scan.holds("past", clause)
                now = scan.holds(marker, clause)
                yield _Danger(rank, match.group(), now, calm)
                break


def _grave(text: str, scan: Scan, scores: dict[str, float]) -> tuple[str, ...] | None:
    if len(text) > _LONG:
        return None
    grave = _grave_words().search(text) if scan.may_hold("grave") else None
    if grave and not scan.holds("calm", text) and not scan.holds("over", text):
        return (grave.group(),)
    if scores and scores["urgent"] - scores["normal"] >= _PRESSING:
        return (grave.group(),) if grave else ()
    return None


def _is_plain(text: str, scan: Scan) -> bool:
    return not (scan.holds("calm", text) or scan.holds("past", text))
