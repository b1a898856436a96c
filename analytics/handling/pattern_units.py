"""Which units show a pattern more than their peers on the same topics, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.handling.pattern_definitions import DEFINITIONS, LIMITS, Definition, Limits
from analytics.handling.pattern_marks import Marks
from analytics.intervals import wilson

# Confidence by how probable the excess is: the share of such findings that were right in simulated
# cities whose careless units are known (seeds 1 to 4, one right and one wrong added to each band).
_BANDS = ((0.999, 0.98), (0.99, 0.94), (0.95, 0.92), (0.9, 0.9), (0.0, 0.8))
_LEAST_SURE = 0.85
_BROAD = 20.0
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A unit that shows a pattern: `count` of `whole` cases, between `low` and `high` (95 %).

    `usual` is the share its peers have on the same topics, weighted as the unit's own cases are.
    `rows` are the marked cases, strongest first.
    """

    pattern: str
    unit: str
    count: int
    whole: int
    low: float
    high: float
    usual: float
    confidence: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What people's dismissals have taught: cases, and topics of a pattern, that do not count.

    `cases`: (pattern, ticket number); `topics`: (pattern, unit or "" for all, topic).
    """

    cases: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[tuple[str, str, str]] = frozenset()


NO_EXCEPTIONS = Exceptions()


def unit_findings(
    marks: Marks,
    exceptions: Exceptions = NO_EXCEPTIONS,
    definitions: Mapping[str, Definition] = DEFINITIONS,
    limits: Limits = LIMITS,
) -> list[UnitFinding]:
    """Return the units that surely exceed their peers in a pattern, most certain first."""
    found = []
    for key, definition in definitions.items():
        frame = _counts(marks, key, exceptions)
        raised: list[UnitFinding] = []
        for _ in range(_ROUNDS if frame["hit"].sum() >= definition.least else 0):
            expected = _expected(frame, {finding.unit for finding in raised})
            groups = frame.groupby("unit")
            judged = [_judge(definition, str(u), g, expected, marks, limits) for u, g in groups]
            raised = [finding for finding in judged if finding is not None]
        found += raised
    return sorted(found, key=lambda f: (-f.confidence, -f.count, f.pattern, f.unit))


def _counts(marks: Marks, key: str, exceptions: Exceptions) -> pd.DataFrame:
    cases = marks.cases
    keep = marks.counted[key] & (cases["unit"] != "")
    frame = cases.loc[keep, ["no", "unit", "topic"]].copy()
    if exceptions.cases or exceptions.topics:
        frame = frame[_counts_still(frame, key, exceptions)]
    frame["hit"] = frame.index.isin(list(marks.marked[key]))
    frame["level1"] = frame["topic"].str[:2]
    return frame


def _counts_still(frame: pd.DataFrame, key: str, exceptions: Exceptions) -> list[bool]:
    columns = zip(frame["no"], frame["unit"], frame["topic"], strict=True)
    return [
        (key, no) not in exceptions.cases
        and (key, unit, topic) not in exceptions.topics
        and (key, "", topic) not in exceptions.topics
        for no, unit, topic in columns
    ]


def _expected(frame: pd.DataFrame, apart: Collection[str]) -> pd.Series:
    """For each case the share of its topic among other units, shrunk to wider peers.

    Units `apart`, those that stood out before, are nobody's peers.
    """
    peers = frame.assign(weight=(~frame["unit"].isin(list(apart))).astype(float))
    city = _others(peers, [], pd.Series(0.0, index=frame.index), 0.0)
    wide = _others(peers, ["level1"], city, _BROAD)
    return _others(peers, ["topic"], wide, _BROAD / 2)


def _others(frame: pd.DataFrame, by: list[str], base: pd.Series, weight: float) -> pd.Series:
    """Hits per case of all other units in the group, with `weight` cases of the base share."""
    one = frame["weight"]
    hit = frame["hit"].astype(float) * one
    keys = [frame[name] for name in by] or [pd.Series(0, index=frame.index)]
    mine = [*keys, frame["unit"]]
    hits = hit.groupby(keys).transform("sum") - hit.groupby(mine).transform("sum")
    number = one.groupby(keys).transform("sum") - one.groupby(mine).transform("sum")
    return (hits + weight * base) / (number + weight).clip(lower=1.0)


def _judge(
    definition: Definition,
    unit: str,
    group: pd.DataFrame,
    expected: pd.Series,
    marks: Marks,
    limits: Limits,
) -> UnitFinding | None:
    count, whole = int(group["hit"].sum()), len(group)
    if whole < definition.cases or count < definition.least:
        return None
    usual = float(expected[group.index].mean())
    bar = min(0.95, max(usual * definition.times, usual + definition.gap))
    sure = _probability_above(bar, count, whole, usual, limits.prior)
    if sure < _LEAST_SURE:
        return None
    low, high = wilson(count, whole)
    marked = marks.marked[definition.key]
    rows = sorted(group.index[group["hit"]], key=lambda row: (-marked[row].strength, row))
    return UnitFinding(
        pattern=definition.key,
        unit=unit,
        count=count,
        whole=whole,
        low=round(low, 4),
        high=round(high, 4),
        usual=round(usual, 4),
        confidence=next(value for least, value in _BANDS if sure >= least),
        rows=tuple(int(row) for row in rows),
    )


def _probability_above(bar: float, count: int, whole: int, usual: float, prior: float) -> float:
    """How probable the unit's true share exceeds the bar, peers' share being the prior."""
    from scipy.special import betainc  # noqa: PLC0415 — heavy, only for the nightly job

    share = min(max(usual, 0.005), 0.95)
    alpha = prior * share + count
    beta = prior * (1 - share) + whole - count
    return float(1 - betainc(alpha, beta, bar))
