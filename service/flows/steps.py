"""Take one step on one ticket: look up the facts, let the domain decide, record."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.words.privacy import mask
from service.domain.errors import NotFound
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle import forms
from service.domain.lifecycle.case import Case, Facts, JointDecision
from service.domain.lifecycle.guards import NEEDS_TWO
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import Row
from service.domain.permissions import SYSTEM, Permission
from service.domain.supervision.pressure import ESCALATED
from service.domain.ticket import Ticket
from service.domain.together.designation import DESIGNATING, is_designation
from service.domain.together.refusals import is_passed_around
from service.flows import mentions
from service.flows.calling.callers import (
    about_order,
    facts_of_callback,
    hold_order,
    let_go,
    told_order,
)
from service.flows.desk import Desk
from service.flows.files import attachments
from service.flows.files.attachments import Kept
from service.flows.notices import tell
from service.flows.staff import assigning
from service.flows.together.co_handling import usual_task
from service.store.tickets.visibility import is_visible


def take(
    desk: Desk,
    no: str,
    step: Step,
    given: Mapping[str, Any],
    version: int | None = None,
    *,
    files: Sequence[Kept] = (),
) -> Ticket:
    """The ticket after the step. ``version`` is the one the person saw (None: the newest).

    ``files``: what comes along, kept already.
    Raises ``NotFound``, ``BadInput``, ``Stale``, ``IllegalStep``, ``NotAllowed``, ``Refused``.
    """
    return take_on(desk, visible(desk, no), step, given, version, files=files)


def take_on(
    desk: Desk,
    ticket: Ticket,
    step: Step,
    given: Mapping[str, Any],
    version: int | None = None,
    *,
    files: Sequence[Kept] = (),
) -> Ticket:
    """``take`` on a ticket whose being seen was settled otherwise (a caller with a query code)."""
    if version is not None:
        desk.uow.tickets.check_version(ticket, version, desk.actor.id)
    data = forms.parse(step, _with_consent(ticket, step, given))
    hold_order(desk.uow, ticket, step, data)
    data |= _added(desk, ticket, step, data)
    data |= attachments.described(desk.uow, desk.hotline.attachments, ticket.no, step, files)
    facts = facts_for(desk, ticket, step, data)
    if facts.decision is not None and step in (Step.DISPATCH, Step.RECALL):
        data["decision"] = facts.decision.no
    move = lifecycle.advance(_case(desk, ticket, data, facts), step)
    after = desk.uow.tickets.record(move)
    let_go(desk.uow, ticket, after, facts.members)
    attachments.record(desk.uow, move.entry, files)
    mentions.tell(desk.uow, desk.hotline, move.entry, after, desk.now)
    assigning.tell(desk, move.entry, after)
    tell(desk.uow, desk.hotline, step, (ticket, after), desk.now)
    if said := told_order(desk.uow, ticket, step):
        take_on(replace(desk, actor=SYSTEM), said[0], Step.NOTE, {"note": said[1]})
    return _supervised(desk, after) if step in (Step.OBJECT, Step.OPINE) else after


def _added(desk: Desk, ticket: Ticket, step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the program keeps with a step beside what a person gave for it."""
    added = about_order(desk.uow, ticket, step)
    if step is Step.DISPATCH:
        added |= _overruled(desk, ticket, data) | usual_task(desk.catalogue, ticket, data)
    if step is Step.CORRECT:
        added |= {name: mask(data[name]).text for name in ("occurred", "demand") if name in data}
    if step is Step.ASSIGN:
        added |= assigning.named(desk, data)
    if step is Step.NOTE and not desk.actor.is_system:
        added |= mentions.named(desk.uow, desk.catalogue, ticket, data["note"])
    return added


def _with_consent(ticket: Ticket, step: Step, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a consent is to, when that is not said: each state has one step that takes two people.

    In forms and in the interface ``step`` is the consent itself.
    """
    if step is not Step.ENDORSE or given.get("step") not in (None, "", step.value):
        return given
    return {**given, "step": NEEDS_TWO.get(ticket.status, "")}


def visible(desk: Desk, no: str) -> Ticket:
    """The ticket, if this person may see it. Raises ``NotFound`` as if it did not exist."""
    ticket = desk.uow.tickets.get(no)
    if not is_visible(ticket, desk.actor):
        raise NotFound(f"没有编号为 {no} 的工单，请核对编号。")
    return ticket


def possible(desk: Desk, ticket: Ticket) -> list[tuple[Row, str | None]]:
    """The steps this person's roles include now, each with its refusal or None."""
    facts = facts_for(desk, ticket, None, {})
    return lifecycle.possible(_case(desk, ticket, {}, facts))


def facts_for(desk: Desk, ticket: Ticket, step: Step | None, data: Mapping[str, Any]) -> Facts:
    """What the guards may ask about."""
    catalogue = desk.catalogue
    item = catalogue.item(ticket.topic)
    master = None
    if step is Step.MERGE:
        master = desk.uow.tickets.find(str(data["master_no"]))
    attachment = None
    if step is Step.REMOVE_ATTACHMENT:
        attachment = desk.uow.attachments.find(ticket.no, str(data["attachment"]))
    facts = Facts(
        units=catalogue.active_units,
        hours=catalogue.hours,
        may_answer=item is not None and item.may_answer,
        deadline_class=item.deadline_class if item else "normal",
        catalogue_version=catalogue.version,
        master=master,
        attachment=attachment,
        assignee=assigning.person(desk, data) if step is Step.ASSIGN else None,
        decision=_decision(desk, ticket, step),
        designators=frozenset(designators(desk)) if data.get("designated_by") else frozenset(),
    )
    around = facts_of_callback(desk.uow, ticket, desk.actor, desk.now, data)
    return replace(facts, **around) if around else facts


def _decision(desk: Desk, ticket: Ticket, step: Step | None) -> JointDecision | None:
    """What a joint session decided for the ticket, where a guard asks."""
    is_asked = step in (Step.DISPATCH, Step.RECALL) or (
        step is None and desk.actor.may(Permission.TICKET_DISPATCH)
    )
    bound = desk.uow.matters.binding(ticket.no) if is_asked else None
    return bound.decision if bound else None


def designators(desk: Desk) -> list[str]:
    """The names of the people who may designate a unit, each once."""
    return list(dict.fromkeys(who.name for who in desk.uow.people.with_roles(DESIGNATING)))


def designation(desk: Desk, ticket: Ticket) -> str:
    """Says that the next dispatch of a ticket designates its unit; empty when it does not."""
    if not is_designation(_case(desk, ticket, {}, Facts())):
        return ""
    return f"第 {ticket.dispatches + 1} 次派单：指定承办，单位不能再退单。"


def _supervised(desk: Desk, ticket: Ticket) -> Ticket:
    """What too many units have refused is brought before the supervisor, by the program, once."""
    if not is_passed_around(ticket) or ticket.progress.supervision_level >= ESCALATED:
        return ticket
    count = len(ticket.progress.refusing_units)
    note = f"已有 {count} 个单位提出不属于本单位，系统提级督办；可以提请联席会商。"
    given = {"note": note, "escalates": True}
    return take_on(replace(desk, actor=SYSTEM), ticket, Step.SUPERVISE, given)


def _case(desk: Desk, ticket: Ticket, data: Mapping[str, Any], facts: Facts) -> Case:
    return Case(ticket, desk.actor, desk.hotline.rules, desk.now, data, facts)


def _overruled(desk: Desk, ticket: Ticket, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the machine had suggested, when a person sends the ticket elsewhere."""
    if desk.actor.is_system:
        return {}
    reading = desk.uow.readings.get(ticket.no)
    suggested = reading.route.get("unit", "") if reading else ""
    return {"overruled": suggested} if suggested and suggested != data["unit"] else {}
