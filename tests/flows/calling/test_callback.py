"""Every caller of an order is called back, by one clerk at a time; on both databases."""

import pytest

from service.domain.callback.questions import CallerState
from service.domain.errors import DomainError, Refused
from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import NoticeState
from service.domain.permissions import Actor, Role
from service.domain.ticket import Status, Ticket
from service.flows import tracking
from service.flows.calling import callback
from service.flows.desk import Desk
from service.flows.queries.desks.calls import due_orders
from service.flows.queries.desks.explained import proposed
from service.store.tickets.callers import Caller
from tests.installation import Clock
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

YES = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
NO = {"responded": "yes", "solved": "no", "satisfied": "no"}
CLERK = Role.CALLBACK_CLERK


def joined(story: Story, master: str, phone: str = "13800000002") -> Ticket:
    """Another caller's request, merged into an order."""
    ticket = story.registered(caller=Caller("李女士", phone))
    return story.take(Role.AGENT, ticket.no, Step.MERGE, master_no=master)


def family(story: Story) -> tuple[Ticket, Ticket, Ticket]:
    """An order that is due, and two requests that were merged into it one after the other."""
    order = story.waiting()
    first, second = joined(story, order.no), joined(story, order.no)
    story.take(Role.DISPATCHER, order.no, Step.DISPATCH, unit="urban_management")
    story.take(Role.UNIT_CLERK, order.no, Step.SIGN)
    return finished(story, order.no), first, second


def finished(story: Story, no: str) -> Ticket:
    """The unit's work and the review of one round."""
    story.take(Role.UNIT_CLERK, no, Step.FIRST_CONTACT, note="已联系")
    story.take(
        Role.UNIT_CLERK, no, Step.REPLY, result_code="solved", reply="已更换灯泡，恢复照明。"
    )
    return story.take(Role.REVIEWER, no, Step.APPROVE, answers_each_demand=True)


def states(story: Story) -> list[CallerState]:
    with story.system.store.read() as uow:
        return [call.state for due in due_orders(desk(story, uow)) for call in due.calls]


def desk(story: Story, uow: object, who: Actor | Role = CLERK) -> Desk:
    actor = story.who(who) if isinstance(who, Role) else who
    return Desk(uow, story.system.hotline, actor, story.system.now())  # type: ignore[arg-type]


def asked(story: Story, no: str, answers: dict[str, str]) -> Ticket:
    """One caller is asked; the order as it stands after that."""
    with story.system.store.write() as uow:
        callback.claim(desk(story, uow), no)
        return callback.note_answers(desk(story, uow), no, answers)


def test_an_order_closes_only_when_every_caller_was_asked(story: Story, clock: Clock) -> None:
    order, first, second = family(story)
    with pytest.raises(Refused, match="还有 2 位"):
        story.take(CLERK, order.no, Step.CLOSE, **YES)
    assert asked(story, order.no, YES).status is Status.CALLBACK_DUE
    assert asked(story, first.no, YES).status is Status.CALLBACK_DUE
    for _ in range(3):
        assert story.now_of(order.no).status is Status.CALLBACK_DUE
        clock.advance(hours=3)
        with story.system.store.write() as uow:
            with pytest.raises(Refused, match="先领取这通回访"):
                callback.note_attempt(desk(story, uow), second.no, {"outcome": "no_answer"})
            callback.claim(desk(story, uow), second.no)
            callback.note_attempt(desk(story, uow), second.no, {"outcome": "no_answer"})
    assert story.now_of(order.no).status is Status.CLOSED
    assert story.now_of(first.no).status is Status.MERGED


def test_one_unhappy_caller_sends_the_order_back_and_all_are_asked_anew(story: Story) -> None:
    order, first, second = family(story)
    assert asked(story, order.no, YES).status is Status.CALLBACK_DUE
    asked(story, first.no, NO)
    with pytest.raises(Refused, match="1 位不满意"):
        story.take(CLERK, order.no, Step.CLOSE)
    with story.system.store.write() as uow:
        callback.claim(desk(story, uow), second.no)
    again = story.take(CLERK, order.no, Step.REDO, reason="他家门口那盏仍不亮")
    with story.system.store.read() as uow:
        assert not uow.claims.held([order.no, first.no, second.no], story.system.now())
    assert (again.status, again.round, again.solved) == (Status.IN_PROGRESS, 2, "yes")
    finished(story, order.no)
    assert states(story) == [CallerState.WAITING] * 3
    with story.system.store.read() as uow:
        told = {n.no for n in uow.notices.outgoing(list(NoticeState), 100) if n.kind == "redo"}
    assert told == {order.no, first.no, second.no}


def test_a_part_that_is_unsolved_is_split_off_and_the_rest_closes(story: Story) -> None:
    order, first, second = family(story)
    asked(story, order.no, YES)
    asked(story, first.no, NO)
    assert asked(story, second.no, YES).status is Status.CALLBACK_DUE
    alone = story.take(CLERK, first.no, Step.SPLIT_OFF, reason="只有他门口那盏")
    assert (alone.status, alone.master_no) == (Status.PENDING_DISPATCH, "")
    assert story.take(CLERK, order.no, Step.CLOSE).status is Status.CLOSED
    with pytest.raises(Refused, match="已经办结"):
        story.take(Role.DISPATCHER, second.no, Step.UNMERGE, reason="不是一回事")


@pytest.mark.parametrize("reason", ["@测试dispatcher 看看，@谁", "长" * 4000])
def test_a_part_is_split_off_whatever_its_reason_says(story: Story, reason: str) -> None:
    order = story.waiting()
    member = joined(story, order.no)
    story.take(Role.DISPATCHER, order.no, Step.DISPATCH, unit="urban_management")
    story.take(Role.UNIT_CLERK, order.no, Step.SIGN)
    finished(story, order.no)
    asked(story, member.no, NO)
    with story.system.store.write() as uow:
        seen = uow.tickets.get(member.no).version
        callback.split_off(desk(story, uow), member.no, {"reason": reason}, seen)
    with story.system.store.read() as uow:
        note = uow.tickets.steps(order.no)[-1]
        told = {notice.kind for notice in uow.notices.outgoing(list(NoticeState), 100)}
    assert note.data["note"].startswith(f"并入的 {member.no} 已拆出另办：")
    assert "mentions" not in note.data
    assert "mentioned" not in told


def test_a_merge_is_undone_with_callbacks_begun_and_members_follow_their_master(
    story: Story,
) -> None:
    order, first, second = family(story)
    asked(story, first.no, YES)
    story.take(Role.DISPATCHER, first.no, Step.UNMERGE, reason="不是一回事")
    assert states(story) == [CallerState.WAITING] * 2
    other, last = story.waiting(), story.waiting()
    story.take(Role.DISPATCHER, other.no, Step.MERGE, master_no=order.no)
    assert len(states(story)) == 3
    # A ticket that others were merged into is merged in its turn: they follow.
    story.take(Role.DISPATCHER, other.no, Step.UNMERGE, reason="还不是")
    member = joined(story, last.no)
    story.take(Role.DISPATCHER, last.no, Step.MERGE, master_no=order.no)
    with story.system.store.read() as uow:
        followers = {ticket.no for ticket in uow.merges.members(order.no)}
        assert followers == {second.no, last.no, member.no}
        assert uow.merges.order(member).no == order.no
    assert len(states(story)) == 4


def test_two_clerks_never_call_one_caller_at_once(story: Story, clock: Clock) -> None:
    order, first, _ = family(story)
    clerk = story.who(CLERK)
    other = Actor(9_000, "李回访", frozenset({CLERK}))
    with story.system.store.write() as uow:
        assert callback.claim_next(desk(story, uow)).ticket.no == order.no  # type: ignore[union-attr]
    with story.system.store.write() as uow:
        assert callback.claim_next(desk(story, uow, other)).ticket.no == first.no  # type: ignore[union-attr]
        with pytest.raises(Refused, match=f"{clerk.name}正在回访"):
            callback.claim(desk(story, uow, other), order.no)
    with pytest.raises(Refused, match="李回访正在回访"):
        story.take(CLERK, first.no, Step.CALLER_ANSWER, **YES)
    clock.advance(minutes=16)
    with story.system.store.write() as uow:
        callback.claim(desk(story, uow, other), order.no)


def test_attempts_are_spaced_and_a_time_that_was_asked_for_is_kept(
    story: Story, clock: Clock
) -> None:
    order = story.callback_due()
    story.take(CLERK, order.no, Step.CALL_ATTEMPT, outcome="busy")
    clock.advance(minutes=5)
    with pytest.raises(Refused, match="以后再打"):
        story.take(CLERK, order.no, Step.CALL_ATTEMPT, outcome="busy")
    with story.system.store.write() as uow:
        assert callback.claim_next(desk(story, uow)) is None
    clock.advance(hours=2)
    story.take(CLERK, order.no, Step.CALL_ATTEMPT, outcome="call_later", call_at="2026-03-11T21:30")
    ticket = story.now_of(order.no)
    assert (ticket.progress.failed_calls, ticket.progress.call_was_asked) == (1, True)
    clock.advance(days=3)
    with pytest.raises(Refused, match="留了联系方式"):
        story.take(CLERK, order.no, Step.CALL_ATTEMPT, outcome="no_number")


def test_answers_of_ones_own_count_and_deny_what_was_recorded(story: Story) -> None:
    order, first, _second = family(story)
    with story.system.store.write() as uow:
        code = uow.vault.query_code(first.no)
        seen = tracking.look_up(desk(story, uow, tracking.CALLER), first.no, code)
        assert (seen.may_answer, seen.reply != "") == (True, True)
        assert not tracking.answer(desk(story, uow, tracking.CALLER), first.no, code, YES)
        with pytest.raises(DomainError, match="已经答过"):
            tracking.answer(desk(story, uow, tracking.CALLER), first.no, code, NO)
    with pytest.raises(Refused, match="写在备注里"):
        asked(story, first.no, NO)
    asked(story, order.no, YES)
    assert asked(story, _second.no, YES).status is Status.CLOSED
    with story.system.store.write() as uow:
        code = uow.vault.query_code(order.no)
        assert tracking.answer(desk(story, uow, tracking.CALLER), order.no, code, NO)
    again = story.now_of(order.no)
    assert (again.status, again.round) == (Status.IN_PROGRESS, 2)


def test_a_second_person_who_does_not_agree_sends_the_order_back(story: Story) -> None:
    order = story.callback_due()
    story.take(CLERK, order.no, Step.PROPOSE_EXPLAINED, **NO, explanation="超出政策")
    with pytest.raises(Refused, match="会签"):
        story.take(CLERK, order.no, Step.CLOSE_EXPLAINED, explanation="超出政策")
    again = story.take(Role.REVIEWER, order.no, Step.OVERRULE, reason="政策有规定，应当办")
    assert (again.status, again.round, again.solved) == (Status.IN_PROGRESS, 2, "no")
    finished(story, order.no)
    story.take(CLERK, order.no, Step.PROPOSE_EXPLAINED, **NO, explanation="已按政策办完")
    given = {"step": "close_explained", "reason": "同意"}
    story.take(Role.REVIEWER, order.no, Step.ENDORSE, **given)
    closed = story.take(CLERK, order.no, Step.CLOSE_EXPLAINED, explanation="已按政策办完")
    assert (closed.status, closed.satisfied) == (Status.CLOSED, "no")


def test_a_merged_caller_who_answers_after_the_consent_is_heard_first(story: Story) -> None:
    order, first, second = family(story)
    text = "灯杆属供电公司\r\n已说明"
    asked(story, order.no, NO)
    asked(story, first.no, YES)
    story.take(CLERK, order.no, Step.PROPOSE_EXPLAINED, explanation=text)
    seen = story.take(Role.REVIEWER, order.no, Step.ENDORSE, reason="同意").version
    with story.system.store.write() as uow:
        code = uow.vault.query_code(second.no)
        assert not tracking.answer(desk(story, uow, tracking.CALLER), second.no, code, NO)
    last = story.now_of(order.no)
    assert last.version == seen + 1  # whoever has the old page open is told
    with pytest.raises(Refused, match="原来的会签作废"):
        story.take(CLERK, order.no, Step.CLOSE_EXPLAINED, explanation=text)
    with story.system.store.read() as uow:
        assert "要重新会签" in uow.tickets.steps(order.no)[-1].data["note"]
        (waits,) = proposed(desk(story, uow, Role.REVIEWER))
        assert (waits.is_consented, waits.is_void, waits.why_not) == (False, True, "")
    story.take(Role.REVIEWER, order.no, Step.ENDORSE, reason="都解释过了")
    with pytest.raises(Refused, match="不能另写"):
        story.take(CLERK, order.no, Step.CLOSE_EXPLAINED, explanation="另一种说法")
    closed = story.take(CLERK, order.no, Step.CLOSE_EXPLAINED, explanation=text)
    assert (closed.status, closed.solved) == (Status.CLOSED, "no")
