"""Scores how hot a group of requests is, as a sum whose parts can be read."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

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
    groups = [(topic, group) for topic, group in members.groupby("topic", sort=True)]
    parts = [_parts(group) for _, group in groups]
    points = [_points(p, weights) for p in parts]
    times = [group["registered_at"] for _, group in groups]
    names = [topic for topic, _ in groups]
    scale = pd.Series(1.0, index=names) if focus is None else focus.reindex(names).fillna(1.0)
    return pd.DataFrame(
        {
            "heat": [
                round(sum(p.values()) * f * share, 2) for p, f in zip(points, scale, strict=True)
            ],
            "size": [len(group) for _, group in groups],
            "callers": [int(p.caller) for p in parts],
            "focus": [round(f, 2) for f in scale],
            "first_at": pd.Series([t.min() for t in times], dtype=members["registered_at"].dtype),
            "last_at": pd.Series([t.max() for t in times], dtype=members["registered_at"].dtype),
            "reasons": [_reasons(*one, share) for one in zip(parts, points, scale, strict=True)],
        }
    ).set_axis(names, axis=0)


def busiest_week(times: pd.Series) -> int:
    """Return the largest number of the instants (aware, any order) within any seven days."""
    instants = np.sort(times.dropna().to_numpy(dtype="datetime64[us]"))
    ends = np.searchsorted(instants, instants + _WEEK, side="left")
    return int((ends - np.arange(len(instants))).max(initial=0))


def distinct_callers(callers: pd.Series) -> int:
    """Return the number of different callers; each request without a caller key counts as one."""
    keys = callers.astype(str)
    return int(keys[keys != ""].nunique() + (keys == "").sum())


def _parts(group: pd.DataFrame) -> _Parts:
    callers = distinct_callers(group["caller"])
    votes = group["weight"].fillna(0).clip(lower=0).to_numpy(dtype=float)
    solved = group["solved"].dropna() if "solved" in group else pd.Series(dtype=bool)
    rounds = group["rounds"].fillna(1) if "rounds" in group else pd.Series(dtype=float)
    return _Parts(
        caller=callers,
        repeat=len(group) - callers,
        support=float(np.log2(1 + votes).sum()),
        busiest_week=busiest_week(group["registered_at"]),
        unsolved=int((~solved.astype(bool)).sum()),
        redone=int((rounds > 1).sum()),
        votes=float(votes.sum()),
    )


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
