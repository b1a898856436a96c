"""Timing two ways of doing the same work, turn by turn, so that a busy machine hits both."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison; ``ratio`` is reference / ours, above 1 means ours is faster."""

    name: str
    ours: float
    reference: float
    ratio: float
    unit: str
    size: int
    note: str


def compare(
    name: str,
    size: int,
    ours: Callable[[], object],
    reference: Callable[[], object],
    note: str,
    *,
    rounds: int = _ROUNDS,
) -> Result:
    """The median seconds of both over alternating rounds."""
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine.append(_seconds(ours))
        theirs.append(_seconds(reference))
    own, other = median(mine), median(theirs)
    return Result(name, round(own, 4), round(other, 4), round(other / own, 3), "s", size, note)


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
