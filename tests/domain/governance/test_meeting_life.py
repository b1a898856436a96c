"""A meeting's life is a table; it is arranged ahead, held on its day, signed with decisions."""

from datetime import date
from typing import Any

import pytest

from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.governance.meeting_life import (
    MEETING_TABLE,
    Arrangement,
    MeetingState,
    MeetingStep,
    Minutes,
    arranged,
    check_holding,
    check_signing,
    minutes_of,
    take,
)
from service.domain.permissions import Role
from tests.factories import an_actor

S, T = MeetingState, MeetingStep
TODAY = date(2026, 3, 10)
LEADER, CLERK, AGENT = an_actor(Role.LEADER), an_actor(Role.ANALYST), an_actor(Role.AGENT)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", T)
def test_only_the_steps_of_the_table_are_taken(state: MeetingState, step: MeetingStep) -> None:
    if (state, step) in MEETING_TABLE:
        assert take(state, step, LEADER, "推迟") is MEETING_TABLE[state, step]
        with pytest.raises(NotAllowed):
            take(state, step, AGENT, "推迟")
    else:
        with pytest.raises(IllegalStep):
            take(state, step, LEADER, "推迟")


def test_every_state_is_reached_and_nothing_follows_on_a_cancelled_meeting() -> None:
    assert {S.PLANNED, *MEETING_TABLE.values()} == set(S)
    assert S.CANCELLED not in {state for state, _ in MEETING_TABLE}


@pytest.mark.parametrize("step", [T.CHANGE, T.CANCEL])
def test_changing_and_cancelling_want_a_reason_and_signing_a_leader(step: MeetingStep) -> None:
    assert take(S.PLANNED, step, CLERK, "主持人出差")
    for why in (" ", "长" * 501):
        with pytest.raises(BadInput):
            take(S.PLANNED, step, CLERK, why)
    with pytest.raises(NotAllowed, match="调度领导"):
        take(S.HELD, T.SIGN, CLERK)
    with pytest.raises(NotAllowed, match="调度领导"):
        take(S.SIGNED, T.CORRECT, CLERK, "写错了")


GIVEN = {"held_on": "2026-03-12", "starts_at": "09:30", "place": " 二楼  会议室 "}


def test_a_meeting_is_arranged_with_what_is_settled() -> None:
    assert arranged(GIVEN, TODAY) == Arrangement(date(2026, 3, 12), "09:30", "二楼 会议室")
    past = Arrangement(date(2026, 3, 2), "09:00")
    same = GIVEN | {"held_on": "2026-03-02"}
    assert arranged(same, TODAY, past).held_on == past.held_on


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"held_on": ""}, "held_on"),
        ({"held_on": "明天"}, "held_on"),
        ({"held_on": "2026-03-09"}, "held_on"),
        ({"held_on": "2028-03-09"}, "held_on"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"chair": "长" * 61}, "chair"),
    ],
)
def test_what_is_wrong_is_named(more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as problem:
        arranged(GIVEN | more, TODAY)
    assert set(problem.value.fields) == {field}


def test_a_meeting_is_held_on_its_day_or_after_with_items() -> None:
    check_holding(TODAY, TODAY, 1)
    with pytest.raises(Refused, match="还没到"):
        check_holding(date(2026, 3, 11), TODAY, 1)
    with pytest.raises(Refused, match="没有议题"):
        check_holding(TODAY, TODAY, 0)


def test_minutes_keep_what_is_not_sent_and_are_signed_with_every_decision() -> None:
    assert minutes_of({"said": " 一\r\n二 "}, Minutes("住建局", "")) == Minutes("住建局", "一\n二")
    with pytest.raises(BadInput):
        minutes_of({"said": "长" * 4001}, Minutes())
    check_signing([])
    with pytest.raises(Refused, match="“搅拌站”“路灯”还没有记决定"):
        check_signing(["搅拌站", "路灯"])
