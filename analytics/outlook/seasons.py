"""Finds which matters have a season: the months in which they come more often, year for year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.calendar_days import DayWeights, effective_days
from analytics.months import days_of, shift
from analytics.outlook.seasonal import History, SeasonSettings, season_factors
from analytics.signs.bursts import false_discovery, upper_tail

Floats = npt.NDArray[np.float64]
YEAR, LEAST_MONTHS = 12, 9


@dataclass(frozen=True, slots=True)
class SeasonRules:
    """`least_years`: whole years of history without which nothing is called a season; `ratio`: how
    much a month must stand above the year's mean, per effective day, and `yearly` in a single year;
    `steady`: the same with the level's own course taken out; `least_count`: requests a year in that
    month; `most_months`: what lasts longer is no season; `false_share`: accepted false alarms.
    Months beside sure ones belong to the season if they are merely high."""

    least_years: int = 2
    ratio: float = 1.4
    yearly: float = 1.15
    steady: float = 1.2
    share_of_years: float = 0.66
    least_count: float = 5.0
    most_months: int = 7
    false_share: float = 0.05
    days: DayWeights = field(default_factory=DayWeights)


@dataclass(frozen=True, slots=True)
class Season:
    """A matter's season. `months`: calendar months 1…12 in their order, over New Year if need be;
    `first`: the month YYYY-MM in which the latest one began, `count` its requests; `ratio`: a day
    of the season beside a day of the rest of the year; `seen` in so many of `years` years."""

    key: str
    months: tuple[int, ...]
    first: str
    count: int
    ratio: float
    seen: int
    years: int


def seasons(counts: pd.DataFrame, rules: SeasonRules | None = None) -> list[Season]:
    """Return the seasons of the series, at most one each (its largest), the largest first.

    `counts` is as `trends.monthly_counts` gives it, every month whole; only its latest years are
    used, the earliest of which may lack up to `YEAR - LEAST_MONTHS` months. Empty with less than
    `least_years` years: one year shows no season, only a year.
    """
    chosen = rules or SeasonRules()
    years = years_of(counts.shape[1])
    if years < chosen.least_years or counts.empty:
        return []
    known = counts.iloc[:, -years * YEAR :]
    months = [str(m) for m in known.columns]
    values: Floats = np.asarray(known, dtype=float)
    high, rates = _high(values, months, chosen)
    gather = np.eye(YEAR)[[int(m[5:]) - 1 for m in months]]
    found = []
    for row, key in enumerate(known.index):
        run = _longest_run(high[row], values[row] @ gather, chosen.most_months)
        if run:
            found.append(_season(str(key), run, values[row], months, rates[row], chosen))
    return sorted(found, key=lambda s: (-s.count, s.key))


def years_of(months: int) -> int:
    """Return how many years so many months are, nine or more counting as one."""
    return (months + YEAR - LEAST_MONTHS) // YEAR


def began(daily: pd.Series, season: Season) -> tuple[date, date]:
    """Return the days on which the latest season began and was at its height (Mondays of weeks).

    `daily` holds the matter's requests by day YYYY-MM-DD; days that are missing had none. It began
    with the first of two weeks running that stood 1.5 times above a usual week, at the earliest
    three weeks before its first month; with that month where no such weeks are found.
    """
    begins = days_of(season.first)[0]
    ends = days_of(shift(season.first, len(season.months) - 1))[-1]
    monday = begins - timedelta(days=21 + begins.weekday())
    weeks = [monday + timedelta(days=7 * n) for n in range((ends - monday).days // 7 + 1)]
    sums = [_week(daily, week) for week in weeks]
    outside = sum(daily.to_numpy()) - sum(sums)
    usual = max(1.5 * outside / max(1, 52 - len(weeks)), 1.0)
    peak = weeks[int(np.argmax(sums))]
    pairs = zip(weeks, sums, sums[1:], strict=False)
    start = next((w for w, a, b in pairs if a > usual and b > usual), begins)
    return min(start, peak), peak


def _week(daily: pd.Series, monday: date) -> int:
    days = [(monday + timedelta(days=n)).isoformat() for n in range(7)]
    return int(sum(daily.get(day, 0) for day in days))


def _high(
    values: Floats, months: Sequence[str], rules: SeasonRules
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Return which calendar months stand out (series × 12, from January), and the yearly rates
    (series × years × 12) per effective day, each year's mean being 1."""
    days = np.array([effective_days(m, rules.days) for m in months])
    calendar = np.array([int(m[5:]) - 1 for m in months])
    keys, years = values.shape[0], years_of(len(months))
    missing = years * YEAR - len(months)
    first = np.argsort(calendar[-YEAR:])
    whole = np.pad(values, ((0, 0), (missing, 0)))
    by_year = whole.reshape(keys, years, YEAR)[:, :, first]
    spans = np.pad(days, (missing, 0)).reshape(years, YEAR)[:, first]
    usual = by_year.sum(axis=2, keepdims=True) / spans.sum(axis=1)[None, :, None]
    rates = np.full(by_year.shape, np.nan)
    np.divide(by_year, usual * spans, out=rates, where=(spans > 0) & (usual > 0))
    seen, hoped = by_year.sum(axis=1), (usual * spans[None]).sum(axis=1)
    times = (spans > 0).sum(axis=0)
    p = upper_tail(
        seen, np.maximum(hoped, 0.1), _excess(by_year, usual * spans) / years, len(months)
    )
    q = false_discovery(p.ravel()).reshape(p.shape)
    steady = season_factors(History(values, days, calendar), SeasonSettings())
    came = (rates >= rules.yearly).sum(axis=1)
    edge = (seen >= rules.ratio * hoped) & (seen / times >= rules.least_count)
    edge &= came >= np.ceil(rules.share_of_years * times)
    core = edge & (q <= rules.false_share) & (came >= rules.least_years) & (steady >= rules.steady)
    return _joined(core, edge), rates


def _excess(by_year: Floats, usual: Floats) -> float:
    """Return a in variance = mean + a·mean², by how years differ in the same calendar month.

    So a season does not count as scatter of the series that have it.
    """
    share = by_year.sum(axis=1) / np.maximum(usual.sum(axis=1), 1e-9)
    mean = share[:, None, :] * usual
    years = (usual.sum(axis=0) > 0).sum(axis=0)
    twice = years > 1
    spread = np.square(by_year - mean) * (years / np.maximum(years - 1, 1))
    over = (spread - mean)[:, :, twice].sum() / max(np.square(mean)[:, :, twice].sum(), 1e-9)
    return float(np.clip(over, 0.02, 0.3))


def _joined(core: npt.NDArray[np.bool_], edge: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the sure months with those beside them that are merely high, around New Year too."""
    high = core
    for _ in range(YEAR):
        high = core | (edge & (np.roll(high, 1, axis=1) | np.roll(high, -1, axis=1))) | high
    return high


def _longest_run(high: npt.NDArray[np.bool_], weight: Floats, most: int) -> tuple[int, ...]:
    """Return the run of calendar months 1…12, around New Year too, that weighs most."""
    if not high.any() or high.all():
        return ()
    runs: list[tuple[int, ...]] = []
    for start in range(YEAR):
        if high[start] and not high[start - 1]:
            run = [start]
            while high[(run[-1] + 1) % YEAR]:
                run.append((run[-1] + 1) % YEAR)
            runs.append(tuple(run))
    best = max(runs, key=lambda run: (sum(weight[m] for m in run), -run[0]))
    return tuple(m + 1 for m in best) if len(best) <= most else ()


def _season(
    key: str,
    run: tuple[int, ...],
    values: Floats,
    months: Sequence[str],
    rates: Floats,
    rules: SeasonRules,
) -> Season:
    inside = [m - 1 for m in run]
    outside = [m for m in range(YEAR) if m not in inside]
    above, rest = (np.nanmean(rates[:, part], axis=1) for part in (inside, outside))
    starts = [i for i, m in enumerate(months) if int(m[5:]) == run[0]]
    at = max(i for i in starts if i + len(run) <= len(months))
    return Season(
        key=key,
        months=run,
        first=months[at],
        count=int(values[at : at + len(run)].sum()),
        ratio=round(float(above.mean() / max(rest.mean(), 1e-9)), 2),
        seen=int((above >= rules.yearly).sum()),
        years=len(rates),
    )
