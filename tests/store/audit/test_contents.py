"""What stands in a ticket's row alone cannot be changed unnoticed either."""

from collections.abc import Callable

import pytest
from sqlalchemy import text, update

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import Channel
from service.flows.desk import Desk
from service.flows.intake import receive
from service.flows.requests import NewRequest
from service.flows.steps import take
from service.store.audit.chain import faults
from service.store.tables.tickets import TicketRow
from service.store.uow import UnitOfWork

TEXT = "我叫张三，昨天晚上八点人民路12号门前的路灯坏了，请派人来修好。"


@pytest.fixture
def no(
    system: System,
    people: dict[Role, Actor],
    desk_of: Callable[[UnitOfWork, Actor], Desk],
) -> str:
    """A ticket that was added to, sent to a unit and answered by it."""
    with system.store.write() as uow:
        request = NewRequest(TEXT, Channel.PHONE, title="路灯不亮")
        ticket = receive(desk_of(uow, people[Role.AGENT]), request).ticket
        for role, step, data in (
            (Role.AGENT, Step.CORRECT, {"supplement": "另外井盖也坏了", "title": "路灯井盖"}),
            (Role.AGENT, Step.SUBMIT, {}),
            (Role.DISPATCHER, Step.DISPATCH, {"unit": "urban_management"}),
            (Role.HANDLER, Step.SIGN, {}),
            (Role.HANDLER, Step.FIRST_CONTACT, {"note": "已联系"}),
            (Role.HANDLER, Step.REPLY, {"result_code": "solved", "reply": "路灯已修好"}),
        ):
            take(desk_of(uow, people[role]), ticket.no, step, data)
    return ticket.no


def found(system: System) -> list[str]:
    with system.store.read() as uow:
        return [fault.what for fault in faults(uow.session)]


def test_what_was_registered_added_and_answered_is_whole(system: System, no: str) -> None:
    assert no
    assert found(system) == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("text", "我要表扬市政府。", "与登记时的不同"),
        ("text", TEXT, "与登记时的不同"),  # the supplement was taken out
        ("title", "别的事", "与登记时的不同"),
        ("channel", "web", "与登记时的不同"),
        ("lead_unit", "water_company", "主办单位"),
        ("reply", "已解释", "答复内容"),
    ],
)
def test_a_row_that_was_changed_by_hand_is_noticed(
    system: System, no: str, column: str, value: str, words: str
) -> None:
    with system.store.write() as uow:
        change = update(TicketRow).where(TicketRow.no == no).values({column: value})
        uow.session.execute(change)
    assert len(found(system)) == 1
    assert words in found(system)[0]


def test_a_deadline_that_was_moved_by_hand_is_noticed(system: System, no: str) -> None:
    with system.store.write() as uow:
        uow.session.execute(
            text("update ticket set due_at = '2030-01-01 00:00:00+00:00' where no = :no"),
            {"no": no},
        )
    assert found(system) == ["办理期限不是环节里承诺的"]
