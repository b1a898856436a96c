"""Which step tells whom what, and what the clocks tell: a table, and whose people are meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import Audience, NoticeKind
from service.domain.ticket import WITH_UNIT, Channel, Status, Ticket
from service.domain.together.cohandling import open_tasks, touched


@dataclass(frozen=True, slots=True)
class Rule:
    """After this step these people are told this.

    ``source``: only from this state; ``unless_spoken``: not to a caller who heard it on the phone.
    """

    step: Step
    kind: NoticeKind
    audiences: tuple[Audience, ...]
    source: Status | None = None
    unless_spoken: bool = False


Told = tuple[NoticeKind, datetime]
K, A = NoticeKind, Audience
_UNIT = (A.CLERKS, A.HEADS)
_EVERY_CALLER = (A.CALLER, A.MERGED_CALLERS)

RULES: tuple[Rule, ...] = (
    Rule(Step.REGISTER, K.REGISTERED, (A.CALLER,)),
    Rule(Step.ANSWER, K.ANSWERED, (A.CALLER,), unless_spoken=True),
    Rule(Step.REJECT, K.REJECTED, (A.CALLER,), unless_spoken=True),
    Rule(Step.MERGE, K.MERGED, (A.CALLER,)),
    Rule(Step.DISPATCH, K.DISPATCHED, (A.CLERKS, A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.DISPATCH, K.CO_HANDLING, (A.CO_CLERKS,)),
    Rule(Step.RECALL, K.WITHDRAWN, (A.CLERKS,), source=Status.DISPATCHED),
    Rule(Step.RECALL, K.WITHDRAWN, (A.CLERKS,), source=Status.IN_PROGRESS),
    Rule(Step.RECALL, K.WITHDRAWN, (A.CLERKS,), source=Status.SUSPENDED),
    Rule(Step.UPHOLD, K.WITHDRAWN, (A.CLERKS,)),
    Rule(Step.REFUSE, K.OBJECTION_REFUSED, _UNIT),
    Rule(Step.SEND_BACK, K.SENT_BACK, (A.CLERKS,)),
    Rule(Step.APPROVE, K.CALLBACK, (A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.REDO, K.REDO, (*_UNIT, *_EVERY_CALLER)),
    Rule(Step.OVERRULE, K.REDO, (*_UNIT, *_EVERY_CALLER)),
    Rule(Step.RECALL, K.REDO, (*_UNIT, *_EVERY_CALLER), source=Status.CLOSED),
    Rule(Step.SPLIT_OFF, K.SPLIT_OFF, (A.CALLER,)),
    Rule(Step.UNMERGE, K.SPLIT_OFF, (A.CALLER,)),
    Rule(Step.SUSPEND, K.SUSPENDED, (*_EVERY_CALLER, A.CLERKS)),
    Rule(Step.REVIEW_SUSPENSION, K.STILL_SUSPENDED, (*_EVERY_CALLER, A.CLERKS)),
    Rule(Step.RESUME, K.RESUMED, (*_UNIT, *_EVERY_CALLER)),
    Rule(Step.RESET_DEADLINE, K.RESET, (*_UNIT, *_EVERY_CALLER)),
    Rule(Step.GRANT_EXTENSION, K.EXTENDED, (A.CALLER, A.MERGED_CALLERS, A.CLERKS)),
    Rule(Step.DENY_EXTENSION, K.EXTENSION_DENIED, (A.CLERKS,)),
    Rule(Step.TERMINATE, K.TERMINATED, (A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.REMIND, K.REMINDED, (A.CLERKS,)),
    Rule(Step.SUPERVISE, K.SUPERVISED, _UNIT),
    Rule(Step.REDO, K.CO_HANDLING, (A.CO_CLERKS,)),
    Rule(Step.OVERRULE, K.CO_HANDLING, (A.CO_CLERKS,)),
    Rule(Step.RECALL, K.CO_HANDLING, (A.CO_CLERKS,), source=Status.CLOSED),
    Rule(Step.RECALL, K.CO_RELEASED, (A.CO_CLERKS,), source=Status.DISPATCHED),
    Rule(Step.RECALL, K.CO_RELEASED, (A.CO_CLERKS,), source=Status.IN_PROGRESS),
    Rule(Step.RECALL, K.CO_RELEASED, (A.CO_CLERKS,), source=Status.SUSPENDED),
    Rule(Step.UPHOLD, K.CO_RELEASED, (A.CO_CLERKS,)),
    Rule(Step.CO_ADD, K.CO_HANDLING, (A.CO_CLERKS,)),
    Rule(Step.CO_REPORT, K.CO_REPORTED, (A.CLERKS,)),
    Rule(Step.CO_OBJECT, K.CO_WANTS_OUT, (A.CLERKS,)),
    Rule(Step.CO_KEEP, K.CO_KEPT, (A.CO_CLERKS, A.CO_HEADS)),
    Rule(Step.CO_RELEASE, K.CO_RELEASED, (A.CO_CLERKS,)),
    Rule(Step.CO_REMIND, K.CO_REMINDED, (A.CO_CLERKS,)),
    Rule(Step.CO_SUPERVISE, K.CO_SUPERVISED, (A.CO_CLERKS, A.CO_HEADS)),
    Rule(Step.CONSULT, K.CONSULTED, (A.ASKED,)),
    Rule(Step.OPINE, K.OPINIONS_IN, (A.DISPATCHERS,)),
    Rule(Step.REMIND_OPINIONS, K.OPINION_REMINDED, (A.ASKED,)),
    Rule(Step.SUMMON, K.SUMMONED, (A.HEADS,)),
    Rule(Step.INSTRUCT, K.INSTRUCTED, _UNIT),
    Rule(Step.ATTACH, K.ATTACHED, (A.CLERKS,)),
    Rule(Step.CLOSE, K.CLOSED, (A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.CLOSE_EXPLAINED, K.CLOSED, (A.CALLER, A.MERGED_CALLERS)),
)

CLOCK_AUDIENCES: Mapping[NoticeKind, tuple[Audience, ...]] = {
    K.OBJECTION_CLOSING: (A.CLERKS,),
    K.DUE_SOON: _UNIT,
    K.OVERDUE: _UNIT,
    K.CO_DUE_SOON: (A.CO_CLERKS,),
    K.CO_OVERDUE: (A.CO_CLERKS, A.CO_HEADS),
}
DUTY_AUDIENCES = _UNIT


def rules_for(step: Step, source: Status | None, channel: Channel) -> list[Rule]:
    """The rows of the table for a step from a state, on a ticket that came by this channel."""
    return [
        rule
        for rule in RULES
        if rule.step is step
        and rule.source in (None, source)
        and not (rule.unless_spoken and channel is Channel.PHONE)
    ]


def clock_kinds(ticket: Ticket, now: datetime, soon: timedelta) -> list[Told]:
    """What the clock has to tell the unit now, each with the deadline it is about."""
    if ticket.status not in WITH_UNIT:
        return []
    told: list[Told] = []
    clock = ticket.sign_due_at if ticket.status is Status.DISPATCHED else ticket.due_at
    if clock is not None and clock - soon <= now:
        told.append((K.OVERDUE if now > clock else K.DUE_SOON, clock))
    closing = ticket.object_due_at
    may_object = ticket.status in (Status.DISPATCHED, Status.IN_PROGRESS)
    is_open = may_object and not ticket.is_designated
    if is_open and closing is not None and now <= closing <= now + soon / 4:
        told.append((K.OBJECTION_CLOSING, closing))
    return told


def units_told(audience: Audience, before: Ticket, after: Ticket) -> tuple[str, ...]:
    """The units whose people an audience is, of those that a step from ``before`` concerns.

    The hotline itself is the unit without a code.
    """
    if audience is Audience.DISPATCHERS:
        return ("",) if _all_have_said(after) and not _all_have_said(before) else ()
    if audience in (Audience.CO_CLERKS, Audience.CO_HEADS):
        return touched(before, after)
    if audience is Audience.ASKED:
        held = after.progress.consultation
        return held.silent if held else ()
    lead = after.lead_unit or before.lead_unit
    return (lead,) if lead else ()


def _all_have_said(ticket: Ticket) -> bool:
    held = ticket.progress.consultation
    return held is not None and not held.silent


def co_clock_kinds(ticket: Ticket, now: datetime, soon: timedelta) -> list[tuple[str, Told]]:
    """What the clocks of the co-units have to tell each of them now."""
    if ticket.status not in WITH_UNIT:
        return []
    clocks = ((task.unit, task.clock) for task in open_tasks(ticket))
    return [
        (unit, (K.CO_OVERDUE if now > clock else K.CO_DUE_SOON, clock))
        for unit, clock in clocks
        if clock is not None and clock - soon <= now
    ]
