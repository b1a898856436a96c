import numpy as np
import pandas as pd
import pytest

from analytics.effects.effect import chosen_controls, effect
from tests.analytics.simulated import counts

START = "2024-07"  # the 31st month of the simulated series


def treated(seed: int, change: float) -> pd.DataFrame:
    frame = counts(seed, series=9)
    after = [m for m in frame.columns if m >= START]
    frame.loc["s0", after] = (frame.loc["s0", after] * (1 + change)).round().astype(int)
    return frame


def test_a_large_fall_is_found_with_its_size() -> None:
    found = [effect(treated(seed, -0.45), "s0", START) for seed in range(8)]
    assert sum(f.verdict == "fell" for f in found) >= 7
    sizes = [f.effect_pct for f in found if f.effect_pct is not None]
    assert np.mean(sizes) == pytest.approx(-45, abs=6)


def test_a_rise_is_told_from_a_fall() -> None:
    assert effect(treated(1, 0.8), "s0", START).verdict == "rose"


def test_where_nothing_happened_nothing_is_claimed() -> None:
    found = [effect(counts(seed, series=9), "s0", START) for seed in range(12)]
    assert sum(f.verdict != "no_evidence" for f in found) <= 2
    inside = [f.low is not None and f.high is not None and f.low <= 0 <= f.high for f in found]
    assert sum(inside) >= 10


def test_a_fall_that_all_series_share_is_no_effect() -> None:
    frame = counts(3, series=9)
    after = [m for m in frame.columns if m >= START]
    frame[after] = (frame[after] * 0.5).round().astype(int)
    assert effect(frame, "s0", START).verdict == "no_evidence"


def test_the_answer_says_how_and_against_what() -> None:
    found = effect(treated(2, -0.5), "s0", START)
    assert found.p_placebo is not None
    assert 0 < found.p_placebo <= 0.05
    assert "s0" not in found.controls
    assert set(found.controls) <= {f"s{i}" for i in range(1, 9)}
    assert "安慰剂" in found.method
    assert "下降" in found.reason


@pytest.mark.parametrize(
    ("start", "keep", "reason"),
    [
        ("2022-04", 9, "实施前只有3个月"),
        ("2024-12", 9, "实施后只有1个月"),
        ("2026-01", 9, "实施后只有0个月"),
        ("2024-07", 2, "对照的序列只有1个"),
    ],
)
def test_what_the_data_cannot_carry_is_not_estimated(start: str, keep: int, reason: str) -> None:
    found = effect(counts(1, series=9).iloc[:keep], "s0", start)
    assert found.verdict == "not_estimable"
    assert (found.effect_pct, found.low, found.high, found.p_placebo) == (None, None, None, None)
    assert reason in found.reason


def test_too_few_requests_are_not_estimated() -> None:
    frame = counts(1, series=9)
    frame.loc["s0"] = 0
    assert effect(frame, "s0", START).verdict == "not_estimable"


def test_a_series_that_stops_altogether_fell() -> None:
    frame = treated(5, -1.0)
    found = effect(frame, "s0", START)
    assert found.verdict == "fell"
    assert found.effect_pct == pytest.approx(-100, abs=1)


def test_empty_controls_are_left_out() -> None:
    frame = treated(6, -0.5)
    frame.loc["s8"] = 0
    assert "s8" not in effect(frame, "s0", START).controls


def test_an_unknown_series_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        effect(counts(1), "nobody", START)


def test_the_naive_comparison_stands_beside_and_decides_nothing() -> None:
    frame = counts(3, series=9, season=0.0, walk=0.0)
    after = [m for m in frame.columns if m >= START]
    frame[after] = (frame[after] * 0.5).round().astype(int)
    found = effect(frame, "s0", START)
    assert found.naive_pct == pytest.approx(-50, abs=8)
    assert found.verdict == "no_evidence"


def test_a_comparison_is_chosen_before_and_kept() -> None:
    frame = treated(2, -0.5)
    names = chosen_controls(frame, "s0", START)
    known = frame[[m for m in frame.columns if m < START]]
    assert names == chosen_controls(known, "s0", START)
    assert sorted(names) == [f"s{i}" for i in range(1, 9)]
    kept = effect(frame, "s0", START, controls=names[:3])
    assert set(kept.controls) <= set(names[:3])
    assert effect(frame, "s0", START, controls=names) == effect(frame, "s0", START)


def test_asked_before_the_measure_it_names_the_comparison_to_keep() -> None:
    frame = treated(2, 0.0)
    known = frame[[m for m in frame.columns if m < START]]
    found = effect(known, "s0", START)
    assert found.verdict == "not_estimable"
    assert found.controls == chosen_controls(known, "s0", START) != ()


def test_nothing_is_chosen_where_there_is_too_little() -> None:
    assert chosen_controls(treated(2, 0.0), "s0", "2022-04") == ()
    assert chosen_controls(treated(2, 0.0).iloc[:2], "s0", START) == ()
