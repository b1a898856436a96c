"""What stands out in the requests of the last weeks: bursts, new matters, places, callers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from analytics.signs.day_bursts import day_bursts
from analytics.signs.emerging import EmergingSettings, emerging
from analytics.signs.telling import Said, telling
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters, conditions
from service.flows.queries.signs.new_matters import NewMatters, lately
from service.flows.queries.signs.title_words import titles
from service.flows.queries.signs.trends import Extent, daily_cells, extent
from service.store.tables.callers import CallerRow
from service.store.tables.tickets import ReadingRow, TicketRow

_LOOKED_AT = 62
_BEFORE = 84
_SHOWN = 8
_BROAD, _LEAF = 4, 6
_WEEK = 7
_READ = 5_000
_LEAST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """A day on which a topic came far more often in a district; ``words``: which ones rose."""

    day: date
    topic: str
    area: str
    count: int
    expected: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emerging:
    """A topic that is few, but new and growing; ``count``: those of the recent weeks."""

    topic: str
    first_on: date
    last_on: date
    count: int
    before: float


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands out from ``first_on`` to ``last_on``; ``matters``: of the last four weeks.

    ``places``: names with the tickets that a search for them finds; ``callers``: how many known
    callers there were, ``again``: requests of those who called more than once, of ``total``.
    """

    first_on: date
    last_on: date
    bursts: tuple[Burst, ...]
    emerging: tuple[Emerging, ...]
    matters: NewMatters
    places: tuple[tuple[str, int], ...]
    total: int
    again: int
    callers: int


def signs(desk: Desk, filters: Filters, known: Extent | None = None) -> Signs:
    """What stands out in the last two months among the tickets that this person may see.

    ``known``: the days of which there are data, when it was found out before.
    """
    known = known or extent(desk)
    last = known.last if known else desk.today
    first = last - timedelta(days=_LOOKED_AT - 1)
    here = replace(filters, month="", first_on=first, last_on=last)
    since = first - timedelta(days=400)
    cells = daily_cells(desk, filters, since, last)
    wide = replace(filters, topic="", area="")
    around = cells if wide == filters else daily_cells(desk, wide, since, last)
    total, again, callers = _repeats(desk, here)
    return Signs(
        first_on=first,
        last_on=last,
        bursts=tuple(_bursts(desk, filters, around, first, last)),
        emerging=tuple(_emerging(cells, last)),
        matters=lately(desk, filters, last),
        places=tuple(_places(desk, here)),
        total=total,
        again=again,
        callers=callers,
    )


def _daily(cells: pd.DataFrame, keys: pd.Series, first: date, last: date) -> pd.DataFrame:
    """Requests by key (rows) and day (columns), no day missing."""
    sizes = cells.assign(key=keys).groupby(["key", "period"])["count"].sum()
    days = [d.isoformat() for d in _days(first, last)]
    table = sizes.unstack(fill_value=0)  # noqa: PD010  (a pivot table costs ten times as much)
    return table.reindex(columns=days, fill_value=0)


def _bursts(
    desk: Desk, filters: Filters, cells: pd.DataFrame, first: date, last: date
) -> Iterable[Burst]:
    """Days that stand out among all topics and districts (``cells``), those asked for kept.

    A district alone, or a topic alone, cannot tell its own burst from a busy day of the city.
    """
    counties = {area: desk.catalogue.county_of(area) for area in set(cells["area"])}
    placed = cells.assign(county=cells["area"].map(counties))
    since = max(first - timedelta(days=_BEFORE), _first_day(cells, last))
    wanted = (placed["county"] != "") & (placed["topic"].str.len() == _LEAF)
    placed = placed[wanted & (placed["period"] >= since.isoformat())]
    if placed.empty:
        return
    keys = placed["topic"].str[:_BROAD] + "·" + placed["county"]
    found = day_bursts(_daily(placed, keys, since, last), first.isoformat(), last.isoformat())
    real = found[found["is_burst"].astype(bool)].sort_values(["day", "q"], ascending=[False, True])
    asked = [is_asked(desk, filters, key) for key in real["key"]]
    real = real[asked]
    for row in real.head(_SHOWN).itertuples():
        topic, area = str(row.key).split("·")
        day = date.fromisoformat(str(row.day))
        here = replace(filters, topic=topic, area=area, month="", first_on=day, last_on=day)
        words = _risen(desk, here, day)
        yield Burst(day, topic, area, int(str(row.observed)), float(str(row.expected)), words)


def is_asked(desk: Desk, filters: Filters, key: str) -> bool:
    """Whether a topic in a district (``topic·area``) is within what the page is narrowed to."""
    topic, county = key.split("·")
    here = filters.area in {"", county} or desk.catalogue.county_of(filters.area) in {"", county}
    return here and topic.startswith(filters.topic[:_BROAD])


def _first_day(cells: pd.DataFrame, last: date) -> date:
    return date.fromisoformat(min(cells["period"])) if len(cells) else last


def _risen(desk: Desk, here: Filters, day: date) -> tuple[str, ...]:
    """The places, phrases and words in most of the day's titles, seldom in the weeks before."""
    weeks = replace(here, first_on=day - timedelta(days=28), last_on=day - timedelta(days=1))
    now, before = (
        [Said(t.places, t.phrases, t.words) for t in titles(desk, asked, _READ) or ()]
        for asked in (here, weeks)
    )
    return telling(now, before)


def _emerging(cells: pd.DataFrame, last: date) -> Iterable[Emerging]:
    leaves = cells[cells["topic"].str.len() == _LEAF]
    if leaves.empty:
        return
    since = _first_day(leaves, last)
    table = _daily(leaves, leaves["topic"], since, last)
    weeks = table.shape[1] // _WEEK
    values = np.asarray(table)[:, table.shape[1] - weeks * _WEEK :]
    sums = values.reshape(len(table), weeks, _WEEK).sum(axis=2)
    weekly = pd.DataFrame(sums, index=table.index, columns=[f"{n:04d}" for n in range(weeks)])
    found = emerging(weekly, f"{weeks - 1:04d}")
    first = last - timedelta(days=EmergingSettings().recent * _WEEK - 1)
    for row in found[found["is_emerging"].astype(bool)].head(_SHOWN).itertuples():
        recent, before = int(str(row.recent)), float(str(row.before))
        yield Emerging(str(row.key), first, last, recent, before)


def _places(desk: Desk, here: Filters) -> Iterable[tuple[str, int]]:
    """The places named most, each with what a search for it finds."""
    query = (
        select(ReadingRow.places, func.count())
        .join(TicketRow, TicketRow.no == ReadingRow.no)
        .where(*conditions(desk, here), ReadingRow.places != "")
        .group_by(ReadingRow.places)
    )
    catalogue, named = desk.catalogue, Counter[str]()
    for places, number in desk.uow.session.execute(query):
        for place in set(places.split("|")):
            named[place] += number
    broad = {n for c, n in catalogue.area_names.items() if len(catalogue.chain(c)) <= 2}
    likely = [p for p, n in named.most_common(40) if p not in broad and n >= _LEAST_PLACE]
    found = [(p, sum(lists.counts(desk, replace(here, q=p)).values())) for p in likely[:_SHOWN]]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _repeats(desk: Desk, here: Filters) -> tuple[int, int, int]:
    """Requests, those of callers with more than one of them, and how many callers are known."""
    query = (
        select(CallerRow.phone_key, func.count())
        .select_from(TicketRow)
        .outerjoin(CallerRow, CallerRow.id == TicketRow.caller_id)
        .where(*conditions(desk, here))
        .group_by(CallerRow.phone_key)
    )
    rows = desk.uow.session.execute(query).all()
    known = [number for key, number in rows if key]
    return sum(n for _, n in rows), sum(n for n in known if n > 1), len(known)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
