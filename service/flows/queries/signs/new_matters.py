"""What people newly speak of in the last weeks, with what a search for it finds."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.signs.new_matters import Request, When, new_matters
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.flows.queries.signs.title_words import titles

RECENT, BEFORE = 28, 56
_YEAR = timedelta(days=364)
_MOST = 20_000
_LEAST = 3


@dataclass(frozen=True, slots=True)
class NewMatter:
    """A place, a phrase, or both, else a place and its topic; ``count`` and ``before``: what the
    list finds for it in the recent weeks and in those before; ``words``: what is searched for."""

    place: str
    phrase: str
    topic: str
    words: str
    count: int
    before: int


@dataclass(frozen=True, slots=True)
class NewMatters:
    """What was found from ``first_on`` on; ``is_too_much``: too many requests to read at once."""

    first_on: date
    last_on: date
    found: tuple[NewMatter, ...]
    is_too_much: bool = False


def lately(desk: Desk, filters: Filters, last: date) -> NewMatters:
    """What came up in the four weeks up to a day, beside the eight before and those a year ago."""
    first = last - timedelta(days=RECENT - 1)
    since, until = first - timedelta(days=BEFORE), first - timedelta(days=1)
    spans: dict[When, tuple[date, date]] = {
        "recent": (first, last),
        "before": (since, until),
        "year_ago": (first - _YEAR, last - _YEAR),
    }
    requests: list[Request] = []
    for when, (a, b) in spans.items():
        said = titles(desk, replace(filters, month="", first_on=a, last_on=b), _MOST)
        if said is None:
            return NewMatters(first, last, (), is_too_much=True)
        requests += [Request(t.caller, t.places, t.phrases, t.topic, when) for t in said]
    found = []
    for matter in new_matters(requests):
        topic = "" if matter.phrase else matter.topic
        words = " ".join(w for w in (matter.place, matter.phrase) if w)
        here = replace(filters, month="", q=words, topic=topic or filters.topic)
        count, before = (
            sum(lists.counts(desk, replace(here, first_on=a, last_on=b)).values())
            for a, b in (spans["recent"], spans["before"])
        )
        if count >= _LEAST:
            found.append(NewMatter(matter.place, matter.phrase, topic, words, count, before))
    return NewMatters(first, last, tuple(found))
