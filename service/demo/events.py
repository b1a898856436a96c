"""Plans the events of the city: what breaks, closes or floods, where, when and how many call."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from service.demo.city import Place
from service.demo.grammar import compile_all, compile_template, fill
from service.demo.people import person
from service.demo.places import Pools
from service.demo.scene import Scene
from service.demo.seasons import HEATING_STARTS, hour_of
from service.demo.themes import Fact, Theme, fact_of, topic_code
from service.demo.truth import Event

REFERENCE_VOLUME = 3000  # requests a month for which the numbers of callers are written
OUTAGE_THEME = "power_outage"
OUTAGE_RATES = {6: 0.30, 7: 0.55, 8: 0.55, 9: 0.15}  # outages a month in an outage-prone estate
_OUTAGE_CALLERS = (2, 8)
_LONGEST_CALLERS = 200


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one kind of event goes; see the head of the data file."""

    kind: str
    theme: str
    topic: str
    family: str
    name: str
    place: str
    place_words: tuple[str, ...]
    months: frozenset[int]
    per_year: float
    callers: tuple[int, int]
    hours: float
    spread: int
    direct: float
    question: int
    is_new: bool
    is_burst: bool
    facts: tuple[Fact, ...]


@cache
def load_recipes() -> tuple[Recipe, ...]:
    """Return the kinds of event in the order of the data file."""
    text = (files("service.demo") / "data" / "events.toml").read_text(encoding="utf-8")
    return tuple(_recipe(table) for table in tomllib.loads(text)["recipe"])


def themes_of_events(themes: dict[str, Theme]) -> dict[str, Theme]:
    """Return for each kind of event its theme with the event's own facts and no second demand."""
    return {recipe.kind: _event_theme(recipe, themes[recipe.theme]) for recipe in load_recipes()}


def _event_theme(recipe: Recipe, theme: Theme) -> Theme:
    return replace(
        theme,
        topic=recipe.topic or theme.topic,
        family=recipe.family or theme.family,
        facts=recipe.facts,
        titles=compile_all([recipe.name]),
        outcome=replace(theme.outcome, multi=0.0, repeat=0.05),
    )


def volume_scale(tickets_per_month: int) -> float:
    """Return the factor on numbers of callers for a city with this many requests a month."""
    return float(min(4.0, max(0.25, (tickets_per_month / REFERENCE_VOLUME) ** 0.6)))


def plan_events(
    rng: Random, pools: Pools, first: date, last: date, tickets_per_month: int
) -> Iterator[Event]:
    """Yield the events between two days, kind by kind."""
    scale = volume_scale(tickets_per_month)
    months = sorted({(d.year, d.month) for d in _days(first, last)})
    for recipe in load_recipes():
        for month in _occasions(rng, recipe, months):
            event = _event(rng, pools, recipe, month, scale)
            if first <= event.starts_at.date() <= last:
                yield event


def plan_outages(
    rng: Random, estates: tuple[str, ...], first: date, last: date, tickets_per_month: int
) -> Iterator[Event]:
    """Yield the outages of the outage-prone estates, day by day, before any measure."""
    scale = volume_scale(tickets_per_month)
    for day in _days(first, last):
        rate = OUTAGE_RATES.get(day.month, 0.03) / 30
        for code in estates:
            if rng.random() < rate:
                starts = _moment(rng, day, "evening")
                callers = _sized(rng, _OUTAGE_CALLERS, scale)
                yield Event(
                    key=f"outage-{day:%Y%m%d}-{code}",
                    kind="outage",
                    name="临时用电小区停电",
                    theme=OUTAGE_THEME,
                    places=(code,),
                    starts_at=starts,
                    hours=4.0,
                    callers=callers,
                    is_burst=False,
                )


def _event(
    rng: Random, pools: Pools, recipe: Recipe, month: tuple[int, int], scale: float
) -> Event:
    place = _place(rng, pools, recipe)
    places = [place.code]
    while len(places) < recipe.spread:
        other = pools.draw(rng, recipe.place, recipe.place_words).code
        if other not in places:
            places.append(other)
    first = HEATING_STARTS[1] if month[1] == 11 and recipe.theme == "heating_off" else 1
    starts = _moment(rng, date(*month, first + int(rng.random() * (29 - first))), "day")
    scene = Scene(rng, pools, place, person(0), starts)
    return Event(
        key=f"{recipe.kind}-{starts:%Y%m%d}-{place.code}",
        kind=recipe.kind,
        name=fill(compile_template(recipe.name), rng, scene.slot),
        theme=recipe.theme,
        places=tuple(places),
        starts_at=starts,
        hours=recipe.hours,
        callers=_sized(rng, recipe.callers, scale),
        is_burst=recipe.is_burst,
    )


def _occasions(rng: Random, recipe: Recipe, months: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The months in which a recipe strikes; in a full year at least once."""
    fitting = [month for month in months if month[1] in recipe.months]
    if not fitting:
        return []
    years = len(months) / 12
    count = int(recipe.per_year * years + rng.random())
    if years >= 1:
        count = max(1, count)
    rounds, rest = divmod(count, len(fitting))
    return sorted(fitting * rounds + rng.sample(fitting, rest))


def _place(rng: Random, pools: Pools, recipe: Recipe) -> Place:
    place = pools.draw(rng, recipe.place, recipe.place_words)
    while recipe.is_new and place.aliases:
        place = pools.draw(rng, recipe.place, recipe.place_words)
    return place


def _sized(rng: Random, bounds: tuple[int, int], scale: float) -> int:
    low, high = bounds
    wanted = (low + rng.random() * (high - low)) * scale
    return min(_LONGEST_CALLERS, max(3 if low >= 3 else 2, round(wanted)))


def _moment(rng: Random, day: date, profile: str) -> datetime:
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001  (local time, see Event)
    return start + timedelta(hours=hour_of(rng, profile), minutes=int(rng.random() * 60))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _recipe(table: dict[str, Any]) -> Recipe:
    low, high = table["callers"]
    return Recipe(
        kind=table["kind"],
        theme=table["theme"],
        topic=topic_code(table.get("topic", "")),
        family=table.get("family", ""),
        name=table["name"],
        place=table["place"],
        place_words=tuple(table.get("place_words", ())),
        months=frozenset(table["months"]),
        per_year=float(table["per_year"]),
        callers=(low, high),
        hours=float(table["hours"]),
        spread=table.get("spread", 1),
        direct=float(table.get("direct", 0)),
        question=table.get("question", 0),
        is_new=table.get("new", False),
        is_burst=table.get("burst", False),
        facts=tuple(fact_of(source) for source in table["facts"]),
    )
