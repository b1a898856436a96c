"""Tells a real move of a series from chance, and a season from growth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

ENOUGH = 20
"""Below so many requests in the period compared with, a percentage says nothing."""
_CLEAR, _LEAST = 2.0, 0.05
AMONG_MANY = 3.0
"""Standard deviations for naming the largest of several moves, of which chance would send one or
another beyond two in one month of four."""


class Season(StrEnum):
    """What last year says of a move: it moved alike then, it did not, or nobody can tell."""

    SEASON = "season"
    NOT_SEASON = "not_season"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Amount:
    """Requests of a period and its length in ordinary days."""

    count: int
    days: float


def is_enough(before: int | None) -> bool:
    """Return whether a percentage of so many requests may be said."""
    return before is not None and before >= ENOUGH


def direction(now: Amount, before: Amount | None, clear: float = _CLEAR) -> int | None:
    """Return 1 for a clear rise, -1 for a clear fall, 0 for what chance may do, None if unknown.

    Clear is what two standard deviations (or `clear`) of independent requests do not reach, and at
    least five percent, since whole cities scatter more than single callers do.
    """
    if before is None or not before.days or not now.days:
        return None
    total, share = now.count + before.count, now.days / (now.days + before.days)
    gap = now.count - total * share
    expected = before.count * now.days / before.days
    is_small = abs(now.count - expected) < _LEAST * expected
    if is_small or gap * gap <= clear**2 * total * share * (1 - share):
        return 0
    return 1 if gap > 0 else -1


def season(
    now: Amount, before: Amount | None, year: Amount | None, year_before: Amount | None
) -> Season:
    """Return whether the same two periods a year ago moved the same way.

    `before`: the period before; `year` and `year_before`: both a year earlier. Unknown too where
    last year's two hold too few requests for a move like this one to have shown.
    """
    moved = direction(now, before)
    if year is None or year_before is None or before is None or not moved:
        return Season.UNKNOWN
    if direction(year, year_before) == moved:
        return Season.SEASON
    hoped = year_before.count * (now.count / now.days) / max(before.count / before.days, 1e-9)
    spread = sqrt(max(year_before.count + year.count, 1))
    would_show = abs(hoped * year.days / year_before.days - year_before.count) > _CLEAR * spread
    return Season.NOT_SEASON if would_show else Season.UNKNOWN
