"""Timing two ways of doing the same work, turn by turn, so that a busy machine hits both."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

_ROUNDS = 3
_TINY = 1e-9


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
    """The median seconds of both over alternating rounds; the note also tells processor time."""
    mine: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(rounds):
        mine.append(_seconds(ours))
        theirs.append(_seconds(reference))
    (own, own_busy), (other, other_busy) = _medians(mine), _medians(theirs)
    note = f"{note}; by processor time {other_busy / max(own_busy, _TINY):.2f}"
    return Result(name, round(own, 4), round(other, 4), round(other / own, 3), "s", size, note)


def _medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    return median(wall for wall, _ in times), median(busy for _, busy in times)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in this process."""
    gc.collect()
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy
