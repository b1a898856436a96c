"""Every verb of the hotline through the flows: what it does, and each way it is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.domain.errors import BadInput, IllegalStep, NotAllowed, NotFound, Refused, Stale
from service.domain.lifecycle.fields import Kind
from service.domain.lifecycle.forms import FIELDS
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import TABLE
from service.domain.permissions import Actor, Role
from service.domain.ticket import RequestType, Status, Ticket
from service.flows import steps
from service.flows.desk import Desk
from tests.factories import good_input
from tests.installation import OTHER_UNIT, UNIT, Clock
from tests.stories import Story

CO_UNIT = "sanitation"
Prepare = Callable[[Story], Ticket]


def _endorsed(story: Story, ticket: Ticket, step: Step) -> Ticket:
    return story.take(Role.REVIEWER, ticket.no, Step.ENDORSE, step=step.value, reason="同意")


def _explained(story: Story) -> Ticket:
    no = story.callback_due().no
    said = {"responded": "yes", "solved": "no", "satisfied": "yes"}
    asks = Step.PROPOSE_EXPLAINED
    ticket = story.take(Role.CALLBACK_CLERK, no, asks, **said, explanation="测试内容")
    return _endorsed(story, ticket, Step.CLOSE_EXPLAINED)


def _asked(story: Story) -> Ticket:
    no = story.in_progress().no
    return story.take(Role.UNIT_CLERK, no, Step.REQUEST_EXTENSION, days=3, reason="管线复杂")


def _objected(story: Story) -> Ticket:
    no = story.at_unit().no
    given = {"reason": "不属于我单位", "legal_basis": "职责清单第三条"}
    return story.take(Role.UNIT_CLERK, no, Step.OBJECT, **given)


def _suspended(story: Story) -> Ticket:
    ticket = _endorsed(story, story.in_progress(), Step.SUSPEND)
    given = {"blocker": "season", "promised_on": "2026-06-30", "reason": "冬季不能施工"}
    return story.take(Role.DISPATCHER, ticket.no, Step.SUSPEND, **given)


def _merged(story: Story) -> Ticket:
    master = story.waiting()
    return story.take(Role.DISPATCHER, story.waiting().no, Step.MERGE, master_no=master.no)


def _withdrawn(story: Story) -> Ticket:
    no = story.in_progress().no
    return story.take(Role.UNIT_CLERK, no, Step.REQUEST_TERMINATION, reason="诉求人撤回")


def _consultation(story: Story) -> Ticket:
    return story.registered(request_type=RequestType.CONSULT)


def _with_co_unit(story: Story) -> Ticket:
    ticket = story.waiting()
    return story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=OTHER_UNIT, co_units=[UNIT])


# Who does each verb, and how the ticket came to where it is done.
VERBS: dict[Step, tuple[Role, Prepare]] = {
    Step.ANSWER: (Role.AGENT, _consultation),
    Step.REJECT: (Role.AGENT, Story.registered),
    Step.MERGE: (Role.DISPATCHER, Story.waiting),
    Step.UNMERGE: (Role.DISPATCHER, _merged),
    Step.SUBMIT: (Role.AGENT, Story.registered),
    Step.DISPATCH: (Role.DISPATCHER, Story.waiting),
    Step.SIGN: (Role.UNIT_CLERK, Story.at_unit),
    Step.RECALL: (Role.DISPATCHER, Story.at_unit),
    Step.OBJECT: (Role.UNIT_HEAD, Story.at_unit),
    Step.UPHOLD: (Role.DISPATCHER, _objected),
    Step.REFUSE: (Role.DISPATCHER, _objected),
    Step.SUSPEND: (
        Role.DISPATCHER,
        lambda story: _endorsed(story, story.in_progress(), Step.SUSPEND),
    ),
    Step.RESUME: (Role.SUPERVISOR, _suspended),
    Step.REVIEW_SUSPENSION: (Role.SUPERVISOR, _suspended),
    Step.REPLY: (Role.HANDLER, Story.in_progress),
    Step.APPROVE: (Role.REVIEWER, Story.replied),
    Step.SEND_BACK: (Role.REVIEWER, Story.replied),
    Step.TERMINATE: (Role.DISPATCHER, _withdrawn),
    Step.CLOSE: (Role.CALLBACK_CLERK, Story.callback_due),
    Step.REDO: (Role.CALLBACK_CLERK, Story.callback_due),
    Step.CLOSE_EXPLAINED: (Role.CALLBACK_CLERK, _explained),
    Step.NOTE: (Role.AGENT, Story.registered),
    Step.CORRECT: (Role.DISPATCHER, Story.waiting),
    Step.FIRST_CONTACT: (Role.HANDLER, Story.in_progress),
    Step.CO_REPORT: (Role.UNIT_CLERK, _with_co_unit),
    Step.REQUEST_EXTENSION: (Role.UNIT_CLERK, Story.in_progress),
    Step.GRANT_EXTENSION: (Role.DISPATCHER, _asked),
    Step.DENY_EXTENSION: (Role.SUPERVISOR, _asked),
    Step.REQUEST_TERMINATION: (Role.UNIT_CLERK, Story.in_progress),
    Step.ENDORSE: (Role.REVIEWER, Story.in_progress),
    Step.CALL_ATTEMPT: (Role.CALLBACK_CLERK, Story.callback_due),
    Step.REMIND: (Role.SUPERVISOR, Story.at_unit),
    Step.SUPERVISE: (Role.SUPERVISOR, Story.at_unit),
    Step.INSTRUCT: (Role.LEADER, Story.at_unit),
}
# Done by the program or by a caller with a query code; tested with the night's work and /track.
ELSEWHERE = {
    # With the tiers of supervision.
    Step.SUMMON,
    # With the stories of promises.
    Step.RESET_DEADLINE,
    *(Step.REGISTER, Step.ARCHIVE, Step.EVALUATE),
    *(Step.ATTACH, Step.REMOVE_ATTACHMENT),
    # With the story of a unit's own people.
    *(Step.ASSIGN, Step.UNASSIGN),
    # With the stories of co-units and consulted units.
    *(Step.CO_SIGN, Step.CO_OBJECT, Step.CO_KEEP, Step.CO_ADD, Step.CO_RELEASE),
    *(Step.CO_REMIND, Step.CO_SUPERVISE, Step.CONSULT, Step.OPINE, Step.REMIND_OPINIONS),
    Step.END_CONSULTATION,
    # With the stories of every caller of an order.
    *(Step.CALLER_ANSWER, Step.SELF_ANSWER, Step.PROPOSE_EXPLAINED),
    *(Step.OVERRULE, Step.SPLIT_OFF),
}


def given_for(story: Story, step: Step, ticket: Ticket) -> dict[str, Any]:
    given = good_input(step, ticket.status)
    if step is Step.MERGE:
        given["master_no"] = story.waiting().no
    if step is Step.DISPATCH:
        given["co_units"] = [CO_UNIT]
    return given


def test_three_units_that_refuse_one_ticket_bring_it_before_the_supervisor(
    story: Story,
) -> None:
    hotline = story.system.hotline
    hotline.profile = replace(hotline.profile, designate_after=9)
    ticket = story.waiting()
    for unit, who in ((UNIT, Role.UNIT_CLERK), (OTHER_UNIT, "neighbour"), (UNIT, Role.UNIT_HEAD)):
        story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=unit)
        story.take(who, ticket.no, Step.OBJECT, reason="不归我们", legal_basis="三定方案")
        ticket = story.take(Role.DISPATCHER, ticket.no, Step.UPHOLD, reason="换一家")
    # The same unit twice counts once.
    assert ticket.progress.supervision_level == 0
    with story.system.store.write() as uow:
        third = replace(story.who("neighbour"), unit="sanitation")
        desk = Desk(uow, hotline, story.who(Role.DISPATCHER), story.system.now())
        steps.take(desk, ticket.no, Step.DISPATCH, {"unit": "sanitation"})
        objection = {"reason": "不归我们", "legal_basis": "三定方案"}
        ticket = steps.take(replace(desk, actor=third), ticket.no, Step.OBJECT, objection)
        entries = uow.tickets.steps(ticket.no)
    assert (ticket.progress.supervision_level, entries[-1].actor_name) == (2, "系统")
    assert "已有 3 个单位" in entries[-1].data["note"]


def test_every_verb_of_the_table_is_tried_here() -> None:
    assert set(VERBS) | ELSEWHERE == {row.step for row in TABLE} | {Step.REGISTER}


@pytest.mark.parametrize("step", VERBS)
def test_the_verb_does_what_the_table_says(story: Story, step: Step) -> None:
    role, prepare = VERBS[step]
    before = prepare(story)
    after = story.take(role, before.no, step, **given_for(story, step, before))
    (row,) = [row for row in TABLE if row.step is step and before.status in row.sources]
    with story.system.store.read() as uow:
        stored, entries = uow.tickets.get(before.no), uow.tickets.steps(before.no)
    assert stored == after
    assert stored.status is (row.target or before.status)
    assert stored.version == before.version + 1
    assert (entries[-1].step, entries[-1].actor_id) == (step, story.who(role).id)
    assert entries[-1].at == story.system.now()


@pytest.mark.parametrize("step", VERBS)
def test_who_has_not_the_right_is_refused_and_nothing_is_written(story: Story, step: Step) -> None:
    _, prepare = VERBS[step]
    before = prepare(story)
    given = given_for(story, step, before)
    (row,) = [row for row in TABLE if row.step is step and before.status in row.sources]
    for role in (Role.ANALYST, Role.DISCIPLINE_VIEWER, Role.AUDITOR):
        assert not story.who(role).may(row.permission)
        with pytest.raises((NotAllowed, NotFound)):
            story.take(role, before.no, step, **given)
    assert story.now_of(before.no) == before


@pytest.mark.parametrize("step", VERBS)
def test_who_saw_an_older_version_is_refused_and_nothing_is_lost(story: Story, step: Step) -> None:
    role, prepare = VERBS[step]
    before = prepare(story)
    given = given_for(story, step, before)
    other = Role.SUPERVISOR if role is Role.DISPATCHER else Role.DISPATCHER
    noted = story.take(other, before.no, Step.NOTE, note="已电话补充情况")
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, story.who(role), story.system.now())
        with pytest.raises(Stale) as problem:
            steps.take(desk, before.no, step, given, version=before.version)
        assert problem.value.version == noted.version
        assert f"测试{other}" in problem.value.message
    assert story.now_of(before.no) == noted


@pytest.mark.parametrize("step", VERBS)
def test_what_is_missing_is_named_before_anything_else(story: Story, step: Step) -> None:
    required = {f.name for f in FIELDS[step] if f.is_required and f.kind is not Kind.FLAG}
    if not required:
        return
    role, prepare = VERBS[step]
    before = prepare(story)
    with pytest.raises(BadInput) as problem:
        story.take(role, before.no, step)
    # To what a consent is given follows from the state where it is not said.
    assert set(problem.value.fields) == required - ({"step"} if step is Step.ENDORSE else set())
    assert story.now_of(before.no) == before


@pytest.mark.parametrize("step", VERBS)
def test_a_verb_is_refused_from_a_state_that_does_not_have_it(story: Story, step: Step) -> None:
    role, _ = VERBS[step]
    sources = {status for row in TABLE if row.step is step for status in row.sources}
    if sources == set(Status):
        return
    wrong: Prepare = Story.closed if Status.CLOSED not in sources else Story.at_unit
    if role in (Role.UNIT_CLERK, Role.UNIT_HEAD, Role.HANDLER) and Status.DISPATCHED in sources:
        wrong = Story.replied
    ticket = wrong(story)
    given = good_input(step, ticket.status)
    if step is Step.MERGE:
        given["master_no"] = story.waiting().no
    expected = (IllegalStep, Refused) if ticket.status in sources else IllegalStep
    if step is Step.RECALL:
        return  # the same word recalls from the unit and reopens a closed ticket
    with pytest.raises(expected):
        story.take(role, ticket.no, step, **given)
    assert story.now_of(ticket.no) == ticket


def test_another_unit_does_not_even_see_the_ticket(story: Story, neighbour: Actor) -> None:
    ticket = story.at_unit()
    assert neighbour.unit == OTHER_UNIT
    with pytest.raises(NotFound, match=ticket.no):
        story.take("neighbour", ticket.no, Step.SIGN)


def test_a_number_that_is_not_there_reads_like_one_that_may_not_be_seen(story: Story) -> None:
    ticket = story.at_unit()
    messages = []
    for no in (ticket.no, "20260310999999"):
        with pytest.raises(NotFound) as problem:
            story.take("neighbour", no, Step.NOTE, note="x")
        messages.append(problem.value.message.replace(no, "…"))
    assert messages[0] == messages[1]


def test_dispatching_elsewhere_than_suggested_is_recorded_as_overruling(story: Story) -> None:
    ticket = story.waiting(topic="010101")
    with story.system.store.read() as uow:
        reading = uow.readings.get(ticket.no)
    assert reading is not None
    suggested = reading.route["unit"]
    elsewhere = next(unit for unit in (UNIT, OTHER_UNIT) if unit != suggested)
    story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=elsewhere)
    story.take(Role.DISPATCHER, ticket.no, Step.RECALL, reason="派错了")
    story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=suggested)
    with story.system.store.read() as uow:
        sent = [e.data for e in uow.tickets.steps(ticket.no) if e.step is Step.DISPATCH]
    assert sent[0]["overruled"] == suggested
    assert "overruled" not in sent[1]


def test_what_a_page_offers_is_what_the_flows_accept(story: Story) -> None:
    ticket = story.in_progress()
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), story.system.now())
        offered = {row.step: why for row, why in steps.possible(desk, ticket)}
    accepted = {step for step, why in offered.items() if why is None}
    assert {Step.REPLY, Step.OBJECT, Step.REQUEST_EXTENSION, Step.NOTE} <= accepted
    assert offered[Step.CO_REPORT]
    assert Step.APPROVE not in offered


def test_a_deadline_is_counted_from_the_dispatch_and_kept_with_it(
    story: Story, clock: Clock
) -> None:
    ticket = story.waiting(request_type=RequestType.HELP)
    clock.advance(days=1)
    sent = story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=UNIT)
    clock.advance(days=1)
    story.take(Role.UNIT_CLERK, ticket.no, Step.SIGN)
    # Dispatched on Wednesday 11 March 2026: five working days end on the 18th at six.
    assert story.now_of(ticket.no).due_at == sent.due_at
    assert sent.due_at is not None
    assert sent.due_at.isoformat() == "2026-03-18T10:00:00+00:00"
    with story.system.store.read() as uow:
        sending = next(e for e in uow.tickets.steps(ticket.no) if e.step is Step.DISPATCH)
    assert sending.data["due_at"] == sent.due_at.isoformat()


def test_the_double_loop_from_call_to_closing_with_one_redo(story: Story, clock: Clock) -> None:
    ticket = story.redone()
    assert (ticket.round, ticket.is_designated) == (2, True)
    clock.advance(days=1)
    story.take(Role.UNIT_CLERK, ticket.no, Step.FIRST_CONTACT, note="再次联系")
    given = {"result_code": "solved", "reply": "更换了整条线路。"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, **given)
    story.take(Role.REVIEWER, ticket.no, Step.APPROVE, answers_each_demand=True)
    content = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
    closed = story.take(Role.CALLBACK_CLERK, ticket.no, Step.CLOSE, **content)
    assert (closed.status, closed.round) == (Status.CLOSED, 2)
    with story.system.store.read() as uow:
        kinds = [entry.step for entry in uow.tickets.steps(ticket.no)]
    assert kinds.count(Step.REPLY) == 2
    assert kinds[-1] is Step.CLOSE
