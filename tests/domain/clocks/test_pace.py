"""How long work usually takes, and how what is left stands against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.clocks.pace import ENOUGH, Basis, Pace, Risk, keys_of, pace_of, standing, usual
from service.domain.clocks.running import Clock
from service.domain.clocks.worktime import WorkTime
from tests.factories import CALENDAR, NOW, profile

HOUR = 3600.0
PACE = Pace(10, 8 * HOUR, 20 * HOUR)
SPANS = st.lists(st.floats(0, 1e7), min_size=1, max_size=50)


@given(SPANS)
def test_median_and_80th_lie_in_order_within_the_past(spans: list[float]) -> None:
    pace = pace_of(spans)
    assert min(spans) <= pace.median <= pace.p80 <= max(spans)
    assert pace == pace_of(sorted(spans, reverse=True))


def test_the_percentiles_are_those_of_ranks() -> None:
    assert pace_of([1, 2, 3, 4, 5, 6]) == Pace(6, 3.5, 5.0)


@pytest.mark.parametrize(
    ("left", "risk"),
    [
        (-1, Risk.OVERDUE),
        (7 * HOUR, Risk.HIGH),
        (8 * HOUR, Risk.MIDDLE),
        (20 * HOUR, Risk.LOW),
    ],
)
def test_a_deadline_stands_by_how_many_took_longer_than_is_left(left: float, risk: Risk) -> None:
    assert standing(left, (PACE, Basis.UNIT)).risk is risk


def test_the_less_is_left_the_more_it_presses_and_overdue_presses_most() -> None:
    found = (PACE, Basis.UNIT)
    scores = [standing(hours * HOUR, found).score for hours in (-5, -1, 0, 1, 10, 100)]
    assert scores == sorted(scores, reverse=True)
    slower = (Pace(10, 16 * HOUR, 40 * HOUR), Basis.UNIT)
    assert standing(HOUR, slower).score > standing(HOUR, found).score
    assert standing(HOUR, None).risk is Risk.UNKNOWN


def test_the_narrowest_past_with_enough_cases_counts() -> None:
    keys = keys_of("u", "020401", Clock.HANDLE)
    few, many = Pace(ENOUGH - 1, 1, 1), Pace(ENOUGH, 2, 2)
    paces = dict.fromkeys(keys, many)
    order = [Basis.UNIT_TOPIC, Basis.UNIT_FIELD, Basis.UNIT, Basis.TOPIC, Basis.ALL]
    for key, basis in zip(keys, order, strict=True):
        found = usual(paces, "u", "020401", Clock.HANDLE)
        assert found is not None
        assert found[1] is basis
        paces[key] = few
    assert usual(paces, "u", "020401", Clock.HANDLE) is None
    assert usual({keys[-1]: many}, "other", "010101", Clock.HANDLE) == (many, Basis.ALL)


def test_working_time_is_signed_and_leaves_nights_and_rest_days_out() -> None:
    from datetime import timedelta

    work = WorkTime(CALENDAR, profile().hours)
    week = work.between(NOW, NOW + timedelta(days=7))
    assert week == 5 * work.day_seconds()
    assert work.between(NOW + timedelta(days=7), NOW) == -week
