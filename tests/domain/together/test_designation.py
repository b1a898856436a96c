"""Who is named when a unit is designated, and what a joint decision binds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.errors import Refused
from service.domain.lifecycle.advance import advance
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import Pause, Progress, Status, Ticket
from service.domain.together.refusals import is_passed_around, refused_by
from tests.factories import (
    CO_UNIT,
    DECISION,
    DESIGNATOR,
    NOW,
    OTHER_UNIT,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    good_input,
    try_step,
    with_progress,
)

DISPATCHER = an_actor(Role.DISPATCHER)


def decided(ticket: Ticket, step: Step, **given: str) -> Case:
    """A step on a ticket that a joint session has decided on."""
    case = a_case(ticket, DISPATCHER, parse(step, good_input(step, ticket.status, **given)))
    return replace(case, facts=replace(case.facts, decision=DECISION))


def test_a_unit_designated_by_name_cannot_return_the_ticket() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH)
    sent = try_step(ticket, DISPATCHER, Step.DISPATCH, designated_by=DESIGNATOR).ticket
    assert (sent.dispatches, sent.is_designated) == (1, True)
    with pytest.raises(Refused, match="指定承办件，不能退单"):
        try_step(sent, an_actor(Role.UNIT_CLERK), Step.OBJECT)


def test_a_joint_decision_designates_without_another_name() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH, dispatches=2)
    sent = advance(decided(ticket, Step.DISPATCH, designated_by=""), Step.DISPATCH).ticket
    assert (sent.lead_unit, sent.is_designated, sent.dispatches) == (UNIT, True, 3)


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.SUSPENDED])
def test_by_decision_a_ticket_leaves_a_unit_that_signed_and_its_clocks_stop(status: Status) -> None:
    late, pause = NOW - timedelta(days=9), Pause(NOW - timedelta(days=1), NOW)
    clocks = dict.fromkeys(("dispatch_due_at", "contact_due_at", "review_due_at"), late)
    ticket = a_ticket(status, lead_unit=OTHER_UNIT, ended_at=None, **clocks)
    ticket = with_progress(ticket, pause=pause)
    back = advance(decided(ticket, Step.RECALL), Step.RECALL).ticket
    assert (back.contact_due_at, back.review_due_at, back.progress.pause) == (None, None, None)
    assert back.dispatch_due_at is not None
    assert back.dispatch_due_at > NOW
    assert (back.status, back.lead_unit, back.co_units) == (Status.PENDING_DISPATCH, "", ())
    assert (back.due_at, back.suspended_until, back.round) == (None, None, ticket.round)


def test_the_program_designates_nobody() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH)
    with pytest.raises(Refused, match="派过单的要由派单员"):
        try_step(replace(ticket, dispatches=2), SYSTEM, Step.DISPATCH)


def test_each_refusing_unit_counts_once_and_three_are_too_many() -> None:
    progress = Progress()
    for unit in (UNIT, CO_UNIT, UNIT, "", OTHER_UNIT):
        progress = refused_by(progress, unit)
        ticket = with_progress(a_ticket(), refusing_units=progress.refusing_units)
        assert is_passed_around(ticket) == (len(progress.refusing_units) == 3)
    assert progress.refusing_units == (UNIT, CO_UNIT, OTHER_UNIT)


def test_objecting_is_remembered_beyond_the_next_dispatch() -> None:
    ticket = a_ticket(Status.DISPATCHED, ended_at=None)
    ticket = try_step(ticket, an_actor(Role.UNIT_CLERK), Step.OBJECT).ticket
    ticket = try_step(ticket, DISPATCHER, Step.UPHOLD).ticket
    ticket = try_step(ticket, DISPATCHER, Step.DISPATCH, unit=OTHER_UNIT).ticket
    assert ticket.progress.refusing_units == (UNIT,)
