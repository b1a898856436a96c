"""Callback: three questions, and what may follow from the answers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.callback.calling import CallRules
from service.domain.callback.questions import (
    QUESTIONS,
    CallerState,
    contradicts,
    is_answered,
    is_content,
    is_quiet,
    next_call,
    state_of,
    why_not_close,
)
from service.domain.errors import Refused
from service.domain.lifecycle.advance import advance
from service.domain.lifecycle.case import Facts
from service.domain.lifecycle.steps import Step
from service.domain.localtime import local_day
from service.domain.permissions import Role
from service.domain.ticket import Answer, Status
from tests.factories import NOW, a_case, a_member, a_ticket, an_actor, with_progress


@pytest.mark.parametrize("answers", list(product(Answer, repeat=3)))
def test_a_reached_caller_is_closed_exactly_when_nothing_asks_for_more_work(
    answers: tuple[Answer, ...],
) -> None:
    data = dict(zip(QUESTIONS, answers, strict=True))
    unhappy = Answer.NO in (data["solved"], data["satisfied"])
    assert is_answered(data)
    assert is_content(data) is not unhappy
    for failed_calls in (0, 3, 9):
        assert (why_not_close(data, failed_calls, 3) is None) is not unhappy


def test_a_caller_who_was_not_contacted_but_is_content_may_be_closed() -> None:
    data = {"responded": "no", "solved": "yes", "satisfied": "yes"}
    assert why_not_close(data, 0, 3) is None


@pytest.mark.parametrize("failed_calls", range(6))
def test_an_unreached_caller_is_closed_after_enough_calls(failed_calls: int) -> None:
    assert (why_not_close({}, failed_calls, 3) is None) == (failed_calls >= 3)


@pytest.mark.parametrize("asked", [("responded",), ("solved", "satisfied")])
def test_half_an_interview_closes_nothing_however_often_was_called(asked: tuple[str, ...]) -> None:
    assert "要都问到" in (why_not_close(dict.fromkeys(asked, "yes"), 9, 3) or "")


KEY = "20260310000001#1"
ASKED = {
    CallerState.WAITING: a_member(),
    CallerState.CONTENT: a_member(satisfied="unsaid"),
    CallerState.UNHAPPY: a_member(solved="no"),
    CallerState.UNREACHABLE: with_progress(a_member(), failed_calls=3, called_for=KEY),
}


@pytest.mark.parametrize("state", CallerState)
def test_a_callers_state_belongs_to_one_round_of_one_order(state: CallerState) -> None:
    order = a_ticket(Status.CALLBACK_DUE)
    assert state_of(ASKED[state], order, 3) is state
    for other in (a_ticket(round=2), a_ticket(no="20260310000002")):
        assert state_of(ASKED[state], other, 3) is CallerState.WAITING


@given(st.lists(st.sampled_from(CallerState), max_size=6), st.booleans())
def test_an_order_closes_exactly_when_every_caller_is_content_or_given_up(
    states: list[CallerState], is_recorded: bool
) -> None:
    said = dict.fromkeys(QUESTIONS, Answer.YES)
    order = a_ticket(Status.CALLBACK_DUE, **said if is_recorded else {})
    order = with_progress(order, answered_for=KEY if is_recorded else "")
    facts = Facts(members=tuple(ASKED[state] for state in states))
    data = {} if is_recorded else said
    case = a_case(order, an_actor(Role.CALLBACK_CLERK), data, facts=facts)
    may_close = not {CallerState.WAITING, CallerState.UNHAPPY} & set(states)
    if may_close:
        closed = advance(case, Step.CLOSE).ticket
        assert (closed.status, closed.solved) == (Status.CLOSED, Answer.YES)
        return
    with pytest.raises(Refused) as refusal:
        advance(case, Step.CLOSE)
    assert refusal.value.rule == "members_are_content"


@given(st.integers(0, 24 * 60 - 1))
def test_the_next_call_is_spaced_and_at_an_hour_at_which_people_are_called(minute: int) -> None:
    now, rules = NOW.replace(hour=minute // 60, minute=minute % 60), CallRules()
    again = next_call(now, rules)
    assert again - now >= rules.spacing
    assert not is_quiet(again, rules)
    assert (local_day(again) - local_day(now)).days <= 1


@pytest.mark.parametrize(
    ("said", "known", "expected"),
    [("no", "yes", True), ("no", None, True), ("no", "no", False), ("yes", "no", False)],
)
def test_only_a_no_against_no_no_contradicts(said: str, known: str | None, expected: bool) -> None:
    assert contradicts({"solved": said}, {"solved": known}) is expected
