"""Scores how hot a group of requests is, as a sum whose parts can be read."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_WEEK = np.timedelta64(7, "D")


@dataclass(frozen=True, slots=True)
class HeatWeights:
    """How much one unit of each part adds; the unit of the sum is “one caller”."""

    caller: float = 1.0
    repeat: float = 0.3
    support: float = 0.2
    busiest_week: float = 0.3
    unsolved: float = 0.5
    redone: float = 0.5


@dataclass(frozen=True, slots=True)
class _Parts:
    caller: float
    repeat: float
    support: float
    busiest_week: float
    unsolved: float
    redone: float
    votes: float


_WORDS = {
    "caller": "{:.0f}名诉求人反映",
    "repeat": "同一人重复{:.0f}件",
    "support": "获支持{:.0f}次",
    "busiest_week": "最集中的七天内{:.0f}件",
    "unsolved": "回访未解决{:.0f}件",
    "redone": "重办{:.0f}件",
}


def heat_of(
    members: pd.DataFrame,
    weights: HeatWeights,
    focus: pd.Series | None = None,
    share: float = 1.0,
) -> pd.DataFrame:
    """Return one row per topic: heat, size, callers, focus, first_at, last_at, reasons.

    `members` has a column topic (any label), and caller, weight, registered_at as declared in the
    schema; solved and rounds may be absent. A request without a caller key is a caller of its
    own. `reasons` is one Chinese line that says what the heat is made of. Support counts by its
    logarithm, so that one famous request does not outweigh many callers. `focus` (0…1 by topic,
    default 1) scales the sum: callers who speak of one thing weigh more than callers who merely
    use the same words. `share` scales it too: of a problem met in many places not every caller
    speaks of the same matter.
    """
    names, topic = np.unique(members["topic"].to_numpy(), return_inverse=True)
    parts = _parts(members, topic, len(names))
    points = [_points(p, weights) for p in parts]
    times = members["registered_at"].groupby(topic)
    scale = pd.Series(1.0, index=names) if focus is None else focus.reindex(names).fillna(1.0)
    return pd.DataFrame(
        {
            "heat": [
                round(sum(p.values()) * f * share, 2) for p, f in zip(points, scale, strict=True)
            ],
            "size": np.bincount(topic, minlength=len(names)),
            "callers": [int(p.caller) for p in parts],
            "focus": [round(f, 2) for f in scale],
            "first_at": times.min(),
            "last_at": times.max(),
            "reasons": [_reasons(*one, share) for one in zip(parts, points, scale, strict=True)],
        }
    ).set_axis(names, axis=0)


def busiest_week(times: pd.Series) -> int:
    """Return the largest number of the instants (aware, any order) within any seven days."""
    return _busiest(np.sort(times.dropna().to_numpy(dtype="datetime64[us]")))


def _parts(members: pd.DataFrame, topic: Index, count: int) -> list[_Parts]:
    def total(values: npt.ArrayLike) -> Floats:
        sums = np.bincount(topic, weights=np.asarray(values, dtype=float), minlength=count)
        return np.asarray(sums, dtype=float)

    nothing = np.zeros(len(members))
    votes = members["weight"].fillna(0).clip(lower=0).to_numpy(dtype=float)
    callers = _callers(members["caller"], topic, count)
    columns = (
        callers,
        np.bincount(topic, minlength=count) - callers,
        total(np.log2(1 + votes)),
        _busiest_weeks(members["registered_at"], topic, count),
        total(members["solved"].eq(False).fillna(False) if "solved" in members else nothing),
        total(members["rounds"].gt(1).fillna(False) if "rounds" in members else nothing),
        total(votes),
    )
    return [_Parts(*map(float, one)) for one in zip(*columns, strict=True)]


def _callers(callers: pd.Series, topic: Index, count: int) -> Floats:
    """Return the different callers of each topic, and one for each request without a key."""
    key, names = pd.factorize(callers.astype(str))
    known = np.asarray(names[key] != "")
    pairs = np.unique(topic[known] * (len(names) + 1) + key[known])
    different = np.bincount(pairs // (len(names) + 1), minlength=count)
    return np.asarray(different + np.bincount(topic[~known], minlength=count), dtype=float)


def _busiest_weeks(times: pd.Series, topic: Index, count: int) -> list[int]:
    known = times.notna().to_numpy()
    instants, owner = times[known].to_numpy(dtype="datetime64[us]"), topic[known]
    order = np.lexsort((instants, owner))
    ends = np.searchsorted(owner[order], np.arange(1, count))
    return [_busiest(part) for part in np.split(instants[order], ends)][:count]


def _busiest(instants: npt.NDArray[np.datetime64]) -> int:
    """Return the largest number of the instants, in order, within any seven days."""
    ends = np.searchsorted(instants, instants + _WEEK, side="left")
    return int((ends - np.arange(len(instants))).max(initial=0))


def _points(parts: _Parts, weights: HeatWeights) -> dict[str, float]:
    return {
        f.name: float(getattr(parts, f.name) * getattr(weights, f.name)) for f in fields(weights)
    }


def _reasons(parts: _Parts, points: dict[str, float], focus: float, share: float) -> str:
    said = {name: parts.votes if name == "support" else getattr(parts, name) for name in points}
    lines = [
        f"{_WORDS[name].format(said[name])}（{points[name]:.1f}分）"
        for name in points
        if points[name] > 0
    ]
    lines.append(f"指向集中度{focus:.0%}")
    if share < 1:
        lines.append(f"多处同类问题按{share:.0%}计")
    return "，".join(lines)
