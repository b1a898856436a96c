"""The series that an agenda item is compared by, out of the city's months."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd

from analytics.effects.effect import chosen_controls, effect
from analytics.months import month_start, shift, span
from service.domain.catalogue import Catalogue
from service.domain.governance.plan import Plan, Scope, scope_of
from service.domain.localtime import local_month
from service.store.figures.series import monthly_series
from service.store.uow import UnitOfWork

TREATED = "议题"
_AREA, _TOPIC = "area:", "topic:"
_MONTHS, _LEAST = 36, 8
_LEVEL_TWO, _YEAR = 4, 12


def frame_of(uow: UnitOfWork, catalogue: Catalogue, scope: Scope, last: str) -> pd.DataFrame:
    """Requests by series (rows, the item's own first) and month up to ``last``.

    The series beside: the same topics in each other county, and the other topics (second level)
    where the item is. Months before the first with any request are left out.
    """
    rows = monthly_series(uow.session, month_start(shift(last, -_MONTHS)), _end(last))
    topics = frozenset(scope.topics)
    kinds = frozenset(topic[:_LEVEL_TWO] for topic in topics)
    counts: dict[str, dict[str, int]] = {TREATED: {}}
    for month, topic, area, count in rows:
        county = catalogue.county_of(area)
        key = _key(current(catalogue, topic), county, scope, (topics, kinds))
        if key:
            series = counts.setdefault(key, {})
            series[month] = series.get(month, 0) + count
    first = min((month for month, *_ in rows), default=last)
    frame = pd.DataFrame.from_dict(counts, orient="index", columns=None)
    return frame.reindex(columns=span(first, last)).fillna(0).astype(int)


def proposed(uow: UnitOfWork, catalogue: Catalogue, item_id: int, now: datetime) -> Plan:
    """The plan that the months before now suggest for an item: only whole months are looked at."""
    tickets = uow.tickets.get_many(uow.agenda.tickets(item_id))
    scope = scope_of((current(catalogue, t.topic), catalogue.county_of(t.area)) for t in tickets)
    this = local_month(now)
    frame = frame_of(uow, catalogue, scope, shift(this, -1))
    controls = chosen_controls(frame, TREATED, this)
    own = frame.loc[TREATED].to_numpy(dtype=float)
    return Plan(
        scope=scope,
        controls=controls,
        baseline=round(float(np.mean(own[-_YEAR:])), 2),
        months=frame.shape[1],
        why_none="" if controls else _why_none(frame),
    )


def measured(uow: UnitOfWork, catalogue: Catalogue, plan: Plan, month: str) -> dict[str, object]:
    """What the comparison of a frozen plan says after a month, as plain data.

    ``after``: the item's requests in the months since the start.
    """
    frame = frame_of(uow, catalogue, plan.scope, month)
    kept = [key for key in plan.controls if key in frame.index]
    found = effect(frame, TREATED, plan.start, controls=kept)
    since = [str(month) >= plan.start for month in frame.columns]
    after = frame.loc[TREATED].to_numpy(dtype=int)[since]
    return {
        "effect_pct": found.effect_pct,
        "low": found.low,
        "high": found.high,
        "p_placebo": found.p_placebo,
        "verdict": found.verdict,
        "method": found.method,
        "reason": found.reason,
        "naive_pct": found.naive_pct,
        "controls": list(found.controls),
        "after": after.tolist(),
    }


def name_of(key: str, scope: Scope, catalogue: Catalogue) -> str:
    """A series in words."""
    if key.startswith(_AREA):
        code = key.removeprefix(_AREA)
        return f"{catalogue.area_names.get(code, code)}的同类诉求"
    return f"{place_of(scope, catalogue)}的“{_topic_name(key.removeprefix(_TOPIC), catalogue)}”"


def scope_words(scope: Scope, catalogue: Catalogue) -> str:
    """Which requests are counted, in words."""
    items = [catalogue.item(topic) for topic in scope.topics]
    names = "、".join(f"“{item.path[-1]}”" for item in items if item)
    return f"{place_of(scope, catalogue)}的{names or '各类'}诉求"


def place_of(scope: Scope, catalogue: Catalogue) -> str:
    """Where, in words."""
    return catalogue.area_names.get(scope.area, "全市") if scope.area else "全市"


def current(catalogue: Catalogue, topic: str) -> str:
    """The topic in use that a topic counts for."""
    item = catalogue.item(topic)
    return item.topic if item else topic


def _key(topic: str, county: str, scope: Scope, own: tuple[Iterable[str], Iterable[str]]) -> str:
    """The series a request counts in; empty for none."""
    topics, kinds = own
    is_here = not scope.area or county == scope.area
    if topic in topics:
        return TREATED if is_here else f"{_AREA}{county}" if county else ""
    if is_here and topic and topic[:_LEVEL_TWO] not in kinds:
        return f"{_TOPIC}{topic[:_LEVEL_TWO]}"
    return ""


def _topic_name(code: str, catalogue: Catalogue) -> str:
    return next(
        (item.path[1] for topic, item in sorted(catalogue.items.items())
         if topic.startswith(code) and len(item.path) > 1),
        code,
    )  # fmt: skip


def _why_none(frame: pd.DataFrame) -> str:
    if frame.shape[1] < _LEAST:
        return f"只有 {frame.shape[1]} 个月的数据，至少要 {_LEAST} 个月"
    return "可比的序列太少"


def _end(last: str) -> datetime:
    return month_start(shift(last, 1))
