"""Supervision: how much time is left, and which tier a ticket that drags on has reached."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.ticket import WITH_UNIT, Status, Ticket

ESCALATED = 2
"""The supervision level of a ticket that was 提级督办."""


class TimeLeft(StrEnum):
    """How a deadline stands; pages give each its colour."""

    NONE = "none"
    AMPLE = "ample"
    SOON = "soon"
    OVERDUE = "overdue"


class Tier(StrEnum):
    """What the rules call for next."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class SupervisionRules:
    """When each tier is reached; data that a city edits.

    ``first_contact``: how soon after signing a unit is to reach the caller.
    """

    soon: timedelta = timedelta(hours=24)
    first_contact: timedelta = timedelta(hours=24)
    supervise_round: int = 3
    escalate_round: int = 4


def running_clock(ticket: Ticket) -> datetime | None:
    """The deadline that matters in the ticket's state, or None."""
    if ticket.status is Status.DISPATCHED:
        return ticket.sign_due_at
    if ticket.status in (Status.IN_PROGRESS, Status.RETURN_PENDING, Status.SUSPENDED):
        return ticket.due_at
    if ticket.status is Status.CALLBACK_DUE:
        return ticket.callback_due_at
    return None


def time_left(deadline: datetime | None, now: datetime, rules: SupervisionRules) -> TimeLeft:
    """How a deadline stands at ``now``."""
    if deadline is None:
        return TimeLeft.NONE
    if now > deadline:
        return TimeLeft.OVERDUE
    return TimeLeft.SOON if deadline - now <= rules.soon else TimeLeft.AMPLE


def tier(ticket: Ticket, now: datetime, rules: SupervisionRules) -> Tier | None:
    """The tier that the rules call for and that has not been used yet, or None.

    Due soon or unsigned: remind. Overdue, or the second redo: supervise. The third redo:
    escalate (domain rules §6).
    """
    if ticket.status not in WITH_UNIT:
        return None
    progress = ticket.progress
    if ticket.round >= rules.escalate_round:
        return Tier.ESCALATE if progress.supervision_level < ESCALATED else None
    if ticket.is_late(now) or ticket.round >= rules.supervise_round:
        return Tier.SUPERVISE if progress.supervision_level < 1 else None
    standing = time_left(running_clock(ticket), now, rules)
    if standing in (TimeLeft.SOON, TimeLeft.OVERDUE) and progress.reminders < 1:
        return Tier.REMIND
    return None
