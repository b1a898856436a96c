"""What is held against chance is told apart from what chance alone makes."""

import pytest

from analytics.chance import highest_share_of_none, unusual_share


def test_many_of_few_are_sure_and_few_of_many_are_not() -> None:
    assert unusual_share(8, 10, 0.1).is_sure
    assert not unusual_share(2, 10, 0.1).is_sure
    assert not unusual_share(12, 100, 0.1).is_sure


def test_who_looks_at_many_things_must_see_more() -> None:
    once, often = unusual_share(5, 10, 0.1), unusual_share(5, 10, 0.1, looked_at=100)
    assert once.is_sure
    assert not often.is_sure
    assert often.chance == pytest.approx(100 * once.chance)
    assert unusual_share(0, 10, 0.1, looked_at=100).chance == 1.0


def test_the_interval_holds_the_share_and_narrows_with_more() -> None:
    few, many = unusual_share(3, 10, 0.1), unusual_share(300, 1000, 0.1)
    assert few.low < 0.3 < few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_counts_that_cannot_be_are_refused() -> None:
    for count, whole in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="of"):
            unusual_share(count, whole, 0.1)


def test_none_in_many_leaves_a_small_share_possible() -> None:
    assert highest_share_of_none(300) == pytest.approx(0.00994, abs=1e-4)
    assert highest_share_of_none(0) == 1.0
