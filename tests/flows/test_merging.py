"""Undoing a merge, and what a request still lacks: on both databases."""

import pytest

from service.domain.errors import Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Element, Status, Ticket
from service.store.tickets.callers import Caller
from tests.stories import Story

BARE = "样例路东段路灯不亮，希望尽快修好。"


def bare(story: Story) -> Ticket:
    """A request without a name and a time."""
    ticket = story.registered(BARE, caller=Caller(), occurred="")
    assert ticket.missing == (Element.NAME, Element.TIME)
    return ticket


def test_a_supplement_clears_only_what_it_is_said_to_fill(story: Story) -> None:
    no = bare(story).no
    story.take(Role.AGENT, no, Step.CORRECT, supplement="急等回复")
    story.take(Role.AGENT, no, Step.CORRECT, supplement="昨晚八点起", fills=["time"])
    ticket = story.now_of(no)
    assert ticket.missing == (Element.NAME,)
    assert ticket.text == f"{BARE}\n补充：急等回复\n补充：昨晚八点起"
    with pytest.raises(Refused, match="还缺：姓名"):
        story.take(Role.AGENT, no, Step.SUBMIT)


def test_undoing_a_merge_does_not_go_round_the_five_elements(story: Story) -> None:
    master, joined = story.waiting(), bare(story)
    story.take(Role.AGENT, joined.no, Step.MERGE, master_no=master.no)
    with pytest.raises(Refused, match="还缺：姓名或电话、时间"):
        story.take(Role.DISPATCHER, joined.no, Step.UNMERGE, reason="不是一回事")
    given = {"supplement": "来电人王先生，昨晚八点起", "fills": ["name", "time"]}
    story.take(Role.DISPATCHER, joined.no, Step.CORRECT, **given)
    alone = story.take(Role.DISPATCHER, joined.no, Step.UNMERGE, reason="不是一回事")
    assert (story.now_of(joined.no), alone.status) == (alone, Status.PENDING_DISPATCH)
