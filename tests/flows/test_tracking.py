"""A caller with number and code sees how far the matter is, and nothing personal."""

from dataclasses import asdict
from typing import Any

import pytest

from service.bootstrap import System
from service.domain.errors import IllegalStep, NotAllowed, NotFound, Refused, TooMany
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Channel, Status, Ticket
from service.flows import tracking
from service.flows.desk import Desk
from service.flows.tracking import Progress
from service.store.tickets.callers import Caller
from tests.installation import Clock
from tests.stories import REPLY, Story

GIVEN = Caller("王样例", "199-0000-1234", "样例小区 3 号楼")


def code_of(story: Story, no: str) -> str:
    return story.system.store.vault.query_code(no)


def look(story: Story, no: str, code: str, **more: Any) -> Progress:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, tracking.CALLER, story.system.now())
        return tracking.look_up(desk, no, code, **more)


def act(story: Story, ticket: Ticket, step: Step, **given: Any) -> Ticket:
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, tracking.CALLER, story.system.now())
        return tracking.act(desk, ticket.no, code_of(story, ticket.no), step, given)


def test_progress_names_stage_and_unit_and_nobody(story: Story) -> None:
    ticket = story.in_progress(caller=GIVEN)
    found = look(story, f" {ticket.no} ", code_of(story, ticket.no).lower())
    assert (found.status, found.unit) == (Status.IN_PROGRESS, "市城市管理局")
    assert found.due_at == ticket.due_at
    assert found.reply == ""
    everything = str(asdict(found))
    for part in ("王样例", "1234", "3 号楼", "测试"):
        assert part not in everything


def test_the_reply_is_shown_once_it_is_final(story: Story) -> None:
    waiting = story.replied()
    assert look(story, waiting.no, code_of(story, waiting.no)).reply == ""
    closed = story.closed()
    assert look(story, closed.no, code_of(story, closed.no)).reply == REPLY


@pytest.mark.parametrize("wrong", ["", "AAAAAA", "222222"])
def test_a_wrong_code_a_wrong_number_and_another_channel_look_alike(
    story: Story, wrong: str
) -> None:
    ticket = story.at_unit()
    code = code_of(story, ticket.no)
    tries: list[tuple[str, str, dict[str, Any]]] = [
        (ticket.no, wrong, {}),
        ("20990101000001", code, {}),
        ("20990101000001", code_of(story, "20990101000001"), {}),
        (ticket.no, code, {"channel": Channel.WECHAT}),
    ]
    messages = set()
    for no, given, more in tries:
        with pytest.raises(NotFound) as problem:
            look(story, no, given, **more)
        messages.add(problem.value.message)
    assert len(messages) == 1


def test_a_merged_ticket_shows_how_far_its_master_is(story: Story) -> None:
    master = story.waiting()
    merged = story.take(Role.DISPATCHER, story.waiting().no, Step.MERGE, master_no=master.no)
    story.take(Role.DISPATCHER, master.no, Step.DISPATCH, unit="urban_management")
    found = look(story, merged.no, code_of(story, merged.no))
    assert found.is_merged
    assert (found.status, found.unit) == (Status.DISPATCHED, "市城市管理局")


def test_a_caller_evaluates_once_per_closing(story: Story) -> None:
    ticket = story.closed()
    assert act(story, ticket, Step.EVALUATE, satisfied="no").satisfied == "no"
    with pytest.raises(Refused, match="已经评价过"):
        act(story, ticket, Step.EVALUATE, satisfied="yes")
    assert not look(story, ticket.no, code_of(story, ticket.no)).may_evaluate


def test_a_caller_reopens_within_grace_and_keeps_the_number(story: Story, clock: Clock) -> None:
    ticket = story.closed()
    found = look(story, ticket.no, code_of(story, ticket.no))
    assert found.may_reopen
    clock.advance(days=found.grace_days)
    again = act(story, ticket, Step.RECALL, reason="又坏了")
    assert (again.no, again.status, again.round) == (ticket.no, Status.IN_PROGRESS, 2)


def test_after_grace_a_caller_is_told_to_call_again(story: Story, clock: Clock) -> None:
    ticket = story.closed()
    clock.advance(days=15, minutes=1)
    assert not look(story, ticket.no, code_of(story, ticket.no)).may_reopen
    with pytest.raises(Refused, match="新建工单"):
        act(story, ticket, Step.RECALL, reason="又坏了")


@pytest.mark.parametrize("step", [Step.NOTE, Step.SIGN, Step.CLOSE, Step.INSTRUCT, Step.DISPATCH])
def test_a_caller_takes_no_step_of_the_hotline(story: Story, step: Step) -> None:
    from tests.factories import good_input

    ticket = story.callback_due()
    with pytest.raises((NotAllowed, IllegalStep)):
        act(story, ticket, step, **good_input(step, ticket.status))
    assert story.now_of(ticket.no) == ticket


def test_guessing_is_slowed_down_by_number_and_by_address(system: System, clock: Clock) -> None:
    no = "20260310000001"
    for count in range(10):
        with system.store.write() as uow:
            tracking.check_tries(uow, " " * count + no, "10.9.9.9", clock())
            tracking.note_wrong_try(uow, no + " " * count, "10.9.9.9", clock())
    with system.store.write() as uow, pytest.raises(TooMany):
        tracking.check_tries(uow, f"{no}\u3000", "10.9.9.9", clock())
    with system.store.write() as uow:
        tracking.check_tries(uow, "20260310000002", "10.9.9.9", clock())
        for count in range(30):
            tracking.note_wrong_try(uow, f"2026031000{count:04d}", "10.9.9.9", clock())
        with pytest.raises(TooMany):
            tracking.check_tries(uow, "20260310000003", "10.9.9.9", clock())
    clock.advance(minutes=16)
    with system.store.write() as uow:
        tracking.check_tries(uow, no, "10.9.9.9", clock())


def test_others_who_guess_do_not_lock_the_caller_out(system: System, clock: Clock) -> None:
    no = "20260310000001"
    with system.store.write() as uow:
        for count in range(60):
            tracking.note_wrong_try(uow, no, f"10.0.0.{count % 6}", clock())
        tracking.check_tries(uow, no, "10.9.9.9", clock())


def test_spaces_around_the_number_do_not_hide_an_earlier_evaluation(story: Story) -> None:
    ticket = story.closed()
    act(story, ticket, Step.EVALUATE, satisfied="no")
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, tracking.CALLER, story.system.now())
        code, given = code_of(story, ticket.no), {"satisfied": "yes"}
        with pytest.raises(Refused, match="已经评价过"):
            tracking.act(desk, f" {ticket.no} ", code, Step.EVALUATE, given)


def test_addresses_of_the_network_are_not_stored(system: System, clock: Clock) -> None:
    from sqlalchemy import select

    from service.store.tables.people import AttemptRow

    with system.store.write() as uow:
        tracking.note_wrong_try(uow, "20260310000001", "203.0.113.77", clock())
    with system.store.read() as uow:
        assert "203.0.113.77" not in str(uow.session.scalars(select(AttemptRow.username)).all())
