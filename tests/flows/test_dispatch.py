"""The program sends on what is complete and sure, and leaves the rest to a person."""

from dataclasses import replace
from typing import Any

import pytest

from service.bootstrap import System
from service.domain.catalogue import Route
from service.domain.errors import Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import Channel, RequestType, Status, Ticket, Urgency
from service.flows import dispatch, intake
from service.flows.dispatch import SendOn, how_far
from service.flows.requests import NewRequest
from service.flows.together.precedents import route_of_ticket
from service.store.tickets.callers import Caller
from tests.stories import Story

SURE: dict[str, Any] = {
    "text": "样例路东段有一处流动摊点占道，希望加强管理。",
    "channel": Channel.WEB,
    "caller": Caller("王样例", "199-0000-1234"),
    "topic": "010101",
    "request_type": RequestType.SUGGEST,
    "urgency": Urgency.NORMAL,
    "place": "样例路东段",
    "occurred": "昨晚",
    "demand": "加强管理",
}


def file(system: System, actor: Actor, **changes: Any) -> Ticket:
    with system.write_desk(actor) as desk:
        number = intake.receive(desk, NewRequest(**SURE | changes)).ticket.no
    with system.store.read() as uow:
        return uow.tickets.get(number)


def test_a_sure_request_goes_straight_to_its_unit(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = file(system, people[Role.AGENT])
    assert ticket.status is Status.DISPATCHED
    with system.store.read() as uow:
        steps = uow.tickets.steps(ticket.no)
        route = uow.readings.get(ticket.no)
    assert [entry.step for entry in steps] == [Step.REGISTER, Step.SUBMIT, Step.DISPATCH]
    assert [entry.actor_name for entry in steps[1:]] == ["系统", "系统"]
    assert route is not None
    assert ticket.lead_unit == steps[2].data["unit"] == route.route["unit"]
    assert route.route["co_units"]
    assert ticket.co_units == ()  # who helps is for a person to say: each has to report first
    assert steps[2].data["reason"]
    assert ticket.catalogue_version


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"request_type": RequestType.REPORT}, "举报"),
        ({"urgency": Urgency.URGENT}, "加急"),
        ({"urgency": Urgency.EMERGENCY}, "紧急"),
        ({"topic": "", "text": "你好，我想反映一个情况，谢谢。"}, "没有把握"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_program_never_dispatches_what_needs_a_person(
    system: System, people: dict[Role, Actor], changes: dict[str, Any], why: str
) -> None:
    ticket = file(system, people[Role.AGENT], **changes)
    assert ticket.status in (Status.PENDING_DISPATCH, Status.REGISTERED), why
    assert ticket.lead_unit == ""


def test_a_topic_of_an_urgent_class_needs_a_person(
    system: System, people: dict[Role, Actor]
) -> None:
    with system.store.read() as uow:
        catalogue = system.hotline.catalogue(uow, system.now())
    urgent = [item for item in catalogue.items.values() if item.deadline_class != "normal"]
    assert urgent
    for item in urgent[:3]:
        assert file(system, people[Role.AGENT], topic=item.topic).lead_unit == ""


def test_a_file_waits_for_the_dispatcher_however_sure_it_is(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = file(system, people[Role.AGENT], channel=Channel.FILE)
    assert ticket.status is Status.PENDING_DISPATCH


def test_an_incomplete_request_waits_for_the_agent(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = file(system, people[Role.AGENT], text="脏", caller=Caller(), place="", demand="")
    assert ticket.status is Status.REGISTERED
    assert ticket.missing


def test_with_automatic_dispatch_switched_off_everything_waits(
    system: System, people: dict[Role, Actor]
) -> None:
    system.hotline.auto_dispatch = False
    assert file(system, people[Role.AGENT]).status is Status.PENDING_DISPATCH


@pytest.mark.parametrize(
    ("channel", "far"),
    [
        *((c, SendOn.TO_UNIT) for c in Channel if c not in (Channel.PHONE, Channel.FILE)),
        (Channel.PHONE, SendOn.NOWHERE),
        (Channel.FILE, SendOn.TO_DISPATCHER),
    ],
)
def test_how_far_the_program_carries_a_ticket_depends_on_its_channel(
    channel: Channel, far: SendOn
) -> None:
    assert how_far(channel) is far


def test_a_route_without_a_unit_is_not_forwarded(system: System, people: dict[Role, Actor]) -> None:
    ticket = Story(system).waiting(topic="010101")
    with system.write_desk(people[Role.AGENT]) as desk:
        nowhere = Route("", "没有对应单位。", is_certain=False)
        after = dispatch.forward(desk, ticket, nowhere, SendOn.TO_UNIT)
    assert after.status is Status.PENDING_DISPATCH


def test_the_agents_submission_is_refused_when_an_element_is_missing(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = file(
        system,
        people[Role.AGENT],
        channel=Channel.PHONE,
        text="脏",
        caller=Caller(),
        place="",
        demand="",
    )
    with (
        system.write_desk(people[Role.AGENT]) as desk,
        pytest.raises(Refused, match="五要素不全"),
    ):
        dispatch.submit(desk, ticket, Route("", "", is_certain=False))


def test_the_agents_submission_goes_on_to_the_unit_when_it_is_sure(
    system: System, people: dict[Role, Actor]
) -> None:
    ticket = file(system, people[Role.AGENT], channel=Channel.PHONE)
    assert ticket.status is Status.REGISTERED
    with system.write_desk(people[Role.AGENT]) as desk:
        suggested = route_of_ticket(desk, ticket)
        after = dispatch.submit(desk, ticket, suggested)
        doubtful = replace(suggested, is_certain=False)
    assert after.status is Status.DISPATCHED
    assert after.lead_unit == suggested.unit != ""
    assert not doubtful.is_certain
