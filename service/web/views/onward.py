"""Where one goes from a ticket's page: back to the own list, or on to the next ticket."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks.queues import next_at_unit
from service.labels import LABELS, label
from service.web.contexts.tickets import StepForm
from service.web.navigation import next_of
from service.web.views.listrows import chip

_TITLE = 16
_DESKS = ("/dispatch", "/review", "/callback")


def told(desk: Desk, step: Step, before: Status, after: Ticket, given: Mapping[str, Any]) -> str:
    """What a step did, in words: to whom the ticket went, or where it is now."""
    done = f"{LABELS[Step][step]}：已办"
    if step is Step.MERGE:
        return f"已并入 {given['master_no']}：以后的进展和答复都从那张工单告知诉求人。"
    if step is Step.DISPATCH:
        return f"{done}，派给{choices.unit_name(desk.catalogue, after.lead_unit)}。"
    if step is Step.ASSIGN:
        return "已交给您承办。" if after.progress.assignee == desk.actor.id else "已交办。"
    return f"{done}。" if before is after.status else f"{done}，工单现在{label(after.status)}。"


def home(actor: Actor) -> dict[str, str]:
    """The list that a ticket's page leads back to: one's own desk, else the search."""
    entry = next_of(actor)
    if entry is None or not (actor.unit or entry.href in _DESKS):
        return {"label": "工单查询", "href": "/tickets"}
    return {"label": entry.label, "href": entry.href}


def following(desk: Desk, no: str, forms: Sequence[StepForm]) -> dict[str, str] | None:
    """The unit's next ticket, when this one has nothing for the person that must be done."""
    is_due = bool(forms) and forms[0].is_main
    if is_due or not desk.actor.unit or not desk.actor.may(Permission.TICKET_SIGN):
        return None
    line = next_at_unit(desk, no)
    if line is None:
        return None
    left = chip(line.clock, line.left, desk.now).text
    text = "，".join(part for part in ("下一件", left) if part)
    return {"label": f"{text}：{line.title[:_TITLE]}", "href": f"/tickets/{line.no}"}


def next_desk(actor: Actor) -> dict[str, str] | None:
    """Where this person goes when a ticket is done with, in words."""
    entry = next_of(actor)
    if entry is None:
        return None
    is_new = entry.href == "/tickets/new"
    text = "登记下一件" if is_new else f"回到{entry.label}"
    return {"label": text, "href": entry.href, "key": entry.key.upper()}
