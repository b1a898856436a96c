"""Grouping beside average linkage and density clustering: same vectors, same run, known events."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.hot.hot_groups import event_labels
from analytics.hot.hot_topics import HotSettings
from analytics.hot.vectors import Vectors, vectorise
from analytics.trials.crowds import draw_crowd, mean_best_f1
from service.bench.measure import Result

Labels = NDArray[np.int64]

_MOST = 12_000
_CUTS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3)
_DIRECTIONS = 50
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Rival:
    """One way of grouping: seconds by the clock and of the processor, groups, quality, and how."""

    name: str
    wall: float
    busy: float
    groups: int
    quality: float
    how: str


def beside(size: int, against: Sequence[str]) -> list[Rival]:
    """Ours and the named others on the vectors of one simulated city.

    What all share (drawing the city, its vectors) is not timed. A reference that needs a setting
    gets the one that fits the true events best, chosen among several by looking at them, which
    ours is not given; choosing is not timed. Raises ``ValueError`` for an unknown name, and where
    every pair would not fit into memory.
    """
    unknown = [name for name in against if name not in OTHERS]
    if unknown:
        raise ValueError(f"没有参照 {unknown[0]}；可选：{'、'.join(OTHERS)}")
    if size > _MOST:
        raise ValueError(f"参照要放下每一对，最多 {_MOST} 件")
    crowd = draw_crowd(size)
    order = crowd.tickets.sort_values(["registered_at", "no"], kind="stable").index
    event = crowd.event[order.to_numpy()]
    settings = HotSettings()
    vectors = vectorise(crowd.tickets.loc[order].reset_index(drop=True), settings.vectors)
    grouped = [_timed("minsheng", OURS, vectors, event)]
    return [*grouped, *(_timed(name, OTHERS[name], vectors, event) for name in against)]


def beside_average(size: int) -> Result:
    """The same as one comparison with average linkage. Raises ``ValueError`` for a large size."""
    ours, other = beside(size, ["average"])
    note = f"{OTHERS['average'].how}; mean best F1 {ours.quality:.3f} against {other.quality:.3f}"
    note += f"; by processor time {other.busy / max(ours.busy, _TINY):.2f}"
    ratio = round(other.wall / ours.wall, 3)
    return Result("hot", round(ours.wall, 4), round(other.wall, 4), ratio, "s", size, note)


def _timed(name: str, way: "_Way", vectors: Vectors, event: Labels) -> Rival:
    gc.collect()
    started, busy = time.perf_counter(), time.process_time()
    found = way.group(vectors)
    spent, used = time.perf_counter() - started, time.process_time() - busy
    label = max(way.cut(found), key=lambda label: mean_best_f1(event, label))
    groups = len(np.unique(label[label >= 0]))
    return Rival(name, spent, used, groups, mean_best_f1(event, label), way.how)


def _ours(vectors: Vectors) -> Labels:
    settings = HotSettings()
    return event_labels(vectors, settings.events, settings.least_size)


def _average(vectors: Vectors) -> NDArray[np.float64]:
    from scipy.cluster.hierarchy import linkage  # noqa: PLC0415

    alike = (vectors.whole @ vectors.whole.T).toarray()
    apart = [1.0 - alike[row, row + 1 :] for row in range(len(alike) - 1)]
    return np.asarray(linkage(np.concatenate(apart).clip(min=0), "average"))


def _cuts(tree: NDArray[np.float64]) -> list[Labels]:
    from scipy.cluster.hierarchy import fcluster  # noqa: PLC0415

    return [fcluster(tree, cut, "distance").astype(np.int64) - 1 for cut in _CUTS]


def _density(vectors: Vectors) -> Labels:
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    short = TruncatedSVD(_DIRECTIONS, random_state=0).fit_transform(vectors.whole)
    least = HotSettings().least_size
    found = HDBSCAN(min_cluster_size=least, copy=True).fit_predict(normalize(short))
    return np.asarray(found, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Way:
    """How to group vectors, what groupings may be read off the result, and how that is called."""

    group: Callable[[Vectors], Any]
    cut: Callable[[Any], Sequence[Labels]]
    how: str


OURS = _Way(_ours, lambda label: [label], "一个地点一件事，近邻图上逐轮合并")
OTHERS = {
    "average": _Way(_average, _cuts, "每一对都比，平均连接，切分处按真相挑最好的"),
    "hdbscan": _Way(_density, lambda label: [label], "降到 50 维再按密度聚类，BERTopic 的做法"),
}
