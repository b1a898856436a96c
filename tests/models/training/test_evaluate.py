from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from models.training.evaluate import accuracy, confusion, macro_f1, per_label, with_interval

TRUTH = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
CHOSEN = np.array([0, 0, 1, 1, 1, 2, 0, 2, 2])


def test_macro_f1_agrees_with_scikit_learn() -> None:
    counts = confusion(TRUTH, CHOSEN, 3)
    assert macro_f1(counts) == pytest.approx(f1_score(TRUTH, CHOSEN, average="macro"))
    assert accuracy(counts) == pytest.approx(7 / 9)


def test_a_label_that_never_occurs_does_not_count() -> None:
    assert macro_f1(confusion(TRUTH, CHOSEN, 5)) == macro_f1(confusion(TRUTH, CHOSEN, 3))


def test_figures_per_label() -> None:
    first = per_label(confusion(TRUTH, CHOSEN, 3), ("甲", "乙", "丙"))[0]
    assert (first.label, first.rows) == ("甲", 3)
    assert (first.precision, first.recall, first.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_the_interval_holds_the_value_and_narrows_with_rows() -> None:
    few = with_interval(accuracy, TRUTH, CHOSEN, 3)
    many = with_interval(accuracy, np.tile(TRUTH, 100), np.tile(CHOSEN, 100), 3)
    assert few.low <= few.value <= few.high
    assert many.high - many.low < (few.high - few.low) / 3
    assert many == with_interval(accuracy, np.tile(TRUTH, 100), np.tile(CHOSEN, 100), 3)
