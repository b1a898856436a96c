from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.trials.curves import (
    point_at,
    pooled,
    promise_of,
    reliability,
    risk_coverage,
    threshold_for,
)

chance = np.random.default_rng(3)
FAIR = chance.uniform(0.5, 1.0, 4_000)
HIT = chance.random(4_000) < FAIR


def test_a_confidence_that_means_what_it_says_is_fair_in_nearly_every_bin() -> None:
    bins = reliability(FAIR, HIT)
    assert [each.low for each in bins] == [0.5, 0.6, 0.7, 0.8, 0.9]
    assert sum(each.rows for each in bins) == len(FAIR)
    assert sum(each.is_fair for each in bins) >= 4
    assert not any(each.is_fair for each in reliability(np.sqrt(FAIR), HIT)[:2])


def test_a_confidence_of_one_falls_into_the_last_bin() -> None:
    (last,) = reliability(np.array([1.0, 0.95]), np.array([True, False]))
    assert (last.low, last.high, last.rows, last.right.value) == (0.9, 1.0, 2, 0.5)


def test_taking_more_rows_lets_more_errors_by() -> None:
    points = risk_coverage(FAIR, HIT, points=10)
    assert [round(p.coverage, 1) for p in points] == [n / 10 for n in range(1, 11)]
    assert points[0].error.value < points[-1].error.value
    assert points[-1].error.value == pytest.approx(1 - HIT.mean())
    assert all(p.error.low <= p.error.value <= p.error.high for p in points)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0.1, 0.5, 0.9, 1.0)), st.booleans()), max_size=30))
def test_rows_of_one_confidence_are_taken_together(rows: list[tuple[float, bool]]) -> None:
    sure, right = (np.array([row[i] for row in rows]) for i in (0, 1))
    points = risk_coverage(sure.astype(float), right.astype(bool))
    assert len(points) <= len(set(sure.tolist()))
    assert all(p.taken == (sure >= p.threshold).sum() for p in points)
    assert not rows or points[-1].taken == len(rows)


def test_a_threshold_keeps_its_target_on_rows_it_was_not_chosen_on() -> None:
    kept = promise_of(FAIR, HIT, 0.05)
    assert kept.is_kept
    assert kept.taken > 200
    assert point_at(FAIR, HIT, threshold_for(FAIR, HIT, 0.05)).error.value <= 0.05


def test_a_target_out_of_reach_takes_nothing() -> None:
    sure, right = np.array([0.9, 0.8]), np.array([False, False])
    assert threshold_for(sure, right, 0.05) == 1.01
    assert point_at(sure, right, 1.01).taken == 0
    assert promise_of(np.tile(sure, 10), np.tile(right, 10), 0.05).taken == 0


def test_chances_of_one_name_are_added_up() -> None:
    found = pooled(np.array([[0.4, 0.25, 0.35], [0.1, 0.2, 0.7]]), ["甲", "乙", "乙"])
    assert [found.names[i] for i in found.best()] == ["乙", "乙"]
    assert found.mass.sum(axis=1) == pytest.approx([1, 1])
    assert [found.names[i] for i in found.owners] == ["甲", "乙", "乙"]
