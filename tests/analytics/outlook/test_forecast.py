from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.outlook.forecast import ALL, backtest, forecast, past
from analytics.outlook.origins import ForecastSettings
from tests.analytics import simulated

QUICK = ForecastSettings(heeded=2, origins=6)


def counts(seed: int, *, months: int = 24, walk: float = 0.02) -> pd.DataFrame:
    return simulated.counts(seed, series=4, months=months, walk=walk)


def test_every_series_gets_the_coming_months() -> None:
    found = forecast(counts(1), 3)
    assert len(found) == 4 * 3
    assert sorted(set(found["month"])) == ["2024-01", "2024-02", "2024-03"]
    assert ((found["low"] <= found["expected"]) & (found["expected"] <= found["high"])).all()
    assert (found["low"] >= 0).all()


def test_it_beats_the_same_month_of_last_year_and_says_how_sure_it_is() -> None:
    tested = backtest(simulated.counts(1), 3, QUICK).iloc[-1]
    assert tested["series"] == ALL
    assert tested["scaled_error"] < 0.9
    assert 0.8 <= tested["coverage"] <= 0.98


def test_a_strong_season_is_foretold() -> None:
    values = np.tile([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 200, 90], 3)
    frame = pd.DataFrame([values], index=["供暖"], columns=simulated.counts(1).columns)
    found = forecast(frame, 11).set_index("month")["expected"]
    assert found["2025-11"] > 5 * found["2025-09"]


def test_the_backtest_knows_nothing_of_the_future() -> None:
    frame = counts(2)
    changed = frame.copy()
    changed[frame.columns[-1]] *= 50
    tested = [backtest(each, 2, QUICK)["error"].iloc[-1] for each in (frame, changed)]
    assert tested[1] > tested[0]
    plain = backtest(frame.iloc[:, :-1], 2, QUICK)
    assert plain.equals(backtest(changed.iloc[:, :-1], 2, QUICK))
    assert backtest(frame.iloc[:, :20], 2)["tests"].iloc[0] == 2 * (20 - 2 - 12 + 1)


def test_with_less_than_a_year_the_baseline_is_the_month_before() -> None:
    short = counts(3, months=10)
    assert set(backtest(short, 2)["baseline"]) == {"上月"}
    assert set(backtest(counts(3), 2, QUICK)["baseline"]) == {"去年同月"}


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
    low = forecast(part, 1, QUICK)["expected"].sum()
    mended = forecast(part, 1, QUICK, until=date(2023, 12, 8))["expected"].sum()
    whole = forecast(frame, 1, QUICK)["expected"].sum()
    assert abs(mended - whole) < abs(low - whole)


def test_a_wider_level_gives_wider_bounds() -> None:
    narrow = forecast(counts(7), 1, ForecastSettings(level=0.5, heeded=2))
    wide = forecast(counts(7), 1, ForecastSettings(level=0.95, heeded=2))
    assert (wide["high"] - wide["low"]).sum() > (narrow["high"] - narrow["low"]).sum()


def test_the_order_of_series_does_not_matter() -> None:
    frame = counts(8)
    turned = forecast(frame.iloc[::-1], 2, QUICK).sort_values(
        ["series", "month"], ignore_index=True
    )
    pd.testing.assert_frame_equal(forecast(frame, 2, QUICK), turned, check_exact=False, rtol=1e-9)


def test_a_forecast_of_nothing_is_empty_and_of_no_month_refused() -> None:
    assert forecast(counts(1).iloc[:0], 2).empty
    with pytest.raises(ValueError, match="at least one month"):
        forecast(counts(1), 0)


def test_a_few_requests_are_held_as_often_as_asked_for() -> None:
    thin = np.random.default_rng(9).poisson(2.0, (60, 25))
    frame = pd.DataFrame(thin[:, :24], columns=counts(1).columns)
    found = forecast(frame, 1, ForecastSettings(level=0.8, heeded=2))
    inside = (thin[:, 24] >= found["low"]) & (thin[:, 24] <= found["high"])
    assert 0.65 <= inside.mean() <= 0.92


def test_hits_and_misses_of_the_past_stand_beside_what_came() -> None:
    frame = counts(3)
    told = past(frame, 2, QUICK)
    assert len(told) == 6 * 4 * 2
    assert (told["origin"] < told["month"]).all()
    first = told.iloc[0]
    assert first["came"] == frame.loc[first["series"], first["month"]]
    year = str(int(first["month"][:4]) - 1)
    assert first["naive"] == frame.loc[first["series"], year + first["month"][4:]]
    assert told["is_inside"].equals(told["came"].between(told["low"], told["high"]))
    assert past(frame.iloc[:0], 2).empty
