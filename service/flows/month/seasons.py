"""The seasons of the city's matters, with when, where and whom the latest one concerned."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.months import days_of, month_start, shift
from analytics.outlook import seasons as analysis
from service.domain.catalogue import Catalogue
from service.domain.outlook import Season
from service.store.figures import counts
from service.store.uow import UnitOfWork

_NAMED = 5
_LEAST = 10
_DISTRICT = 2
_BROAD, _LEAF = 4, 6
_DATES = ("started_on", "peaked_on", "ended_on")
_PAIRS = ("places", "units", "areas", "leaves")


def found_seasons(uow: UnitOfWork, catalogue: Catalogue, table: pd.DataFrame) -> tuple[Season, ...]:
    """The seasons of topics of two and three levels; a leaf inside its broad topic's is left out.

    ``table``: requests by topic (rows) and month (columns), every month whole.
    """
    lengths = table.index.str.len()
    found = analysis.seasons(table[(lengths == _BROAD) | (lengths == _LEAF)])
    found = [season for season in found if season.count >= _LEAST]
    broad = {s.key: set(s.months) for s in found if len(s.key) == _BROAD}
    told = [
        s
        for s in found
        if len(s.key) == _BROAD or not broad.get(s.key[:_BROAD], set()) & set(s.months)
    ]
    return tuple(_season(uow, catalogue, each) for each in told)


def to_body(season: Season) -> dict[str, Any]:
    """A season as it is stored."""
    values = {name: value for name, value in asdict(season).items() if name != "topic"}
    return values | {name: values[name].isoformat() for name in _DATES}


def of_body(topic: str, body: Mapping[str, Any]) -> Season:
    """A stored season."""
    dates = {name: date.fromisoformat(body[name]) for name in _DATES}
    pairs = {name: tuple((str(k), int(n)) for k, n in body[name]) for name in _PAIRS}
    return Season(**{**body, **dates, **pairs, "topic": topic, "months": tuple(body["months"])})


def _season(uow: UnitOfWork, catalogue: Catalogue, found: analysis.Season) -> Season:
    last = shift(found.first, len(found.months) - 1)
    ends = days_of(last)[-1]
    start, end = month_start(found.first), month_start(shift(last, 1))
    year = month_start(shift(last, -11)) - timedelta(days=31)
    daily = counts.daily(uow.session, year, end, [counts.below(found.key)])
    started, peaked = analysis.began(daily.groupby("period")["count"].sum(), found)
    tickets = counts.season_tickets(uow.session, found.key, start, end)
    places = tickets["places"].str.split("|").explode()
    places = places[~places.isin(_broad_areas(catalogue))]
    leaves = tickets["topic"] if len(found.key) < _LEAF else tickets["topic"][:0]
    return Season(
        topic=found.key,
        months=found.months,
        started_on=started,
        peaked_on=peaked,
        ended_on=ends,
        count=found.count,
        ratio=found.ratio,
        seen=found.seen,
        years=found.years,
        places=_most(places, least=2),
        units=_most(tickets["unit"]),
        areas=_most(tickets["area"].map(catalogue.county_of)),
        leaves=_most(leaves),
    )


def _broad_areas(catalogue: Catalogue) -> set[str]:
    """Names of the city and its districts, which say nothing of where."""
    names = catalogue.area_names.items()
    return {name for code, name in names if len(catalogue.chain(code)) <= _DISTRICT}


def _most(names: pd.Series, least: int = 1) -> tuple[tuple[str, int], ...]:
    """The most frequent names with their numbers, empty ones left out."""
    numbers = names[names != ""].value_counts()
    ordered = sorted(numbers.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return tuple((str(name), int(n)) for name, n in ordered[:_NAMED] if n >= least)
