"""Decides how many requests come on which day: the background of themes and the events' callers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from service.demo.events import OUTAGE_THEME, Recipe
from service.demo.seasons import MONTH_FACTORS, hour_of, ordinary_weight, season_weight
from service.demo.themes import Theme
from service.demo.truth import Event

DISPATCHED_SHARE = 0.40
_LEAST = 0.15  # of a month stays background, however much happens
_REPEATS = 1.08  # one background request brings so many, with its repeats
_YEARLY_GROWTH = 0.02
_OUTAGE_DIRECT = 0.35
_NIGHT_HOURS = 7
_BOUND_TO_DATE = frozenset({"heating", "fireworks"})  # cold and rockets know no weekend


@dataclass(frozen=True, slots=True)
class Sketch:
    """One request before it is written; `at` is local time.

    `place` is a code or empty (to be drawn); `caller` an index or -1 (to be drawn).
    """

    at: datetime
    theme: str
    is_direct: bool
    event: str = ""
    kind: str = ""
    place: str = ""
    question: int | None = None
    caller: int = -1
    repeat_of: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """The size of the city's hotline and the days it covers."""

    tickets_per_month: int
    first: date
    last: date


def background(
    rng: Random, themes: tuple[Theme, ...], volume: Volume, events: tuple[Event, ...]
) -> Iterator[Sketch]:
    """Yield the requests that belong to no event, month by month."""
    for month in _months(volume):
        wanted = _wanted(rng, volume, month)
        called = sum(e.callers for e in events if _month_of(e.starts_at) == _month_of(month[0]))
        shares = (
            (False, max(wanted * _LEAST, wanted * DISPATCHED_SHARE - called) / _REPEATS),
            (True, (1 - DISPATCHED_SHARE) * wanted),
        )
        for is_direct, total in shares:
            yield from _of_month(rng, themes, volume, month, is_direct=is_direct, total=total)


def of_event(rng: Random, event: Event, recipe: Recipe | None) -> Iterator[Sketch]:
    """Yield the requests of one event; `recipe` is None for an outage-prone estate."""
    direct = recipe.direct if recipe else _OUTAGE_DIRECT
    question = recipe.question if recipe else 0
    for number in range(event.callers):
        at = event.starts_at + timedelta(hours=event.hours * rng.random() ** 2)
        if at.hour < _NIGHT_HOURS and rng.random() < 0.8:
            at = at.replace(hour=_NIGHT_HOURS + int(rng.random() * 3))
        at = max(at, event.starts_at) + timedelta(seconds=int(rng.random() * 60))
        is_first = number < len(event.places)
        place = event.places[number if is_first else int(rng.random() * len(event.places))]
        is_direct = not is_first and rng.random() < direct
        yield Sketch(
            at=at.replace(microsecond=0),
            theme=event.theme,
            is_direct=is_direct,
            event=event.key,
            kind=recipe.kind if recipe else OUTAGE_THEME,
            place=place,
            question=question if is_direct else None,
        )


def _wanted(rng: Random, volume: Volume, month: tuple[date, ...]) -> float:
    years = (month[0] - volume.first).days / 365
    noise = 0.97 + 0.06 * rng.random()
    factor = MONTH_FACTORS[month[0].month - 1] * (1 + _YEARLY_GROWTH * years)
    return volume.tickets_per_month * factor * noise


def _of_month(
    rng: Random,
    themes: tuple[Theme, ...],
    volume: Volume,
    month: tuple[date, ...],
    *,
    is_direct: bool,
    total: float,
) -> Iterator[Sketch]:
    weights = [
        (theme.direct if is_direct else theme.dispatched) * theme.months[month[0].month - 1]
        for theme in themes
    ]
    whole = sum(weights)
    for theme, weight in zip(themes, weights, strict=True):
        if not weight:
            continue
        days = [_day_weight(theme, day) for day in month]
        per_weight = total * weight / whole / sum(days)
        for day, day_weight in zip(month, days, strict=True):
            if day > volume.last:
                break
            for _ in range(_poisson(rng, per_weight * day_weight)):
                yield Sketch(_moment(rng, day, theme.hours), theme.key, is_direct)


def _day_weight(theme: Theme, day: date) -> float:
    if theme.day in _BOUND_TO_DATE:
        return season_weight(theme.day, day)
    return ordinary_weight(day, theme.hours) * season_weight(theme.day, day)


def _poisson(rng: Random, mean: float) -> int:
    """A Poisson number by Knuth's product, in pieces so that the product cannot vanish."""
    count = 0
    while mean > 0:
        piece = min(mean, 30.0)
        mean -= piece
        limit, product = math.exp(-piece), rng.random()
        while product > limit:
            count += 1
            product *= rng.random()
    return count


def _moment(rng: Random, day: date, profile: str) -> datetime:
    second = int(rng.random() * 3600)
    hour = hour_of(rng, profile)
    return datetime(day.year, day.month, day.day, hour, second // 60, second % 60)  # noqa: DTZ001


def _month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def _months(volume: Volume) -> Iterator[tuple[date, ...]]:
    """Every month of the span with all its days, also those after the last day."""
    day = volume.first
    while day <= volume.last:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        yield tuple(day + timedelta(days=n) for n in range((following - day).days))
        day = following
