"""Which tier of supervision a ticket has come to by the rules, and what a tier leaves on it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from service.domain.clocks.running import OF_HOTLINE, Clock, running
from service.domain.clocks.worktime import WorkTime, whose_time
from service.domain.lifecycle import effects
from service.domain.lifecycle.case import Case
from service.domain.localtime import local_day
from service.domain.supervision.pressure import ESCALATED, SupervisionRules, Tier, TierRule
from service.domain.ticket import WITH_UNIT, Progress, Status, Ticket
from service.domain.together.cohandling import open_tasks, task_clock, waited_for
from service.domain.together.cotask import CoTask

RANKS = {tier: rank for rank, tier in enumerate(Tier, 1)}


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules ask of a ticket that its row does not hold.

    ``findings``: how many confirmed findings of one pattern the unit has, when the ticket is
    evidence of one of them. ``dispatch_due``: for tickets of before it was promised.
    """

    findings: int = 0
    dispatch_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A clock that runs against a unit (empty: against the hotline itself)."""

    clock: Clock
    unit: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Called:
    """A rule that holds, and the clock it is about, if it is about one."""

    rule: TierRule
    clock: Watched | None = None


def watched(
    ticket: Ticket, first_contact: timedelta, dispatch_due: datetime | None = None
) -> list[Watched]:
    """Every clock that runs on the ticket, the lead's, the co-units' and the hotline's."""
    found = [
        Watched(each.clock, "" if each.clock in OF_HOTLINE else ticket.lead_unit, each.due_at)
        for each in running(ticket, first_contact, dispatch_due)
    ]
    is_asked = ticket.status in (Status.DISPATCHED, Status.IN_PROGRESS)
    for task in open_tasks(ticket) if is_asked else ():
        due_at = task.clock or ticket.due_at
        found += [Watched(Clock.CO, task.unit, due_at)] if due_at else []
    return found


def called_for(
    ticket: Ticket, known: Known, now: datetime, rules: SupervisionRules, work: WorkTime
) -> Called | None:
    """The rule of the highest tier that holds and has not been used on the unit yet, or None.

    Among rules of one tier the first of the table counts. 约谈挂牌 is called for only after
    提级督办. A tier once used is not followed by a lower one. Of the hotline's own clocks see
    ``overdue_here``.
    """
    if ticket.status not in WITH_UNIT:
        return None
    reached = reached_rank(ticket.progress)
    holding = _holding(ticket, known, now, rules, work)
    own = [called for called in holding if not _is_of_co_units(called, ticket, now)]
    for called in sorted(own, key=_highest_first):
        rank = RANKS[called.rule.tier]
        is_next = called.rule.tier is not Tier.SUMMON or reached >= RANKS[Tier.ESCALATE]
        if rank > reached and is_next:
            return called
    return None


def called_for_co_unit(
    ticket: Ticket, task: CoTask, now: datetime, rules: SupervisionRules, work: WorkTime
) -> Called | None:
    """The rule about a co-unit's clock that holds and has not been used on this co-unit, or None.

    A co-unit is reminded and supervised on its own account, never the lead on its.
    """
    due_at = task_clock(task, ticket)
    if due_at is None:
        return None
    clock = Watched(Clock.CO, task.unit, due_at)
    reached = RANKS[Tier.SUPERVISE] * bool(task.supervision_level) or bool(task.reminders)
    holding = [
        Called(rule, clock)
        for rule in rules.tiers
        if rule.clock is Clock.CO
        and rule.tier in (Tier.REMIND, Tier.SUPERVISE)
        and _suits(rule, ticket, Known())
        and _has_come(rule, clock, now, work)
    ]
    wanted = [called for called in holding if RANKS[called.rule.tier] > reached]
    return min(wanted, key=_highest_first, default=None)


def _is_of_co_units(called: Called, ticket: Ticket, now: datetime) -> bool:
    """Whether a rule holds for a co-unit, or for the lead only because co-units are late."""
    clock = called.rule.clock
    return clock is Clock.CO or (clock is Clock.HANDLE and bool(waited_for(ticket, now)))


def overdue_here(
    ticket: Ticket, known: Known, now: datetime, rules: SupervisionRules, work: WorkTime
) -> list[Called]:
    """The rules about the hotline's own clocks that hold: dispatching and calling back."""
    if ticket.status in WITH_UNIT:
        return []
    return _holding(ticket, known, now, rules, work)


def reached_rank(progress: Progress) -> int:
    """The rank of the highest tier that was used since the ticket came to its unit; 0 for none."""
    level = progress.supervision_level
    by_people = RANKS[Tier.ESCALATE] if level >= ESCALATED else RANKS[Tier.SUPERVISE] * bool(level)
    by_rules = max((RANKS[Tier(tier)] for tier in progress.tiers), default=0)
    return max(RANKS[Tier.REMIND] * bool(progress.reminders), by_people, by_rules)


def remind(case: Case) -> dict[str, Any]:
    """One more reminder, by a person or by a rule."""
    return _reach(case) if "tier" in case.data else effects.remind(case)


def supervise(case: Case) -> dict[str, Any]:
    """One supervision tier up, as a person or a rule says."""
    return _reach(case) if "tier" in case.data else effects.supervise(case)


def _reach(case: Case) -> dict[str, Any]:
    """The effect of a tier that a rule called for; ``case.data`` names it as ``tier``."""
    tier, progress = Tier(case.data["tier"]), case.ticket.progress
    level, reminders = progress.supervision_level, progress.reminders
    if tier is Tier.REMIND:
        reminders += 1
    else:
        level = max(level + 1, ESCALATED if tier is not Tier.SUPERVISE else 1)
    tiers = tuple(dict.fromkeys((*progress.tiers, tier.value)))
    after = replace(progress, reminders=reminders, supervision_level=level, tiers=tiers)
    return {"progress": after}


def summon(case: Case) -> dict[str, Any]:
    """Somebody was called to account over the ticket: the last tier is used."""
    progress = case.ticket.progress
    tiers = tuple(dict.fromkeys((*progress.tiers, Tier.SUMMON.value)))
    return {"progress": replace(progress, tiers=tiers, summons=progress.summons + 1)}


def was_held(case: Case) -> str | None:
    """What is recorded of a summons has happened."""
    held = date.fromisoformat(case.data["held_on"])
    if held > local_day(case.now):
        return "约谈或挂牌的日期不能晚于今天；办过了再来记录。"
    return None


def _holding(
    ticket: Ticket, known: Known, now: datetime, rules: SupervisionRules, work: WorkTime
) -> list[Called]:
    clocks = watched(ticket, rules.first_contact, known.dispatch_due)
    is_here = ticket.status not in WITH_UNIT
    found = []
    for rule in rules.tiers:
        if (rule.clock in OF_HOTLINE) is not is_here or not _suits(rule, ticket, known):
            continue
        near = [c for c in clocks if c.clock is rule.clock and _has_come(rule, c, now, work)]
        if rule.clock is None:
            found.append(Called(rule))
        elif near:
            found.append(Called(rule, min(near, key=lambda c: c.due_at)))
    return found


def _suits(rule: TierRule, ticket: Ticket, known: Known) -> bool:
    """Whether everything but the clock is as the rule wants it."""
    is_grave = ticket.round >= rule.round and len(ticket.progress.refusing_units) >= rule.refusals
    is_urgent = not rule.urgencies or ticket.urgency in rule.urgencies
    return is_grave and is_urgent and known.findings >= rule.findings


def _has_come(rule: TierRule, clock: Watched, now: datetime, work: WorkTime) -> bool:
    wanted = rule.offset.total_seconds()
    over = (now - clock.due_at).total_seconds()
    if rule.in_working_time:
        counted = work.between(clock.due_at, now, whose_time(clock.clock, clock.unit))
        # Outside working time nothing is counted, but a deadline that has passed has passed.
        return over > 0 and counted >= wanted if rule.is_after else -counted <= wanted
    return over > wanted if rule.is_after else -over <= wanted


def _highest_first(called: Called) -> int:
    return -RANKS[called.rule.tier]
