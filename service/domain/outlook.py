"""Seasons of matters as people plan by them: when the next one begins, and when to say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = timedelta(days=364)
PREFIX = "season:"


@dataclass(frozen=True, slots=True)
class OutlookRules:
    """How many weeks before a season begins the leaders are told; data that a city edits."""

    weeks_ahead: int = 6

    @property
    def ahead(self) -> timedelta:
        """The same as a span of time."""
        return timedelta(weeks=self.weeks_ahead)


@dataclass(frozen=True, slots=True)
class Season:
    """A matter's season: the latest one, and how surely it comes back.

    ``topic``: 4 or 6 digits; ``months``: calendar months in their order; ``seen`` in so many of
    ``years`` years; ``ratio``: a day of it beside a day outside. What follows counts the tickets of
    the latest one: ``places`` by name, ``units``, ``areas`` and ``leaves`` by code, most first.
    """

    topic: str
    months: tuple[int, ...]
    started_on: date
    peaked_on: date
    ended_on: date
    count: int
    ratio: float
    seen: int
    years: int
    places: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    areas: tuple[tuple[str, int], ...] = ()
    leaves: tuple[tuple[str, int], ...] = ()

    @property
    def counted_from(self) -> date:
        """The first day of the months that ``count`` is of."""
        months = self.ended_on.year * 12 + self.ended_on.month - len(self.months)
        return date(months // 12, months % 12 + 1, 1)

    def next_on(self, today: date) -> tuple[date, date]:
        """The first and last day of the season that runs now, or else comes next.

        Seasons come back after 52 weeks, so that weekdays stay what they were.
        """
        start, end = self.started_on, self.ended_on
        while end < today:
            start, end = start + _YEAR, end + _YEAR
        return start, end

    def is_running(self, today: date) -> bool:
        """Whether the season is on."""
        return self.next_on(today)[0] <= today

    def weeks_until(self, today: date) -> int:
        """Whole weeks until it begins; 0 while it runs."""
        return max(0, (self.next_on(today)[0] - today).days // 7)


def due(seasons: Iterable[Season], today: date, rules: OutlookRules) -> list[Season]:
    """The seasons of which the leaders are to be told by today: soon to begin, not yet begun."""
    return [season for season in seasons if today < season.next_on(today)[0] <= today + rules.ahead]


def item_topic(topic: str) -> str:
    """The topic id of the agenda item that prepares for a season."""
    return f"{PREFIX}{topic}"


def topic_of_item(topic_id: str) -> str:
    """The topic of a season's agenda item; empty for an item of a hot topic."""
    return topic_id.removeprefix(PREFIX) if topic_id.startswith(PREFIX) else ""
