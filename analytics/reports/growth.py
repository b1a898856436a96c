"""Takes apart why there were more requests than the month before: where, from whom, the season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, lgamma, log
from typing import Literal

import pandas as pd

from analytics.calendar_days import DayWeights, effective_days
from analytics.months import month_of, shift
from analytics.schema import check

Course = Literal["rose", "within_chance", "not_risen"]


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """When something is called a source of the increase.

    `sure`: how rarely chance alone may do it; `most`: how many values of one kind are named;
    `covered`: the share of the increase that they must bring together, `each` what each must,
    and `least` requests; `larger`: how many times its own share before each must have now;
    `kinds`: among how many values, at least, chance may choose; `known`: the share of requests
    whose caller must be known; `seasonal`: requests of earlier years without which no season is
    looked for; `prior`: requests that speak for no season. `single`: columns of so many values
    that none has a share by rights, whatever it had the month before.
    """

    sure: float = 0.05
    most: int = 3
    covered: float = 0.5
    each: float = 0.15
    least: int = 3
    larger: float = 1.25
    kinds: int = 5
    known: float = 0.6
    seasonal: int = 20
    prior: float = 10.0
    single: tuple[str, ...] = ("event", "place")
    days: DayWeights = field(default_factory=DayWeights)


@dataclass(frozen=True, slots=True)
class Source:
    """A value of a column: its requests in the month and in the one before."""

    value: str
    count: int
    before: int

    @property
    def more(self) -> int:
        """How many more it had."""
        return self.count - self.before


@dataclass(frozen=True, slots=True)
class Origin:
    """The values of one column that brought the increase, the largest first."""

    column: str
    sources: tuple[Source, ...]

    @property
    def more(self) -> int:
        """How many more they had together; above the whole increase where the rest fell."""
        return sum(source.more for source in self.sources)


@dataclass(frozen=True, slots=True)
class Callers:
    """Requests of callers who had not asked in the thirty days before, and of those who had."""

    fresh: Source
    again: Source


@dataclass(frozen=True, slots=True)
class SeasonPart:
    """What earlier years say: their requests in the same months, and what that foretells now.

    `is_sure`: they rose then by more than chance; `part`: how much of the increase the season and
    the days of the month explain, 0 when they were not sure to rise.
    """

    years: int
    count: int
    before: int
    is_sure: bool
    part: int


@dataclass(frozen=True, slots=True)
class Growth:
    """A month beside the one before. `origins` are told only where the count rose."""

    count: int
    before: int
    course: Course
    origins: tuple[Origin, ...] = ()
    callers: Callers | None = None
    season: SeasonPart | None = None

    @property
    def more(self) -> int:
        """How many more there were."""
        return self.count - self.before


def growth(
    tickets: pd.DataFrame,
    month: str,
    columns: Sequence[str],
    years: Mapping[str, int],
    settings: GrowthSettings | None = None,
) -> Growth:
    """Return why there were more requests in the month than in the one before.

    `tickets`: registered_at, caller and the columns, of the month, the one before and the one
    before that (in which callers are looked for); empty values name nothing. `years`: requests
    of the same two months in earlier years, a month that is missing being unknown. A source must
    bring more of the increase than chance would give it if all had grown alike. The order of the
    rows plays no part. Raises `BadFrame`.
    """
    chosen = settings or GrowthSettings()
    check(tickets, ["registered_at", "caller"])
    months = month_of(tickets["registered_at"])
    now, past = (tickets[months == m] for m in (month, shift(month, -1)))
    count, before = len(now), len(past)
    season = _season(month, years, (count, before), chosen)
    if count <= before:
        return Growth(count, before, "not_risen", season=season)
    if _high(count, before, _day_share(month, chosen)) >= chosen.sure:
        return Growth(count, before, "within_chance", season=season)
    found = (_origin(now[name], past[name], str(name), chosen) for name in columns)
    origins = tuple(origin for origin in found if origin)
    return Growth(count, before, "rose", origins, _callers(tickets, months, month, chosen), season)


def asked_again(tickets: pd.DataFrame) -> pd.Series:
    """Return which requests came from somebody who had asked in the thirty days before."""
    ordered = tickets.sort_values("registered_at", kind="stable")
    since = ordered.groupby("caller")["registered_at"].diff()
    again = (since <= pd.Timedelta(days=30)) & (ordered["caller"] != "")
    return again.reindex(tickets.index)


def _origin(
    now: pd.Series, past: pd.Series, column: str, settings: GrowthSettings
) -> Origin | None:
    counts = pd.DataFrame({"now": now.value_counts(), "past": past.value_counts()}).fillna(0)
    counts = counts[counts.index != ""].astype(int)
    more = len(now) - len(past)
    least = max(settings.least, settings.each * more)
    kinds = max(settings.kinds, len(counts) + 1)
    sources = (Source(str(value), int(a), int(b)) for value, a, b in counts.itertuples())
    found = [
        s
        for s in sources
        if s.more >= least
        and _chance(s, (len(now), len(past), kinds), column, settings) * len(counts) < settings.sure
    ]
    found.sort(key=lambda s: (-s.more, s.value))
    best: list[Source] = []
    for source in found[: settings.most]:
        if sum(s.more for s in best) < 0.9 * more:
            best.append(source)
    origin = Origin(column, tuple(best))
    return origin if best and origin.more >= settings.covered * more else None


def _callers(
    tickets: pd.DataFrame, months: pd.Series, month: str, settings: GrowthSettings
) -> Callers | None:
    is_known = tickets["caller"] != ""
    if is_known[months == month].mean() < settings.known:
        return None
    again = asked_again(tickets)
    both = [(months == m) & is_known for m in (month, shift(month, -1))]
    now, past = (int((rows & again).sum()) for rows in both)
    return Callers(
        fresh=Source("fresh", int(both[0].sum()) - now, int(both[1].sum()) - past),
        again=Source("again", now, past),
    )


def _season(
    month: str, years: Mapping[str, int], counts: tuple[int, int], settings: GrowthSettings
) -> SeasonPart | None:
    """Return what the years say of which both months are known; None where there are too few."""
    pairs = [(m, shift(m, -1)) for m in (shift(month, -12), shift(month, -24))]
    known = [(a, b) for a, b in pairs if a in years and b in years]
    then, before = (sum(years[pair[i]] for pair in known) for i in (0, 1))
    if then + before < settings.seasonal:
        return None
    days, less = (sum(effective_days(p[i], settings.days) for p in known) for i in (0, 1))
    own = days / (days + less)
    is_sure = then > before and _high(then, before, own) < settings.sure
    # How a month's requests per day stood to those of the one before, drawn towards one.
    pull = (then + settings.prior * own) / (before + settings.prior * (1 - own)) * less / days
    share = _day_share(month, settings)
    foretold = counts[1] * pull * share / (1 - share)
    part = round(max(0.0, min(foretold, counts[0]) - counts[1])) if is_sure else 0
    return SeasonPart(len(known), then, before, is_sure, part)


def _day_share(month: str, settings: GrowthSettings) -> float:
    """Return the share of the month's days in those of the month and the one before, weighed."""
    here, before = (effective_days(m, settings.days) for m in (month, shift(month, -1)))
    return here / (here + before)


def _high(count: int, before: int, share: float) -> float:
    """Return how probable it is that at least `count` of both together fall into the month."""
    whole = count + before
    return sum(
        exp(_choose(whole, k) + k * log(share) + (whole - k) * log(1 - share))
        for k in range(count, whole + 1)
    )


def _chance(
    source: Source, whole: tuple[int, int, int], column: str, settings: GrowthSettings
) -> float:
    """Return how probable so many of the month's are by chance, 1 where its share hardly grew.

    By chance: an even share of the `kinds`, or the share that it had before. What that was is not
    known exactly: `past` requests say it, before which all kinds were alike (beta-binomial).
    """
    now, past, kinds = whole
    if column in settings.single:
        return _high(source.count, now - source.count, 1 / kinds)
    if source.count * past < settings.larger * source.before * now:
        return 1.0
    mine, others = source.before + 1, past - source.before + kinds - 1
    return sum(
        exp(_choose(now, k) + _beta(mine + k, others + now - k) - _beta(mine, others))
        for k in range(source.count, now + 1)
    )


def _beta(a: int, b: int) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _choose(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)
