"""The life of a matter across borders, from opening it to closing it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from service.domain.errors import BadInput, DomainError, IllegalStep, NotAllowed, Refused
from service.domain.lifecycle.case import JointDecision
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor, Role
from service.domain.ticket import Status
from service.domain.together.matter_forms import MATTER_FIELDS, read_matter_step
from service.domain.together.matter_life import MatterCase, MatterFacts, MatterMove, advance_matter
from service.domain.together.matters import (
    MATTER_ENDED,
    MATTER_TABLE,
    Crossing,
    Matter,
    MatterStatus,
    MatterStep,
    Position,
    matter_steps,
)
from service.domain.together.redispatch import steps_to
from tests.factories import CO_UNIT, NOW, OTHER_UNIT, UNIT, a_ticket, an_actor

S, M = MatterStatus, MatterStep
NAMES = {"城管局": UNIT, "环卫处": CO_UNIT, "供水公司": OTHER_UNIT}
FACTS = MatterFacts(NAMES, session_no="联席会商〔2026〕3号")
SUPERVISOR, LEADER = an_actor(Role.SUPERVISOR), an_actor(Role.LEADER)
CLERK = an_actor(Role.UNIT_CLERK)
OPENED = Matter(
    id=7,
    version=1,
    status=S.OPENED,
    title="河堤的路灯归谁修",
    question="河堤步道的路灯由谁管养",
    crossings=(Crossing.DEPARTMENTS,),
    topic="010101",
    area="",
    tickets=("20260310000001", "20260310000002"),
    opened_at=NOW,
    opened_by="督办员",
)
ASK = {"units": "urban_management,sanitation", "answer_by": "2026-03-13"}
CALL = {
    "held_on": "2026-03-16",
    "held_at": "14:30",
    "place": "三楼会议室",
    "chair": "张主任",
    "units": "urban_management,sanitation",
    "agenda": "议路灯",
}
ANSWER = {"position": "not_ours", "said": "不归我们", "legal_basis": "三定方案"}
DECIDE = {
    "lead": UNIT,
    "co_units": CO_UNIT,
    "duties": "城管局：接管路灯\n环卫处:清理灯下垃圾",
    "due_on": "2026-04-01",
    "legal_basis": "城市照明管理规定第四条",
    "said": "路灯由城管局管养。",
}
AFTER = datetime(2026, 3, 16, 16, 0, tzinfo=LOCAL)


def taken(
    matter: Matter,
    step: MatterStep,
    given: Mapping[str, Any],
    actor: Actor = SUPERVISOR,
    now: datetime = NOW,
    facts: MatterFacts = FACTS,
) -> MatterMove:
    case = MatterCase(matter, actor, now, read_matter_step(step, given), facts)
    return advance_matter(case, step)


def asked() -> Matter:
    return taken(OPENED, M.ASK, ASK).matter


def called() -> Matter:
    return taken(asked(), M.CALL, CALL).matter


def decided() -> Matter:
    return taken(called(), M.DECIDE, DECIDE, now=AFTER).matter


def test_a_matter_goes_from_question_to_decision_and_keeps_every_word() -> None:
    matter = asked()
    assert matter.status is S.POSITIONS_ASKED
    assert matter.waiting_for == (UNIT, CO_UNIT)
    assert matter.clock == datetime(2026, 3, 13, 18, 0, tzinfo=LOCAL)
    matter = taken(matter, M.ANSWER, ANSWER, CLERK).matter
    assert matter.waiting_for == (CO_UNIT,)
    assert matter.answers[0].position is Position.NOT_OURS
    move = taken(matter, M.CALL, CALL)
    assert move.matter.session is not None
    assert (move.matter.session.no, move.entry.data["session_no"]) == (FACTS.session_no,) * 2
    assert move.matter.clock == datetime(2026, 3, 16, 14, 30, tzinfo=LOCAL)
    matter = taken(move.matter, M.DECIDE, DECIDE, now=AFTER).matter
    held = matter.resolution
    assert held is not None
    assert (held.lead, held.co_units, held.by) == (UNIT, (CO_UNIT,), "张主任")
    assert [(duty.unit, duty.task) for duty in held.duties] == [
        (UNIT, "接管路灯"),
        (CO_UNIT, "清理灯下垃圾"),
    ]
    assert held.due_on == date(2026, 4, 1)
    assert matter.decision == JointDecision(
        "联席会商〔2026〕3号",
        UNIT,
        (CO_UNIT,),
        ((UNIT, "接管路灯"), (CO_UNIT, "清理灯下垃圾")),
        datetime(2026, 4, 1, 23, 59, 59, tzinfo=LOCAL),
    )
    dispatcher = an_actor(Role.DISPATCHER)
    matter = taken(matter, M.CARRY_OUT, {}, dispatcher, AFTER).matter
    assert matter.decision is not None
    matter = taken(matter, M.CLOSE, {"note": "路灯已接管"}, now=AFTER).matter
    assert (matter.status, matter.decision, matter.ended_at) == (S.CLOSED, None, AFTER)


def test_a_unit_may_think_again_and_its_last_word_counts() -> None:
    matter = taken(asked(), M.ANSWER, ANSWER, CLERK).matter
    matter = taken(matter, M.ANSWER, ANSWER | {"position": "lead"}, CLERK).matter
    assert [answer.position for answer in matter.answers] == [Position.LEAD]


def test_a_session_that_is_put_off_keeps_its_number() -> None:
    later = taken(called(), M.CALL, CALL | {"held_on": "2026-03-17"}, facts=MatterFacts(NAMES))
    assert later.matter.session is not None
    assert later.matter.session.no == FACTS.session_no


def test_a_session_held_earlier_than_planned_is_recorded_when_it_was() -> None:
    early = AFTER - timedelta(days=3)
    said = DECIDE | {"was_on": "2026-03-13", "was_at": "09:30"}
    matter = taken(called(), M.DECIDE, said, now=early).matter
    assert matter.status is S.DECIDED
    assert matter.session is not None
    assert matter.session.at == datetime(2026, 3, 13, 9, 30, tzinfo=LOCAL)


def test_what_was_not_agreed_goes_to_a_leader_who_alone_decides() -> None:
    matter = taken(called(), M.ESCALATE, {"reason": "两家都不接"}, now=AFTER).matter
    assert matter.status is S.ESCALATED
    with pytest.raises(NotAllowed):
        taken(matter, M.DECIDE, DECIDE, now=AFTER)
    held = taken(matter, M.DECIDE, DECIDE, LEADER, AFTER).matter.resolution
    assert held is not None
    assert held.by == LEADER.name


REFUSED: list[tuple[str, Matter, MatterStep, dict[str, Any], dict[str, Any]]] = [
    ("至少请两个单位", OPENED, M.ASK, ASK | {"units": UNIT}, {}),
    ("认不出", OPENED, M.ASK, ASK | {"units": f"{UNIT},ghost"}, {}),
    ("晚于现在", OPENED, M.ASK, ASK | {"answer_by": "2026-03-09"}, {}),
    ("晚于现在", asked(), M.CALL, CALL | {"held_on": "2026-03-10", "held_at": "08:00"}, {}),
    *(("时间看不懂", asked(), M.CALL, CALL | {"held_at": said}, {})
      for said in ("下午", "T14", "14", "24:00", "14:3")),
    ("没有请您的单位", asked(), M.ANSWER, ANSWER, {"actor": replace(CLERK, unit=OTHER_UNIT)}),
    ("会还没有开", called(), M.DECIDE, DECIDE, {}),
    ("不晚于现在", called(), M.DECIDE, DECIDE | {"was_on": "2026-03-13", "was_at": "09:30"}, {}),
    ("在提出之后", called(), M.DECIDE, DECIDE | {"was_on": "2026-03-01", "was_at": "09:30"},
     {"now": AFTER}),
    ("要一起填", called(), M.DECIDE, DECIDE | {"was_on": "2026-03-13"}, {"now": AFTER}),
    ("不能同时", called(), M.DECIDE, DECIDE | {"co_units": UNIT}, {"now": AFTER}),
    ("分工不全", called(), M.DECIDE, DECIDE | {"duties": "城管局：接管"}, {"now": AFTER}),
    ("看不懂", called(), M.DECIDE, DECIDE | {"duties": "供水公司：抄表"}, {"now": AFTER}),
    ("晚于今天", called(), M.DECIDE, DECIDE | {"due_on": "2026-03-16"}, {"now": AFTER}),
    ("一年以内", OPENED, M.ASK, ASK | {"answer_by": "2029-03-09"}, {}),
    ("一年以内", asked(), M.CALL, CALL | {"held_on": "2062-03-16"}, {}),
    ("五年以内", called(), M.DECIDE, DECIDE | {"due_on": "2062-04-01"}, {"now": AFTER}),
    ("2 件工单没有按决定", decided(), M.CARRY_OUT, {},
     {"actor": an_actor(Role.DISPATCHER), "facts": MatterFacts(NAMES, astray=2)}),
    ("1 件工单没有办结", taken(decided(), M.CARRY_OUT, {}, an_actor(Role.DISPATCHER)).matter,
     M.CLOSE, {"note": "好了"}, {"facts": MatterFacts(NAMES, open_tickets=1)}),
]  # fmt: skip


@pytest.mark.parametrize(("says", "matter", "step", "given", "more"), REFUSED)
def test_what_cannot_be_is_refused_with_the_reason(
    says: str, matter: Matter, step: MatterStep, given: dict[str, Any], more: dict[str, Any]
) -> None:
    with pytest.raises((BadInput, Refused)) as problem:
        taken(matter, step, given, **more)
    assert says in problem.value.message + str(getattr(problem.value, "fields", ""))


def test_every_step_but_the_first_stands_in_the_table_and_no_end_has_a_way_out() -> None:
    assert {row.step for row in MATTER_TABLE} == set(M) - {M.OPEN}
    assert set(MATTER_FIELDS) == set(M)
    for row in MATTER_TABLE:
        assert row.target is None or not row.sources & MATTER_ENDED
    reached = {S.OPENED} | {row.target for row in MATTER_TABLE if row.target}
    assert reached == set(S)


def test_what_is_offered_is_what_the_table_and_the_permissions_allow() -> None:
    for matter in (OPENED, asked(), called(), decided()):
        for role in Role:
            actor = an_actor(role)
            offered = matter_steps(matter, actor)
            for step in set(M) - {M.OPEN}:
                try:
                    advance_matter(MatterCase(matter, actor, AFTER, {}, FACTS), step)
                except (IllegalStep, NotAllowed):
                    assert step not in offered or step is M.ANSWER
                except (DomainError, KeyError):
                    assert step in offered or step is M.ANSWER


def test_a_unit_answers_only_where_it_was_asked() -> None:
    assert matter_steps(asked(), CLERK) == [M.ANSWER]
    assert matter_steps(asked(), replace(CLERK, unit=OTHER_UNIT)) == []


DECISION = JointDecision("联席会商〔2026〕3号", OTHER_UNIT)


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (Status.REGISTERED, []),
        (Status.PENDING_DISPATCH, [Step.DISPATCH]),
        (Status.DISPATCHED, [Step.RECALL, Step.DISPATCH]),
        (Status.RETURN_PENDING, [Step.UPHOLD, Step.DISPATCH]),
        (Status.IN_PROGRESS, [Step.RECALL, Step.DISPATCH]),
        (Status.SUSPENDED, [Step.RECALL, Step.DISPATCH]),
        (Status.REPLIED, []),
        (Status.CLOSED, []),
    ],
)
def test_a_ticket_comes_to_the_decided_unit_by_ordinary_steps(
    status: Status, steps: list[Step]
) -> None:
    planned = steps_to(a_ticket(status), DECISION)
    assert [step for step, _ in planned] == steps
    assert all("联席会商〔2026〕3号" in given["reason"] for _, given in planned)


def test_the_decided_unit_goes_on_and_its_own_objection_is_refused() -> None:
    ours = replace(DECISION, lead=UNIT)
    assert steps_to(a_ticket(Status.IN_PROGRESS), ours) == []
    assert [s for s, _ in steps_to(a_ticket(Status.RETURN_PENDING), ours)] == [Step.REFUSE]


def test_a_date_in_time_is_still_in_time() -> None:
    assert taken(asked(), M.CALL, CALL, now=NOW + timedelta(days=2)).matter.session is not None
