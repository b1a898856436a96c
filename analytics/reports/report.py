"""Works out every figure of the monthly report from the tickets, and proves that they add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import pandas as pd

from analytics.figures.laggards import Laggard, laggards
from analytics.figures.rates import Rate, ranking, rates
from analytics.figures.trends import UNNAMED, Change, change, monthly_counts, named
from analytics.months import month_of, month_period, shift
from analytics.reports.report_labels import NOT_SENT, OUTCOMES, Labels
from analytics.reports.report_sets import (
    Sets,
    count_sets,
    of_month,
    sets_of_bursts,
    sets_of_laggards,
    sets_of_moves,
    sets_of_rates,
    sets_of_rests,
    unit_sets,
    work_sets,
)
from analytics.reports.report_tables import (
    CountTable,
    TableSpec,
    clear_moves,
    count_table,
    first_and_rest,
)
from analytics.schema import check
from analytics.signs.bursts import bursts

NEEDS = (
    "registered_at", "request_type", "channel", "topic_path", "area_name", "unit_name",
    "unit_group", "status", "direct", "dispatch_count", "closed_at",
)  # fmt: skip
RANKED = ("on_time", "solved", "satisfied")


@dataclass(frozen=True, slots=True)
class Headline:
    """The month in one line. `closed` and `open` divide the dispatched, as of the report's time;
    `past` came with an earlier system's tickets and was not worked on here; `joined` have a unit
    without having been sent to it on their own, most being merged into another."""

    total: int
    change: Change
    direct: int
    dispatched: int
    closed: int
    open: int
    past: int = 0
    joined: int = 0


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate of the month beside the same rate of the month before."""

    now: Rate
    before: Rate


@dataclass(frozen=True)
class MonthlyFigures:
    """All figures of one month; `rankings` by rate key, `bursts` as `bursts.bursts` gives them.

    `sets`: the numbers of the tickets behind each figure, by the names that `report_sets` gives;
    empty for a frame without the column no.
    """

    month: str
    now: datetime
    headline: Headline
    tables: Mapping[str, CountTable]
    rates: Mapping[str, RateLine]
    rankings: Mapping[str, pd.DataFrame]
    laggards: tuple[Laggard, ...]
    bursts: pd.DataFrame
    sets: Sets = field(default_factory=dict)


def monthly_figures(
    tickets: pd.DataFrame, month: str, now: datetime, labels: Labels | None = None
) -> MonthlyFigures:
    """Return the figures of a month; the same tickets and `now` give the same figures.

    Give the tickets of at least the thirteen months up to `month`: the earlier ones make the
    comparisons. Uses `NEEDS`, and the columns of each rate where present. Raises `BadFrame`.
    """
    check(tickets, NEEDS)
    words = labels or Labels()
    frame = with_outcome(tickets)
    headline = _headline(frame, month, now)
    lines = _rate_lines(frame, month, now)
    rankings = {k: ranking(frame, k, month_period(month, now)) for k in RANKED if k in lines}
    figures = MonthlyFigures(
        month=month,
        now=now,
        headline=headline,
        tables={k: count_table(frame, month, s, headline.total) for k, s in _specs(words).items()},
        rates=lines,
        rankings=rankings,
        laggards=tuple(
            found
            for key, table in rankings.items()
            for found in laggards(frame, key, table, lines[key].now, month)
        ),
        bursts=bursts(monthly_counts(frame, "topic_2"), month),
    )
    return replace(figures, sets=_sets(frame, figures, words)) if "no" in frame else figures


def _sets(frame: pd.DataFrame, figures: MonthlyFigures, words: Labels) -> Sets:
    period, here = month_period(figures.month, figures.now), of_month(frame, figures.month)
    return {
        **count_sets(here, _specs(words), figures.tables),
        **work_sets(here, period),
        **_told_sets(frame, here, figures, _specs(words)),
        **sets_of_rates(frame, tuple(figures.rates), RANKED, period),
        **sets_of_laggards(frame, figures.laggards, figures.month),
        **sets_of_bursts(here, figures.bursts),
    }


def _told_sets(
    frame: pd.DataFrame, here: pd.DataFrame, figures: MonthlyFigures, specs: Mapping[str, TableSpec]
) -> Sets:
    """What the sentences count beside the tables: sums of lines, and the month before."""
    columns = {name: spec.by for name, spec in specs.items()}
    tables = figures.tables
    rests = {n: [r.key for r in first_and_rest(tables[n])[1]] for n in ("channel", "request_type")}
    moves = {n: clear_moves(tables[n], figures.month) for n in ("unit", "area")}
    moved = {n: [r.key for r in rows if r is not None] for n, rows in moves.items()}
    earlier = of_month(frame, shift(figures.month, -1))
    return {
        **unit_sets(here),
        **sets_of_rests(here, columns, rests),
        **sets_of_moves(earlier, columns, moved),
    }


def with_outcome(tickets: pd.DataFrame) -> pd.DataFrame:
    """Return the tickets with three more columns: outcome, topic_1, topic_2.

    Outcome is one of `OUTCOMES`, each ticket having exactly one; topic_1 and topic_2 are the first
    level and the first two levels of topic_path. Uses status, direct, dispatch_count, topic_path.
    """
    direct = tickets["direct"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    sent = (tickets["dispatch_count"].fillna(0) >= 1).to_numpy(dtype=bool)
    status = tickets["status"].to_numpy()
    past = (status == "archived") & ~sent  # brought in with an earlier system's tickets
    cases = [status == "rejected", status == "merged", direct, past, sent]
    outcome = np.select(cases, ["rejected", "merged", "direct", "past", "dispatched"], "waiting")
    levels = tickets["topic_path"].astype(str).str.split("/")
    return tickets.assign(
        outcome=outcome, topic_1=levels.str[0], topic_2=levels.str[:2].str.join("/")
    )


def _specs(words: Labels) -> dict[str, TableSpec]:
    none: dict[str, str] = {}
    return {
        "outcome": TableSpec("办理方式", "办理方式", "outcome", OUTCOMES),
        "channel": TableSpec("受理渠道", "渠道", "channel", words.channels),
        "request_type": TableSpec("诉求类型", "类型", "request_type", words.request_types),
        "unit_group": TableSpec("责任单位接诉", "单位类别", "unit_group", words.unit_groups),
        "unit": TableSpec("承办单位前十", "承办单位", "unit_name", {"未标注": NOT_SENT}, most=10),
        "area": TableSpec("区域分布", "区域", "area_name", none),
        "topic_1": TableSpec("诉求领域", "一级主题", "topic_1", none),
        "topic_2": TableSpec("诉求最多的十类", "主题", "topic_2", none, most=10),
    }


def _headline(frame: pd.DataFrame, month: str, now: datetime) -> Headline:
    counts = monthly_counts(frame)
    made = change(counts.sum(axis=0), month)
    here = frame[month_of(frame["registered_at"]) == month]
    sent = here[here["outcome"] == "dispatched"]
    closed = int((sent["closed_at"] <= now).sum())
    return Headline(
        total=made.count,
        change=made,
        direct=int((here["outcome"] == "direct").sum()),
        dispatched=len(sent),
        past=int((here["outcome"] == "past").sum()),
        closed=closed,
        open=len(sent) - closed,
        joined=int((_has_unit(here) & (here["outcome"] != "dispatched")).sum()),
    )


def _has_unit(frame: pd.DataFrame) -> pd.Series:
    return named(frame["unit_group"].fillna("")) != UNNAMED


def _rate_lines(frame: pd.DataFrame, month: str, now: datetime) -> dict[str, RateLine]:
    current = rates(frame, month_period(month, now))
    before = rates(frame, month_period(shift(month, -1), now))
    return {k: RateLine(current[k], before[k]) for k in current}
