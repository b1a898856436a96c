"""Which months an item's baseline is the mean of, and when its effect can first be told."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analytics.effects.effect import Material
from analytics.effects.effect_timing import Timing, timing
from analytics.months import shift, span
from analytics.wording import month_words
from service.domain.governance.plan import Plan
from service.domain.localtime import local_month
from service.store.tables.governance import AgendaPlanRow

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Baseline:
    """Requests a month before the measure: the plain mean of ``count`` months."""

    per_month: float
    first: str
    last: str
    count: int

    @property
    def words(self) -> str:
        """The figure with the months that it is the mean of."""
        if self.first == self.last:
            return f"{month_words(self.first)}一个月 {self.per_month:g} 件"
        first, last = month_words(self.first), month_words(self.last)
        return f"{first}至{last}平均每月 {self.per_month:g} 件"


def worked_out(rows: Sequence[AgendaPlanRow]) -> datetime:
    """When the comparison of the newest of some plans was worked out.

    Freezing what people had chosen copies it, and so does moving its meeting to another day.
    Assumes the plans of one item, oldest first, not none.
    """
    first = len(rows) - 1
    while first and rows[first].is_frozen and _figures(rows[first]) == _figures(rows[first - 1]):
        first -= 1
    return rows[first].at


def _figures(row: AgendaPlanRow) -> Plan:
    """A plan without the day of its meeting."""
    return replace(Plan.from_json(row.body), start="", meeting_on="")


def baseline_of(plan: Plan, at: datetime) -> Baseline:
    """The baseline of a plan that was worked out at an instant."""
    last, count = shift(_month(at), -1), min(plan.months, _YEAR)
    return Baseline(plan.baseline, shift(last, 1 - max(count, 1)), last, count)


def timing_of(plan: Plan, at: datetime, now: datetime) -> Timing | None:
    """When the effect of a plan worked out at an instant can first be told; None without a start.

    How many requests there were before the last year is not kept with the plan: with more than a
    year of data there are taken to be enough.
    """
    if not plan.start:
        return None
    known = Material(
        before=plan.months + len(span(_month(at), shift(plan.start, -1))),
        after=0,
        requests=plan.baseline * plan.months if plan.months <= _YEAR else math.inf,
        controls=len(plan.controls),
    )
    return timing(plan.start, shift(_month(now), -1), known)


def _month(at: datetime) -> str:
    return local_month(at)
