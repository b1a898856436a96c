"""The whole table of a duty: every state, step and person; its guards; its light."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.governance.duties import (
    DUTY_TABLE,
    GIVING,
    NEEDS_WORDS,
    UNIT_STEPS,
    Duty,
    DutyStatus,
    DutyStep,
    Light,
    given,
    light,
    open_steps,
    take_step,
)
from service.domain.permissions import Actor, Role
from tests.factories import an_actor

DAY = date(2026, 3, 10)
UNITS = frozenset({"housing", "water_company", "urban_management"})
DUTY = Duty(1, "转正式用电", "housing", ("water_company",), DAY + timedelta(days=30), "15 个小区")
LEADER = an_actor(Role.LEADER)
UNIT = Actor(5, "联络员", frozenset({Role.UNIT_CLERK}), "housing")
OTHER = Actor(6, "别家", frozenset({Role.UNIT_CLERK}), "water_company")
PEOPLE = (LEADER, an_actor(Role.SUPERVISOR), an_actor(Role.AGENT), UNIT, OTHER)


def at(status: DutyStatus) -> Duty:
    return Duty(**{name: getattr(DUTY, name) for name in DUTY.__slots__} | {"status": status})


def test_what_is_offered_is_what_can_be_done_and_nothing_else() -> None:
    for status, step, actor in product(DutyStatus, DUTY_TABLE, PEOPLE):
        duty = at(status)
        if step in open_steps(duty, actor):
            after = take_step(duty, step, actor, "说明", "40")
            assert after.status is (DUTY_TABLE[step][1] or status)
        else:
            with pytest.raises((IllegalStep, NotAllowed)):
                take_step(duty, step, actor, "说明", "40")


def test_units_report_and_offices_judge() -> None:
    for status in DutyStatus:
        assert set(open_steps(at(status), UNIT)) <= UNIT_STEPS
        assert not set(open_steps(at(status), LEADER)) & UNIT_STEPS
        assert open_steps(at(status), OTHER) == ()


def test_every_open_state_leads_on_and_ended_ones_do_not() -> None:
    for status in DutyStatus:
        ways = {target for sources, target in DUTY_TABLE.values() if status in sources}
        is_over = status in (DutyStatus.DONE, DutyStatus.WITHDRAWN)
        assert bool(ways - {None}) is not is_over


@pytest.mark.parametrize("step", sorted(NEEDS_WORDS))
def test_what_has_to_be_told_is_told(step: DutyStep) -> None:
    actor = UNIT if step in UNIT_STEPS else LEADER
    source = min(DUTY_TABLE[step][0])
    with pytest.raises(BadInput):
        take_step(at(source), step, actor, " ", "40")


@pytest.mark.parametrize("percent", ["", "100", "-1", "一半", "４０", "9" * 5000])
def test_progress_is_a_whole_percent_short_of_done(percent: str) -> None:
    with pytest.raises(BadInput):
        take_step(at(DutyStatus.SIGNED), DutyStep.REPORT, UNIT, "说明", percent)
    assert take_step(at(DutyStatus.SIGNED), DutyStep.COMPLETE, UNIT, "好了").percent == 100


def test_a_duty_is_given_after_the_meeting_is_called_with_everything_said() -> None:
    for status in AgendaStatus:
        if status in GIVING:
            assert given(status, LEADER, DUTY, UNITS, DAY) == DUTY
        else:
            with pytest.raises(IllegalStep):
                given(status, LEADER, DUTY, UNITS, DAY)
    with pytest.raises(NotAllowed):
        given(AgendaStatus.SCHEDULED, UNIT, DUTY, UNITS, DAY)
    wrong = Duty(1, "", "nobody", ("nobody",), DAY - timedelta(days=1), "")
    with pytest.raises(BadInput) as problem:
        given(AgendaStatus.SCHEDULED, LEADER, wrong, UNITS, DAY)
    assert set(problem.value.fields) == {"task", "target", "lead", "co_units", "due_on"}
    with pytest.raises(BadInput, match="五年以内"):
        given(AgendaStatus.SCHEDULED, LEADER, replace(DUTY, due_on=date(9999, 12, 31)), UNITS, DAY)


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        (DutyStatus.SENT, 30, Light.YELLOW),
        (DutyStatus.SIGNED, 8, Light.GREEN),
        (DutyStatus.SIGNED, 7, Light.YELLOW),
        (DutyStatus.SIGNED, 0, Light.YELLOW),
        (DutyStatus.SIGNED, -1, Light.RED),
        (DutyStatus.SENT, -1, Light.RED),
        (DutyStatus.REPORTED, -1, Light.GREEN),
        (DutyStatus.DONE, -9, Light.OFF),
        (DutyStatus.WITHDRAWN, 9, Light.OFF),
    ],
)
def test_the_light_says_what_needs_looking_at(
    status: DutyStatus, days: int, expected: Light
) -> None:
    assert light(at(status), DUTY.due_on - timedelta(days=days)) is expected
