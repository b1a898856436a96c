"""Forecasts, outbreaks and effects held against what is planted in the simulated city."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from analytics.effects.effect import Effect, effect
from analytics.figures.trends import monthly_counts
from analytics.signs.day_bursts import daily_counts, day_bursts
from analytics.trials.forecasts import held_against
from analytics.trials.outcome import Figure, Outcome, share
from service.demo.city import City, load_city
from service.demo.script import Script, write_script
from service.demo.truth import Event, Measure

MONTHS, TICKETS, SEEDS = 36, 1200, (11, 12)
MEASURED_TICKETS = 3000  # a measure at some estates needs a larger city to be seen at all
UNTIL = date(2026, 6, 30)
_LEAST_IN_SERIES = 24
_MORE_DAYS = 2
_KEY = ("topic", "area_name")


def forecasts() -> tuple[Outcome, ...]:
    """Return scaled error and coverage by topic and by topic × area of simulated cities."""
    frames = [frame(_script(seed)) for seed in SEEDS]
    topics = [_monthly(each, "topic_path") for each in frames]
    both = [_monthly(each, "cell") for each in frames]
    return (
        *held_against(topics, "模拟城市各一级主题"),
        *held_against(both, "模拟城市各主题×区县"),
    )


def outbreaks() -> tuple[Outcome, ...]:
    """Return how many of the city's outbreaks of eight calls or more are told on their days.

    An alarm is true when something planted, an outbreak or what comes every season, made more
    people call about that theme in that area on that day.
    """
    true: list[bool] = []
    found: list[bool] = []
    for seed in SEEDS:
        script = _script(seed)
        areas = Areas(load_city())
        days = daily_counts(frame(script), list(_KEY))
        told = day_bursts(days, str(script.first + timedelta(days=90)), str(script.last))
        alarms = set(told[told["is_burst"]][["key", "day"]].itertuples(index=False, name=None))
        planted = [(event, areas.days_of(event)) for event in script.truth.events]
        real = set().union(*(cells for _, cells in planted))
        true += [alarm in real for alarm in sorted(alarms)]
        late = script.first + timedelta(days=90)
        found += [
            not alarms.isdisjoint(cells)
            for event, cells in planted
            if event.is_burst and event.callers >= 8 and event.starts_at.date() >= late
        ]
    false = [not each for each in true]
    return (
        Outcome("模拟城市：误报占全部提示的比例", share(false), len(false), lower_is_better=True),
        Outcome("模拟城市：8人以上的突发找出的比例", share(found), len(found)),
    )


def effects() -> tuple[Outcome, ...]:
    """Return what is told of each measure planted in a simulated city, truth beside it.

    Requests answered at once are left out: those ask about rules, and no measure keeps them away.
    """
    script = write_script(SEEDS[0], MONTHS, MEASURED_TICKETS, UNTIL)
    city = load_city()
    sent = replace(script, incidents=[each for each in script.incidents if each.fate.units])
    tickets = frame(sent)
    return tuple(
        _told(measure, _measured(tickets, measure, city)) for measure in script.truth.measures
    )


def frame(script: Script) -> pd.DataFrame:
    """Return a ticket frame of the script: the theme stands as topic, its wide topic as topic_path.

    `cell` joins wide topic and area; `place` is a code. Requests without a matter are left out.
    """
    areas = Areas(load_city())
    rows = [
        (each.at, each.theme, each.truth.topics[0][:2], areas.of(each.truth.area), each.truth.place)
        for each in script.incidents
        if each.truth.topics
    ]
    columns = ["registered_at", "topic", "topic_path", "area_name", "place"]
    tickets = pd.DataFrame(rows, columns=columns)
    tickets["registered_at"] = pd.to_datetime(tickets["registered_at"], utc=True)
    return tickets.assign(cell=tickets["topic_path"] + "·" + tickets["area_name"])


class Areas:
    """The area of every place, and the days on which an event is felt there."""

    def __init__(self, city: City) -> None:
        self.city = city

    def of(self, place: str) -> str:
        """The code of the area that holds a place; empty for no place."""
        return self.city.area_of(place) if place else ""

    def days_of(self, event: Event) -> set[tuple[str, str]]:
        """Every theme and area (as `daily_counts` names them) and day that an event reaches."""
        first = event.starts_at.date()
        last = (event.starts_at + timedelta(hours=event.hours)).date()
        days = [first + timedelta(days=i) for i in range((last - first).days + 1 + _MORE_DAYS)]
        keys = {f"{event.theme}·{self.of(place)}" for place in event.places}
        return {(key, str(day)) for key in keys for day in days}


def _script(seed: int) -> Script:
    return write_script(seed, MONTHS, TICKETS, UNTIL)


def _monthly(tickets: pd.DataFrame, by: str) -> pd.DataFrame:
    named = tickets.drop(columns="topic").rename(columns={by: "topic"})
    counts = monthly_counts(named, "topic")
    return counts[counts.sum(axis=1) >= _LEAST_IN_SERIES]


def _measured(tickets: pd.DataFrame, measure: Measure, city: City) -> Effect:
    """Compare the themes at the places of a measure with all other themes by area."""
    at = {
        code
        for code in tickets["place"].unique()
        if code and not {each.code for each in city.above(code)}.isdisjoint(measure.places)
    }
    reached = tickets["topic"].isin(measure.themes) & tickets["place"].isin(at)
    series = (tickets["topic"] + "·" + tickets["area_name"]).where(~reached, measure.key)
    counts = monthly_counts(tickets.assign(topic=series), "topic")
    return effect(counts, measure.key, measure.starts_on.strftime("%Y-%m"))


def _told(measure: Measure, found: Effect) -> Outcome:
    names = {"fell": "判为下降", "rose": "判为上升", "no_evidence": "判为证据不足"}
    verdict = names.get(found.verdict, f"不能估计，{found.reason}")
    low, middle, high = ((each or 0.0) / 100 for each in (found.low, found.effect_pct, found.high))
    note = (
        f"真值 {measure.change:+.2f}，{verdict}；直接比前后 {(found.naive_pct or 0.0) / 100:+.2f}"
    )
    return Outcome(f"模拟城市“{measure.name}”", Figure(middle, low, high), 1, note=note, unit="项")


MORE = {"forecast": forecasts, "effect": effects, "bursts": outbreaks}
"""What the simulated city adds to each claim about many requests."""
