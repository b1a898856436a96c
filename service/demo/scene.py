"""The scene of one request: who, where and when; it gives every `{slot}` of a sentence a value."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from service.demo.city import Place
from service.demo.grammar import fill
from service.demo.people import Caller
from service.demo.places import Pools
from service.demo.themes import load_phrases

_PROPERTY = ("物业",)
_BUILDER = ("建设", "建筑")
_DEVELOPER = ("置业", "房地产")
_SUMMER = frozenset({6, 7, 8, 9})
_WINTER = frozenset({12, 1, 2})
_EXAMS = frozenset({5, 6})


class Scene:
    """What is fixed while one text is written; asked twice, a slot answers the same.

    A few slots (`since`, `clock`, `floor` …) are drawn anew each time.
    """

    __slots__ = ("_fixed", "at", "caller", "place", "pools", "rng")

    def __init__(
        self, rng: Random, pools: Pools, place: Place, caller: Caller, at: datetime
    ) -> None:
        """`at` is local time; `place` may be an area when the matter has no narrower place."""
        self.rng = rng
        self.pools = pools
        self.place = place
        self.caller = caller
        self.at = at
        self._fixed: dict[str, str] = {}

    def fix(self, **values: str) -> None:
        """Give slots these values instead of drawn ones."""
        self._fixed.update(values)

    def slot(self, name: str) -> str:
        """Return the value of a slot; raises KeyError for a name nobody knows."""
        value = self._fixed.get(name)
        if value is not None:
            return value
        fresh = _FRESH.get(name)
        if fresh is not None:
            return fresh(self)
        value = self._fixed[name] = _FIXED[name](self)
        return value

    def say(self, group: str, kind: str) -> str:
        """Return one of the shared phrases; raises KeyError for an unknown group or kind."""
        options = load_phrases()[group][kind]
        return fill(options[int(self.rng.random() * len(options))], self.rng, self.slot)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        return low + int(self.rng.random() * (high - low + 1))

    @property
    def area(self) -> str:
        """The code of the area that holds the place."""
        return self.pools.city.area_of(self.place.code)

    @property
    def county(self) -> str:
        """The name of the area that holds the place."""
        return self.pools.city.place(self.area).name


def known_slots() -> frozenset[str]:
    """Return the names of all slots that a sentence may use."""
    return frozenset(_FRESH) | frozenset(_FIXED)


def _near(kind: str) -> Callable[[Scene], str]:
    def draw(scene: Scene) -> str:
        if scene.place.kind == kind:
            return scene.place.name
        return scene.pools.draw_near(scene.rng, kind, scene.area).name

    return draw


def _any(kind: str, words: tuple[str, ...] = ()) -> Callable[[Scene], str]:
    return lambda scene: scene.pools.draw(scene.rng, kind, words).name


def _word(kind: str) -> Callable[[Scene], str]:
    return lambda scene: scene.say("word", kind)


def _where(scene: Scene) -> str:
    kind = scene.place.kind
    return scene.say("where", kind if kind in load_phrases()["where"] else "named")


def _area(scene: Scene) -> str:
    """The area's name; left out by one caller in eight, and where the place's name says it."""
    county = scene.county
    if scene.place.name.startswith(county[:2]) or scene.rng.random() < 0.125:
        return ""
    return county


def _spot(scene: Scene) -> str:
    place = scene.place
    if place.aliases and place.kind == "estate" and scene.rng.random() < 0.5:
        return place.aliases[0]
    return place.name


def _street(scene: Scene) -> str:
    city = scene.pools.city
    code = city.street_of(scene.place.code)
    if code:
        return city.place(code).name
    return scene.pools.draw_near(scene.rng, "street", scene.area).name


def _other_road(scene: Scene) -> str:
    other = scene.pools.draw_near(scene.rng, "road", scene.area).name
    return other if other != scene.place.name else "环城路"


def _weather(scene: Scene) -> str:
    month = scene.at.month
    return scene.say(
        "word", "summer" if month in _SUMMER else "winter" if month in _WINTER else "mild"
    )


def _exam(scene: Scene) -> str:
    return scene.say("word", "exam_season" if scene.at.month in _EXAMS else "exam")


def _day(first: int, last: int) -> Callable[[Scene], str]:
    def write(scene: Scene) -> str:
        day = scene.at + timedelta(days=scene.between(first, last))
        return f"{day.month}月{day.day}日"

    return write


def _month(first: int, last: int) -> Callable[[Scene], str]:
    return lambda scene: str((scene.at.month - 1 + scene.between(first, last)) % 12 + 1)


def _year(first: int, last: int) -> Callable[[Scene], str]:
    return lambda scene: str(scene.at.year + scene.between(first, last))


def _number(low: int, high: int) -> Callable[[Scene], str]:
    return lambda scene: str(scene.between(low, high))


_FRESH: dict[str, Callable[[Scene], str]] = {
    "since": _word("since"),
    "clock": _word("clock"),
    "night": _word("night"),
    "elder": _word("elder"),
    "elder2": _word("elder2"),
    "weather": _weather,
    "exam": _exam,
    "floor": _number(1, 26),
    "dayago": _day(-25, -2),
    "date2": _day(0, 0),
    "soon": _day(0, 2),
    "otherroad": _other_road,
}
_FIXED: dict[str, Callable[[Scene], str]] = {
    "where": _where,
    "area": _area,
    "spot": _spot,
    "county": lambda scene: scene.county,
    "street": _street,
    "estate": _near("estate"),
    "road": _near("road"),
    "school": _near("school"),
    "market": _near("market"),
    "hospital": _near("hospital"),
    "company": _any("company"),
    "property": _any("company", _PROPERTY),
    "builder": _any("company", _BUILDER),
    "developer": _any("company", _DEVELOPER),
    "building": _number(1, 28),
    "people": _number(2, 26),
    "busno": _number(1, 39),
    "surname": lambda scene: scene.caller.name[0],
    "mr": lambda scene: "女士" if scene.caller.female else "先生",
    "mr2": lambda scene: scene.caller.name,
    "goods": _word("goods"),
    "job": _word("job"),
    "date": _day(-20, -1),
    "later": _day(5, 20),
    "year": _year(-9, -3),
    "year2": _year(-2, -1),
    "nextyear": _year(1, 1),
    "month": _month(-6, -3),
    "month2": _month(-2, -1),
    "duemonth": _month(1, 4),
}
