from __future__ import annotations

import numpy as np
import pytest

from models.training.thresholds import measure_promise, safe_thresholds


def rows(count: int, labels: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confidences that mean what they say."""
    chance = np.random.default_rng(3)
    sure = chance.uniform(0.6, 1.0, count)
    return sure, chance.integers(0, labels, count), chance.uniform(size=count) < sure


@pytest.mark.parametrize("target", [0.05, 0.1])
def test_what_is_taken_errs_at_most_as_promised(target: float) -> None:
    sure, chosen, right = rows(4_000)
    common, own = safe_thresholds(sure, chosen, right, 2, target)
    taken = sure >= np.array(own)[chosen]
    assert 0.2 < taken.mean() < 1
    assert (~right[taken]).mean() <= target
    assert all(each >= common for each in own)


def test_a_label_that_errs_more_gets_a_higher_threshold_of_its_own() -> None:
    sure, chosen, right = rows(6_000)
    right &= (chosen == 0) | (sure >= 0.95) | (np.arange(6_000) % 3 > 0)
    _, own = safe_thresholds(sure, chosen, right, 2, 0.1)
    assert own[1] > own[0]
    taken = (chosen == 1) & (sure >= own[1])
    assert (~right[taken]).mean() <= 0.15


def test_a_label_with_few_rows_has_the_common_threshold() -> None:
    sure, chosen, right = rows(2_000)
    chosen[:] = 0
    chosen[:10], right[:10] = 1, False
    common, own = safe_thresholds(sure, chosen, right, 2, 0.1)
    assert own[1] == common


def test_nothing_is_taken_where_nothing_can_be_promised() -> None:
    sure, chosen = np.full(50, 0.9), np.zeros(50, np.int64)
    common, own = safe_thresholds(sure, chosen, np.zeros(50, bool), 1, 0.05)
    assert common > 1
    assert own == (common,)


def test_the_promise_is_measured_on_rows_the_thresholds_have_not_seen() -> None:
    sure, chosen, right = rows(4_000)
    halves = [
        (np.arange(2_000), np.arange(2_000, 4_000)),
        (np.arange(2_000, 4_000), np.arange(2_000)),
    ]
    found = measure_promise(sure, chosen, right, halves, 0.1)
    assert found.is_kept
    assert found.error.low < found.error.value < found.error.high
    assert found.taken == round(found.coverage * 4_000)
    worse = measure_promise(sure, chosen, right & (np.arange(4_000) % 3 > 0), halves, 0.02)
    assert worse.coverage < found.coverage
