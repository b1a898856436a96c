"""A consent is to one text and to the answers of the hour; whatever comes later voids it."""

from dataclasses import replace

import pytest

from service.domain.callback.consent import standing
from service.domain.errors import Refused
from service.domain.lifecycle.advance import advance
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Answer, Status, Ticket
from tests.factories import (
    a_case,
    a_member,
    a_ticket,
    agreed,
    an_actor,
    good_input,
    proposed,
    try_step,
    with_progress,
)

CLERK, REVIEWER = an_actor(Role.CALLBACK_CLERK), an_actor(Role.REVIEWER)
HAPPY, UNHAPPY = a_member(solved="yes"), a_member(solved="no")


def close(ticket: Ticket, *members: Ticket) -> Ticket:
    """The clerk closes as explained, with what was proposed."""
    case = a_case(ticket, CLERK, parse(Step.CLOSE_EXPLAINED, {"explanation": "测试内容"}))
    case = replace(case, facts=replace(case.facts, members=members))
    return advance(case, Step.CLOSE_EXPLAINED).ticket


def test_what_was_proposed_and_consented_to_is_what_is_closed() -> None:
    ticket = try_step(a_ticket(Status.CALLBACK_DUE), CLERK, Step.PROPOSE_EXPLAINED).ticket
    ticket = try_step(ticket, REVIEWER, Step.ENDORSE).ticket
    closed = close(ticket)
    assert (closed.status, closed.solved) == (Status.CLOSED, Answer.NO)
    assert closed.progress.explanation == "测试内容"


@pytest.mark.parametrize(
    ("role", "step"),
    [
        (Role.CALLBACK_CLERK, Step.CALLER_ANSWER),
        (Role.CALLER, Step.SELF_ANSWER),
        (Role.CALLBACK_CLERK, Step.PROPOSE_EXPLAINED),
    ],
)
def test_answers_and_proposals_after_a_consent_void_it(role: Role, step: Step) -> None:
    ticket = agreed(proposed())
    given = good_input(step, ticket.status, solved="no")
    after = advance(a_case(ticket, an_actor(role), parse(step, given)), step).ticket
    assert standing(after, ()) == frozenset()
    with pytest.raises(Refused) as refused:
        close(after)
    assert refused.value.rule == "is_explained_by_two"
    again = try_step(after, REVIEWER, Step.ENDORSE).ticket if after.solved is Answer.NO else after
    assert close(again).status is Status.CLOSED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), (UNHAPPY,)),
        ((HAPPY,), (UNHAPPY,)),
        ((UNHAPPY,), (HAPPY,)),
        ((UNHAPPY,), ()),
        # He said the same again: perhaps with more to it.
        ((UNHAPPY,), (with_progress(UNHAPPY, times_answered=1),)),
    ],
)
def test_a_merged_callers_later_answer_voids_it(
    before: tuple[Ticket, ...], after: tuple[Ticket, ...]
) -> None:
    ticket = agreed(proposed(), before)
    assert close(ticket, *before).status is Status.CLOSED
    with pytest.raises(Refused, match="又作了回答"):
        close(ticket, *after)


def test_who_joins_and_was_not_asked_yet_changes_nothing_of_what_was_consented_to() -> None:
    assert standing(agreed(proposed()), [a_member()]) == {999}


def test_one_person_consents_again_only_to_something_else() -> None:
    ticket = try_step(proposed(), REVIEWER, Step.ENDORSE).ticket
    with pytest.raises(Refused, match="已经会签过"):
        try_step(ticket, REVIEWER, Step.ENDORSE)
    case = a_case(ticket, REVIEWER, parse(Step.ENDORSE, good_input(Step.ENDORSE, ticket.status)))
    case = replace(case, facts=replace(case.facts, members=(UNHAPPY,)))
    after = advance(case, Step.ENDORSE).ticket
    assert len(after.progress.endorsements) == 1
    assert standing(after, [UNHAPPY]) == {REVIEWER.id}


def test_a_new_round_forgets_the_explanation() -> None:
    again = try_step(agreed(proposed()), an_actor(Role.SUPERVISOR), Step.OVERRULE).ticket
    assert (again.progress.explained_by, again.progress.explanation) == (0, "")
    assert again.progress.endorsements == ()


def test_a_new_proposal_drops_the_consents_to_closing_and_no_others() -> None:
    ticket = agreed(proposed())
    kept = replace(ticket.progress.endorsements[0], step=Step.SUSPEND)
    both = with_progress(ticket, endorsements=(*ticket.progress.endorsements, kept))
    again = try_step(both, CLERK, Step.PROPOSE_EXPLAINED).ticket
    assert again.progress.endorsements == (kept,)
