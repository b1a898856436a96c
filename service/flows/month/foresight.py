"""What the months known lead to expect, by topic and district, and the seasons found."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from analytics.months import month_start, shift
from analytics.outlook.forecast import forecast, past
from analytics.outlook.origins import ForecastSettings
from service.domain.catalogue import Catalogue
from service.domain.localtime import local_month
from service.domain.outlook import Season
from service.flows.month.data import MonthData
from service.flows.month.seasons import found_seasons
from service.store.figures import counts
from service.store.uow import UnitOfWork

HORIZON = 3
LEAST_MONTHS = 6
_YEAR = 12
_SETTINGS = ForecastSettings(level=0.8)
_LEVELS = {0: 0, 2: 12, 4: 24, 6: 60}
"""Requests a year that a series of so many digits must have had; in a district, 60."""
_IN_DISTRICT = 60
_ALL_AREAS = ""


@dataclass(frozen=True)
class Foresight:
    """What a month's work foretells. ``forecasts``: rows to be kept, also those replayed from
    earlier months; ``latest``: the month's own requests by topic of any level."""

    origin: str = ""
    forecasts: tuple[dict[str, Any], ...] = ()
    seasons: tuple[Season, ...] = ()
    latest: Mapping[str, int] = field(default_factory=dict)

    def of_city(self, steps: int = 1) -> list[dict[str, Any]]:
        """What is foretold of the whole city for the month ``steps`` ahead."""
        month = shift(self.origin, steps) if self.origin else ""
        return [
            row
            for row in self.forecasts
            if (row["origin"], row["month"], row["area"]) == (self.origin, month, _ALL_AREAS)
        ]


def foresee(uow: UnitOfWork, catalogue: Catalogue, data: MonthData, now: datetime) -> Foresight:
    """Foretell from a month; nothing from one that is not over or has no half year behind it.

    What was foretold of months that are over by now is what is stored, if something is.
    """
    months = [str(month) for month in data.totals.index]
    if not data.is_whole or len(months) < LEAST_MONTHS:
        return Foresight()
    end = month_start(shift(data.month, 1))
    cells = counts.monthly(uow.session, month_start(months[0]), end)
    table = _series(cells, catalogue, months)
    over = last_whole(now)
    made = {"made_at": now}
    fresh = [{**row, **made, "is_replayed": row["month"] <= over} for row in _rows(uow, table)]
    stored = {_key(row): row for row in map(asdict, uow.outlooks.forecasts(data.month))}
    kept = [stored.get(_key(row), row) if row["month"] <= over else row for row in fresh]
    city = _of_city(table)
    latest = {str(topic): int(count) for topic, count in city[data.month].items()}
    return Foresight(data.month, tuple(kept), found_seasons(uow, catalogue, city), latest)


def last_whole(now: datetime) -> str:
    """The newest month that is over."""
    return shift(local_month(now), -1)


def _of_city(table: pd.DataFrame) -> pd.DataFrame:
    return table[table.index.get_level_values("area") == _ALL_AREAS].droplevel("area")


def _series(cells: pd.DataFrame, catalogue: Catalogue, months: list[str]) -> pd.DataFrame:
    """Requests by month (columns) of every topic of every level, in the city and by district."""
    placed = cells.assign(area=cells["area"].map(catalogue.county_of))
    parts = []
    for digits in _LEVELS:
        level = placed if not digits else placed[placed["topic"].str.len() >= digits]
        named = level.assign(topic=level["topic"].str[:digits])
        parts += [named[named["area"] != ""], named.assign(area=_ALL_AREAS)]
    whole = pd.concat(parts).groupby(["topic", "area", "period"])["count"].sum()
    table = whole.unstack(fill_value=0)  # noqa: PD010  (a pivot table costs ten times as much)
    return table.reindex(columns=months, fill_value=0)


def _rows(uow: UnitOfWork, table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The forecasts of all series that are large enough, and the replayed ones not stored yet."""
    months = [str(m) for m in table.columns]
    known = set(uow.outlooks.known())
    replays = set(months[_YEAR - 1 : -HORIZON]) - known
    keys = table.index.to_frame(index=False)
    recent = table[months[-_YEAR:]].sum(axis=1).to_numpy()
    least = keys["topic"].str.len().map(_LEVELS).to_numpy()
    in_district = (keys["area"] != _ALL_AREAS).to_numpy()
    large = recent >= [
        max(a, _IN_DISTRICT) if b else a for a, b in zip(least, in_district, strict=True)
    ]
    for digits in _LEVELS:
        for placed in (False, True):
            wanted = large & (keys["topic"].str.len() == digits).to_numpy()
            group = table[wanted & (in_district == placed)]
            if len(group):
                yield from _forecasts(group, months)
                if replays:
                    yield from (row for row in _replays(group) if row["origin"] in replays)


def _forecasts(group: pd.DataFrame, months: list[str]) -> Iterator[dict[str, Any]]:
    last_year = [shift(months[-1], step - _YEAR) for step in range(1, HORIZON + 1)]
    naive = [month if month in months else months[-1] for month in last_year]
    said = group[naive].to_numpy().ravel()
    told = forecast(group, HORIZON, _SETTINGS).assign(origin=months[-1], naive=said)
    yield from _kept_columns(told)


def _replays(group: pd.DataFrame) -> Iterator[dict[str, Any]]:
    yield from _kept_columns(past(group, HORIZON, _SETTINGS))


def _kept_columns(told: pd.DataFrame) -> Iterator[dict[str, Any]]:
    told = told.astype({"low": int, "high": int, "naive": int, "expected": float})
    columns = ("origin", "month", "expected", "low", "high", "naive")
    values = zip(*(told[name].tolist() for name in ("series", *columns)), strict=True)
    for (topic, area), *row in values:
        yield {**dict(zip(columns, row, strict=True)), "topic": topic, "area": area}


def _key(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return row["origin"], row["topic"], row["area"], row["month"]
