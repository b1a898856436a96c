"""How many planted outbreaks and new matters are found, and how many alarms are false."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from analytics.signs.day_bursts import day_bursts
from analytics.signs.emerging import emerging
from analytics.trials.days import DayWorld, draw_days
from analytics.trials.outcome import REPORTED, Outcome, share
from analytics.trials.weeks import draw_weeks

FALSE, FOUND = 0.10, 0.80
_WEEK_CITIES = 10
_OTHERS = (
    ("突发小一些（多出6件、平日的2倍起）", DayWorld(times=2.0, least=6)),
    ("每日波动大两倍", DayWorld(excess=0.3)),
)


@dataclass(frozen=True, slots=True)
class Alarms:
    """For every alarm whether it is true, for everything planted whether it was found."""

    true: tuple[bool, ...]
    found: tuple[bool, ...]


def measure() -> tuple[Outcome, ...]:
    """Return false alarms and recall on simulated days and weeks."""
    days = day_alarms(DayWorld(), REPORTED)
    new = week_alarms(REPORTED)
    note = "120个主题×区县，有星期、节假日、忙闲和额外波动；突发当天多出至少8件、平日的3倍"
    return (
        *_pair("突发", days, note, is_goal=True),
        *(
            outcome
            for name, world in _OTHERS
            for outcome in _pair(name, day_alarms(world, REPORTED), "", is_goal=False)
        ),
        *_pair(
            "苗头（少而新、逐周增多）",
            new,
            "另有同样多的一次性突发、平稳和回落的事项",
            is_goal=False,
        ),
    )


def day_alarms(world: DayWorld, seeds: Collection[int]) -> Alarms:
    """Return the alarms of the days of simulated cities: an alarm is a key on a day."""
    true: list[bool] = []
    found: list[bool] = []
    for seed in seeds:
        city = draw_days(seed, world)
        days, keys = list(city.counts.columns), list(city.counts.index)
        told = day_bursts(city.counts, days[world.hidden_days], days[-1])
        alarms = set(told[told["is_burst"]][["key", "day"]].itertuples(index=False, name=None))
        events = [{(keys[p.row], days[p.start + i]) for i in range(p.days)} for p in city.planted]
        real = set().union(*events)
        true += [alarm in real for alarm in sorted(alarms)]
        found += [not alarms.isdisjoint(event) for event in events]
    return Alarms(tuple(true), tuple(found))


def week_alarms(seeds: Collection[int]) -> Alarms:
    """Return the matters told as new and growing in simulated weeks."""
    true: list[bool] = []
    found: list[bool] = []
    for seed in (seed * 100 + i for seed in seeds for i in range(_WEEK_CITIES)):
        city = draw_weeks(seed)
        told = emerging(city.counts, city.last)
        alarms = set(told[told["is_emerging"]]["key"])
        true += [key in city.emerging for key in sorted(alarms)]
        found += [key in alarms for key in sorted(city.emerging)]
    return Alarms(tuple(true), tuple(found))


def _pair(name: str, alarms: Alarms, note: str, *, is_goal: bool) -> tuple[Outcome, Outcome]:
    false = [not each for each in alarms.true]
    return (
        Outcome(
            f"{name}：误报占全部提示的比例",
            share(false),
            len(false),
            FALSE if is_goal else None,
            lower_is_better=True,
            note=note,
        ),
        Outcome(
            f"{name}：找出的比例",
            share(alarms.found),
            len(alarms.found),
            FOUND if is_goal else None,
        ),
    )
