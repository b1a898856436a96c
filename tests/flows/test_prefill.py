"""What the caller's words fill in, what a preview shows, and what still has to be asked."""

from typing import Any

import pytest

from service.bootstrap import System
from service.domain.catalogue import Catalogue
from service.domain.permissions import Role
from service.domain.ticket import Channel, Element, RequestType, Ticket, Urgency
from service.flows import intake
from service.flows.desk import Desk
from service.flows.prefill import is_narrow, within
from service.flows.preview import Preview, preview
from service.flows.requests import NewRequest
from service.store.tickets.callers import Caller
from tests.stories import Story

POWER = "喂，我家在青禾市样例县丽景花园小区，从昨天晚上开始停电了，没人管，希望尽快修好。"

AREAS = Catalogue(
    version="1",
    items={},
    units={},
    areas={"1": "", "11": "1", "12": "1", "1101": "11"},
    area_names={"1": "青禾市", "11": "柳湖区", "12": "石桥县", "1101": "望亭街道"},
)


def request(text: str, **more: Any) -> NewRequest:
    usual: dict[str, Any] = {"channel": Channel.PHONE, "caller": Caller("王样例", "199-0000-1234")}
    return NewRequest(text, **usual | more)


def seen(system: System, text: str, **more: Any) -> Preview:
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, Story(system).who(Role.AGENT), system.now())
        return preview(desk, request(text, **more))


def registered(system: System, text: str, **more: Any) -> Ticket:
    with system.store.write() as uow:
        desk = Desk(uow, system.hotline, Story(system).who(Role.AGENT), system.now())
        return intake.receive(desk, request(text, **more)).ticket


def test_the_fields_are_filled_from_what_was_said(system: System) -> None:
    found = seen(system, POWER)
    assert (found.prefill.title, found.prefill.place) == ("丽景花园小区停电", "丽景花园小区")
    assert (found.prefill.occurred, found.prefill.demand) == ("从昨天晚上开始", "希望尽快修好")
    assert found.ticket.missing == ()
    chat = seen(system, "丽景花园小区从昨天晚上开始停电了😡😡，没人管，希望尽快修好！")
    assert chat.prefill.title == "丽景花园小区停电了"


def test_what_was_not_said_stays_empty_and_is_asked_for(system: System) -> None:
    found = seen(system, "路灯坏了")
    assert (found.prefill.place, found.prefill.occurred, found.prefill.demand) == ("", "", "")
    assert found.ticket.missing == (Element.TIME, Element.PLACE, Element.DEMAND)


def test_what_is_always_so_needs_no_date(system: System) -> None:
    said = seen(system, "丽景花园小区里有人遛狗不牵绳，一直这样，希望管一管。")
    assert (said.prefill.occurred, said.ticket.missing) == ("一直这样", ())
    since = seen(system, "丽景花园小区经常停水，从昨天开始又停了，希望修好。")
    assert since.prefill.occurred == "从昨天开始"


def test_a_county_alone_is_no_place(system: System) -> None:
    found = seen(system, "样例县昨天晚上停电了，请尽快恢复。")
    assert (found.prefill.place, found.ticket.missing) == ("", (Element.PLACE,))
    full = seen(system, "样例县昨天晚上停电了，请尽快恢复。", place="样例路东段")
    assert full.ticket.missing == ()


@pytest.mark.parametrize(
    ("place", "area", "narrow"),
    [
        ("", "", False),
        ("柳湖区", "", False),
        ("青禾市柳湖区", "11", False),
        ("柳湖区尚义街", "", True),
        ("尚义街", "", True),
        ("", "1101", True),
        ("", "11", False),
    ],
)
def test_what_is_typed_has_to_say_more_than_the_county(place: str, area: str, narrow: bool) -> None:
    assert is_narrow(place, area, AREAS) is narrow


def test_the_street_that_was_read_stands_within_the_county_that_was_chosen() -> None:
    assert within("", "1101", AREAS) == "1101"
    assert within("11", "1101", AREAS) == "1101"
    assert within("12", "1101", AREAS) == "12"
    assert within("11", "", AREAS) == "11"


def test_a_typed_place_is_read_with_the_text_and_stands_in_the_title(system: System) -> None:
    found = seen(system, "昨晚停电了，请尽快恢复。", place="样例路东段")
    assert found.prefill.title == "样例路东段停电"
    assert found.ticket.place == "样例路东段"


def test_an_emergency_waits_for_neither_a_time_nor_a_wish(system: System) -> None:
    text = "样例路的煤气管道正在漏气，有人晕倒了"
    found = seen(system, text, caller=Caller())
    assert found.ticket.urgency is Urgency.EMERGENCY
    assert found.ticket.missing == ()


def test_a_question_that_may_be_answered_has_no_time_and_no_place(system: System) -> None:
    found = seen(system, "请问公积金怎么提取？")
    assert found.route.may_answer
    assert found.ticket.missing == ()
    complaint = seen(system, "请问公积金怎么提取？", request_type=RequestType.COMPLAINT)
    assert Element.PLACE in complaint.ticket.missing


def test_a_preview_is_what_will_be_registered(system: System) -> None:
    found, ticket = seen(system, POWER).ticket, registered(system, POWER)
    for name in ("title", "place", "area", "topic", "urgency", "request_type", "missing"):
        assert getattr(found, name) == getattr(ticket, name)


def test_a_title_that_says_the_text_in_short_is_kept_and_not_read(system: System) -> None:
    ticket = registered(system, POWER, title="公积金怎么提取", is_title_from_text=True)
    assert ticket.title == "公积金怎么提取"
    assert ticket.topic == registered(system, POWER).topic
