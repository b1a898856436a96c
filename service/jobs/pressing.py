"""Applies the rules of supervision, by night and every hour of the day, a few tickets at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from service.bootstrap import System
from service.domain.errors import Stale
from service.domain.localtime import local_day
from service.domain.permissions import SYSTEM
from service.flows.desk import Desk
from service.flows.queries.installation.night import worth_urging
from service.flows.supervision import tiers
from service.flows.supervision.list_duties import remind_of_lists
from service.flows.together.co_supervision import urge
from service.jobs.runner import Job, run
from service.store.database.engine import in_chunks

NAME = "pressing"
KEPT = 45
"""Runs that are remembered: those of three days."""
Act = Callable[[Desk, str], list[str]]
_AT_ONCE = 100
_FAR = timedelta(days=7)
"""No rule looks further ahead at what a co-unit owes."""


def press(system: System, now: datetime) -> Counter[str]:
    """Bring every ticket to the tier that the rules call for; return how many, by tier.

    What was done is not done again, so it may run as often as one likes.
    """
    with system.store.read() as uow:
        candidates = tiers.to_press(Desk(uow, system.hotline, SYSTEM, now))
        owing = worth_urging(uow, _FAR, now)
    done = Counter(each(system, now, candidates, tiers.press))
    done.update(each(system, now, owing, urge))
    with system.write_desk(SYSTEM, now) as desk:
        tiers.tell_of_own_clocks(desk)
        remind_of_lists(desk)
    return done


def press_by_day(system: System) -> Counter[str]:
    """What the clock does every hour in the day; of its runs only the newest are remembered."""
    now = system.now()
    day = local_day(now).isoformat()
    finished = run(system, Job(NAME, lambda system, _, now, __: press(system, now)), day, now)
    with system.store.write() as uow:
        uow.runs.keep_newest(NAME, KEPT)
    return Counter(finished.counts) if finished else Counter()


def each(system: System, now: datetime, numbers: Sequence[str], act: Act) -> list[str]:
    """What was done to the tickets, in short transactions.

    Where somebody changed one of them at the same moment, they are tried one by one.
    """
    done: list[str] = []
    for chunk in in_chunks(numbers, _AT_ONCE):
        try:
            done += _together(system, now, chunk, act)
        except Stale:
            for no in chunk:
                with suppress(Stale):
                    done += _together(system, now, [no], act)
    return done


def _together(system: System, now: datetime, numbers: Sequence[str], act: Act) -> list[str]:
    with system.write_desk(SYSTEM, now) as desk:
        return [said for no in numbers for said in act(desk, no)]
