"""What was foretold of each series beside what came, and how good the forecasts have been."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.months import month_start, shift
from service.domain.localtime import local_month
from service.flows.desk import Desk
from service.flows.queries.choices import topic_level_name
from service.store.figures import counts
from service.store.month.outlooks import Forecast

_YEAR = 12


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
class SeriesView:
    """All that was ever foretold of a series in the last years, the newest first."""

    topic: str
    name: str
    area: str
    coming: tuple[Forecast, ...]
    told: tuple[Told, ...]
    record: Record


def series_view(desk: Desk, topic: str, area: str) -> SeriesView:
    """One series with every forecast of it, hit or miss; empty where nothing was foretold."""
    last = shift(local_month(desk.now), -1)
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


def forecast_lines(desk: Desk, origin: str) -> tuple[ForecastLine, ...]:
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
