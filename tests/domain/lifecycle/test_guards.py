"""Every guard refuses what it is there to refuse, and says why."""

import ast
import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.errors import Refused
from service.domain.lifecycle import guards
from service.domain.lifecycle.advance import advance
from service.domain.lifecycle.case import Facts
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import TABLE
from service.domain.permissions import SYSTEM, Actor, Role
from service.domain.ticket import RequestType, Status, Ticket
from tests.domain.lifecycle.bad_steps import BAD, Bad
from tests.factories import (
    NOW,
    UNITS,
    a_case,
    a_ticket,
    agreed,
    an_actor,
    consent,
    good_input,
    pleased,
    ready_ticket,
    try_step,
    with_progress,
)


def _attempt(bad: Bad, *, violated: bool) -> None:
    actor = an_actor(bad.role, **(bad.actor if violated else {}))
    ticket = _ticket(bad, actor) if violated else ready_ticket(bad.status, bad.step, actor)
    given = good_input(bad.step, bad.status, **(bad.given if violated else {}))
    data = parse(bad.step, given)
    case = pleased(a_case(ticket, actor, data, now=bad.now if violated else NOW), bad.step)
    if violated:
        case = replace(case, facts=replace(case.facts, **bad.facts))
    advance(case, bad.step)


def _ticket(bad: Bad, actor: Actor) -> Ticket:
    ticket = replace(a_ticket(bad.status), **bad.ticket)
    ticket = with_progress(ticket, **bad.progress)
    return agreed(ticket, bad.facts.get("members", ()), bad.agreed) if bad.agreed else ticket


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.rule}-{bad.step}-{bad.says[:8]}")
def test_a_violated_guard_refuses_and_says_why(bad: Bad) -> None:
    with pytest.raises(Refused) as refusal:
        _attempt(bad, violated=True)
    assert refusal.value.rule == bad.rule
    assert bad.says in refusal.value.message
    _attempt(bad, violated=False)  # the same without the violation goes through


def test_every_guard_of_every_row_is_violated_above() -> None:
    tried = {(bad.rule, bad.step) for bad in BAD}
    wanted = {(guard.__name__, row.step) for row in TABLE for guard in row.standing + row.guards}
    assert tried == wanted


def test_every_guard_stands_in_the_table() -> None:
    written = [
        node.name
        for node in ast.parse(inspect.getsource(guards)).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    used = {guard.__name__ for row in TABLE for guard in row.standing + row.guards}
    assert set(written) <= used


def test_standing_guards_ask_for_no_data() -> None:
    for row in TABLE:
        for guard in row.standing:
            for role in Role:
                guard(a_case(a_ticket(next(iter(row.sources))), an_actor(role)))


def test_a_consultation_is_answered_at_once_even_when_the_catalogue_does_not_say_so() -> None:
    case = a_case(
        a_ticket(Status.REGISTERED, request_type=RequestType.CONSULT),
        an_actor(Role.AGENT),
        {"reply": "工作日九点开门。"},
        facts=Facts(units=UNITS, may_answer=False),
    )
    assert advance(case, Step.ANSWER).ticket.status is Status.ANSWERED


def test_a_report_is_turned_away_with_a_reviewers_consent() -> None:
    ticket = a_ticket(Status.REGISTERED, request_type=RequestType.REPORT)
    ticket = try_step(ticket, an_actor(Role.REVIEWER), Step.ENDORSE, step="reject").ticket
    assert try_step(ticket, an_actor(Role.AGENT), Step.REJECT).ticket.status is Status.REJECTED


def test_the_program_dispatches_what_is_certain_and_ordinary() -> None:
    assert try_step(a_ticket(Status.PENDING_DISPATCH), SYSTEM, Step.DISPATCH).ticket.dispatches == 1


def test_an_unreachable_caller_is_closed_after_three_calls() -> None:
    ticket = a_ticket(Status.CALLBACK_DUE)
    clerk = an_actor(Role.CALLBACK_CLERK)
    for number in range(3):
        data = parse(Step.CALL_ATTEMPT, {"outcome": "busy"})
        case = a_case(ticket, clerk, data, now=NOW + timedelta(hours=2 * number))
        ticket = advance(case, Step.CALL_ATTEMPT).ticket
    unsaid = {"responded": "", "solved": "", "satisfied": ""}
    closed = try_step(ticket, clerk, Step.CLOSE, **unsaid).ticket
    assert closed.status is Status.CLOSED
    assert (closed.responded, closed.solved, closed.satisfied) == (None, None, None)


def test_a_second_look_reopens_at_any_time() -> None:
    ticket = a_ticket(Status.CLOSED, ended_at=NOW - timedelta(days=900))
    reopened = try_step(ticket, an_actor(Role.SUPERVISOR), Step.RECALL).ticket
    assert (reopened.status, reopened.round) == (Status.IN_PROGRESS, 2)


def test_the_last_moment_of_grace_still_reopens() -> None:
    ticket = a_ticket(Status.CLOSED, ended_at=NOW - timedelta(days=15))
    assert try_step(ticket, an_actor(Role.CALLER), Step.RECALL).ticket.round == 2


def test_an_objection_in_the_last_second_of_the_window_is_heard() -> None:
    ticket = a_ticket(Status.DISPATCHED, object_due_at=NOW)
    assert try_step(ticket, an_actor(Role.UNIT_CLERK), Step.OBJECT).ticket.status is (
        Status.RETURN_PENDING
    )


def test_a_consent_is_used_up_by_the_step_it_was_given_for() -> None:
    ticket = with_progress(a_ticket(Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND))
    ticket = try_step(ticket, an_actor(Role.DISPATCHER), Step.SUSPEND).ticket
    ticket = try_step(ticket, an_actor(Role.UNIT_CLERK), Step.RESUME).ticket
    with pytest.raises(Refused, match="会签"):
        try_step(ticket, an_actor(Role.DISPATCHER), Step.SUSPEND)
