"""Learn each night how long each unit usually takes for what, in working seconds."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import RowMapping, select

from service.domain.clocks.pace import ENOUGH, Key, Pace, keys_of, pace_of
from service.domain.clocks.running import OF_HOTLINE, Clock
from service.domain.clocks.worktime import WorkTime, whose_time
from service.domain.lifecycle.steps import Step
from service.flows.hotline import Hotline
from service.store.tables.tickets import StepRow, TicketRow
from service.store.uow import UnitOfWork

LOOKED_AT = timedelta(days=120)
# What starts a clock, and what stops it.
_STARTS: dict[Step, tuple[Clock, ...]] = {
    Step.SUBMIT: (Clock.DISPATCH,),
    Step.UPHOLD: (Clock.DISPATCH,),
    Step.DISPATCH: (Clock.SIGN, Clock.HANDLE, Clock.CO),
    Step.SIGN: (Clock.CONTACT,),
    Step.REDO: (Clock.HANDLE, Clock.CO),
    Step.APPROVE: (Clock.CALLBACK,),
}
_STOPS: dict[Step, Clock] = {
    Step.DISPATCH: Clock.DISPATCH,
    Step.SIGN: Clock.SIGN,
    Step.FIRST_CONTACT: Clock.CONTACT,
    Step.REPLY: Clock.HANDLE,
    Step.CO_REPORT: Clock.CO,
    Step.CLOSE: Clock.CALLBACK,
    Step.CLOSE_EXPLAINED: Clock.CALLBACK,
}
_ENDS_ALL = (Step.RECALL, Step.UPHOLD)


def learn(uow: UnitOfWork, hotline: Hotline, now: datetime) -> dict[Key, Pace]:
    """How long what was done in the last months took; only where there are enough cases."""
    catalogue = hotline.catalogue(uow, now)
    work = WorkTime(hotline.calendar, hotline.profile.hours, catalogue.hours)
    taken: dict[Key, array[float]] = defaultdict(lambda: array("f"))
    for no_steps in _courses(uow, now):
        for clock, unit, topic, start, end in _spans(no_steps):
            whose = "" if clock in OF_HOTLINE else unit
            seconds = work.between(start, end, whose_time(clock, whose))
            for key in keys_of(whose, topic, clock):
                taken[key].append(seconds)
    return {key: pace_of(spans) for key, spans in taken.items() if len(spans) >= ENOUGH}


def _courses(uow: UnitOfWork, now: datetime) -> Iterator[list[RowMapping]]:
    """The steps of each ticket registered in the last months that start or stop a clock."""
    steps = {step.value for step in (*_STARTS, *_STOPS, *_ENDS_ALL)}
    query = (
        select(StepRow.no, StepRow.step, StepRow.at, StepRow.actor_unit, TicketRow.topic)
        .join(TicketRow, TicketRow.no == StepRow.no)
        .where(TicketRow.registered_at >= now - LOOKED_AT, StepRow.at <= now)
        .where(StepRow.step.in_(steps))
        .order_by(StepRow.no, StepRow.seq)
        .execution_options(yield_per=5_000)
    )
    rows = uow.session.execute(query).mappings()
    for _, group in groupby(rows, key=lambda row: row["no"]):
        yield list(group)


def _spans(
    steps: list[RowMapping],
) -> Iterator[tuple[Clock, str, str, datetime, datetime]]:
    """Every stretch from a clock's start to its stop, with who stopped it."""
    since: dict[Clock, datetime] = {}
    for row in steps:
        step = Step(row["step"])
        clock = _STOPS.get(step)
        if clock is not None and clock in since:
            yield clock, row["actor_unit"], row["topic"], since[clock], row["at"]
            if clock is not Clock.CO:  # several co-units report, each in its own time
                del since[clock]
        if step in _ENDS_ALL:
            since.clear()
        for started in _STARTS.get(step, ()):
            since[started] = row["at"]
