"""Builds the simulated city into an empty data folder."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from service.bootstrap import System, build
from service.demo.asking import ask_others
from service.demo.city import CITY_NAME, load_city
from service.demo.editions import leave_editions
from service.demo.evidence import add_evidence
from service.demo.furnish import actors, furnish
from service.demo.handing import hand_out
from service.demo.joint_sessions import hold_sessions
from service.demo.meeting import hold_meeting, month_end, month_to_play
from service.demo.meeting_plans import plan_next
from service.demo.morning import leave_waiting
from service.demo.own_answers import answer_online
from service.demo.play import Stage
from service.demo.policies import leave_policies
from service.demo.readers import reading_ahead
from service.demo.script import Script, first_day, write_script
from service.demo.second_calls import call_again
from service.demo.specials import leave_special
from service.demo.supervising import fill_lists
from service.domain.errors import BadInput
from service.domain.localtime import LOCAL, local_day
from service.domain.permissions import Actor, Permission
from service.flows.catalogue.starting import is_empty
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.settings import Settings
from service.store.uow import UnitOfWork

Progress = Callable[[str, int, int], None]
_TOLD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Built:
    """What was built; ``refused`` counts planned acts that the rules did not allow."""

    system: System
    script: Script
    tickets: int
    refused: dict[str, int]


def build_demo(
    settings: Settings,
    *,
    months: int = 24,
    tickets_per_month: int = 3000,
    seed: int = 1,
    until: datetime | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
) -> Built:
    """A city of so many months that ends at ``until`` (default: the last full hour).

    Raises ``BadInput`` when the folder holds data already; nothing is half-built: the tickets
    are one transaction.
    """
    system = build(settings)
    with system.store.read() as uow:
        if not is_empty(uow):
            raise BadInput("数据目录里已经有数据，演示城市要建在空目录里。")
    end = until or _last_hour(system.now())
    last = local_day(end)
    first = _start_of(first_day(last, months))
    with system.store.write() as uow:
        furnish(uow, load_city(), first_day(last, months), first)
    expected = months * tickets_per_month
    with reading_ahead(settings, expected, lambda: system.hotline.reader) as read:
        progress("写剧本", 0, 1)
        script = write_script(seed, months, tickets_per_month, last)
        told = replace(system.hotline.notices, since=end - _TOLD)
        hotline = replace(
            system.hotline,
            auto_dispatch=False,
            notices=told,
            city=system.hotline.city or CITY_NAME,
        )
        incidents = leave_waiting(script.incidents, end)
        total = len(incidents)
        with system.store.write() as uow:
            stage = Stage(uow, hotline, actors(uow), end)
            played = stage.play(
                incidents, read(incidents), lambda done: progress("受理和办理", done, total)
            )
    with system.store.write() as uow:
        _go_on(uow, hotline, end)
        people = actors(uow)
    add_evidence(system, hotline, people, end)
    earlier = month_to_play(first, end)
    if earlier:
        progress("上月调度会", 0, 1)
        _meet(system, hotline, earlier, end)
    with system.store.write() as uow:
        fill_lists(uow, hotline, list(actors(uow).values()), end)
    return Built(system, script, played, dict(stage.refused))


def _go_on(uow: UnitOfWork, hotline: Hotline, end: datetime) -> None:
    """What people do beside the play of single tickets."""
    people = actors(uow)
    call_again(uow, hotline, people, end)
    ask_others(uow, hotline, people, end)
    hold_sessions(uow, hotline, people, end)
    hand_out(uow, hotline, people, end)
    answer_online(uow, hotline, _first(uow, Permission.TICKET_CALL_BACK), end)


def _meet(system: System, hotline: Hotline, month: str, end: datetime) -> None:
    """What came of a month that is over: its meeting, policies, and its report."""
    with system.store.write() as uow:
        leader, clerk = (
            _first(uow, Permission.AGENDA_DECIDE),
            _first(uow, Permission.TICKET_CALL_BACK),
        )
        items = hold_meeting(uow, hotline, leader, clerk, month, end)
        leave_policies(uow, hotline, _first(uow, Permission.AGENDA_EDIT), items, end)
        analyst = _first(uow, Permission.REPORT_DRAFT)
        plan_next(Desk(uow, hotline, leader, end), analyst, items)
        days = (month_end(month), end)
        leave_editions(uow, system.store, hotline, (analyst, leader), month, days)
        if items:
            leave_special(uow, hotline, system.store, (analyst, leader), items[0], days)


def _first(uow: UnitOfWork, right: Permission) -> Actor:
    """The first person who may do this."""
    return next(actor for actor in actors(uow).values() if actor.may(right))


def _last_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), LOCAL).astimezone(UTC) - timedelta(days=1)
