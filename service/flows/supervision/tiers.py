"""Apply the rules of supervision to open tickets: which tier, on whose account, who is told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from service.domain.clocks.worktime import WorkTime
from service.domain.errors import IllegalStep, Refused
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import (
    Audience,
    NoticeChannel,
    NoticeKind,
    list_text,
    moment,
    text_of,
)
from service.domain.supervision.findings import FindingState
from service.domain.supervision.pressure import Listener, Tier
from service.domain.supervision.tiers import (
    Called,
    Known,
    called_for,
    called_for_co_unit,
    overdue_here,
)
from service.domain.ticket import WITH_UNIT, Status, Ticket
from service.domain.together.cotask import CoTask
from service.flows.desk import Desk
from service.flows.notices import tell_people
from service.flows.steps import facts_for
from service.labels import label
from service.store.staff.notices import Draft
from service.store.tables.tickets import TicketRow

_STEPS = {Tier.REMIND: Step.REMIND}
_KINDS = {
    Tier.REMIND: NoticeKind.REMINDED,
    Tier.SUPERVISE: NoticeKind.SUPERVISED,
    Tier.ESCALATE: NoticeKind.ESCALATED,
}
_UNITS = {Listener.CLERK: Audience.CLERKS, Listener.HEAD: Audience.HEADS}
_HOTLINE = {Listener.SUPERVISOR: Audience.SUPERVISORS, Listener.LEADER: Audience.LEADERS}
_HERE = (Status.PENDING_DISPATCH, Status.CALLBACK_DUE)
_LOOK_BACK = timedelta(days=7)
_AT_ONCE = 500


def work_time(desk: Desk) -> WorkTime:
    """Working time as the hotline and each unit count it."""
    hotline = desk.hotline
    return WorkTime(hotline.calendar, hotline.profile.hours, desk.catalogue.hours)


def next_tiers(desk: Desk, tickets: Iterable[Ticket]) -> dict[str, Called]:
    """What the rules call for next, by ticket, for those where they call for something."""
    tickets, rules, work = list(tickets), desk.hotline.supervision, work_time(desk)
    known = _known(desk, tickets)
    called = {t.no: called_for(t, known[t.no], desk.now, rules, work) for t in tickets}
    return {no: each for no, each in called.items() if each is not None}


def next_co_tier(desk: Desk, ticket: Ticket, task: CoTask) -> Tier | None:
    """What the rules call for next about a co-unit, or None."""
    rules = desk.hotline.supervision
    called = called_for_co_unit(ticket, task, desk.now, rules, work_time(desk))
    return called.rule.tier if called else None


def to_press(desk: Desk) -> list[str]:
    """The numbers of all tickets with a unit on which the rules call for a tier, in order."""
    query = select(TicketRow.no).where(TicketRow.status.in_([s.value for s in WITH_UNIT]))
    numbers = list(desk.uow.session.scalars(query.order_by(TicketRow.no)))
    found: list[str] = []
    for start in range(0, len(numbers), _AT_ONCE):
        tickets = desk.uow.tickets.get_many(numbers[start : start + _AT_ONCE])
        found += next_tiers(desk, tickets)
        desk.uow.tickets.forget()
    return found


def press(desk: Desk, no: str) -> list[str]:
    """Take the tier that the rules call for on a ticket; return its name, nothing when none is.

    The step says which rule. A ticket that moved on in the meantime is left alone.
    """
    ticket = desk.uow.tickets.get(no)
    called = next_tiers(desk, [ticket]).get(no)
    if called is None:
        return []
    step, data = _STEPS.get(called.rule.tier, Step.SUPERVISE), said(called)
    case = Case(
        ticket,
        desk.actor,
        desk.hotline.rules,
        desk.now,
        data,
        facts_for(desk, ticket, step, data),
    )
    try:
        after = desk.uow.tickets.record(lifecycle.advance(case, step))
    except (IllegalStep, Refused):
        return []
    _tell(desk, after, called, f"{after.no}#{after.version}")
    return [called.rule.tier]


def tell_of_own_clocks(desk: Desk) -> int:
    """Tell of dispatches and callbacks that are late by the rules, once each; return how many."""
    late = TicketRow.dispatch_due_at, TicketRow.callback_due_at
    since = desk.now - _LOOK_BACK
    query = (
        select(TicketRow.no)
        .where(TicketRow.status.in_([status.value for status in _HERE]))
        .where((late[0] >= since) | (late[1] >= since))
    )
    tickets = desk.uow.tickets.get_many(
        list(desk.uow.session.scalars(query.order_by(TicketRow.no)))
    )
    rules, work, told = desk.hotline.supervision, work_time(desk), 0
    for ticket in tickets:
        for called in overdue_here(ticket, Known(), desk.now, rules, work):
            due = called.clock.due_at.isoformat() if called.clock else ""
            _tell(desk, ticket, called, f"{ticket.no}@{called.rule.code}:{due}")
            told += 1
    return told


def _known(desk: Desk, tickets: Sequence[Ticket]) -> dict[str, Known]:
    if not any(rule.findings for rule in desk.hotline.supervision.tiers):
        return dict.fromkeys((ticket.no for ticket in tickets), Known())
    confirmed = desk.uow.findings.listed(FindingState.CONFIRMED)
    repeats = Counter((found.shown.unit, found.shown.pattern) for found in confirmed)
    most: Counter[tuple[str, str]] = Counter()
    for found in confirmed:
        for evidence in found.shown.evidence:
            key = evidence.no, found.shown.unit
            most[key] = max(most[key], repeats[found.shown.unit, found.shown.pattern])
    return {t.no: Known(findings=most[t.no, t.lead_unit]) for t in tickets}


def said(called: Called) -> dict[str, Any]:
    """What the step keeps: which rule called for which tier, in words and by code."""
    rule = called.rule
    until = (
        f"（{label(called.clock.clock)}时限 {moment(called.clock.due_at)}）" if called.clock else ""
    )
    note = f"按规则“{rule.title}”{label(rule.tier)}{until}。"
    data: dict[str, Any] = {"note": note, "rule": rule.code, "tier": rule.tier.value}
    return data | ({"escalates": True} if rule.tier is Tier.ESCALATE else {})


def _tell(desk: Desk, ticket: Ticket, called: Called, event: str) -> None:
    """Tell the rule's listeners: the unit what it is to do, the hotline what happened."""
    rule = called.rule
    theirs = [_UNITS[each] for each in rule.tell if each in _UNITS]
    ours = [_HOTLINE[each] for each in rule.tell if each in _HOTLINE]
    if theirs and rule.tier in _KINDS:
        item = desk.catalogue.item(ticket.topic)
        topic = item.path[-1] if item else ""
        kind = _KINDS[rule.tier]
        text = text_of(kind, ticket, to_caller=False, link="", topic=topic)
        _send(desk, ticket, (kind, event, text), theirs)
    if ours:
        kind = _kind_here(ticket, called)
        done = label(rule.tier)
        text = list_text(kind, no=ticket.no, what=rule.title, tier=done)
        _send(desk, ticket, (kind, event, text), ours)


def _kind_here(ticket: Ticket, called: Called) -> NoticeKind:
    if ticket.status not in WITH_UNIT:
        return NoticeKind.HOTLINE_LATE
    if called.rule.tier is Tier.SUMMON:
        return NoticeKind.SUMMON_DUE
    return NoticeKind.TIER_REACHED


def _send(
    desk: Desk, ticket: Ticket, said: tuple[NoticeKind, str, str], audiences: Sequence[Audience]
) -> None:
    kind, event, text = said
    draft = Draft(
        event=event,
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        no=ticket.no,
        text=text,
        link=f"/tickets/{ticket.no}",
    )
    tell_people(desk.uow, desk.hotline, draft, (ticket.lead_unit, audiences), desk.now)
