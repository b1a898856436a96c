"""The nightly job: remind, supervise, archive what is long ended, seal, sweep, keep the index."""

from collections.abc import Callable
from datetime import datetime, timedelta

from service.bootstrap import System
from service.domain.errors import IllegalStep, Refused
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL, local_day
from service.domain.supervision.pressure import Tier
from service.flows.calling.inspection import draw_month
from service.flows.desk import Desk
from service.flows.files import attachments
from service.flows.governance import duties
from service.flows.governance.meeting_records import keep_past
from service.flows.governance.second_look import remind_of_looks
from service.flows.month.ahead import tell_of_seasons
from service.flows.queries.installation.night import ended_before
from service.flows.steps import take
from service.flows.supervision.findings import look
from service.flows.supervision.pace import learn
from service.flows.together.co_supervision import URGED
from service.jobs import promises, uploads
from service.jobs.pressing import each, press
from service.jobs.runner import Finished, Job, Say, run

NAME, HOUR = "nightly", 1


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
    return local_day(now).isoformat()


def begins_at(now: datetime) -> datetime:
    """The instant of the local day from which the night's work is due."""
    return now.astimezone(LOCAL).replace(hour=HOUR, minute=0, second=0, microsecond=0)


def work(system: System, _: str, now: datetime, say: Say) -> dict[str, int]:
    """The night's work; return how many tickets were reminded, supervised, archived … indexed."""
    done: dict[str, int] = {}
    for said, stage in _STAGES:
        say(said)
        done |= stage(system, now)
    return done


def _press(system: System, now: datetime) -> dict[str, int]:
    pressed = press(system, now)
    return {name: pressed[name] for name in (*Tier, *URGED)}


def _keep_promises(system: System, now: datetime) -> dict[str, int]:
    kept = promises.keep(system, now)
    with system.store.write() as uow:
        return kept | {"seasons": tell_of_seasons(uow, system.hotline, now)}


def _archive(system: System, now: datetime) -> dict[str, int]:
    kept = timedelta(days=max(system.settings.archive_days, system.hotline.profile.grace_days + 1))
    with system.store.read() as uow:
        ended = ended_before(uow, now - kept)

    def act(desk: Desk, no: str) -> list[str]:
        return [no] if _taken(desk, no, Step.ARCHIVE, {}) else []

    return {"archived": len(each(system, now, ended, act))}


def _taken(desk: Desk, no: str, step: Step, data: dict[str, str]) -> bool:
    """Whether the step was taken; a ticket that moved on in the meantime is left alone."""
    try:
        take(desk, no, step, data)
    except (IllegalStep, Refused):
        return False
    return True


def _seal(system: System, now: datetime) -> dict[str, int]:
    with system.store.write() as uow:
        sealed = uow.seals.add(now)
        uow.people.sweep(now, timedelta(hours=system.settings.session_hours))
        uow.bulk_runs.sweep(now - timedelta(days=30))
        uow.notices.sweep(now - timedelta(days=system.settings.notice_days))
    return {"sealed_steps": sealed}


def _look(system: System, now: datetime) -> dict[str, int]:
    with system.store.read() as uow:
        shown = look(uow, now)
    with system.store.write() as uow:
        sampled = draw_month(uow, system.hotline, now)
        uow.claims.sweep(now)
        return {
            "sampled": sampled,
            "duties": duties.remind(uow, system.hotline, now),
            "meetings": keep_past(uow, system.hotline, now),
            "looks": remind_of_looks(uow, system.hotline, now),
            "findings": uow.findings.renew(shown, now),
        }


def _learn_paces(system: System, now: datetime) -> dict[str, int]:
    with system.store.read() as uow:
        usual = learn(uow, system.hotline, now)
    with system.store.write() as uow:
        return {"paces": uow.paces.keep(usual)}


def _index(system: System, now: datetime) -> dict[str, int]:
    with system.store.read() as uow:
        return {"indexed": system.neighbours.texts.keep(uow, now)}


def _tidy(system: System, now: datetime) -> dict[str, int]:
    uploads.sweep(system, now)
    return attachments.tidy(system.store, system.hotline.attachments, now)


_STAGES: tuple[tuple[str, Callable[[System, datetime], dict[str, int]]], ...] = (
    ("正在催办和督办", _press),
    ("正在恢复到期的挂账，核对暂定期限", _keep_promises),
    ("正在归档", _archive),
    ("正在封存", _seal),
    ("正在找敷衍的线索", _look),
    ("正在统计各单位通常用多久", _learn_paces),
    ("正在整理相似工单的索引", _index),
    ("正在核对附件", _tidy),
)
