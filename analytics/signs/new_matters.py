"""Finds what people newly speak of: a place with its matter, or a phrase, seldom said before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.stats import poisson

Kind = Literal["place", "phrase"]
When = Literal["recent", "before", "year_ago"]
_Key = tuple[Kind, str]
Held = dict[_Key, set[int]]


@dataclass(frozen=True, slots=True)
class Request:
    """What one request says: the caller (any key), the small places, the phrases, the topic.

    `when`: among those looked at, in the time before, or in the same days of last year.
    """

    caller: str
    places: tuple[str, ...]
    phrases: tuple[str, ...]
    topic: str
    when: When


@dataclass(frozen=True, slots=True)
class Matter:
    """What is new: a place, a phrase or both, else the place and its topic.

    `count`: the recent requests that say it, `before`: those of the time before.
    """

    place: str
    phrase: str
    topic: str
    count: int
    before: int


@dataclass(frozen=True, slots=True)
class MatterSettings:
    """`least`: callers that say it; `chance`: of so many, from how often it was said before;
    `alike`: two matters that share so much of the smaller one are the same; `share`: of the
    requests of a place that must be of one matter."""

    least: int = 3
    chance: float = 0.05
    alike: float = 0.5
    share: float = 0.5
    most: int = 8


def new_matters(
    requests: Sequence[Request], settings: MatterSettings | None = None
) -> list[Matter]:
    """Return the matters that came up lately, the surest first.

    Each phrase and place is counted by its callers among the recent requests, beside what the
    requests before, and those a year ago, lead to expect: what comes with every winter is not new.
    A place whose requests share neither phrase nor topic is no matter. Of matters with the same
    requests only the surest is kept. Empty without requests before the recent ones.
    """
    chosen = settings or MatterSettings()
    recent = [r for r in requests if r.when == "recent"]
    earlier = [r for r in requests if r.when == "before"]
    if not recent or not earlier:
        return []
    now, then = _holding(recent), _holding(earlier)
    found: list[Matter] = []
    taken: list[set[int]] = []
    for key in _ranked(recent, now, _hoped(requests, then, earlier, len(recent)), chosen):
        rows = now[key]
        if any(len(rows & other) >= chosen.alike * min(len(rows), len(other)) for other in taken):
            continue
        matter = _matter(key, [recent[row] for row in sorted(rows)], len(then.get(key, ())), chosen)
        if matter is not None:
            found.append(matter)
            taken.append(rows)
        if len(found) == chosen.most:
            break
    return found


def _holding(requests: Sequence[Request]) -> Held:
    out: defaultdict[_Key, set[int]] = defaultdict(set)
    for row, request in enumerate(requests):
        for place in request.places:
            out["place", place].add(row)
        for phrase in request.phrases:
            out["phrase", phrase].add(row)
    return out


def _hoped(
    requests: Sequence[Request], then: Held, earlier: Sequence[Request], recent: int
) -> Callable[[_Key], float]:
    """How many recent requests are led to be expected of a key: the larger of two guesses."""
    year = [r for r in requests if r.when == "year_ago"]
    last = _holding(year)

    def guess(key: _Key) -> float:
        by_before = (len(then.get(key, ())) + 0.5) * recent / len(earlier)
        by_year = len(last.get(key, ())) * recent / max(len(year), 1)
        return max(by_before, by_year)

    return guess


def _ranked(
    recent: Sequence[Request], now: Held, hoped: Callable[[_Key], float], settings: MatterSettings
) -> list[_Key]:
    """What came up beyond chance, the surest and then the most frequent first."""
    ranked = []
    for key, rows in now.items():
        if len(rows) < settings.least:
            continue
        callers = len({recent[row].caller for row in rows})
        chance = float(poisson.sf(callers - 1, hoped(key)))
        if callers >= settings.least and chance <= settings.chance:
            ranked.append((chance, -len(rows), key))
    return [key for _, _, key in sorted(ranked)]


def _matter(
    key: _Key, requests: Sequence[Request], before: int, settings: MatterSettings
) -> Matter | None:
    least = settings.share * len(requests)
    place = _most(Counter(p for r in requests for p in r.places), least)
    phrase = _most(Counter(p for r in requests for p in r.phrases), least)
    topic = _most(Counter(r.topic for r in requests if r.topic), least)
    kind, said = key
    if kind == "phrase":
        return Matter(place, said, topic, len(requests), before)
    return Matter(said, phrase, topic, len(requests), before) if phrase or topic else None


def _most(counts: Counter[str], least: float) -> str:
    name, number = max(counts.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
    return name if number >= least else ""
