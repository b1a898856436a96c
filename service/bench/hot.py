"""How hot topics grow with the number of requests: time, memory and quality, size by size."""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

_LEAST = 5_000
_STEP = 10
_GIB = 2**30


@dataclass(frozen=True, slots=True)
class Growth:
    """What one size cost: seconds by the clock and of all processors, GiB at most, and quality.

    ``memory`` is that of the whole process, the requests themselves included; ``quality`` is the
    mean over the true events of the best F1 of any topic.
    """

    size: int
    wall: float
    busy: float
    memory: float
    topics: int
    quality: float


def sizes(most: int) -> list[int]:
    """A quarter and the whole of a small size; of a large one the tenths down to some thousand."""
    found = [most]
    while found[0] >= _LEAST * _STEP:
        found.insert(0, found[0] // _STEP)
    return found if len(found) > 1 else [max(most // 4, 10), most]


def alone(size: int, cores: int) -> Growth:
    """Measure one size in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(measured, size, cores).result()


def exponent(figures: Sequence[Growth]) -> float:
    """The exponent of the power of the size that processor time grows with, by least squares."""
    size, busy = np.log([[f.size, max(f.busy, 1e-3)] for f in figures]).T
    return float(np.polyfit(size, busy, 1)[0])


def measured(size: int, cores: int) -> Growth:
    """What hot topics of so many simulated requests cost in this process, on so many cores."""
    import joblib  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from analytics.hot.hot_topics import HotSettings, hot_topics  # noqa: PLC0415
    from analytics.trials.crowds import draw_crowd, mean_best_f1  # noqa: PLC0415

    crowd = draw_crowd(size)
    started, busy = time.perf_counter(), time.process_time()
    with joblib.parallel_config("threading", n_jobs=cores):
        found = hot_topics(crowd.tickets, HotSettings(exclusive=True))
    spent, busy = time.perf_counter() - started, time.process_time() - busy
    label = np.full(size, -1)
    label[found.members["row"].to_numpy(dtype=int)] = pd.factorize(found.members["topic_id"])[0]
    quality = mean_best_f1(crowd.event, label)
    return Growth(size, spent, busy, _peak(), len(found.topics), quality)


def _peak() -> float:
    """The most memory this process has held, in GiB; 0 where the system does not say."""
    told = Path("/proc/self/status")
    lines = told.read_text().splitlines() if told.exists() else []
    most = next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")
    return int(most) * 1024 / _GIB
