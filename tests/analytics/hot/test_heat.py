import pandas as pd

from analytics.hot.heat import HeatWeights, busiest_week, heat_of

T0 = pd.Timestamp("2025-05-01", tz="UTC")


def members(callers: list[str], days: list[float], **other: object) -> pd.DataFrame:
    times = pd.Series([T0 + pd.Timedelta(days=d) for d in days])
    return pd.DataFrame(
        {"topic": 0, "caller": callers, "weight": 0.0, "registered_at": times} | other
    )


def test_repeats_of_one_caller_weigh_less_than_new_callers() -> None:
    weights = HeatWeights()
    many = heat_of(members(["a", "b", "c"], [0, 10, 20]), weights)
    one = heat_of(members(["a", "a", "a"], [0, 10, 20]), weights)
    assert many["heat"].iloc[0] > one["heat"].iloc[0]
    assert one["callers"].iloc[0] == 1
    assert "同一人重复2件" in one["reasons"].iloc[0]


def test_the_parts_add_up_to_the_heat() -> None:
    weights = HeatWeights(caller=1, repeat=0, support=1, busiest_week=0, unsolved=2, redone=4)
    frame = members(["a", "b"], [0, 1], weight=3.0, solved=[True, False], rounds=[1, 2])
    assert heat_of(frame, weights)["heat"].iloc[0] == 2 + 4 + 2 + 4


def test_focus_scales_the_heat() -> None:
    frame = members(["a", "b"], [0, 1])
    full = heat_of(frame, HeatWeights())["heat"].iloc[0]
    assert heat_of(frame, HeatWeights(), pd.Series({0: 0.5}))["heat"].iloc[0] == full / 2


def test_callers_without_a_key_count_one_each() -> None:
    found = heat_of(members(["", "", "a", "a"], [0, 1, 2, 3]), HeatWeights())
    assert found["callers"].iloc[0] == 3


def test_the_busiest_week_is_seven_days_long() -> None:
    times = pd.Series([T0 + pd.Timedelta(days=d) for d in (0, 3, 6.9, 7, 30)])
    assert busiest_week(times) == 3
    assert busiest_week(times.iloc[:0]) == 0


def test_times_may_be_missing() -> None:
    frame = members(["a", "b"], [0, 1])
    frame["registered_at"] = pd.Series([pd.NaT, pd.NaT], dtype="datetime64[us, UTC]")
    assert pd.isna(heat_of(frame, HeatWeights())["first_at"].iloc[0])


def test_a_share_scales_the_heat_and_is_said() -> None:
    frame = members(["a", "b"], [0, 1])
    half = heat_of(frame, HeatWeights(), share=0.5)
    assert half["heat"].iloc[0] == heat_of(frame, HeatWeights())["heat"].iloc[0] / 2
    assert "按50%计" in half["reasons"].iloc[0]
