"""Supervision: how much time is left, and the tiers that a ticket that drags on goes through."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.clocks.running import Clock, next_clock
from service.domain.ticket import Ticket, Urgency

ESCALATED = 2
"""The supervision level of a ticket that was 提级督办."""


class TimeLeft(StrEnum):
    """How a deadline stands; pages give each its colour."""

    NONE = "none"
    AMPLE = "ample"
    SOON = "soon"
    OVERDUE = "overdue"


class Tier(StrEnum):
    """What the rules call for, the mildest first."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    ESCALATE = "escalate"
    SUMMON = "summon"


class Listener(StrEnum):
    """Who is told when a rule is applied."""

    CLERK = "clerk"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class TierRule:
    """When a tier is reached: every condition that is given holds. See ``resources/supervision``.

    ``clock`` and ``offset``: that clock has at most so much time left (``is_after`` unset), or has
    run over by more than that; ``in_working_time``: both counted in working time. ``round``,
    ``refusals`` and ``findings``: at least so many; ``urgencies``: one of these, any when empty.
    """

    code: str
    title: str
    tier: Tier
    tell: tuple[Listener, ...]
    clock: Clock | None = None
    offset: timedelta = timedelta()
    is_after: bool = False
    in_working_time: bool = False
    round: int = 0
    refusals: int = 0
    findings: int = 0
    urgencies: frozenset[Urgency] = frozenset()


@dataclass(frozen=True, slots=True)
class SupervisionRules:
    """When each tier is reached; data that a city edits.

    ``soon``: when a deadline is shown as near. ``first_contact``: how soon after signing a unit is
    to reach the caller. ``supervise_round``: from this round on a ticket counts as done again.
    """

    soon: timedelta = timedelta(hours=24)
    first_contact: timedelta = timedelta(hours=24)
    supervise_round: int = 3
    title: str = ""
    source: str = ""
    tiers: tuple[TierRule, ...] = ()


def running_clock(ticket: Ticket) -> datetime | None:
    """The deadline that matters in the ticket's state, or None."""
    clock = next_clock(ticket)
    return clock.due_at if clock else None


def time_left(deadline: datetime | None, now: datetime, rules: SupervisionRules) -> TimeLeft:
    """How a deadline stands at ``now``."""
    if deadline is None:
        return TimeLeft.NONE
    if now > deadline:
        return TimeLeft.OVERDUE
    return TimeLeft.SOON if deadline - now <= rules.soon else TimeLeft.AMPLE
