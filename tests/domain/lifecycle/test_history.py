"""A history is read again by the table; what the table would not have permitted is named."""

from dataclasses import replace
from typing import Any

import pytest

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.history import wrong_steps
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.factories import NOW, an_actor

DISPATCHER = an_actor(Role.DISPATCHER)
YES = dict.fromkeys(("responded", "solved", "satisfied"), "yes")


def entry(seq: int, step: Step, source: Status | None, target: Status, **data: Any) -> Entry:
    who = DISPATCHER
    return Entry("1", seq, step, NOW, who.id, who.name, "", source, target, 1, data)


S = Status
BEGUN = (
    entry(1, Step.REGISTER, None, S.REGISTERED),
    entry(2, Step.SUBMIT, S.REGISTERED, S.PENDING_DISPATCH),
    entry(3, Step.DISPATCH, S.PENDING_DISPATCH, S.DISPATCHED),
)
CALLED = (
    entry(1, Step.REGISTER, None, S.CALLBACK_DUE),
    *(entry(n, Step.CALL_ATTEMPT, S.CALLBACK_DUE, S.CALLBACK_DUE) for n in (2, 3, 4)),
    entry(5, Step.CLOSE, S.CALLBACK_DUE, S.CLOSED),
)


def wrong(*entries: Entry, **actors: Any) -> list[str]:
    return [why for _, why in wrong_steps(entries, actors.get("actors", {}), 3)]


def test_what_the_table_permits_is_not_named() -> None:
    assert wrong(*BEGUN) == wrong(*CALLED) == []
    assert wrong(CALLED[0], entry(2, Step.CLOSE, S.CALLBACK_DUE, S.CLOSED, **YES)) == []


@pytest.mark.parametrize(
    ("place", "changes", "why"),
    [
        (0, {"step": Step.NOTE}, "历史不从登记开始"),
        (1, {"seq": 7}, "环节不连续"),
        (1, {"source": S.IN_PROGRESS}, "不是从前一步的状态开始"),
        (2, {"target": S.CLOSED}, "到了流转表没有的状态"),
        (2, {"step": Step.SIGN}, "流转表里没有这一步"),
        (2, {"round": 2}, "轮次不对"),
        (2, {"at": NOW.replace(year=2020)}, "早于前一步"),
    ],
)
def test_what_it_does_not_permit_is(place: int, changes: dict[str, Any], why: str) -> None:
    history = list(BEGUN)
    history[place] = replace(history[place], **changes)
    assert why in wrong(*history)


def test_a_step_without_the_right_to_it_is_named() -> None:
    actors = {DISPATCHER.id: an_actor(Role.LEADER, id=DISPATCHER.id)}
    assert wrong(*BEGUN, actors=actors) == ["办理人没有这一步的权限"] * 2


def test_closing_without_a_callback_is_named() -> None:
    shorter = (*CALLED[:3], replace(CALLED[4], seq=4))
    assert wrong(*shorter) == ["没有回访记录就办结"]
    assert wrong(CALLED[0], entry(2, Step.CLOSE, S.CALLBACK_DUE, S.CLOSED)) == [
        "没有回访记录就办结"
    ]


SAYS_NO = {"responded": "yes", "solved": "no", "satisfied": "no"}
CONSENT = {"step": "close_explained"}


def told(*told: tuple[Step, int, dict[str, Any]]) -> list[str]:
    """What is wrong with a callback in which these people did this; the last step closes."""
    begun = entry(1, Step.REGISTER, None, S.CALLBACK_DUE)
    made = [
        replace(entry(n, step, S.CALLBACK_DUE, S.CALLBACK_DUE), actor_id=by, data=data)
        for n, (step, by, data) in enumerate(told, 2)
    ]
    return wrong(begun, *made[:-1], replace(made[-1], target=S.CLOSED))


PROPOSED = (Step.PROPOSE_EXPLAINED, 1, SAYS_NO | {"explanation": "甲"})
ENDORSED, EXPLAINED = (Step.ENDORSE, 2, CONSENT), (Step.CLOSE_EXPLAINED, 1, {"explanation": "甲"})


def test_an_explanation_is_closed_with_anothers_consent_to_the_same_text_and_answers() -> None:
    why = ["没有别人对同一段解释的会签就解释办结"]
    again = (Step.CALLER_ANSWER, 1, SAYS_NO)
    assert told(PROPOSED, ENDORSED, EXPLAINED) == []
    assert told(PROPOSED, EXPLAINED) == told(again, ENDORSED, EXPLAINED) == why
    assert told(PROPOSED, ENDORSED, again, EXPLAINED) == why
    assert told(PROPOSED, ENDORSED, PROPOSED, EXPLAINED) == why
    assert told(PROPOSED, ENDORSED, (Step.CLOSE_EXPLAINED, 1, {"explanation": "乙"})) == why
    assert told(PROPOSED, (Step.ENDORSE, 1, CONSENT), EXPLAINED) == why
    assert told(PROPOSED, ENDORSED, (Step.CLOSE_EXPLAINED, 2, {"explanation": "甲"})) == why


def test_answers_other_than_the_callers_own_are_named() -> None:
    own = (Step.SELF_ANSWER, 0, SAYS_NO)
    why = ["改写了诉求人自己的回答"]
    assert told(own, PROPOSED, ENDORSED, EXPLAINED) == []
    assert (
        told(own, (Step.CLOSE, 1, YES))
        == told(own, (Step.CALLER_ANSWER, 1, YES), PROPOSED, ENDORSED, EXPLAINED)
        == why
    )
    # Of another order's callback the caller says what he likes.
    elsewhere = {"order": "2", "order_round": "1"}
    said = (Step.SELF_ANSWER, 0, SAYS_NO | elsewhere)
    assert told(said, (Step.CLOSE, 1, YES)) == []
    assert told(said, (Step.CALLER_ANSWER, 1, YES | elsewhere), (Step.CLOSE, 1, YES)) == why
