"""Some callers of the simulated city answer online; most are left to be called."""

import pytest

from service.bootstrap import System
from service.demo.own_answers import answer_online
from service.domain.callback.questions import CallerState
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks.calls import due_orders
from tests.installation import Clock
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")


def test_some_answer_online_and_one_denies_what_was_noted(
    system: System, story: Story, clock: Clock
) -> None:
    for _ in range(3):
        story.callback_due()
    closed, clerk = story.closed(), story.who(Role.CALLBACK_CLERK)
    clock.advance(hours=4)
    with system.store.write() as uow:
        assert answer_online(uow, system.hotline, clerk, clock()) == 2
    again = story.now_of(closed.no)
    assert (again.status, again.round) == (Status.IN_PROGRESS, 2)
    with system.store.read() as uow:
        due = due_orders(Desk(uow, system.hotline, clerk, clock()))
        states = [call.state for order in due for call in order.calls]
    assert sorted(states) == [CallerState.CONTENT, CallerState.WAITING, CallerState.WAITING]
