"""What is planted in the simulated city and therefore known: events, measures, careless units."""

from dataclasses import dataclass
from datetime import date, datetime

from service.domain.ticket import RequestType, Urgency


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one request truly is about; `topics` holds the leaf of each of its demands.

    A theme has one main leaf: a question may belong to a neighbour of it on the third level.
    Requests without a matter (silent calls, what is out of scope) have no topic.
    `area` and `place` are codes of the gazetteer (the area again where there is no narrower
    place), `unit` the code of the unit that should lead, `event` the key of an event or empty.
    """

    topics: tuple[str, ...]
    name: str
    family: str
    unit: str
    area: str
    place: str
    event: str
    request_type: RequestType
    urgency: Urgency
    divert: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened and made many people call.

    `places` are codes of the gazetteer, the first one the main place; `starts_at` is local
    time; `callers` counts the planned requests; `is_burst` tells an unusual outbreak from what
    comes every season.
    """

    key: str
    kind: str
    name: str
    theme: str
    places: tuple[str, ...]
    starts_at: datetime
    hours: float
    callers: int
    is_burst: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One intervention: from `starts_on` requests of `themes` at `places` change by `change`.

    `change` is the true relative effect (−0.8: four of five stay away; 0.0: a measure that
    does nothing). `places` may be estates or whole areas.
    """

    key: str
    name: str
    themes: tuple[str, ...]
    places: tuple[str, ...]
    starts_on: date
    change: float


@dataclass(frozen=True, slots=True)
class Habit:
    """A bad habit of one unit: what it does with `share` of its tickets.

    Kinds: `brush_off` (the same empty sentences to everybody), `explained` (已解释 and no
    action), `last_minute` (replies minutes before the deadline), `late`, `bounce` (objects
    without reason), `hollow` (an empty phrase, now this one and now that), `extend` (asks for more
    time whatever it is), `unfinished` (says solved; the caller is back within weeks).
    """

    unit: str
    kind: str
    share: float
    sentence: str


@dataclass(frozen=True, slots=True)
class CityTruth:
    """Everything planted in one script."""

    events: tuple[Event, ...]
    measures: tuple[Measure, ...]
    habits: tuple[Habit, ...]

    @property
    def bursts(self) -> tuple[Event, ...]:
        """The unusual outbreaks among the events."""
        return tuple(event for event in self.events if event.is_burst)
