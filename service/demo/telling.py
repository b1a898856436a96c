"""Turns a sketch into a request: caller, channel, place, words, meaning and fate."""

from bisect import bisect
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import accumulate
from random import Random

from service.demo.city import Place, Unit
from service.demo.events import themes_of_events
from service.demo.fate import CHANCES, Fate
from service.demo.following import answer, handle, merge, reject
from service.demo.people import Caller, person
from service.demo.places import Pools
from service.demo.scene import Scene
from service.demo.sketch import Sketch
from service.demo.story import Desk, Story
from service.demo.themes import INVALID, ORDINARY, Theme, load_themes
from service.demo.truth import Meaning
from service.demo.workdays import to_utc
from service.demo.writing import Writing, write, write_consult
from service.domain.ticket import Channel, RequestType, Urgency

_PEOPLE = 99_000
_CALLERS_PER_TICKET = 12  # so many citizens for each request a month
_REGULARS = 40  # people who call again and again about many things
_REGULAR_SHARE = 0.015
_MULTI = 1.8  # the themes' shares of two demands are of phone notes cut to one
_MOST_MULTI = 0.45

_DISPATCHED_CHANNELS = (
    (Channel.PHONE, 84.0),
    (Channel.WECHAT, 8.5),
    (Channel.APP, 1.6),
    (Channel.WEB, 2.0),
    (Channel.TRANSFER, 2.6),
    (Channel.POLICE, 0.9),
    (Channel.LETTER, 0.4),
)
_CONSULT_CHANNELS = (
    (Channel.PHONE, 89.0),
    (Channel.WECHAT, 7.5),
    (Channel.APP, 2.0),
    (Channel.WEB, 1.5),
)
_OUTSIDE = (
    ("法院", "litigation", "审理和执行中的事项请联系受理法院，或拨打12368。"),
    ("官司", "litigation", "审理和执行中的事项请联系受理法院，或拨打12368。"),
    ("仲裁", "arbitration", "仲裁中的事项请联系受理的仲裁委员会。"),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A written request with everything known about it."""

    theme: Theme
    place: Place
    caller: Caller
    channel: Channel
    writing: Writing
    meaning: Meaning
    fate: Fate


class Teller:
    """Writes sketches one after another; remembers the first request of each event."""

    def __init__(self, rng: Random, pools: Pools, desk: Desk, tickets_per_month: int) -> None:
        self.rng = rng
        self.pools = pools
        self.city = pools.city
        self._desk = desk
        self._themes = {theme.key: theme for theme in load_themes()}
        self._event_themes = themes_of_events(self._themes)
        self._population = min(_PEOPLE, tickets_per_month * _CALLERS_PER_TICKET) - _REGULARS
        self._masters: dict[tuple[str, str], tuple[str, datetime]] = {}

    def place_of(self, sketch: Sketch) -> Place:
        """Return the place of a sketch, drawn if the sketch leaves it open."""
        if sketch.place:
            return self.city.place(sketch.place)
        theme = self._themes[sketch.theme]
        if theme.place == "none":
            return self.pools.draw_area(self.rng)
        return self.pools.draw(self.rng, theme.place, theme.place_words)

    def tell(self, key: str, sketch: Sketch, place: Place) -> Telling:
        """Return the request of a sketch at a place; `key` names it for later merges."""
        theme = self._event_themes.get(sketch.kind) or self._themes[sketch.theme]
        caller = self._caller(sketch)
        scene = Scene(self.rng, self.pools, place, caller, sketch.at)
        is_consult = sketch.is_direct and theme.form == ORDINARY
        kind = RequestType.CONSULT if is_consult else RequestType(_draw(self.rng, theme.types))
        second = None if is_consult else self._second(theme)
        channel = self._channel(theme, is_consult=is_consult)
        if is_consult:
            writing = write_consult(scene, theme, sketch.question)
        else:
            writing = write(scene, theme, channel, second=second, is_repeat=bool(sketch.repeat_of))
        unit = self.city.lead(theme.family, place.code, theme.tier)
        meaning = self._meaning(sketch, theme, writing, kind, place, unit)
        story = Story(self._desk, scene, theme, kind, sketch.at)
        fate = self._fate(key, sketch, story, unit, writing)
        return Telling(theme, place, caller, channel, writing, meaning, fate)

    def _fate(self, key: str, sketch: Sketch, story: Story, unit: Unit, writing: Writing) -> Fate:
        if story.theme.form == INVALID:
            return reject(story, "no_facts", "有诉求请随时拨打12345。")
        if story.theme.form != ORDINARY:
            return reject(story, *_refusal(writing.text))
        if sketch.is_direct:
            return answer(story, writing.answer)
        master = self._masters.get((sketch.event, story.scene.place.code))
        is_open = master is not None and to_utc(sketch.at) < master[1]
        if master is not None and is_open and story.chance(CHANCES.merge):
            return merge(story, master[0])
        fate = handle(story, unit)
        if sketch.event and master is None:
            # The last act but one: up to then the master is certainly still open.
            self._masters[sketch.event, story.scene.place.code] = (key, fate.acts[-2].at)
        return fate

    def _meaning(
        self,
        sketch: Sketch,
        theme: Theme,
        writing: Writing,
        kind: RequestType,
        place: Place,
        unit: Unit,
    ) -> Meaning:
        return Meaning(
            topics=writing.topics,
            name=theme.name,
            family=theme.family,
            unit=unit.code,
            area=self.city.area_of(place.code),
            place=place.code,
            event=sketch.event,
            request_type=kind,
            urgency=_urgency(theme, is_direct=sketch.is_direct),
            divert="119" if theme.is_emergency else "",
        )

    def _caller(self, sketch: Sketch) -> Caller:
        if sketch.caller >= 0:
            return person(sketch.caller)
        if self.rng.random() < _REGULAR_SHARE:
            return person(int(self.rng.random() * _REGULARS))
        return person(_REGULARS + int(self.rng.random() * max(1, self._population)))

    def _second(self, theme: Theme) -> Theme | None:
        if not theme.also or self.rng.random() >= min(_MOST_MULTI, theme.outcome.multi * _MULTI):
            return None
        return self._themes[theme.also[int(self.rng.random() * len(theme.also))]]

    def _channel(self, theme: Theme, *, is_consult: bool) -> Channel:
        if theme.form != ORDINARY:
            return Channel.PHONE
        table = _CONSULT_CHANNELS if is_consult else _DISPATCHED_CHANNELS
        return Channel(_draw(self.rng, table))


def _urgency(theme: Theme, *, is_direct: bool) -> Urgency:
    if theme.is_emergency:
        return Urgency.EMERGENCY
    is_urgent = theme.outcome.is_urgent and not is_direct
    return Urgency.URGENT if is_urgent else Urgency.NORMAL


def _draw(rng: Random, weighted: tuple[tuple[str, float], ...]) -> str:
    sums = _sums(weighted)
    return weighted[bisect(sums, rng.random() * sums[-1], 0, len(sums) - 1)][0]


@cache
def _sums(weighted: tuple[tuple[str, float], ...]) -> tuple[float, ...]:
    return tuple(accumulate(weight for _, weight in weighted))


def _refusal(text: str) -> tuple[str, str]:
    for word, code, channel in _OUTSIDE:
        if word in text:
            return code, channel
    return "out_of_scope", "请向事项发生地的12345热线或主管部门反映。"
