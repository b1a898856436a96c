"""The desks of reviewers and callback clerks."""

from datetime import timedelta

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Urgency
from service.flows.desk import Desk
from service.flows.queries.desks.calls import due_orders
from tests.installation import Clock, SignIn
from tests.stories import Story
from tests.web.ticking import post

pytestmark = pytest.mark.usefixtures("by_hand")


def test_a_reply_is_approved_or_sent_back(story: Story, sign_in: SignIn) -> None:
    good, poor = story.replied(), story.replied()
    client = sign_in(Role.REVIEWER)
    assert "线路故障" in client.get("/review").text
    unticked = post(client, f"/review/{good.no}", step="approve", version=good.version)
    assert unticked.status_code == 422
    assert "逐项回应" in unticked.text
    here = f"review-{good.no}"  # the browser comes back to the card, with the error on it
    assert f'action="/review/{good.no}#{here}"' in unticked.text
    card = unticked.text.partition(f'id="{here}" tabindex="-1"')[2]
    assert "逐项回应了诉求；没有的" in card.partition('id="review-')[0]
    form = {"step": "approve", "version": good.version, "answers_each_demand": "1"}
    assert post(client, f"/review/{good.no}", **form).status_code == 303
    form = {"step": "send_back", "version": poor.version, "reason": "没有说修了哪一段"}
    assert post(client, f"/review/{poor.no}", **form).status_code == 303
    assert story.now_of(good.no).status is Status.CALLBACK_DUE
    assert story.now_of(poor.no).status is Status.IN_PROGRESS


def test_what_was_written_to_a_unit_stays_when_somebody_was_faster(
    story: Story, sign_in: SignIn
) -> None:
    ticket = story.replied()
    story.take(Role.REVIEWER, ticket.no, Step.NOTE, note="另一个人看过")
    form = {"step": "send_back", "version": ticket.version, "reason": "请补充照片和时间"}
    answer = post(sign_in(Role.REVIEWER), f"/review/{ticket.no}", **form)
    assert answer.status_code == 409
    assert "请补充照片和时间" in answer.text


def test_callbacks_due_together_are_sorted_by_urgency_and_age(story: Story, clock: Clock) -> None:
    last = story.callback_due()
    clock.advance(hours=1)
    second = story.callback_due(urgency=Urgency.URGENT)
    third = story.callback_due(registered_at=clock() - timedelta(days=9))
    first = story.callback_due(urgency=Urgency.EMERGENCY)
    clerk = story.who(Role.CALLBACK_CLERK)
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, clerk, clock())
        rows = due_orders(desk)
    assert len({row.order.callback_due_at for row in rows}) == 2  # what presses, and the rest
    assert [row.order.no for row in rows] == [first.no, second.no, third.no, last.no]


def test_the_callback_desk_counts_attempts_of_this_round(story: Story, sign_in: SignIn) -> None:
    ticket = story.callback_due()
    client = sign_in(Role.CALLBACK_CLERK)
    assert "还没有拨打" in client.get("/callback").text
    story.take(Role.CALLBACK_CLERK, ticket.no, Step.CALL_ATTEMPT, outcome="no_answer")
    page = client.get("/callback").text
    assert "未接通 1 次" in page
    assert "以后再打" in page
    assert "无人接听" in client.get(f"/callback/{ticket.no}").text


def test_whoever_handled_a_ticket_is_not_asked_to_call_back(story: Story, clock: Clock) -> None:
    ticket = story.callback_due()
    handler = story.who(Role.UNIT_CLERK)
    both = type(handler)(handler.id, handler.name, frozenset({Role.CALLBACK_CLERK}))
    with story.system.store.read() as uow:
        mine = due_orders(Desk(uow, story.system.hotline, both, clock()))
        clerk = story.who(Role.CALLBACK_CLERK)
        others = due_orders(Desk(uow, story.system.hotline, clerk, clock()))
    assert mine == []
    assert [item.order.no for item in others] == [ticket.no]
