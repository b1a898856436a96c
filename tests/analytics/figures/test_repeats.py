import pandas as pd
import pytest

from analytics.figures.repeats import concentration, is_repeat, repeats

T0 = pd.Timestamp("2025-05-01", tz="UTC")


def calls(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["caller", "topic", "day"])
    frame["registered_at"] = pd.Series([T0 + pd.Timedelta(days=d) for d in frame["day"]])
    return frame


def test_only_the_same_caller_and_matter_within_the_days_is_a_repeat() -> None:
    frame = calls(("a", "1", 0), ("a", "1", 29), ("a", "2", 30), ("b", "1", 30), ("a", "1", 60))
    assert is_repeat(frame).tolist() == [False, True, False, False, False]


def test_the_order_of_rows_does_not_matter() -> None:
    frame = calls(("a", "1", 10), ("a", "1", 0))
    assert is_repeat(frame).tolist() == [True, False]


def test_unknown_callers_are_left_out_and_said() -> None:
    found = repeats(calls(("", "1", 0), ("", "1", 1), ("a", "1", 2), ("a", "1", 3)))
    assert (found.requests, found.repeats, found.unknown) == (2, 1, 2)
    assert found.share == pytest.approx(0.5)
    assert repeats(calls(("", "1", 0))).share is None


def test_concentration_is_one_in_a_single_area_and_zero_when_even() -> None:
    frame = pd.DataFrame(
        {
            "topic": ["停水"] * 4 + ["噪声"] * 2,
            "area_name": ["东区"] * 4 + ["东区", "西区"],
        }
    )
    found = concentration(frame).set_index("topic")
    assert found.loc["停水", "index"] == pytest.approx(1.0)
    assert found.loc["噪声", "index"] == pytest.approx(0.0)
    assert found.loc["停水", "top"] == "东区"
    assert found.loc["噪声", "top_share"] == pytest.approx(0.5)
