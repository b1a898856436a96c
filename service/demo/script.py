"""The script of the simulated city: every request of a span with its truth and its fate.

Everything follows from one seed; the same seed gives the same script on any machine.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from service.demo.city import City, load_city
from service.demo.events import load_recipes, plan_events, plan_outages
from service.demo.fate import Fate
from service.demo.measures import load_habits, plan_measures, prone_estates, stays_away
from service.demo.people import Caller
from service.demo.places import Pools
from service.demo.sketch import Sketch, Volume, background, of_event
from service.demo.story import Desk
from service.demo.telling import Teller, Telling
from service.demo.themes import load_themes
from service.demo.truth import CityTruth, Habit, Meaning, Measure
from service.demo.workdays import CHINA, to_utc, work_clock
from service.domain.ticket import Channel

_REPEAT_DAYS = (2, 24)
_BACK_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Incident:
    """One request as it comes in, what it truly means and what will become of it.

    `at` is an aware UTC instant; `theme` the key of its kind of matter; `repeat_of` the key of
    the earlier incident that this caller repeats, or empty.
    """

    key: str
    at: datetime
    channel: Channel
    caller: Caller
    title: str
    text: str
    theme: str
    truth: Meaning
    fate: Fate
    repeat_of: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """All incidents of a span in order of time, and what was planted in it."""

    first: date
    last: date
    incidents: list[Incident]
    truth: CityTruth


def plan(seed: int, months: int, tickets_per_month: int, until: date) -> list[Incident]:
    """Return the incidents of `months` calendar months, the last one being that of `until`.

    They are ordered by time and end with the day `until`. Raises ValueError for numbers below 1.
    """
    return write_script(seed, months, tickets_per_month, until).incidents


def write_script(
    seed: int,
    months: int,
    tickets_per_month: int,
    until: date,
    habits: tuple[Habit, ...] | None = None,
) -> Script:
    """Return the incidents as `plan` does, together with the planted truth.

    `habits`: the careless units, if not those of the demonstration city.
    """
    if months < 1 or tickets_per_month < 1:
        raise ValueError("months and tickets_per_month must be at least 1")
    volume = Volume(tickets_per_month, first_day(until, months), until)
    city = load_city()
    pools = Pools(city)
    truth = _plant(seed, pools, volume)
    if habits is not None:
        truth = replace(truth, habits=habits)
    sketches = _sketch(seed, volume, truth)
    desk = Desk(
        city,
        work_clock(volume.first, volume.last),
        {habit.unit: habit for habit in truth.habits},
    )
    rng = Random(f"{seed}:requests")
    teller = Teller(rng, pools, desk, tickets_per_month)
    incidents = list(_tell(rng, teller, sketches, truth.measures, until))
    return Script(volume.first, volume.last, incidents, truth)


def first_day(until: date, months: int) -> date:
    """The first day of so many calendar months, of which the last is that of ``until``."""
    number = until.year * 12 + until.month - months
    return date(number // 12, number % 12 + 1, 1)


def _plant(seed: int, pools: Pools, volume: Volume) -> CityTruth:
    rng = Random(f"{seed}:events")
    span = (volume.first, volume.last)
    prone = prone_estates(rng, pools.city)
    measures = plan_measures(pools.city, prone, *span)
    events = list(plan_events(rng, pools, *span, volume.tickets_per_month))
    for outage in plan_outages(rng, prone, *span, volume.tickets_per_month):
        day = outage.starts_at.date()
        if not stays_away(rng, measures, outage.theme, _holders(pools.city, outage.places[0]), day):
            events.append(outage)
    events.sort(key=lambda event: (event.starts_at, event.key))
    return CityTruth(tuple(events), measures, load_habits(pools.city))


def _sketch(seed: int, volume: Volume, truth: CityTruth) -> list[Sketch]:
    recipes = {recipe.kind: recipe for recipe in load_recipes()}
    rng = Random(f"{seed}:callers")
    sketches = [
        sketch
        for event in truth.events
        for sketch in of_event(rng, event, recipes.get(event.kind))
        if sketch.at.date() <= volume.last
    ]
    rng = Random(f"{seed}:background")
    sketches.extend(background(rng, load_themes(), volume, truth.events))
    return sketches


def _tell(
    rng: Random,
    teller: Teller,
    sketches: list[Sketch],
    measures: tuple[Measure, ...],
    until: date,
) -> Iterator[Incident]:
    """Write the sketches in order of time; an unhappy caller adds another one later."""
    queue = [(sketch.at, number, sketch) for number, sketch in enumerate(sketches)]
    heapq.heapify(queue)
    number = len(queue)
    count = 0
    while queue:
        _, _, sketch = heapq.heappop(queue)
        place = teller.place_of(sketch)
        if not sketch.event and not sketch.is_direct:
            holders = _holders(teller.city, place.code)
            if stays_away(rng, measures, sketch.theme, holders, sketch.at.date()):
                continue
        count += 1
        key = f"r{count:06d}"
        telling = teller.tell(key, sketch, place)
        yield _incident(key, sketch, telling)
        again = _repeat(rng, key, sketch, telling, until)
        if again is not None:
            number += 1
            heapq.heappush(queue, (again.at, number, again))


def _incident(key: str, sketch: Sketch, telling: Telling) -> Incident:
    return Incident(
        key=key,
        at=to_utc(sketch.at),
        channel=telling.channel,
        caller=telling.caller,
        title=telling.writing.title,
        text=telling.writing.text,
        theme=sketch.theme,
        truth=telling.meaning,
        fate=telling.fate,
        repeat_of=sketch.repeat_of,
    )


def _repeat(rng: Random, key: str, sketch: Sketch, telling: Telling, until: date) -> Sketch | None:
    """The same caller with the same matter some days later; unsolved matters come back more."""
    fate = telling.fate
    if sketch.is_direct or not fate.units:
        return None
    share = telling.theme.outcome.repeat
    unsolved = fate.ending == "explained" or fate.habit in {"brush_off", "explained"}
    is_back = fate.habit == "unfinished"
    if rng.random() >= (_BACK_SHARE if is_back else share * (2.2 if unsolved else 0.5)):
        return None
    low, high = _REPEAT_DAYS
    start = fate.acts[-1].at.replace(tzinfo=None) + CHINA if is_back else sketch.at
    at = start + timedelta(days=low + int(rng.random() * (high - low)))
    if at.date() > until:
        return None
    return Sketch(
        at=at.replace(minute=int(rng.random() * 60)),
        theme=sketch.theme,
        is_direct=False,
        place=telling.place.code,
        caller=telling.caller.index,
        repeat_of=key,
    )


def _holders(city: City, place: str) -> tuple[str, ...]:
    return tuple(holder.code for holder in city.above(place))
