"""When callers may be called back, and how many are called again: data of a profile."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class CallRules:
    """``spacing``: between two attempts to reach one caller; ``lease``: how long one is a clerk's.

    Outside ``opens`` … ``closes`` (local) nobody is called who did not ask for it.
    """

    spacing: timedelta = timedelta(hours=2)
    lease: timedelta = timedelta(minutes=15)
    opens: time = time(8, 0)
    closes: time = time(21, 0)


@dataclass(frozen=True, slots=True)
class SampleRules:
    """How many of a month's closed orders are called again by others than who called first.

    ``quality``, ``discipline``: shares of each unit's closed orders; ``least``: of every unit, as
    long as it closed so many. ``explained``: the share of those explained or unreachable that the
    discipline inspection draws.
    """

    quality: float = 0.05
    discipline: float = 0.02
    explained: float = 0.2
    least: int = 1


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """An agenda item's callers asked again: ``drawn``: how many at most for one survey;
    ``enough``: the share of solved among the answers from which the matter counts as solved."""

    drawn: int = 30
    enough: float = 0.8
