"""The frames that a month's product is made of, loaded once in one reading transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from analytics.months import Period, month_period, month_start, shift, span
from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.flows.hotline import Hotline
from service.flows.month.cases import Told, texts_of
from service.store.figures.frames import Frames
from service.store.uow import UnitOfWork

_TEXT = ("tokens", "title", "places", "weight")
CONTENT = (
    *("no", "registered_at", "request_type", "channel", "topic", "topic_path"),
    *("area", "area_name", "caller"),
)
COURSE = (
    *("unit", "unit_name", "unit_group", "status", "dispatch_due_at", "dispatched_at"),
    *("signed_at", "sign_due_at"),
    *("due_at", "closed_at", "first_contact_on_time", "on_time", "solved", "satisfied"),
    *("responded", "called_back", "rounds", "dispatch_count", "returned", "extended", "direct"),
)
# The steps of which the report says how often they were taken.
TOLD = (
    Step.REMIND,
    Step.SUPERVISE,
    Step.INSTRUCT,
    Step.REDO,
    Step.UPHOLD,
    Step.GRANT_EXTENSION,
)
_MONTHS = 36
_LAST_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class MonthData:
    """A month as it stood at ``as_of``.

    ``tickets``: those of the month, with their words. ``year``: without words, those of the
    thirteen months up to it and older ones still in work. ``totals``: requests by month, up to
    three years back without an empty month. ``steps``: how often each step was taken in the month;
    ``stepped``: on which tickets those of ``TOLD`` were; ``texts``: the words of the tickets told
    as typical.
    """

    month: str
    as_of: datetime
    is_whole: bool
    tickets: pd.DataFrame
    year: pd.DataFrame
    totals: pd.Series
    steps: Mapping[Step, int]
    stepped: Mapping[Step, Sequence[str]] = field(default_factory=dict)
    texts: Mapping[str, Told] = field(default_factory=dict)


def load(uow: UnitOfWork, hotline: Hotline, month: str, now: datetime) -> MonthData:
    """Everything about a month. A past month is seen as it stood at its end, whenever it is loaded.

    Raises ``BadInput`` for a month that cannot be read or has not begun.
    """
    period = period_of(month, now)
    frames = Frames(uow.session, uow.vault, hotline.catalogue(uow, period.now), hotline.supervision)
    tickets = frames.tickets(period, (*CONTENT, *_TEXT, *COURSE))
    return MonthData(
        month=month,
        as_of=period.now,
        is_whole=now >= period.end,
        tickets=tickets,
        year=_year(frames, month, period),
        totals=_totals(frames, month, period),
        steps=frames.steps(period),
        stepped=frames.stepped(period, TOLD),
        texts=texts_of(uow, tickets, period.now),
    )


def period_of(month: str, now: datetime) -> Period:
    """The month with the instant it is seen at: its last moment, or ``now`` while it runs.

    Raises ``BadInput`` for a month that cannot be read or has not begun.
    """
    try:
        period = month_period(month, now)
    except ValueError:
        raise BadInput("月份要写成 2026-01 的样子。", {"month": "不是月份"}) from None
    if period.start > now:
        raise BadInput(f"{month} 还没有开始，没有可以分析的工单。", {"month": "还没有开始"})
    return Period(period.start, period.end, min(now, period.end - _LAST_MOMENT))


def _totals(frames: Frames, month: str, period: Period) -> pd.Series:
    """Requests by month since the last month without any, so that stray old dates stay out."""
    counts = frames.counts(month_start(shift(month, -_MONTHS)), period.end)
    first = month
    while shift(first, -1) in counts.index:
        first = shift(first, -1)
    return counts.reindex(span(first, month), fill_value=0)


def _year(frames: Frames, month: str, period: Period) -> pd.DataFrame:
    """The courses of this month, the one before and the same one last year; else only counts."""
    columns = (*CONTENT, *COURSE)
    previous, last_year = month_start(shift(month, -1)), month_start(shift(month, -12))
    as_of = period.now
    recent = frames.at_work(Period(previous, period.end, as_of), columns)
    compared = Period(last_year, month_start(shift(month, -11)), as_of)
    between = Period(compared.end, previous, as_of)
    parts = [
        frames.tickets(compared, columns),
        frames.tickets(between, CONTENT),
        recent,
    ]
    known = set(recent["no"])
    fresh = [part[~part["no"].isin(known)] for part in parts[:2]]
    return _complete(pd.concat([*fresh, recent], ignore_index=True))


def _complete(year: pd.DataFrame) -> pd.DataFrame:
    """Fill what was not loaded for the months between, whose courses nobody asks for."""
    texts = ["unit", "unit_name", "unit_group", "status"]
    return year.assign(**{name: year[name].fillna("").astype("str") for name in texts})
