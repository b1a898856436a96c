"""Lists page by keyset, filter as they say, and show only what the person may see."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import RequestType, Status, Ticket
from service.flows.desk import Desk
from service.flows.queries.desks import lists, queues
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import Page
from tests.installation import OTHER_UNIT, UNIT, Clock
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

PIPE = "金桂佳苑二号楼前的水管爆裂，水流了一地，希望尽快抢修。"


def found(story: Story, role: Role | str = Role.SUPERVISOR, **filters: Any) -> list[str]:
    """The numbers in the list of that role's person, newest first."""
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(role), story.system.now())
        return [line.no for line in lists.search(desk, Filters(**filters)).rows]


def pages(story: Story, page: Page) -> list[lists.TicketList]:
    """Every page from this one to the last."""
    seen = []
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.SUPERVISOR), story.system.now())
        while True:
            seen.append(lists.search(desk, Filters(), page))
            if not seen[-1].older:
                return seen
            page = replace(page, cursor=seen[-1].older)


@pytest.mark.parametrize("sort", ["registered_at", "-registered_at", "due", "-due"])
def test_every_ticket_stands_on_exactly_one_page(story: Story, clock: Clock, sort: str) -> None:
    numbers = set()
    for round_ in range(3):
        # The same instant for several: the number has to break the tie.
        numbers |= {story.registered().no, story.at_unit().no, story.at_unit().no}
        clock.advance(hours=round_)
    walked = [line.no for part in pages(story, Page(sort, size=2)) for line in part.rows]
    assert len(walked) == 9
    assert set(walked) == numbers


@pytest.mark.parametrize("sort", ["registered_at", "-registered_at", "due", "-due"])
def test_the_way_back_shows_the_same_pages(story: Story, sort: str) -> None:
    for _ in range(7):
        story.at_unit()
    there = pages(story, Page(sort, size=3))
    back = [there[-1]]
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.SUPERVISOR), story.system.now())
        while back[-1].newer:
            back.append(lists.search(desk, Filters(), Page(sort, back[-1].newer, 3)))
    assert [part.rows for part in back[::-1]] == [part.rows for part in there]


def test_new_tickets_do_not_shift_the_next_page(story: Story) -> None:
    old = [story.registered().no for _ in range(4)]
    first = pages(story, Page(size=2))[0]
    story.registered()
    second = pages(story, Page(cursor=first.older, size=2))[0]
    assert [line.no for line in first.rows + second.rows] == old[::-1]


def test_without_a_running_deadline_a_ticket_comes_last_either_way(story: Story) -> None:
    silent, running = story.registered().no, story.at_unit().no
    for sort in ("due", "-due"):
        rows = pages(story, Page(sort))[0].rows
        assert [line.no for line in rows] == [running, silent]


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "eyJhIjogMX0"])
def test_a_cursor_of_something_else_is_refused(story: Story, cursor: str) -> None:
    with pytest.raises(BadInput, match="第一页"):
        pages(story, Page(cursor=cursor))


def test_a_cursor_of_another_order_is_refused(story: Story) -> None:
    for _ in range(3):
        story.registered()
    cursor = pages(story, Page(size=2))[0].older
    with pytest.raises(BadInput, match="第一页"):
        pages(story, Page("due", cursor))


def test_words_are_found_in_title_text_and_place_and_all_must_be_there(story: Story) -> None:
    lamp, pipe = story.registered().no, story.registered(PIPE, place="金桂佳苑").no
    assert found(story, q="路灯") == [lamp]
    assert found(story, q="水管 抢修") == [pipe]
    assert found(story, q="水管 路灯") == []
    assert found(story, q="样例路") == [lamp]
    assert found(story, q=pipe) == [pipe]
    assert found(story, q=pipe[-6:]) == [pipe]


@pytest.mark.parametrize("wild", ["%", "_", "/", "\\", "'", '"; drop table ticket; --'])
def test_signs_of_the_query_language_are_plain_text(story: Story, wild: str) -> None:
    story.registered()
    assert found(story, q=wild) == []


def test_letters_are_found_in_either_case(story: Story) -> None:
    no = story.registered("小区的 ETC 通道坏了，抬杆不起，请尽快修。").no
    assert found(story, q="etc") == [no]


def test_filters_by_value(story: Story) -> None:
    ticket, other = story.at_unit(), story.at_unit(unit=OTHER_UNIT, text=PIPE)
    done = story.closed()
    assert found(story, unit=OTHER_UNIT) == [other.no]
    assert found(story, statuses=(Status.CLOSED,)) == [done.no]
    assert ticket.no in found(story, topic=ticket.topic[:2])
    assert found(story, topic="99") == []
    assert set(found(story, request_type=ticket.request_type)) >= {ticket.no}
    assert found(story, is_mine=True) == []
    assert set(found(story, Role.CALLBACK_CLERK, is_mine=True)) == {done.no}


def test_days_and_months_are_shanghais(story: Story, clock: Clock) -> None:
    # 23:59 on 31 March in Shanghai, and two minutes later.
    clock.at = clock.at.replace(month=3, day=31, hour=15, minute=59)
    march = story.registered().no
    clock.advance(minutes=2)
    april = story.registered().no
    assert found(story, month="2026-03") == [march]
    assert found(story, month="2026-04") == [april]
    assert found(story, first_on=date(2026, 4, 1)) == [april]
    assert found(story, last_on=date(2026, 3, 31)) == [march]


def test_late_is_what_the_domain_calls_late(story: Story, clock: Clock) -> None:
    open_ones: list[Ticket] = [story.at_unit(), story.in_progress(), story.replied()]
    clock.advance(days=60)
    late = {t.no for t in open_ones if story.now_of(t.no).is_late(clock())}
    assert set(found(story, is_late=True)) == late
    assert len(late) == 2


def test_an_area_includes_what_lies_inside_it(story: Story) -> None:
    with story.system.store.write() as uow:
        names = [("1", "甲市", "city", ""), ("11", "乙区", "district", "1")]
        names += [("111", "丙街道", "street", "11"), ("12", "丁县", "county", "1")]
        uow.catalogues.add_areas(
            {"code": c, "name": n, "kind": k, "parent": p, "aliases": ""} for c, n, k, p in names
        )
    inside = story.registered(area="111").no
    beside = story.registered(area="12").no
    assert found(story, area="11") == [inside]
    assert found(story, area="12") == [beside]
    assert set(found(story, area="1")) == {inside, beside}


def test_a_unit_lists_its_own_and_what_it_co_handles(story: Story) -> None:
    own, other = story.at_unit(), story.at_unit(unit=OTHER_UNIT)
    waiting = story.waiting()
    given = {"unit": OTHER_UNIT, "co_units": [UNIT]}
    shared = story.take(Role.DISPATCHER, waiting.no, Step.DISPATCH, **given)
    assert set(found(story, Role.UNIT_CLERK)) == {own.no, shared.no}
    assert set(found(story, "neighbour")) == {other.no, shared.no}


def test_reports_stay_hidden_from_whoever_may_not_see_them(story: Story) -> None:
    secret = story.registered(request_type=RequestType.REPORT).no
    assert found(story, Role.LEADER) == []
    assert found(story, Role.DISPATCHER) == [secret]
    assert found(story, Role.ADMIN) == []


def test_a_unit_neither_sees_nor_finds_who_reported(story: Story) -> None:
    text = "我叫李明，电话13812345678，举报样例路东段的公司夜里偷排污水，请查处。"
    ticket = story.at_unit(text=text, request_type=RequestType.REPORT)
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), story.system.now())
        line = lists.search(desk, Filters()).rows[0]
    assert line.no == ticket.no
    assert "李明" not in f"{line.title}{line.summary}{line.place}"
    assert "13812345678" not in f"{line.title}{line.summary}{line.place}"
    assert found(story, Role.UNIT_CLERK, q="李明") == []
    assert found(story, Role.UNIT_CLERK, q=ticket.no) == [ticket.no]
    assert found(story, Role.DISPATCHER, q="李明") == [ticket.no]


def test_counts_agree_with_the_lists(story: Story) -> None:
    story.registered()
    story.closed()
    story.registered(request_type=RequestType.REPORT)
    for role in (Role.SUPERVISOR, Role.LEADER, Role.UNIT_CLERK):
        with story.system.store.read() as uow:
            desk = Desk(uow, story.system.hotline, story.who(role), story.system.now())
            counts = lists.counts(desk, Filters())
        assert sum(counts.values()) == len(found(story, role))
        for status, number in counts.items():
            assert len(found(story, role, statuses=(status,))) == number


def test_extension_and_co_report_are_found_inside_the_progress(story: Story) -> None:
    ticket = story.in_progress()
    story.take(Role.UNIT_CLERK, ticket.no, Step.REQUEST_EXTENSION, days=3, reason="等配件")
    shared = story.waiting()
    given = {"unit": OTHER_UNIT, "co_units": ["sanitation", UNIT]}
    story.take(Role.DISPATCHER, shared.no, Step.DISPATCH, **given)
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), story.system.now())
        assert [item.line.no for item in queues.extensions(desk)] == [ticket.no]
        unit = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), story.system.now())
        assert queues.count(unit, queues.inbox_tabs(unit))["co"] == 1
    story.take(Role.UNIT_CLERK, shared.no, Step.CO_REPORT, reply="已配合。")
    with story.system.store.read() as uow:
        unit = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), story.system.now())
        assert queues.count(unit, queues.inbox_tabs(unit))["co"] == 0
