from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.forecast import ALL, ForecastSettings, backtest, forecast
from tests.analytics.simulated import counts


def test_every_series_gets_the_coming_months() -> None:
    found = forecast(counts(1), 3)
    assert len(found) == 8 * 3
    assert sorted(set(found["month"])) == ["2025-01", "2025-02", "2025-03"]
    assert ((found["low"] <= found["expected"]) & (found["expected"] <= found["high"])).all()
    assert (found["low"] >= 0).all()


def test_it_beats_the_same_month_of_last_year_and_says_how_sure_it_is() -> None:
    tests = pd.concat([backtest(counts(seed), 3).tail(1) for seed in range(4)])
    assert (tests["series"] == ALL).all()
    assert tests["scaled_error"].mean() < 0.9
    assert 0.85 <= tests["coverage"].mean() <= 0.98


def test_a_strong_season_is_foretold() -> None:
    values = np.tile([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 200, 90], 3)
    months = counts(1).columns
    frame = pd.DataFrame([values], index=["供暖"], columns=months)
    found = forecast(frame, 11).set_index("month")["expected"]
    assert found["2025-11"] > 5 * found["2025-09"]


def test_the_backtest_knows_nothing_of_the_future() -> None:
    frame = counts(2)
    changed = frame.copy()
    changed[frame.columns[-1]] *= 50
    plain = forecast(frame.iloc[:, :-1], 1)
    assert plain.equals(forecast(changed.iloc[:, :-1], 1))
    early = backtest(frame.iloc[:, :20], 2)
    assert early["tests"].iloc[0] == 2 * (20 - 2 - 12 + 1)


def test_with_less_than_a_year_the_baseline_is_the_month_before() -> None:
    short = counts(3, months=10)
    assert set(backtest(short, 2)["baseline"]) == {"上月"}
    assert set(backtest(counts(3), 2)["baseline"]) == {"去年同月"}


def test_a_single_month_gives_a_forecast_and_no_test() -> None:
    single = counts(4, months=1)
    assert forecast(single, 2)["expected"].gt(0).all()
    assert backtest(single, 2).empty


def test_a_series_without_requests_stays_near_zero() -> None:
    frame = counts(5)
    frame.loc["空"] = 0
    found = forecast(frame, 2).set_index("series").loc["空"]
    assert (found["expected"] < 0.5).all()
    assert (found["low"] == 0).all()


def test_a_month_seen_in_part_counts_by_its_days() -> None:
    frame = counts(6, walk=0.0)
    part = frame.copy()
    part[frame.columns[-1]] = (part[frame.columns[-1]] * 0.25).round().astype(int)
    low = forecast(part, 1)["expected"].sum()
    mended = forecast(part, 1, until=date(2024, 12, 8))["expected"].sum()
    whole = forecast(frame, 1)["expected"].sum()
    assert abs(mended - whole) < abs(low - whole)


def test_a_wider_level_gives_wider_bounds() -> None:
    narrow = forecast(counts(7), 1, ForecastSettings(level=0.5))
    wide = forecast(counts(7), 1, ForecastSettings(level=0.95))
    assert (wide["high"] - wide["low"]).sum() > (narrow["high"] - narrow["low"]).sum()


def test_the_order_of_series_does_not_matter() -> None:
    frame = counts(8)
    turned = forecast(frame.iloc[::-1], 2).sort_values(["series", "month"], ignore_index=True)
    pd.testing.assert_frame_equal(forecast(frame, 2), turned, check_exact=False, rtol=1e-9)


def test_a_forecast_of_nothing_is_empty_and_of_no_month_refused() -> None:
    assert forecast(counts(1).iloc[:0], 2).empty
    with pytest.raises(ValueError, match="at least one month"):
        forecast(counts(1), 0)
