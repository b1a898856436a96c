"""The view of a made-up ticket, and the forms that its page would show."""

from datetime import timedelta
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import Status, Ticket
from service.domain.together import cohandling
from service.flows.queries.tickets.ticket import BESIDE, TicketView
from service.flows.queries.together.asked import TaskLine
from service.store.tickets.callers import Caller
from service.store.tickets.readings import StoredReading
from service.web.contexts.tickets import StepForm
from service.web.views import stepforms
from service.web.views.stepforms import Tried
from tests.factories import (
    CO_UNIT,
    NOW,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
)

NAMES = {UNIT: "城管局", CO_UNIT: "环卫处"}
NOTHING = Catalogue("1-febc32", {}, {})
ROUTED = "按派单目录，“摊点”由城管局承办。"
READING = StoredReading(
    no="1",
    model_version="builtin-f4c7e6f9",
    tokens=(),
    places=(),
    needs=(),
    summary="",
    body={"topic": {"confidence": 0.7}, "evidence": ["摊点"]},
    route={"unit": UNIT, "reason": ROUTED, "catalogue_version": "1-febc32"},
)


def seen_by(actor: Actor, ticket: Ticket, entries: list[Entry] | None = None) -> TicketView:
    """The view of a made-up ticket; who helps is CO_UNIT."""
    offered = lifecycle.possible(a_case(ticket, actor))
    rows = [(row, why_not) for row, why_not in offered if row.step not in BESIDE]
    waiting = [task.unit for task in cohandling.open_tasks(ticket)]
    owed = [(NAMES[task.unit], task) for task in cohandling.tasks(ticket)]
    return TicketView(
        ticket=ticket,
        caller=Caller(),
        may_reveal=False,
        reading=READING,
        entries=entries or [],
        open_steps=[row for row, why_not in rows if why_not is None],
        refused_steps=[(row, why_not) for row, why_not in rows if why_not is not None],
        unit=NAMES.get(ticket.lead_unit, ""),
        co_units=[NAMES[code] for code in ticket.co_units],
        co_waiting=[NAMES[code] for code in waiting],
        co_tasks=[TaskLine(name, task, TimeLeft.NONE) for name, task in owed],
        held_up_by=[],
        suggestion=None,
        topic="",
        area="",
        clock=None,
        left=TimeLeft.NONE,
        members=[],
        query_code="",
        unit_names=NAMES,
    )


def forms(role: Role, ticket: Ticket, tried: Tried | None = None, **actor: Any) -> list[StepForm]:
    return stepforms.forms(seen_by(an_actor(role, **actor), ticket), NOTHING, tried=tried)


def field(form: StepForm, name: str) -> dict[str, Any]:
    return next(field for field in form.fields if field["name"] == name)


def entry(seq: int, step: Step, unit: str = UNIT, **data: Any) -> Entry:
    moved = step in (Step.SEND_BACK, Step.REDO)
    source = Status.REPLIED if moved else Status.IN_PROGRESS
    at, target = NOW + timedelta(minutes=seq), Status.IN_PROGRESS
    return Entry("1", seq, step, at, 7, "测试", unit, source, target, 1, data)


WORKING = a_ticket(Status.IN_PROGRESS, co_units=(CO_UNIT,))
FREE = a_ticket(Status.IN_PROGRESS)
