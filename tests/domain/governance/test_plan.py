"""What an item is measured by is settled before its meeting, and judged by whole months."""

from datetime import date

import pytest

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.governance.plan import (
    CHOOSING,
    Plan,
    Scope,
    TargetState,
    check_choosing,
    chosen,
    frozen,
    has_returned,
    scope_of,
    target_state,
)
from service.domain.permissions import Actor, Role

PLAN = Plan(Scope(("080101",), "a"), ("area:b", "topic:0102"), baseline=30.0, months=12)
ANALYST = Actor(1, "分析员", frozenset({Role.ANALYST}))


def test_a_scope_covers_most_tickets_and_one_county_only_when_most_are_there() -> None:
    here = [("080101", "a")] * 7 + [("080102", "b")] * 2 + [("010101", "c")]
    assert scope_of(here) == Scope(("080101", "080102"), "a")
    assert scope_of([("080101", "a"), ("080101", "b")]) == Scope(("080101",), "")
    assert scope_of([]) == Scope((), "")


def test_controls_can_be_left_out_and_never_added() -> None:
    plan = chosen(PLAN, ["topic:0102", "topic:9999"], " 20 ", " 明显减少 ")
    assert (plan.controls, plan.left_out) == (("topic:0102",), ("area:b",))
    assert (plan.at_most, plan.expected, plan.why_none) == (20, "明显减少", "")
    assert chosen(PLAN, [], "", "").why_none == "没有留下可比的序列"


@pytest.mark.parametrize("at_most", ["-1", "二十", "1.5", "1000000", "²", "9" * 5000])
def test_a_target_is_a_count(at_most: str) -> None:
    with pytest.raises(BadInput) as problem:
        chosen(PLAN, [], at_most, "")
    assert "at_most" in problem.value.fields


@pytest.mark.parametrize(
    ("meeting", "start"), [("2026-03-05", "2026-04"), ("2026-12-31", "2027-01")]
)
def test_the_month_of_the_meeting_still_counts_as_before(meeting: str, start: str) -> None:
    plan = frozen(PLAN, date.fromisoformat(meeting))
    assert (plan.start, plan.meeting_on) == (start, meeting)
    assert Plan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    ("after", "at_most", "state"),
    [
        ([5, 5], None, TargetState.NO_TARGET),
        ([5], 10, TargetState.TOO_EARLY),
        ([50, 10, 10], 10, TargetState.REACHED),
        ([5, 5, 11], 10, TargetState.MISSED),
        ([5, 11, 5], 10, TargetState.MISSED),
    ],
)
def test_two_months_in_a_row_decide_on_the_target(
    after: list[int], at_most: int | None, state: TargetState
) -> None:
    assert target_state(after, at_most) is state


def test_a_matter_has_returned_after_two_months_as_loud_as_before() -> None:
    assert has_returned([3, 30, 31], PLAN)
    assert not has_returned([30], PLAN)
    assert not has_returned([40, 29], PLAN)
    assert not has_returned([0, 0], Plan(Scope(())))


def test_a_comparison_is_chosen_before_the_meeting_by_those_who_may() -> None:
    for status in AgendaStatus:
        if status in CHOOSING:
            check_choosing(status, ANALYST)
        else:
            with pytest.raises(IllegalStep):
                check_choosing(status, ANALYST)
    with pytest.raises(NotAllowed):
        check_choosing(AgendaStatus.SELECTED, Actor(2, "话务员", frozenset({Role.AGENT})))
