"""Intake: read once, registered once, sent on where that is sure."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from service.bootstrap import System
from service.domain.errors import BadInput, Stale
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM, Actor, Role
from service.domain.ticket import Channel, Element, RequestType, Status, Urgency
from service.flows import intake
from service.flows.intake import Receipt
from service.flows.requests import TEXT_CHARS, NewRequest
from service.store.tables.tickets import TicketRow
from service.store.tickets.callers import Caller
from tests.installation import Clock
from tests.stories import Story

TEXT = "样例路小区从昨天晚上起停水，打电话没人管，请尽快恢复供水。"


def receive(system: System, actor: Actor, **request: Any) -> Receipt:
    with system.write_desk(actor) as desk:
        return intake.receive(
            desk, NewRequest(**{"text": TEXT, "channel": Channel.PHONE} | request)
        )


def count(system: System) -> int:
    with system.store.read() as uow:
        return uow.session.scalar(select(func.count()).select_from(TicketRow)) or 0


def test_a_call_becomes_a_ticket_with_a_reading_and_a_first_step(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    receipt = receive(system, people[Role.AGENT], caller=Caller("王样例", "199-0000-1234"))
    with system.store.read() as uow:
        ticket = uow.tickets.get("20260310000001")
        (entry,) = uow.tickets.steps(ticket.no)
        reading = uow.readings.get(ticket.no)
        assert uow.callers.of_ticket(ticket.no).phone == "199-0000-1234"
    assert ticket == receipt.ticket
    assert (ticket.status, ticket.version, ticket.channel) == (
        Status.REGISTERED,
        1,
        Channel.PHONE,
    )
    assert ticket.registered_at == clock()
    assert (entry.step, entry.actor_name, entry.source) == (Step.REGISTER, "测试agent", None)
    assert entry.data["unit"] == receipt.route.unit
    assert entry.data["reason"] == receipt.route.reason
    assert reading is not None
    assert ticket.topic == reading.body["topic"]["code"]
    assert "停水" in reading.tokens


def test_what_a_person_says_overrules_the_reading_and_is_recorded(
    system: System, people: dict[Role, Actor]
) -> None:
    receipt = receive(
        system,
        people[Role.AGENT],
        request_type=RequestType.SUGGEST,
        urgency=Urgency.NORMAL,
        topic="010101",
        place="样例路",
    )
    ticket = receipt.ticket
    assert (ticket.request_type, ticket.urgency, ticket.topic, ticket.place) == (
        RequestType.SUGGEST,
        Urgency.NORMAL,
        "010101",
        "样例路",
    )
    assert ticket.is_certain
    with system.store.read() as uow:
        chosen = uow.tickets.steps(ticket.no)[0].data["chosen"]
    assert chosen == {"topic": "010101", "request_type": "suggest", "urgency": "normal"}


@pytest.mark.parametrize("text", ["", "   \n\t ", "长" * (TEXT_CHARS + 1)])
def test_nothing_and_too_much_are_refused_and_leave_nothing(
    system: System, people: dict[Role, Actor], text: str
) -> None:
    with pytest.raises(BadInput) as problem:
        receive(system, people[Role.AGENT], text=text)
    assert set(problem.value.fields) == {"text"}
    assert count(system) == 0


def test_an_overlong_title_is_refused(system: System, people: dict[Role, Actor]) -> None:
    with pytest.raises(BadInput) as problem:
        receive(system, people[Role.AGENT], title="长" * 201)
    assert set(problem.value.fields) == {"title"}


@pytest.mark.parametrize("text", ["。", "😀" * 50, "a", "乱码\ufffd", "长" * TEXT_CHARS])
def test_whatever_can_be_written_can_be_registered(
    system: System, people: dict[Role, Actor], text: str
) -> None:
    ticket = receive(system, people[Role.AGENT], text=text).ticket
    with system.store.read() as uow:
        assert uow.tickets.get(ticket.no).text == text


def test_what_no_database_can_hold_is_left_out_and_the_rest_kept(
    system: System, people: dict[Role, Actor]
) -> None:
    broken = "停\x00水\ud800了"
    ticket = receive(
        system,
        people[Role.AGENT],
        text=broken,
        title=broken,
        place=broken,
        demand=broken,
        caller=Caller(broken, "199\x000000", broken),
        dedupe_key=broken,
    ).ticket
    with system.store.read() as uow:
        assert uow.tickets.get(ticket.no).text == "停水?了"
    Story(system).take(Role.AGENT, ticket.no, Step.NOTE, note=broken)
    with system.store.read() as uow:
        assert uow.tickets.steps(ticket.no)[-1].data == {"note": "停水?了"}


def test_the_same_source_number_returns_the_first_ticket(
    system: System, people: dict[Role, Actor]
) -> None:
    first = receive(system, people[Role.AGENT], dedupe_key="web:77")
    again = receive(system, people[Role.AGENT], dedupe_key="web:77")
    assert not first.is_repeat
    assert again.is_repeat
    assert again.ticket == first.ticket
    assert again.route.unit == first.route.unit
    assert count(system) == 1


def test_without_a_source_number_two_calls_are_two_tickets(
    system: System, people: dict[Role, Actor]
) -> None:
    numbers = [receive(system, people[Role.AGENT]).ticket.no for _ in range(3)]
    assert numbers == ["20260310000001", "20260310000002", "20260310000003"]


def test_eight_at_once_under_one_source_number_make_one_ticket(
    system: System, people: dict[Role, Actor]
) -> None:
    reading = system.hotline.reader.read(TEXT)
    barrier, receipts = Barrier(8), list[Receipt]()
    problems = list[Exception]()

    def work() -> None:
        barrier.wait()
        try:
            with system.write_desk(people[Role.AGENT]) as desk:
                request = NewRequest(TEXT, Channel.WEB, dedupe_key="web:1")
                receipts.append(intake.receive(desk, request, reading))
        except Exception as problem:
            problems.append(problem)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert {receipt.ticket.no for receipt in receipts} == {receipts[0].ticket.no}
    assert sorted(receipt.is_repeat for receipt in receipts) == [False] + [True] * 7
    assert count(system) == 1


def test_the_same_key_on_another_day_at_the_same_moment_is_refused_not_doubled(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    """Different days take different numbers; the unique key is the last guard."""
    receive(system, people[Role.AGENT], dedupe_key="web:1")
    with system.write_desk(people[Role.AGENT], clock()) as desk:
        request = NewRequest(TEXT, Channel.PHONE, dedupe_key="web:1")
        reading = intake.read(desk, request)
        intake.register(desk, request, reading, "20260309000001", None)
        with pytest.raises(Stale):
            desk.uow.flush()
        desk.uow.session.rollback()
        desk.uow.tickets.__init__(desk.uow.session)  # type: ignore[misc]
        desk.uow.readings.__init__(desk.uow.session)  # type: ignore[misc]
    assert count(system) == 1


def test_an_earlier_call_gets_a_number_of_its_own_day(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    told = clock() - timedelta(days=40, hours=12)
    ticket = receive(system, people[Role.AGENT], registered_at=told).ticket
    assert ticket.no == "20260128000001"
    assert ticket.registered_at == told


def test_a_number_belongs_to_the_day_in_shanghai(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    clock.advance(hours=14)  # midnight in Shanghai
    assert receive(system, people[Role.AGENT]).ticket.no == "20260311000001"


def test_what_the_form_tells_fills_the_five_elements(
    system: System, people: dict[Role, Actor]
) -> None:
    bare = receive(system, people[Role.AGENT], text="路灯坏了").ticket
    assert Element.NAME in bare.missing
    full = receive(
        system,
        people[Role.AGENT],
        text="路灯坏了",
        caller=Caller("王样例"),
        place="样例路",
        occurred="昨晚",
        demand="修好",
    ).ticket
    assert full.missing == ()


def test_what_the_form_tells_is_masked_in_the_step(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = receive(system, people[Role.AGENT], demand="请回电 13912345678").ticket
    with system.store.read() as uow:
        assert "13912345678" not in str(uow.tickets.steps(ticket.no)[0].data)


def test_an_emergency_is_marked_for_the_right_number(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = receive(system, people[Role.AGENT], text="样例小区3号楼着火了，浓烟很大！").ticket
    assert ticket.divert == "119"
    assert ticket.urgency is Urgency.EMERGENCY


def test_a_phone_call_waits_for_the_agent_who_still_types(
    system: System, people: dict[Role, Actor]
) -> None:
    full = {"topic": "010101", "place": "样例路", "occurred": "昨晚", "demand": "清理"}
    ticket = receive(
        system, people[Role.AGENT], caller=Caller("王样例"), channel=Channel.PHONE, **full
    ).ticket
    assert ticket.status is Status.REGISTERED


def test_triage_reads_and_routes_and_stores_nothing(
    system: System, people: dict[Role, Actor]
) -> None:
    with system.read_desk(people[Role.AGENT]) as desk:
        reading, route = intake.triage(desk, TEXT)
    assert reading.topic.code
    assert route.reason
    assert count(system) == 0


def test_only_fresh_requests_of_a_batch_are_left(system: System, people: dict[Role, Actor]) -> None:
    receive(system, people[Role.AGENT], dedupe_key="file:1")
    requests = [
        NewRequest(TEXT, Channel.FILE, dedupe_key=key)
        for key in ("file:1", "file:2", "file:2", None, None)
    ]
    with system.read_desk(SYSTEM) as desk:
        left = intake.fresh(desk, requests)
    assert [request.dedupe_key for request in left] == ["file:2", None, None]
