"""A move is told from chance, and a season from growth."""

from analytics.moves import Amount, Season, direction, is_enough, season

MONTH = 30.0


def month(count: int, days: float = MONTH) -> Amount:
    return Amount(count, days)


def test_small_and_chance_changes_are_no_move() -> None:
    assert direction(month(5), month(2)) == 0
    assert direction(month(368), month(350)) == 0
    assert direction(month(10_300), month(10_000)) == 0, "below five percent"
    assert (direction(month(460), month(380)), direction(month(300), month(380))) == (1, -1)


def test_a_shorter_period_is_no_fall() -> None:
    assert direction(month(280, 21), month(400, 30)) == 0
    assert direction(month(5), None) is None


def test_what_moved_alike_last_year_is_the_season() -> None:
    assert season(month(500), month(380), month(480), month(370)) is Season.SEASON
    assert season(month(500), month(380), month(380), month(375)) is Season.NOT_SEASON
    assert season(month(500), month(380), None, None) is Season.UNKNOWN
    assert season(month(500), month(380), month(9), month(8)) is Season.UNKNOWN, "too few then"
    assert season(month(385), month(380), month(480), month(370)) is Season.UNKNOWN, "no move"


def test_below_twenty_no_percentage_is_said() -> None:
    assert [is_enough(n) for n in (None, 0, 19, 20)] == [False, False, False, True]
