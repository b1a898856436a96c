from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.figures.trends import change, compare, monthly_counts, percent_change
from analytics.months import month_start


def tickets(**months: dict[str, int]) -> pd.DataFrame:
    """`m2025_01={"停水": 3}` gives three tickets of that topic in January."""
    rows = [
        (month_start(name[1:].replace("_", "-")) + timedelta(hours=i), topic)
        for name, topics in months.items()
        for topic, count in topics.items()
        for i in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["registered_at", "topic_path"])
    return frame.astype({"registered_at": "datetime64[us, UTC]"})


def test_months_without_requests_count_zero() -> None:
    counts = monthly_counts(tickets(m2025_01={"停水": 2}, m2025_04={"停水": 1}))
    assert counts.loc["全部"].tolist() == [2, 0, 0, 1]


def test_topics_add_up_to_the_total_and_empty_ones_are_named() -> None:
    frame = tickets(m2025_01={"停水": 2, "": 3, "供暖": 4})
    counts = monthly_counts(frame, "topic_path")
    assert counts["2025-01"].sum() == len(frame)
    assert counts.loc["未标注", "2025-01"] == 3


def test_changes_have_the_right_denominators() -> None:
    counts = pd.Series({"2024-03": 80, "2025-02": 50, "2025-03": 100})
    made = change(counts, "2025-03")
    assert (made.previous, made.year_ago) == (50, 80)
    assert (made.mom_pct, made.yoy_pct) == (100.0, 25.0)


def test_an_unknown_or_empty_month_gives_no_percentage() -> None:
    made = change(pd.Series({"2025-02": 0, "2025-03": 9}), "2025-03")
    assert (made.previous, made.mom_pct) == (0, None)
    assert (made.year_ago, made.yoy_pct) == (None, None)


def test_the_moving_spring_festival_is_taken_out() -> None:
    counts = pd.Series({"2025-02": 1000, "2026-02": 870})
    made = change(counts, "2026-02")
    assert made.yoy_pct is not None
    assert made.yoy_adjusted_pct is not None
    assert made.yoy_pct == pytest.approx(-13.0)
    assert abs(made.yoy_adjusted_pct) < 5


def test_a_comparison_lists_what_vanished_too() -> None:
    frame = tickets(m2025_01={"停水": 4, "供暖": 2}, m2025_02={"停水": 6})
    found = compare(frame, "topic_path", "2025-02").set_index("topic_path")
    assert found.loc["停水", "mom_pct"] == 50.0
    assert found.loc["供暖", "count"] == 0
    assert found.loc["供暖", "mom_pct"] == -100.0
    assert found["share"].sum() == 1.0
    assert found.loc["停水", "year_ago"] is None


def test_a_month_outside_the_data_is_empty_not_wrong() -> None:
    found = compare(tickets(m2025_01={"停水": 4}), "topic_path", "2026-05")
    assert found["count"].sum() == 0


@given(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 500)))
def test_percentages_are_consistent(now: int, before: int | None) -> None:
    pct = percent_change(now, before)
    assert (pct is None) == (not before)
    if pct is not None and before is not None:
        assert before * (1 + pct / 100) == pytest.approx(now)
