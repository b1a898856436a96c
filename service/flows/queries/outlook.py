"""What the pages of the outlook show: seasons by month, forecasts with past hits and misses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from analytics.months import month_start, shift, span
from service.domain.agenda import AgendaStatus
from service.domain.clocks.deadlines import LOCAL
from service.domain.outlook import Season, item_topic
from service.flows.month.seasons import of_body
from service.flows.queries.choices import topic_level_name, unit_name
from service.flows.steps import Desk
from service.store import counts
from service.store.outlooks import Forecast
from service.store.tables import AgendaItemRow, AgendaTicketRow, TicketRow

_YEAR = 12
_MONTHS_NAMED = 4
_ITEMS = 3
Counted = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class PastItem:
    """An agenda item whose tickets are mostly of a topic, and what its effect was found to be."""

    id: int
    month: str
    title: str
    status: AgendaStatus
    effect: str


@dataclass(frozen=True, slots=True)
class SeasonLine:
    """A season as it comes next; what it is counted by has code, name and number.

    ``item``: the agenda item that prepares for it, 0 when there is none yet.
    """

    season: Season
    name: str
    starts_on: date
    ends_on: date
    is_running: bool
    weeks: int
    units: tuple[Counted, ...]
    areas: tuple[Counted, ...]
    leaves: tuple[Counted, ...]
    past: tuple[PastItem, ...]
    item: int


@dataclass(frozen=True, slots=True)
class Record:
    """How often what was foretold of a series came: inside the interval, and how far off.

    ``scaled``: the mean error beside that of the simple rule (last year's month), None without one;
    below 1 is better.
    """

    tests: int
    inside: int
    scaled: float | None


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """What is foretold of a series for the coming months, and its record so far."""

    topic: str
    name: str
    months: tuple[Forecast, ...]
    record: Record


@dataclass(frozen=True, slots=True)
class Told:
    """One past forecast beside what came."""

    forecast: Forecast
    came: int

    @property
    def is_inside(self) -> bool:
        """Whether what came lies in the interval."""
        return self.forecast.low <= self.came <= self.forecast.high


@dataclass(frozen=True, slots=True)
class OutlookView:
    """The coming year. ``origin``: the newest month that was worked out, empty for none.

    ``months``: the twelve months from this one with the seasons that begin in them; ``running``:
    those that are on. ``known``: how many months of history there are; ``published``: by month,
    what the catalogue says comes then, where the history is too short to find it.
    """

    origin: str
    known: int
    months: tuple[tuple[str, tuple[SeasonLine, ...]], ...]
    running: tuple[SeasonLine, ...]
    published: tuple[tuple[str, tuple[str, ...]], ...]
    forecasts: tuple[ForecastLine, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """All that was ever foretold of a series in the last years, the newest first."""

    topic: str
    name: str
    area: str
    coming: tuple[Forecast, ...]
    told: tuple[Told, ...]
    record: Record


def outlook_view(desk: Desk, origin: str = "") -> OutlookView:
    """The coming year as the newest month's work, or that of ``origin``, sees it."""
    chosen = origin or next(iter(desk.uow.outlooks.origins()), "")
    lines = seasons_of(desk, chosen)
    this = desk.now.astimezone(LOCAL).strftime("%Y-%m")
    ahead = span(this, shift(this, _YEAR - 1))
    waiting = [line for line in lines if not line.is_running]
    return OutlookView(
        origin=chosen,
        known=_known_months(desk),
        months=tuple((m, tuple(s for s in waiting if f"{s.starts_on:%Y-%m}" == m)) for m in ahead),
        running=tuple(line for line in lines if line.is_running),
        published=() if lines else _published(desk, ahead[:_MONTHS_NAMED]),
        forecasts=_forecasts(desk, chosen),
    )


def seasons_of(desk: Desk, origin: str) -> list[SeasonLine]:
    """The seasons that a month's work found, the next one first."""
    today = desk.now.astimezone(LOCAL).date()
    stored = [of_body(topic, body) for topic, body in desk.uow.outlooks.seasons(origin)]
    lines = [_line(desk, season, today) for season in stored]
    return sorted(lines, key=lambda line: (line.starts_on, -line.season.count))


def series_view(desk: Desk, topic: str, area: str) -> SeriesView:
    """One series with every forecast of it, hit or miss; empty where nothing was foretold."""
    last = shift(desk.now.astimezone(LOCAL).strftime("%Y-%m"), -1)
    rows = desk.uow.outlooks.of_series(topic, area)
    past = [row for row in rows if row.month <= last]
    came = _came(desk, past)
    told = [Told(row, came.get((row.topic, row.area, row.month), 0)) for row in past]
    names = desk.catalogue.area_names
    return SeriesView(
        topic=topic,
        name=topic_level_name(desk.catalogue, topic) if topic else "全部诉求",
        area=names.get(area, area) or "全市",
        coming=tuple(row for row in rows if row.month > last and row.origin == rows[-1].origin),
        told=tuple(told[::-1]),
        record=_record(told),
    )


def _line(desk: Desk, season: Season, today: date) -> SeasonLine:
    starts_on, ends_on = season.next_on(today)
    catalogue = desk.catalogue
    return SeasonLine(
        season=season,
        name=topic_level_name(catalogue, season.topic),
        starts_on=starts_on,
        ends_on=ends_on,
        is_running=season.is_running(today),
        weeks=season.weeks_until(today),
        units=tuple((c, unit_name(catalogue, c), n) for c, n in season.units),
        areas=tuple((c, catalogue.area_names.get(c, c), n) for c, n in season.areas),
        leaves=tuple((c, topic_level_name(catalogue, c), n) for c, n in season.leaves),
        past=tuple(_past_items(desk, season.topic)),
        item=_item_of(desk, season.topic),
    )


def _past_items(desk: Desk, topic: str) -> list[PastItem]:
    """The newest agenda items at least half of whose tickets are of the topic."""
    query = (
        select(AgendaItemRow.id, AgendaItemRow.month, AgendaItemRow.title, AgendaItemRow.status)
        .join(AgendaTicketRow, AgendaTicketRow.item_id == AgendaItemRow.id)
        .join(TicketRow, TicketRow.no == AgendaTicketRow.no)
        .where(counts.below(topic), AgendaItemRow.status.not_in(_NOT_TAKEN))
        .where(AgendaItemRow.topic_id != item_topic(topic))
        .group_by(AgendaItemRow.id)
        .having(2 * func.count() >= AgendaItemRow.tickets)
        .order_by(AgendaItemRow.month.desc(), AgendaItemRow.id)
    )
    rows = desk.uow.session.execute(query.limit(_ITEMS)).all()
    effects = desk.uow.plans.effects([row.id for row in rows])
    return [
        PastItem(
            id=row.id,
            month=row.month,
            title=row.title,
            status=AgendaStatus(row.status),
            effect=str(effects[row.id].body.get("verdict", "")) if row.id in effects else "",
        )
        for row in rows
    ]


_NOT_TAKEN = (AgendaStatus.CANDIDATE.value, AgendaStatus.DROPPED.value)


def _item_of(desk: Desk, topic: str) -> int:
    """The agenda item of the season laid within a year, newest first; 0 without one."""
    since = shift(desk.now.astimezone(LOCAL).strftime("%Y-%m"), -9)
    query = (
        select(AgendaItemRow.id)
        .where(AgendaItemRow.topic_id == item_topic(topic), AgendaItemRow.month >= since)
        .order_by(AgendaItemRow.month.desc())
    )
    return desk.uow.session.scalar(query.limit(1)) or 0


def _forecasts(desk: Desk, origin: str) -> tuple[ForecastLine, ...]:
    """The city's series of the first two levels, the whole city first, then the largest."""
    if not origin:
        return ()
    told = _city_record(desk, origin)
    series: dict[str, list[Forecast]] = {}
    for row in desk.uow.outlooks.forecasts(origin):
        if not row.area:
            series.setdefault(row.topic, []).append(row)
    lines = [
        ForecastLine(
            topic=topic,
            name=topic_level_name(desk.catalogue, topic) if topic else "全部诉求",
            months=tuple(rows),
            record=told.get(topic, Record(0, 0, None)),
        )
        for topic, rows in series.items()
    ]
    return tuple(sorted(lines, key=lambda x: (len(x.topic), -x.months[0].expected, x.topic)))


def _city_record(desk: Desk, origin: str) -> dict[str, Record]:
    """How the city's series were foretold for the year up to a month, by topic."""
    rows = desk.uow.outlooks.of_city(shift(origin, 1 - _YEAR), origin)
    came = _came(desk, rows)
    by_topic: dict[str, list[Told]] = {}
    for row in rows:
        told = Told(row, came.get((row.topic, "", row.month), 0))
        by_topic.setdefault(row.topic, []).append(told)
    return {topic: _record(told) for topic, told in by_topic.items()}


def _record(told: Sequence[Told]) -> Record:
    missed = sum(abs(t.came - t.forecast.expected) for t in told)
    simple = sum(abs(t.came - t.forecast.naive) for t in told)
    scaled = round(missed / simple, 2) if simple else None
    return Record(len(told), sum(t.is_inside for t in told), scaled)


def _came(desk: Desk, rows: Iterable[Forecast]) -> dict[tuple[str, str, str], int]:
    """What came of every series and month foretold: every request that was registered."""
    wanted = {(row.topic, row.area, row.month) for row in rows}
    if not wanted:
        return {}
    months = [month for _, _, month in wanted]
    start, end = month_start(min(months)), month_start(shift(max(months), 1))
    cells = counts.monthly(desk.uow.session, start, end)
    found = dict.fromkeys(wanted, 0)
    counties = {area: desk.catalogue.county_of(area) for area in set(cells["area"])}
    for period, topic, area, count in cells.itertuples(index=False):
        for digits in (0, 2, 4, 6):
            for place in {"", counties[area]}:
                key = (topic[:digits], place, period)
                if key in found and (digits == 0 or len(topic) >= digits):
                    found[key] += count
    return found


def _known_months(desk: Desk) -> int:
    first = desk.uow.session.scalar(select(func.min(TicketRow.registered_at)))
    if first is None:
        return 0
    this = desk.now.astimezone(LOCAL).strftime("%Y-%m")
    return len(span(first.astimezone(LOCAL).strftime("%Y-%m"), this)) - 1


def _published(desk: Desk, months: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the catalogue says comes in each month, by the names of broad topics."""
    rows = desk.hotline.rows(desk.uow, desk.catalogue.version)
    found = []
    for month in months:
        said = str(int(month[5:]))
        topics = {
            desk.catalogue.items[code].path[1]: None
            for code, cells in sorted(rows.items())
            if said in cells["season"].split("|") and code in desk.catalogue.items
        }
        found.append((month, tuple(topics)))
    return tuple(found)
