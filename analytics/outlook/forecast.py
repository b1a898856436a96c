"""Says how many requests the coming months will bring, how sure that is, and how it was tested."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.months import shift
from analytics.outlook.origins import ForecastSettings, bounds, origins, projected, tested

Floats = npt.NDArray[np.float64]
COLUMNS = ("series", "month", "expected", "low", "high")
BACKTEST_COLUMNS = (
    "series", "tests", "error", "baseline", "baseline_error", "scaled_error", "coverage",
)  # fmt: skip
PAST_COLUMNS = (
    "series", "origin", "month", "expected", "low", "high", "came", "baseline", "naive",
    "is_inside",
)  # fmt: skip
ALL = "全部序列"
SEASONAL, LAST = "去年同月", "上月"


def forecast(
    counts: pd.DataFrame,
    horizon: int,
    settings: ForecastSettings | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """Return the coming months of every series: series, month, expected, low, high.

    `counts` is as `trends.monthly_counts` gives it (a row per series, a column per month, none
    missing); `until` is the last day the data cover, if the last month is not whole. Low and high
    hold the coming month with the probability `level`; their width is what the method foretells of
    itself, mended by how far it missed at earlier origins. Raises ValueError for a horizon below 1.
    """
    if horizon < 1:
        raise ValueError(f"a forecast looks at least one month ahead, not {horizon}")
    chosen = settings or ForecastSettings()
    if counts.empty:
        return _none(COLUMNS)
    months = [str(m) for m in counts.columns]
    ahead = [shift(months[-1], i + 1) for i in range(horizon)]
    values: Floats = np.asarray(counts, dtype=float)
    foretold = projected(values, months, ahead, chosen, until)
    recent = list(origins(len(months), horizon, chosen))[-chosen.heeded :]
    tests = [tested(values, months, origin, horizon, chosen) for origin in recent]
    low, high = bounds(foretold, tests, chosen)
    return pd.DataFrame(
        {
            "series": np.repeat(counts.index.to_numpy(), horizon),
            "month": ahead * len(counts),
            "expected": foretold.expected.ravel().round(2),
            "low": low.ravel(),
            "high": high.ravel(),
        }
    )


def backtest(
    counts: pd.DataFrame, horizon: int, settings: ForecastSettings | None = None
) -> pd.DataFrame:
    """Return how the method would have done: `summed_up` of all that `past` returns."""
    return summed_up(past(counts, horizon, settings))


def past(
    counts: pd.DataFrame, horizon: int, settings: ForecastSettings | None = None
) -> pd.DataFrame:
    """Return every forecast the method would have made, beside what came: hits and misses.

    Columns: series, origin (the last month known then), month, expected, low, high, came, baseline
    (去年同月, or 上月 where there is no year of history), naive (what that simple rule says),
    is_inside. In order of origins and series; empty where the history is too short. Every forecast
    uses only what was known at its origin.
    """
    chosen = settings or ForecastSettings()
    months = [str(m) for m in counts.columns]
    values: Floats = np.asarray(counts, dtype=float)
    known = list(origins(len(months), horizon, chosen)) if len(counts) else []
    tests = [tested(values, months, origin, horizon, chosen) for origin in known]
    frames = []
    for number, (origin, test) in enumerate(zip(known, tests, strict=True)):
        low, high = bounds(test.foretold, tests[: max(0, number + 1 - horizon)], chosen)
        columns = (
            np.repeat(counts.index.to_numpy(), horizon),
            months[origin - 1],
            months[origin : origin + horizon] * len(counts),
            test.foretold.expected.round(2).ravel(),
            low.ravel(),
            high.ravel(),
            test.came.astype(int).ravel(),
            SEASONAL if known[0] >= 12 else LAST,
            test.naive.astype(int).ravel(),
            ((test.came >= low) & (test.came <= high)).ravel(),
        )
        frames.append(pd.DataFrame(dict(zip(PAST_COLUMNS, columns, strict=True))))
    return pd.concat(frames, ignore_index=True) if frames else _none(PAST_COLUMNS)


def summed_up(told: pd.DataFrame) -> pd.DataFrame:
    """Return one row per series of past forecasts, then one of all (全部序列).

    Columns: series, tests, error (mean absolute, in requests), baseline, baseline_error,
    scaled_error (error / baseline_error; below 1 is better than the baseline; missing when the
    baseline never missed), coverage (share of months between low and high).
    """
    if told.empty:
        return _none(BACKTEST_COLUMNS)
    marked = told.assign(
        error=(told["came"] - told["expected"]).abs(),
        baseline_error=(told["came"] - told["naive"]).abs(),
        coverage=told["is_inside"].astype(float),
        tests=1,
    )
    means = {"error": "mean", "baseline_error": "mean", "coverage": "mean", "tests": "sum"}
    every = marked.assign(series=ALL).groupby("series").agg(means)
    found = pd.concat([marked.groupby("series", sort=False).agg(means), every]).reset_index()
    naive = found["baseline_error"].where(found["baseline_error"] > 0)
    found = found.assign(
        scaled_error=(found["error"] / naive).round(4), baseline=told["baseline"].iloc[0]
    )
    rounded = found.round({"error": 3, "baseline_error": 3, "coverage": 4})
    return rounded[list(BACKTEST_COLUMNS)]


def _none(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))
