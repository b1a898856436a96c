"""Says how fast a text must be acted on, and whether another emergency number comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from models.lexicon import table

DIVERTS = ("119", "120", "110", "122")
_CLAUSE = re.compile(r"[^，,。！？!?；;\n]+")
_LONG = 150


@dataclass(frozen=True, slots=True)
class Urgency:
    """emergency, urgent or normal; the number to divert to or ""; the words that say so."""

    level: str = "normal"
    divert: str = ""
    words: tuple[str, ...] = ()


@cache
def _dangers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (row for row in table("urgency_cues") if row["kind"] == "danger")
    return tuple((row["divert"], re.compile(row["pattern"])) for row in rows)


@cache
def _any(kind: str) -> re.Pattern[str]:
    rows = [row["pattern"] for row in table("urgency_cues") if row["kind"] == kind]
    return re.compile("|".join(rows))


def urgency(text: str, deadline_class: str = "normal") -> Urgency:
    """Return how urgent a normalised text is; `deadline_class` is what its topic says of itself.

    A danger counts as an emergency where it is said to be happening, or in a short text that
    says nothing against it; a danger of the past, a possible one or a long account of one
    does not. A missed emergency costs more than a false one, so doubt decides for it.
    """
    clauses = _CLAUSE.findall(text) if _any("danger").search(text) else []
    dangers = [found for found in map(_danger_in, clauses) if found]
    now = [d for d in dangers if d.now]
    if not now and dangers and len(text) <= _LONG and (_any("now").search(text) or _is_plain(text)):
        now = dangers
    words = tuple(dict.fromkeys(d.words for d in now or dangers))
    if now:
        return Urgency("emergency", min((d.divert for d in now), key=DIVERTS.index), words)
    if (dangers and len(text) <= 2 * _LONG) or deadline_class in {"urgent", "emergency"}:
        return Urgency("urgent", "", words)
    grave = _any("grave").search(text) if len(text) <= _LONG else None
    if grave and not _any("calm").search(text):
        return Urgency("urgent", "", (grave.group(),))
    return Urgency()


def names_outage(text: str) -> bool:
    """Return whether a normalised text names an outage, flood or danger on the road."""
    return bool(_any("grave").search(text))


@dataclass(frozen=True, slots=True)
class _Danger:
    divert: str
    words: str
    now: bool


def _danger_in(clause: str) -> _Danger | None:
    for divert, pattern in _dangers() if _any("danger").search(clause) else ():
        match = pattern.search(clause)
        if match:
            rest = clause[: match.start()] + "·" + clause[match.end() :]
            if any(_any(kind).search(rest) for kind in ("calm", "fear", "past")):
                return None
            return _Danger(divert, match.group(), bool(_any("now").search(clause)))
    return None


def _is_plain(text: str) -> bool:
    return not (_any("calm").search(text) or _any("past").search(text))
