"""How long work usually takes, and how pressing a deadline is against that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.domain.clocks.running import Clock

ENOUGH = 5
"""So many past cases make a usual time."""
Key = tuple[str, str, Clock]
"""Unit and topic (empty: all), and what was to be done."""


class Basis(StrEnum):
    """Whose past a usual time was taken from."""

    UNIT_TOPIC = "unit_topic"
    UNIT_FIELD = "unit_field"
    UNIT = "unit"
    TOPIC = "topic"
    ALL = "all"


class Risk(StrEnum):
    """How likely a deadline is missed when work goes as usual."""

    OVERDUE = "overdue"
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long ``count`` past cases took, in working seconds."""

    count: int
    median: float
    p80: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A deadline against the usual time; ``score``: the greater, the more pressing."""

    risk: Risk
    score: float
    pace: Pace | None = None
    basis: Basis | None = None


def pace_of(durations: Sequence[float]) -> Pace:
    """Median and 80th percentile (linear between ranks) of past times; assumes at least one."""
    ordered = sorted(durations)
    return Pace(len(ordered), _quantile(ordered, 0.5), _quantile(ordered, 0.8))


def usual(
    paces: Mapping[Key, Pace], unit: str, topic: str, clock: Clock
) -> tuple[Pace, Basis] | None:
    """The narrowest past with ``ENOUGH`` cases: unit and topic, its field, unit, topic, all."""
    narrowing = (
        (Basis.UNIT_TOPIC, (unit, topic, clock)),
        (Basis.UNIT_FIELD, (unit, topic[:2], clock)),
        (Basis.UNIT, (unit, "", clock)),
        (Basis.TOPIC, ("", topic, clock)),
        (Basis.ALL, ("", "", clock)),
    )
    for basis, key in narrowing:
        pace = paces.get(key)
        if pace is not None and pace.count >= ENOUGH:
            return pace, basis
    return None


def keys_of(unit: str, topic: str, clock: Clock) -> tuple[Key, ...]:
    """Every past that one case belongs to."""
    keys = [(unit, topic, clock), (unit, topic[:2], clock), (unit, "", clock)]
    return tuple(dict.fromkeys([*keys, ("", topic, clock), ("", "", clock)]))


def standing(left: float, found: tuple[Pace, Basis] | None) -> Standing:
    """How ``left`` working seconds stand against the usual time, None when there is none.

    Less than the median: half of the past cases took longer. Less than the 80th percentile:
    every fifth did. Scores of overdue deadlines lie above all others; without a past the working
    day stands in.
    """
    if left < 0:
        return Standing(Risk.OVERDUE, 1e9 - left, *(found or ()))
    if found is None:
        return Standing(Risk.UNKNOWN, _DAY / (left + _MINUTE))
    pace, basis = found
    score = pace.p80 / (left + _MINUTE)
    if left < pace.median:
        return Standing(Risk.HIGH, score, pace, basis)
    return Standing(Risk.MIDDLE if left < pace.p80 else Risk.LOW, score, pace, basis)


_MINUTE, _DAY = 60.0, 9 * 3600.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
