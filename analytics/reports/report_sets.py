"""Names the tickets behind every number of the report, so that each leads to exactly these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.figures.laggards import Laggard, failed
from analytics.figures.rates import hits
from analytics.figures.trends import UNNAMED, named
from analytics.months import Period, month_of
from analytics.reports.report_tables import OTHERS, CountTable, TableSpec

Sets = dict[str, list[str]]
ALL, CLOSED, OPEN = "all", "closed", "open"
WITH_UNIT, JOINED = "with_unit", "joined"


def line_set(table: str, key: str) -> str:
    """Return the name of the set of a line of a table of counts."""
    return f"{table}={key}"


def before_line_set(table: str, key: str) -> str:
    """Return the name of the set of a line of a table of counts in the month before."""
    return f"before.{table}={key}"


def rest_set(table: str) -> str:
    """Return the name of the set of what a sentence on a table does not name one by one."""
    return f"rest.{table}"


def rate_sets(key: str, unit: str = "") -> tuple[str, str]:
    """Return the names of the sets of a rate's numerator and denominator, of all or of one unit."""
    of = f"={unit}" if unit else ""
    return f"rate.{key}{of}", f"base.{key}{of}"


def failed_set(found: Laggard) -> str:
    """Return the name of the set of what a unit failed most in."""
    return f"failed.{found.rate}={found.unit}"


def burst_set(topic: str) -> str:
    """Return the name of the set of a topic that burst."""
    return f"burst={topic}"


def count_sets(
    here: pd.DataFrame, specs: Mapping[str, TableSpec], tables: Mapping[str, CountTable]
) -> dict[str, list[str]]:
    """Return the sets of the lines of the tables, and `ALL`, of the month's requests.

    Uses no and each table's column.
    """
    sets = {ALL: _numbers(here)}
    for name, table in tables.items():
        values = named(here[specs[name].by])
        keys = {row.key for row in table.rows}
        if OTHERS in keys and specs[name].most:
            values = values.where(values.isin(keys), OTHERS)
        groups = here["no"].groupby(values.to_numpy())
        sets |= {line_set(name, str(key)): sorted(part) for key, part in groups}
    return sets


def work_sets(here: pd.DataFrame, period: Period) -> dict[str, list[str]]:
    """Return what was dispatched of the month's requests, by whether it was closed by then."""
    sent = here[here["outcome"] == "dispatched"]
    is_closed = (sent["closed_at"] <= period.now).to_numpy(dtype=bool)
    return {CLOSED: _numbers(sent[is_closed]), OPEN: _numbers(sent[~is_closed])}


def unit_sets(here: pd.DataFrame) -> dict[str, list[str]]:
    """Return the month's requests that have a unit, and those of them not sent on their own."""
    found = here[(named(here["unit_group"].fillna("")) != UNNAMED).to_numpy(dtype=bool)]
    return {WITH_UNIT: _numbers(found), JOINED: _numbers(found[found["outcome"] != "dispatched"])}


def sets_of_moves(
    earlier: pd.DataFrame, columns: Mapping[str, str], keys: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the requests of the month before of each line that moved; `columns` by table."""
    return {
        before_line_set(name, key): _numbers(earlier[(earlier[columns[name]] == key).to_numpy()])
        for name, moved in keys.items()
        for key in moved
    }


def sets_of_rests(
    here: pd.DataFrame, columns: Mapping[str, str], keys: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the month's requests of the lines that a sentence tells of together."""
    return {
        rest_set(name): _numbers(here[named(here[columns[name]]).isin(list(found)).to_numpy()])
        for name, found in keys.items()
    }


def sets_of_rates(
    frame: pd.DataFrame, keys: Sequence[str], ranked: Sequence[str], period: Period
) -> dict[str, list[str]]:
    """Return numerator and denominator of each rate, of those `ranked` by unit as well."""
    sets: dict[str, list[str]] = {}
    for key in keys:
        found = hits(frame, key, period).dropna().astype(bool)
        counted = frame.loc[found.index, ["no", "unit_name"]].assign(hit=found)
        sets |= _of_rate(counted, key)
        if key in ranked:
            for unit, part in counted[counted["unit_name"] != ""].groupby("unit_name"):
                sets |= _of_rate(part, key, str(unit))
    return sets


def sets_of_laggards(
    frame: pd.DataFrame, found: Sequence[Laggard], month: str
) -> dict[str, list[str]]:
    """Return what each lagging unit failed in most."""
    sets = {}
    for each in found:
        rows = frame[failed(frame, each.rate, each.unit, month)]
        sets[failed_set(each)] = _numbers(rows[rows["topic_2"] == each.failed_topic])
    return sets


def sets_of_bursts(here: pd.DataFrame, bursts: pd.DataFrame) -> dict[str, list[str]]:
    """Return the month's requests of each topic that burst."""
    keys = bursts.loc[bursts["is_burst"], "key"] if len(bursts) else ()
    topics = named(here["topic_2"])
    return {burst_set(str(key)): _numbers(here[(topics == key).to_numpy()]) for key in keys}


def of_month(frame: pd.DataFrame, month: str) -> pd.DataFrame:
    """Return the requests registered in the month. Uses registered_at."""
    return frame[(month_of(frame["registered_at"]) == month).to_numpy()]


def _of_rate(counted: pd.DataFrame, key: str, unit: str = "") -> dict[str, list[str]]:
    parts = (_numbers(counted[counted["hit"]]), _numbers(counted))
    return dict(zip(rate_sets(key, unit), parts, strict=True))


def _numbers(rows: pd.DataFrame) -> list[str]:
    return sorted(rows["no"].tolist())
