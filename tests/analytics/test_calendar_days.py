from datetime import date

from analytics.calendar_days import (
    SPRING_FESTIVALS,
    DayWeights,
    day_weight,
    effective_days,
)


def test_the_festival_lies_between_21_january_and_20_february() -> None:
    assert all((1, 21) <= (d.month, d.day) <= (2, 20) for d in SPRING_FESTIVALS.values())


def test_the_eve_counts_as_holiday_and_the_day_before_does_not() -> None:
    weights = DayWeights()
    assert day_weight(date(2026, 2, 16), weights) == weights.spring_festival
    assert day_weight(date(2026, 2, 15), weights) != weights.spring_festival


def test_a_festival_february_has_fewer_effective_days() -> None:
    assert effective_days("2026-02") < effective_days("2025-02") < effective_days("2025-03")
    assert effective_days("2025-10") < effective_days("2025-12")
