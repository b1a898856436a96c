from __future__ import annotations

import pytest

from models.training.compare import BETTER, NO_EVIDENCE, WORSE, compare, mark, mcnemar, unseen_rows


@pytest.mark.parametrize(
    ("old", "new", "chance"), [(0, 0, 1.0), (5, 5, 1.0), (0, 6, 0.03125), (1, 9, 0.021484375)]
)
def test_the_test_is_mcnemars_exact_one(old: int, new: int, chance: float) -> None:
    assert mcnemar(old, new) == pytest.approx(chance)
    assert mcnemar(new, old) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("old_wrong", "new_wrong", "verdict"),
    [(20, 2, BETTER), (2, 20, WORSE), (6, 4, NO_EVIDENCE), (0, 0, NO_EVIDENCE)],
)
def test_better_and_worse_are_said_only_with_evidence(
    old_wrong: int, new_wrong: int, verdict: str
) -> None:
    truth = ["甲", "乙"] * 50
    old = ["丙"] * old_wrong + truth[old_wrong:]
    new = truth[: 100 - new_wrong] + ["丙"] * new_wrong
    found = compare(truth, old, new, against="old")
    assert found.verdict == verdict
    assert (found.only_old, found.only_new) == (new_wrong, old_wrong)
    assert found.gain_low <= found.gain <= found.gain_high
    assert found.rows == 100


def test_rows_learned_from_and_repeats_are_left_out() -> None:
    texts, titles = ["停水了", "欠薪", "停水了", "路灯坏了"], ["", "", "", "报修"]
    assert unseen_rows(texts, titles, frozenset({mark("欠薪")})) == [0, 3]
    assert mark("停水了", "") != mark("停水了", "报修")
    assert "停水" not in mark("停水了")
