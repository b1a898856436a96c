import pytest

from analytics.trials.outcome import REPORTED, TUNED, Figure, Outcome, mean, share

SOME = Figure(0.8, 0.7, 0.9)


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        (Outcome("甲", SOME, 9), None),
        (Outcome("甲", SOME, 9, 0.8), True),
        (Outcome("甲", SOME, 9, 0.75, most=0.78), False),
        (Outcome("甲", SOME, 9, 0.75, lower_is_better=True), False),
    ],
)
def test_a_goal_may_lie_on_either_side(outcome: Outcome, reached: bool | None) -> None:
    assert outcome.is_reached is reached


def test_shares_and_means_have_intervals() -> None:
    found = share([True, True, False, True])
    assert found.value == 0.75
    assert found.low < 0.75 < found.high
    assert share([]) == Figure(0.0, 0.0, 1.0)
    assert mean([0.4]) == Figure(0.4, 0.4, 0.4)
    assert mean([0.4, 0.6]).low < 0.4


def test_no_figure_is_told_of_what_was_looked_at() -> None:
    assert set(TUNED).isdisjoint(REPORTED)
