"""What becomes of typed words when somebody else was faster and the row has left the list."""

from collections.abc import Collection, Mapping
from typing import Any

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.flows.desk import Desk
from service.flows.queries import choices
from service.labels import label, step_label
from service.labels.fields import FIELD_LABELS
from service.store.tickets.visibility import is_visible
from service.web.render import moment

_KEPT = ("unit", "co_units", "co_task", "designated_by", "days", "reason")


def overtaken(
    desk: Desk, no: str, shown: Collection[str], typed: Mapping[str, str]
) -> dict[str, Any] | None:
    """Who did what to a ticket that is not among the rows any more, and what was typed for it.

    None where the row is still there, or there is no such ticket for this person.
    """
    ticket = desk.uow.tickets.find(no)
    if no in shown or ticket is None or not is_visible(ticket, desk.actor):
        return None
    moves = [entry for entry in desk.uow.tickets.steps(no) if entry.source is not entry.target]
    return {
        "no": no,
        "url": f"/tickets/{no}",
        "title": ticket.title,
        "said": f"{_did(desk, moves[-1])}，工单现在{label(ticket.status)}。",
        "typed": [
            {"term": FIELD_LABELS[name], "value": _words(desk, name, typed[name])}
            for name in _KEPT
            if typed.get(name, "").strip()
        ],
    }


def _did(desk: Desk, entry: Entry) -> str:
    who = "您自己" if entry.actor_id == desk.actor.id else entry.actor_name
    done = f"{moment(entry.at)} {who}已办“{step_label(entry.step, entry.target)}”"
    unit = str(entry.data.get("unit", "")) if entry.step is Step.DISPATCH else ""
    return f"{done}，派给{choices.unit_name(desk.catalogue, unit)}" if unit else done


def _words(desk: Desk, name: str, typed: str) -> str:
    if name not in ("unit", "co_units"):
        return typed
    codes = (part.strip() for part in typed.split(","))
    return "、".join(choices.unit_name(desk.catalogue, code) for code in codes if code)
