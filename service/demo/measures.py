"""Plans the interventions whose true effect is known, and tells whom they keep from calling."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from random import Random

from service.demo.city import City
from service.demo.truth import Habit, Measure

TREATED_ESTATES = 15
PRONE_ESTATES = 36


@dataclass(frozen=True, slots=True)
class _Wish:
    """When a measure may start: a calendar month, and months of data before and after it."""

    month: int | None
    before: int
    after: int


def prone_estates(rng: Random, city: City) -> tuple[str, ...]:
    """Return the outage-prone estates; the first fifteen are the ones a measure may reach."""
    built_late = [estate.code for estate in city.of_kind("estate") if not estate.aliases]
    return tuple(rng.sample(built_late, PRONE_ESTATES))


def plan_measures(
    city: City, prone: tuple[str, ...], first: date, last: date
) -> tuple[Measure, ...]:
    """Return the measures that fit between two days with enough months around them."""
    areas = {place.name: place.code for place in city.places}
    drafts = (
        (
            _Wish(5, 5, 2),
            ("permanent_power", "十五个小区临时用电改正式电", ("power_outage",), -0.85),
            prone[:TREATED_ESTATES],
        ),
        (
            _Wish(9, 8, 4),
            ("heating_network", "砚北区供热管网改造", ("heating_low", "heating_off"), -0.45),
            (areas["砚北区"],),
        ),
        (
            _Wish(None, 13, 7),
            ("wage_accounts", "云岫区工程项目工资专户核查", ("wages_site",), -0.5),
            (areas["云岫区"],),
        ),
        (
            _Wish(None, 12, 6),
            ("night_patrol", "云岫区夜间施工巡查", ("noise_construction",), 0.0),
            (areas["云岫区"],),
        ),
    )
    return tuple(
        Measure(key, name, themes, places, starts_on, change)
        for wish, (key, name, themes, change), places in drafts
        if (starts_on := _start(wish, first, last)) is not None
    )


def load_habits(city: City) -> tuple[Habit, ...]:
    """Return the careless units; raises KeyError for a unit that the city does not have."""
    codes = {unit.name: unit.code for unit in city.units}
    text = (files("service.demo") / "data" / "habits.toml").read_text(encoding="utf-8")
    return tuple(
        Habit(codes[row["unit"]], row["kind"], float(row["share"]), row["sentence"])
        for row in tomllib.loads(text)["habit"]
    )


def stays_away(
    rng: Random, measures: tuple[Measure, ...], theme: str, places: tuple[str, ...], day: date
) -> bool:
    """Return whether a request is not made because a measure has removed its cause.

    `places` are the codes of the request's place and of everything that holds it.
    """
    return any(
        rng.random() < -measure.change
        for measure in measures
        if theme in measure.themes
        and day >= measure.starts_on
        and not set(places).isdisjoint(measure.places)
    )


def _start(wish: _Wish, first: date, last: date) -> date | None:
    """The latest first day of a month that leaves enough months on both sides."""
    months = list(_months(first, last))
    fitting = [
        month
        for number, month in enumerate(months)
        if number >= wish.before
        and len(months) - 1 - number >= wish.after
        and wish.month in (None, month.month)
    ]
    return fitting[-1] if fitting and wish.month else fitting[0] if fitting else None


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
