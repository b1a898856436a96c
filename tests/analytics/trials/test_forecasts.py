import pytest

from analytics.trials.forecasts import held_against
from analytics.trials.months import MonthWorld, draw_months


def test_whole_cities_are_tested_and_scatter() -> None:
    world = MonthWorld(before=12, after=4, topics=1, districts=3)
    error, held = held_against([draw_months(seed, world) for seed in (1, 2)], "两座小城")
    assert error.rows == held.rows == 2 * 3 * 3 * 2
    assert error.figure.low < error.figure.value < error.figure.high
    assert 0 <= held.figure.value <= 1
    assert (held.goal, held.most) == (0.75, 0.85)


def test_a_city_too_short_to_test_is_refused() -> None:
    world = MonthWorld(before=4, after=2, topics=1, districts=3)
    with pytest.raises((ValueError, IndexError)):
        held_against([draw_months(1, world)], "太短")
