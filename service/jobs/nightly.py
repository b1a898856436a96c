"""The nightly job: remind, supervise, archive what is long ended, seal, sweep, keep the index."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from service.bootstrap import System
from service.domain.deadlines import LOCAL
from service.domain.errors import IllegalStep, Refused, Stale
from service.domain.permissions import SYSTEM
from service.domain.steps import Step
from service.domain.supervision import Tier, tier
from service.flows.findings import look
from service.flows.queries.night import ended_before, worth_supervising
from service.flows.steps import Desk, take
from service.jobs.runner import Finished, Job, Say, run
from service.store.engine import in_chunks

Act = Callable[[Desk, str], list[str]]
NAME, HOUR = "nightly", 1
_AT_ONCE = 100
_NOTES = {
    Tier.REMIND: (Step.REMIND, "临近或超过时限，系统自动催办。"),
    Tier.SUPERVISE: (Step.SUPERVISE, "已超期或再次重办，系统转入督办。"),
    Tier.ESCALATE: (Step.SUPERVISE, "第三次重办，系统提级督办。"),
}


def run_night(
    system: System,
    now: datetime,
    *,
    again: bool = True,
    began: Callable[[], None] = lambda: None,
) -> Finished | None:
    """Do the night's work as of ``now``; the period is the local day.

    None when another process is at it, or it was done at its hour or later and is not to be done
    ``again``. A second run finds nothing left to do.
    """
    job, since = Job(NAME, work), begins_at(now)
    return run(system, job, day_of(now), now, again=again, since=since, began=began)


def day_of(now: datetime) -> str:
    """The local day that a night belongs to, as ``YYYY-MM-DD``."""
    return now.astimezone(LOCAL).date().isoformat()


def begins_at(now: datetime) -> datetime:
    """The instant of the local day from which the night's work is due."""
    return now.astimezone(LOCAL).replace(hour=HOUR, minute=0, second=0, microsecond=0)


def work(system: System, _: str, now: datetime, say: Say) -> dict[str, int]:
    """The night's work; return how many tickets were reminded, supervised, archived … indexed."""
    say("正在催办和督办")
    done = _supervise(system, now)
    say("正在归档")
    done["archived"] = _archive(system, now)
    say("正在封存")
    with system.store.write() as uow:
        done["sealed_steps"] = uow.seals.add(now)
        uow.people.sweep(now, timedelta(hours=system.settings.session_hours))
        uow.notices.sweep(now - timedelta(days=system.settings.notice_days))
    say("正在找敷衍的线索")
    with system.store.read() as uow:
        shown = look(uow, now)
    with system.store.write() as uow:
        done["findings"] = uow.findings.renew(shown, now)
    say("正在整理相似工单的索引")
    with system.store.read() as uow:
        done["indexed"] = system.neighbours.texts.keep(uow, now)
    told = (*Tier, "archived", "sealed_steps", "findings", "indexed")
    return {name: done[name] for name in told}


def _supervise(system: System, now: datetime) -> Counter[str]:
    """Bring every ticket to the tier that the rules call for, a few tickets per transaction."""
    rules = system.hotline.supervision
    with system.store.read() as uow:
        candidates = worth_supervising(uow, rules, now)

    def act(desk: Desk, no: str) -> list[str]:
        called_for = tier(desk.uow.tickets.get(no), now, rules)
        if called_for is None:
            return []
        step, note = _NOTES[called_for]
        data = {"note": note} | ({"escalates": "1"} if called_for is Tier.ESCALATE else {})
        return [called_for] if _taken(desk, no, step, data) else []

    return Counter(_each(system, now, candidates, act))


def _archive(system: System, now: datetime) -> int:
    kept = timedelta(days=max(system.settings.archive_days, system.hotline.profile.grace_days + 1))
    with system.store.read() as uow:
        ended = ended_before(uow, now - kept)

    def act(desk: Desk, no: str) -> list[str]:
        return [no] if _taken(desk, no, Step.ARCHIVE, {}) else []

    return len(_each(system, now, ended, act))


def _each(system: System, now: datetime, numbers: Sequence[str], act: Act) -> list[str]:
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
    with system.store.write() as uow:
        desk = Desk(uow, system.hotline, SYSTEM, now)
        return [said for no in numbers for said in act(desk, no)]


def _taken(desk: Desk, no: str, step: Step, data: dict[str, str]) -> bool:
    """Whether the step was taken; a ticket that moved on in the meantime is left alone."""
    try:
        take(desk, no, step, data)
    except (IllegalStep, Refused):
        return False
    return True
