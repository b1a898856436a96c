"""Findings of poor handling: what a unit's tickets show, and how a person judged it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class FindingState(StrEnum):
    """Where a finding stands; the program withdraws what the tickets no longer show."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class DismissalKind(StrEnum):
    """Why a finding is none."""

    OFFICIAL_WORDING = "official_wording"
    ONE_EVENT = "one_event"
    OBJECTIVE = "objective"
    WRONG_DATA = "wrong_data"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One ticket that shows a pattern, why, and the tickets that belong to it."""

    no: str
    why: str
    topic: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the tickets of a unit show: `count` of `whole`, where peers have the share `usual`."""

    pattern: str
    unit: str
    month: str
    confidence: float
    count: int
    whole: int
    low: float
    high: float
    usual: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class HandlingFinding:
    """A finding on record with what became of it; ``phrases``: what a dismissal called official."""

    id: int
    shown: Shown
    state: FindingState
    created_at: datetime
    dismissal: DismissalKind | None = None
    phrases: tuple[str, ...] = ()
    note: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What people's judgements have taught: it is not raised again, or not counted.

    ``cases``: (pattern, ticket) judged before; ``topics``: (pattern, unit or "" for all, topic)
    where the difficulty is objective; ``phrases``: official wording.
    """

    cases: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[tuple[str, str, str]] = frozenset()
    phrases: frozenset[str] = field(default=frozenset())


ENOUGH_UNITS = 2
"""So many units with the same objective difficulty make it one of the topic, for all units."""


def lessons_of(decided: list[HandlingFinding]) -> Lessons:
    """What confirmed and dismissed findings teach together."""
    cases = {(f.shown.pattern, e.no) for f in decided for e in f.shown.evidence}
    phrases = {phrase for f in decided for phrase in f.phrases}
    hard: dict[tuple[str, str], set[str]] = {}
    for found in decided:
        if found.dismissal is DismissalKind.OBJECTIVE:
            topic = main_topic(found.shown)
            hard.setdefault((found.shown.pattern, topic), set()).add(found.shown.unit)
    topics = {(pattern, unit, topic) for (pattern, topic), of in hard.items() for unit in of}
    topics |= {
        (pattern, "", topic) for (pattern, topic), of in hard.items() if len(of) >= ENOUGH_UNITS
    }
    return Lessons(frozenset(cases), frozenset(topics), frozenset(phrases))


def main_topic(shown: Shown) -> str:
    """The topic of most of the evidence; the first in order of code among equals."""
    topics = [evidence.topic for evidence in shown.evidence]
    return min(set(topics), key=lambda topic: (-topics.count(topic), topic), default="")


def figures_of(shown: Shown) -> dict[str, Any]:
    """The figures of a finding as they are stored."""
    names = ("confidence", "count", "whole", "low", "high", "usual")
    return {name: getattr(shown, name) for name in names}
