"""Keeps the promises that come due by the calendar: suspensions end, provisional dates are known.

Part of the night; each step is taken by the program and recorded as any other.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from service.bootstrap import System
from service.domain.errors import IllegalStep, Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM
from service.flows.desk import Desk
from service.flows.queries.supervision.rechecked import published
from service.flows.queries.supervision.suspended import over
from service.flows.steps import take
from service.flows.supervision.waiting import tell_of_changed_deadlines, tell_of_reviews
from service.jobs.pressing import each

_NOTES = {
    Step.RESUME: "承诺日期已过，系统自动恢复办理。",
    Step.RESET_DEADLINE: "放假安排已公布，期限与暂定的一致。",
}


def keep(system: System, now: datetime) -> dict[str, int]:
    """What was resumed and confirmed, and what waits for a supervisor; a second run finds nothing.

    Whoever is told was told once before or never: running it often tells nobody twice.
    """
    with system.store.read() as uow:
        waited_long, same = over(uow, now), published(uow, system.hotline, now).same
    done = {
        "resumed": len(each(system, now, waited_long, _step(Step.RESUME))),
        "confirmed": len(each(system, now, same, _step(Step.RESET_DEADLINE))),
    }
    with system.write_desk(SYSTEM, now) as desk:
        done["reviews"] = tell_of_reviews(desk)
        done["deadlines"] = tell_of_changed_deadlines(desk)
    return done


def _step(step: Step) -> Callable[[Desk, str], list[str]]:
    def act(desk: Desk, no: str) -> list[str]:
        # Somebody may have been faster.
        with suppress(IllegalStep, Refused):
            take(desk, no, step, {"note": _NOTES[step]})
            return [no]
        return []

    return act
