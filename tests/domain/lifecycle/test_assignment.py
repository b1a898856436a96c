"""Whom a unit names for a ticket: one of its own people, until the ticket leaves it."""

from dataclasses import replace

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Ticket
from tests.factories import (
    OTHER_UNIT,
    a_ticket,
    an_actor,
    try_step,
    with_progress,
)

CLERK = an_actor(Role.UNIT_CLERK)
R = Role
NAMED = 777


def named(status: Status, **changes: object) -> Ticket:
    return with_progress(replace(a_ticket(status), **changes), assignee=NAMED)


def test_naming_somebody_moves_no_clock_and_no_duty() -> None:
    ticket = a_ticket(Status.IN_PROGRESS)
    after = try_step(ticket, CLERK, Step.ASSIGN).ticket
    assert after.progress.assignee == NAMED
    assert replace(after, version=ticket.version, progress=ticket.progress) == ticket
    free = try_step(after, CLERK, Step.UNASSIGN).ticket
    assert free.progress == ticket.progress


@pytest.mark.parametrize(
    ("status", "step", "role"),
    [
        (Status.DISPATCHED, Step.RECALL, R.DISPATCHER),
        (Status.IN_PROGRESS, Step.RECALL, R.DISPATCHER),
        (Status.SUSPENDED, Step.RECALL, R.DISPATCHER),
        (Status.RETURN_PENDING, Step.UPHOLD, R.DISPATCHER),
    ],
)
def test_the_name_goes_when_the_ticket_leaves_the_unit(
    status: Status, step: Step, role: Role
) -> None:
    after = try_step(named(status), an_actor(role), step).ticket
    assert (after.lead_unit, after.progress.assignee) == ("", 0)
    sent = try_step(after, an_actor(R.DISPATCHER), Step.DISPATCH, unit=OTHER_UNIT).ticket
    assert sent.progress.assignee == 0


@pytest.mark.parametrize(
    ("status", "step", "role"),
    [
        (Status.DISPATCHED, Step.SIGN, R.HANDLER),
        (Status.DISPATCHED, Step.OBJECT, R.UNIT_CLERK),
        (Status.RETURN_PENDING, Step.REFUSE, R.DISPATCHER),
        (Status.REPLIED, Step.SEND_BACK, R.REVIEWER),
        (Status.CALLBACK_DUE, Step.REDO, R.CALLBACK_CLERK),
    ],
)
def test_the_name_stays_while_the_same_unit_has_it(status: Status, step: Step, role: Role) -> None:
    after = try_step(named(status), an_actor(role), step).ticket
    assert after.progress.assignee == NAMED
