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
def _any_danger() -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for _, pattern in _dangers()))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    rows = [row["pattern"] for row in table("urgency_cues") if row["kind"] == kind]
    return re.compile("|".join(rows))


def urgency(text: str, deadline_class: str = "normal") -> Urgency:
    """Return how urgent a normalised text is; `deadline_class` is what its topic says of itself.

    A danger counts as an emergency where it is said to be happening, or in a short text that
    says nothing against it; a danger of the past, a possible one or a long account of one
    does not. A missed emergency costs more than a false one, so doubt decides for it.
    """
    clauses = _CLAUSE.findall(text) if _any_danger().search(text) else []
    dangers = [found for found in map(_danger_in, clauses) if found]
    now = [d for d in dangers if d[2]]
    told = [d for d in dangers if not d[2]]
    if not now and told and len(text) <= _LONG and not _calm_words(text):
        now = told
    if now:
        divert = min((d[0] for d in now), key=DIVERTS.index)
        return Urgency("emergency", divert, tuple(dict.fromkeys(d[1] for d in now)))
    if told or deadline_class in {"urgent", "emergency"}:
        return Urgency("urgent", "", tuple(dict.fromkeys(d[1] for d in told)))
    grave = _pattern("grave").search(text) if len(text) <= _LONG else None
    if grave and not _calm_words(text):
        return Urgency("urgent", "", (grave.group(),))
    return Urgency()


def _danger_in(clause: str) -> tuple[str, str, bool] | None:
    """Return (number, words, said to happen now) of a clause, None without a present danger."""
    for divert, pattern in _dangers() if _any_danger().search(clause) else ():
        match = pattern.search(clause)
        if match:
            rest = clause[: match.start()] + clause[match.end() :]
            return None if _calm_words(rest) else (divert, match.group(), _is_now(clause))
    return None


def _calm_words(text: str) -> bool:
    return bool(_pattern("calm").search(text))


def _is_now(clause: str) -> bool:
    return bool(_pattern("now").search(clause))
