from datetime import UTC, datetime

import pytest

from analytics.wording import (
    as_of,
    change_words,
    compared,
    count_change,
    month_words,
    percent,
    pieces,
    point_change_words,
    uncompared,
)


def test_shares_have_two_decimals() -> None:
    assert percent(124599 / 284406) == "43.81%"
    assert percent(None) == "—"
    assert pieces(12) == "12件"


@pytest.mark.parametrize(
    ("change", "words"),
    [(12.3, "上升12.30%"), (-5, "下降5.00%"), (0.001, "持平"), (None, "无可比数据")],
)
def test_counts_change_in_percent(change: float | None, words: str) -> None:
    assert change_words(change) == words


def test_rates_change_in_points() -> None:
    assert point_change_words(0.953, 0.941) == "上升1.20个百分点"
    assert point_change_words(0.9, 0.95) == "下降5.00个百分点"
    assert point_change_words(0.9, None) == "无可比数据"


def test_dates_are_those_of_shanghai() -> None:
    assert as_of(datetime(2025, 4, 30, 17, tzinfo=UTC)) == "截至5月1日"
    assert month_words("2025-03") == "2025年3月"


def test_what_cannot_be_compared_is_said_once_and_not_beside_every_number() -> None:
    assert compared(12.3, None) == "，环比上升12.30%"
    assert uncompared(12.3, None) == "没有去年同月的数据，不作同比。"
    assert (compared(None, None), uncompared(1.0, 2.0)) == ("", "")


@pytest.mark.parametrize(
    ("count", "before", "said"),
    [(38, 4, "多34件"), (2, 19, "少17件"), (8, 0, "多8件"), (30, 20, "上升50.00%"), (3, None, "—")],
)
def test_a_change_on_few_is_said_in_requests(count: int, before: int | None, said: str) -> None:
    assert count_change(count, before) == said
