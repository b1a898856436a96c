"""Every guard refuses what it is there to refuse, and says why."""

import ast
import inspect
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.domain import guards
from service.domain.case import Facts
from service.domain.errors import Refused
from service.domain.lifecycle import advance
from service.domain.permissions import SYSTEM, Actor, Role
from service.domain.steps import Step, parse
from service.domain.table import TABLE
from service.domain.ticket import Element, RequestType, Status, Ticket, Urgency
from tests.factories import (
    DECISION,
    DESIGNATOR,
    NOW,
    OTHER_UNIT,
    UNIT,
    UNITS,
    a_case,
    a_ticket,
    an_actor,
    consent,
    good_input,
    pleased,
    ready_ticket,
    try_step,
    with_progress,
)


@dataclass(frozen=True)
class Bad:
    """One way to violate a guard."""

    rule: str
    status: Status
    step: Step
    role: Role
    says: str
    ticket: dict[str, Any] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)
    actor: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW


S, R = Status, Role
LATE = NOW + timedelta(days=40)
BAD = [
    Bad("may_be_answered", S.REGISTERED, Step.ANSWER, R.AGENT, "可直办",
        ticket={"request_type": RequestType.COMPLAINT}, facts={"may_answer": False}),
    Bad("report_needs_reviewer", S.REGISTERED, Step.REJECT, R.AGENT, "会签",
        ticket={"request_type": RequestType.REPORT}),
    Bad("report_needs_reviewer", S.REGISTERED, Step.REJECT, R.AGENT, "会签",
        ticket={"request_type": RequestType.REPORT},
        progress={"endorsements": consent(Step.REJECT, by=an_actor(R.AGENT).id)}),
    Bad("master_is_open", S.REGISTERED, Step.MERGE, R.AGENT, "没有找到主单",
        facts={"master": None}),
    Bad("master_is_open", S.REGISTERED, Step.MERGE, R.AGENT, "自己",
        facts={"master": a_ticket(S.REGISTERED)}),
    Bad("master_is_open", S.PENDING_DISPATCH, Step.MERGE, R.DISPATCHER, "已经办结",
        facts={"master": a_ticket(S.CLOSED, no="20260101000001")}),
    Bad("master_is_open", S.PENDING_DISPATCH, Step.MERGE, R.DISPATCHER, "已经办结",
        facts={"master": a_ticket(S.MERGED, no="20260101000001")}),
    Bad("has_five_elements", S.REGISTERED, Step.SUBMIT, R.AGENT, "还缺：时间、地点",
        ticket={"missing": (Element.TIME, Element.PLACE)}),
    Bad("has_five_elements", S.MERGED, Step.UNMERGE, R.DISPATCHER, "还缺：姓名",
        ticket={"missing": (Element.NAME,)}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "举报",
        ticket={"request_type": RequestType.REPORT}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "加急件",
        ticket={"urgency": Urgency.URGENT}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "紧急件",
        ticket={"urgency": Urgency.EMERGENCY}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "加急件",
        facts={"deadline_class": "urgent"}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "已经派过单",
        ticket={"dispatches": 1}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "没有把握",
        ticket={"is_certain": False}),
    Bad("unit_exists", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "没有这个承办单位：nobody",
        given={"unit": "nobody"}),
    Bad("unit_exists", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "没有这个承办单位：ghost",
        given={"co_units": [OTHER_UNIT, "ghost"]}),
    Bad("unit_exists", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "不能同时",
        given={"co_units": [UNIT]}),
    Bad("follows_decision", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "3号已定主办单位",
        given={"unit": OTHER_UNIT}, facts={"decision": DECISION}),
    Bad("designation_is_signed", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "第 3 次派单",
        ticket={"dispatches": 2}),
    Bad("designation_is_signed", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "从列表中",
        given={"designated_by": "路过的人"}),
    Bad("designation_is_signed", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "写明理由",
        given={"designated_by": DESIGNATOR, "reason": ""}),
    *(Bad("rests_on_decision", status, Step.RECALL, R.DISPATCHER, "联席会商",
          facts={"decision": None}) for status in (S.IN_PROGRESS, S.SUSPENDED)),
    *(Bad("is_own_unit", status, step, R.UNIT_CLERK, "不是您的单位", actor={"unit": OTHER_UNIT})
      for status, step in (
          (S.DISPATCHED, Step.SIGN), (S.DISPATCHED, Step.OBJECT), (S.IN_PROGRESS, Step.OBJECT),
          (S.SUSPENDED, Step.RESUME), (S.IN_PROGRESS, Step.REPLY),
          (S.IN_PROGRESS, Step.FIRST_CONTACT), (S.IN_PROGRESS, Step.REQUEST_EXTENSION),
          (S.IN_PROGRESS, Step.REQUEST_TERMINATION))),
    Bad("is_co_unit", S.IN_PROGRESS, Step.CO_REPORT, R.HANDLER, "不是这张工单的协办",
        ticket={"co_units": (OTHER_UNIT,)}),
    Bad("is_co_unit", S.IN_PROGRESS, Step.CO_REPORT, R.HANDLER, "已经反馈过",
        ticket={"co_units": (UNIT,)}, progress={"co_reported": (UNIT,)}),
    Bad("objection_is_open", S.DISPATCHED, Step.OBJECT, R.UNIT_CLERK, "指定承办",
        ticket={"is_designated": True}),
    Bad("objection_is_open", S.DISPATCHED, Step.OBJECT, R.UNIT_CLERK, "期限已过", now=LATE),
    Bad("is_not_late", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "已经超期",
        ticket={"due_at": NOW - timedelta(minutes=1)},
        progress={"endorsements": consent(Step.SUSPEND)}),
    Bad("is_suspended_by_two", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "会签"),
    Bad("is_suspended_by_two", S.IN_PROGRESS, Step.SUSPEND, R.SUPERVISOR, "会签",
        progress={"endorsements": consent(Step.SUSPEND, by=an_actor(R.SUPERVISOR).id)}),
    Bad("is_suspended_by_two", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "会签",
        progress={"endorsements": consent(Step.CLOSE_EXPLAINED)}),
    Bad("promise_is_ahead", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "晚于今天",
        given={"promised_on": "2026-03-10"}, progress={"endorsements": consent(Step.SUSPEND)}),
    Bad("promise_is_ahead", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "晚于今天",
        # One in the morning of the eleventh in Shanghai is still the tenth in UTC.
        given={"promised_on": "2026-03-11"}, progress={"endorsements": consent(Step.SUSPEND)},
        now=datetime(2026, 3, 10, 17, 0, tzinfo=UTC)),
    Bad("was_contacted", S.IN_PROGRESS, Step.REPLY, R.HANDLER, "首次联系",
        progress={"first_contact": False}),
    Bad("co_units_have_reported", S.IN_PROGRESS, Step.REPLY, R.HANDLER, "还有 1 个协办单位",
        ticket={"co_units": ("sanitation", OTHER_UNIT)}, progress={"co_reported": (OTHER_UNIT,)}),
    Bad("reply_covers_demands", S.REPLIED, Step.APPROVE, R.REVIEWER, "逐项",
        given={"answers_each_demand": ""}),
    Bad("termination_was_requested", S.IN_PROGRESS, Step.TERMINATE, R.DISPATCHER, "书面申请",
        progress={"termination_requested": False}),
    *(Bad("is_not_handler", S.CALLBACK_DUE, step, R.CALLBACK_CLERK, "由别人来做",
          progress={"handlers": (an_actor(R.CALLBACK_CLERK).id,),
                    "endorsements": consent(Step.CLOSE_EXPLAINED)})
      for step in (Step.CLOSE, Step.REDO, Step.CLOSE_EXPLAINED, Step.CALL_ATTEMPT)),
    Bad("callback_is_complete", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "三个问题都要问到"
        .replace("都要", "要都"), given={"solved": ""}),
    Bad("callback_is_complete", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "现在 2 次",
        given={"responded": "", "solved": "", "satisfied": ""}, progress={"failed_calls": 2}),
    Bad("callback_is_complete", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "请重办",
        given={"satisfied": "no"}, progress={"failed_calls": 9}),
    Bad("is_unhappy", S.CALLBACK_DUE, Step.REDO, R.CALLBACK_CLERK, "不需要重办",
        given={"solved": "yes", "satisfied": "unsaid"}),
    Bad("is_explained_by_two", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK, "会签"),
    *(Bad("may_be_reopened", S.CLOSED, Step.RECALL, role, "超过 15 天",
          ticket={"ended_at": NOW - timedelta(days=15, minutes=1)})
      for role in (R.AGENT, R.CALLER)),
    Bad("extension_is_open", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "已经超期",
        now=LATE),
    Bad("extension_is_open", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "最多延期 1",
        progress={"extensions": 1}),
    Bad("extension_is_open", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "等批复",
        progress={"extension_asked_days": 2}),
    *(Bad("days_are_allowed", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "1 到 10",
          given={"days": days}) for days in ("0", "11")),
    Bad("days_are_allowed", S.IN_PROGRESS, Step.GRANT_EXTENSION, R.DISPATCHER, "1 到 10",
        given={"days": "11"}, progress={"extension_asked_days": 5}),
    *(Bad("extension_was_asked", S.IN_PROGRESS, step, R.DISPATCHER, "没有待批复")
      for step in (Step.GRANT_EXTENSION, Step.DENY_EXTENSION)),
    Bad("caller_is_told", S.IN_PROGRESS, Step.GRANT_EXTENSION, R.DISPATCHER, "告知诉求人",
        given={"told_caller": ""}, progress={"extension_asked_days": 5}),
    Bad("needs_consent", S.IN_PROGRESS, Step.ENDORSE, R.REVIEWER, "不需要会签",
        given={"step": "reply"}),
    # Consent to what cannot happen yet is no consent: the callback has not been made.
    Bad("needs_consent", S.IN_PROGRESS, Step.ENDORSE, R.REVIEWER, "不需要会签",
        given={"step": "close_explained"}),
    Bad("changes_something", S.REGISTERED, Step.CORRECT, R.AGENT, "没有填写",
        given={"topic": ""}),
    Bad("fills_in_words", S.REGISTERED, Step.CORRECT, R.AGENT, "补充内容",
        given={"fills": ["time"]}),
]  # fmt: skip


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
    ticket = with_progress(a_ticket(bad.status), **bad.progress)
    return replace(ticket, **bad.ticket)


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
    for _ in range(3):
        ticket = try_step(ticket, clerk, Step.CALL_ATTEMPT).ticket
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
