"""The index of similar tickets keeps up with the database over quiet days, and forgets."""

from pathlib import Path

import pytest

from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.ticket import RequestType
from service.flows.desk import Desk
from service.flows.queries.tickets.recent import WINDOW, RecentTexts
from service.flows.queries.tickets.similar import Neighbour, Neighbours
from service.store.tickets.callers import Caller
from tests.installation import Clock
from tests.stories import Story


def found(system: System, index: Neighbours, no: str) -> list[str]:
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, Story(system).who(Role.SUPERVISOR), system.now())
        return [neighbour.no for neighbour in index.find_for(desk, no)]


def test_what_came_on_days_on_which_nobody_asked_is_found(system: System, clock: Clock) -> None:
    story, index = Story(system), Neighbours()
    first = story.registered()
    assert found(system, index, first.no) == []
    clock.advance(days=2)
    second = story.registered()
    clock.advance(days=5)
    assert found(system, index, first.no) == [second.no]


def test_what_is_settled_and_older_than_the_window_is_forgotten(
    system: System, clock: Clock
) -> None:
    story, index = Story(system), Neighbours()
    settled, waiting = story.closed(), story.registered()
    clock.advance(days=30)
    newest = story.registered()
    assert set(found(system, index, newest.no)) == {settled.no, waiting.no}
    clock.at += WINDOW
    clock.advance(days=-29)
    assert found(system, index, newest.no) == [waiting.no]


def test_what_was_kept_is_found_after_a_restart_with_what_came_since(
    system: System, clock: Clock, tmp_path: Path
) -> None:
    story, folder = Story(system), tmp_path / "similar"
    first = story.registered()
    with system.store.read() as uow:
        assert RecentTexts(folder).keep(uow, system.now()) == 1
    clock.advance(days=3)
    second = story.registered()
    again = Neighbours(folder)
    assert found(system, again, second.no) == [first.no]
    assert found(system, again, first.no) == [second.no]


def test_a_kept_index_that_cannot_be_read_is_built_anew(system: System, tmp_path: Path) -> None:
    first, second = Story(system).registered(), Story(system).registered()
    (tmp_path / "index.json").write_text("{}")
    assert found(system, Neighbours(tmp_path), second.no) == [first.no]


def test_the_same_callers_matter_is_said_to_be_his(system: System) -> None:
    story = Story(system)
    caller = Caller("样例", "19900001234")
    his = story.registered(text=WATER, caller=caller)
    story.registered(text="样例花园楼上装修太吵。", caller=caller)
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, story.who(Role.SUPERVISOR), system.now())
        reading = system.hotline.reader.read("我家那里又断水了，什么时候来水？")
        (hit,) = Neighbours().find(desk, reading, caller)
        assert (hit.no, hit.reasons[0]) == (his.no, "同一来电人")
        assert Neighbours().find(desk, reading, Caller(phone="19900009999")) == []


def test_nearly_the_same_words_are_said_to_be_so(system: System) -> None:
    story = Story(system)
    story.registered(text=WATER)
    (hit,) = near(system, WATER)
    assert "内容几乎相同" in hit.reasons


def near(system: System, text: str) -> list[Neighbour]:
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, Story(system).who(Role.SUPERVISOR), system.now())
        return Neighbours().find(desk, system.hotline.reader.read(text))


WATER = "样例花园小区自来水停水了。"
PENSION = "样例县样例花园的退休职工想问，养老金资格认证怎么做。"
OTHERS = ("样例县的样例路路灯坏了。", "样例县的河边垃圾没人清运。", "样例县的学校午餐太贵。")


@pytest.fixture
def numbers(system: System) -> dict[str, str]:
    """Several matters of one county, and of one estate."""
    story = Story(system)
    return {text: story.registered(text=text, place="").no for text in (WATER, PENSION, *OTHERS)}


def test_a_county_in_common_makes_no_hit_and_is_no_reason(
    system: System, numbers: dict[str, str]
) -> None:
    (hit,) = near(system, "样例县的样例路路灯坏了，没人修。")
    assert hit.no == numbers[OTHERS[0]]
    assert "样例路" in hit.reasons
    assert not any("县" in reason for reason in hit.reasons)
    assert near(system, "样例县的公交车站牌倒了。") == []


def test_an_estate_in_common_counts_with_the_matter_and_not_alone(
    system: System, numbers: dict[str, str]
) -> None:
    (hit,) = near(system, "样例花园停水了，没水用。")
    assert hit.no == numbers[WATER]
    assert hit.reasons == ("样例花园", "停水")
    assert near(system, "样例花园楼上装修太吵。") == []


def test_the_same_matter_in_other_words_says_so(system: System, numbers: dict[str, str]) -> None:
    (hit,) = near(system, "样例花园家里断水。")
    assert (hit.no, hit.reasons) == (numbers[WATER], ("样例花园", "同一主题"))


def test_a_reporter_is_not_known_by_his_other_tickets(system: System) -> None:
    """A unit sees both tickets, and must not learn that one person filed them."""
    story, index = Story(system), Neighbours()
    caller = Caller("样例", "19900001234")
    plain = story.at_unit(text=WATER, caller=caller)
    report = story.at_unit(text=WATER, caller=caller, request_type=RequestType.REPORT)
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, story.who(Role.UNIT_CLERK), system.now())
        for no, other in ((plain.no, report.no), (report.no, plain.no)):
            found = {near.no: near.reasons for near in index.find_for(desk, no)}
            assert "同一来电人" not in found.get(other, ())
        desk = Desk(uow, system.hotline, story.who(Role.SUPERVISOR), system.now())
        assert index.find_for(desk, plain.no)[0].no == report.no
