"""What lies on every desk when the span ends, so that the first morning has work for everybody.

A script in which everything is done in time leaves the queues nearly empty. Here some requests
stay where they had got to, and some come in anew in the last hours and wait for the dispatcher.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt
from typing import TypeVar

from service.demo.fate import Act
from service.demo.script import Incident
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.ticket import Urgency

T = TypeVar("T")
_MONTH, _MOVABLE = timedelta(days=30), timedelta(days=14)
_FRESH, _LAPSED = timedelta(hours=21), timedelta(hours=26)
_WAKING = range(7, 23)
_MOST = 20
_MOST_URGENT = 2


@dataclass(frozen=True, slots=True)
class Pile:
    """Requests that stay after a step; ``share`` of what waits for dispatch.

    The step was taken between ``oldest`` and ``newest`` before the end.
    """

    after: Step
    share: float
    oldest: timedelta
    newest: timedelta = timedelta()


PILES = (
    Pile(Step.OBJECT, 0.25, timedelta(days=12)),
    Pile(Step.REQUEST_EXTENSION, 0.25, timedelta(days=20)),
    Pile(Step.REPLY, 0.6, timedelta(days=6)),
    Pile(Step.APPROVE, 1.0, timedelta(days=8)),
    # Units that have not signed after days, or not answered after weeks: both are late.
    Pile(Step.DISPATCH, 0.4, timedelta(days=9), timedelta(days=4)),
    Pile(Step.FIRST_CONTACT, 0.6, timedelta(days=40), timedelta(days=25)),
)


def leave_waiting(incidents: Sequence[Incident], end: datetime) -> list[Incident]:
    """The incidents in order of time, some of them left where they wait at ``end``.

    Assumes that they are in order of time. Those that others are merged into are left alone.
    """
    masters = {act.data["master_no"] for i in incidents for act in i.fate.acts if _is_merge(act)}
    free = {i.key: i for i in incidents if i.at <= end and i.key not in masters}
    waiting = {i.key: i for i in _to_dispatch(free.values(), end)}
    many = len(waiting)
    for pile in PILES:
        left = [i for key, i in free.items() if key not in waiting]
        for incident in _stay(left, pile, round(many * pile.share), end):
            waiting[incident.key] = incident
    return sorted((waiting.get(i.key, i) for i in incidents), key=lambda i: i.at)


def _to_dispatch(incidents: Iterable[Incident], end: datetime) -> list[Incident]:
    """The newest that go to a unit, come in anew in the last hours; the urgent ones just now.

    Callers of an event stay where the event is.
    """
    sent = [i for i in incidents if _index(i, Step.DISPATCH) >= 0]
    month = sum(i.at > end - _MONTH for i in sent)
    movable = [i for i in reversed(sent) if i.at > end - _MOVABLE and not i.truth.event]
    many = min(_MOST, round(4 + 2 * sqrt(month / 30)), len(movable) // 2)
    urgent = [i for i in movable if i.truth.urgency is not Urgency.NORMAL][:_MOST_URGENT]
    calm = [i for i in movable if i.truth.urgency is Urgency.NORMAL][: many - len(urgent)]
    times = [end - timedelta(minutes=12 + 40 * n) for n in range(len(urgent))]
    times += _waking_hours(end, len(calm))
    return [_come_anew(i, at) for i, at in zip(urgent + calm, times, strict=True)]


def _waking_hours(end: datetime, many: int) -> list[datetime]:
    """So many moments over the last hours in which people call; the last one has lapsed."""
    steps = range(25, int(_FRESH.total_seconds()) // 60, 7)
    moments = [end - timedelta(minutes=n) for n in steps]
    awake = [at for at in moments if at.astimezone(LOCAL).hour in _WAKING]
    return [*_spread(awake, many - 1), end - _LAPSED][: max(many, 0)]


def _come_anew(incident: Incident, at: datetime) -> Incident:
    done = incident.fate.acts[: _index(incident, Step.DISPATCH)]
    acts = tuple(replace(act, at=at + (act.at - incident.at)) for act in done)
    return replace(incident, at=at, fate=replace(incident.fate, acts=acts))


def _stay(incidents: Iterable[Incident], pile: Pile, many: int, end: datetime) -> list[Incident]:
    """So many of those that took the step in time, spread over it, each with no act after it."""
    candidates: list[tuple[datetime, Incident]] = []
    for incident in incidents:
        index = _index(incident, pile.after)
        if index >= 0:
            at = incident.fate.acts[index].at
            if end - pile.oldest <= at <= end - pile.newest:
                fate = replace(incident.fate, acts=incident.fate.acts[: index + 1])
                candidates.append((at, replace(incident, fate=fate)))
    in_order = sorted(candidates, key=lambda found: (found[0], found[1].key))
    return [incident for _, incident in _spread(in_order, many)]


def _spread(items: Sequence[T], many: int) -> list[T]:
    """So many of the items, or all, at even distances."""
    many = min(many, len(items))
    return [items[n * len(items) // many] for n in range(many)]


def _index(incident: Incident, step: Step) -> int:
    """Where the step is first taken, or -1."""
    steps = [act.step for act in incident.fate.acts]
    return steps.index(step) if step in steps else -1


def _is_merge(act: Act) -> bool:
    return act.step is Step.MERGE
