"""A note tells whom it mentions, and only whoever may see the ticket."""

import pytest

from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.notices.mentions import MENTIONS
from service.domain.notices.messages import NoticeKind
from service.domain.permissions import Role
from service.flows.desk import Desk
from service.flows.queries.tickets import ticket as ticket_queries
from tests.installation import UNIT
from tests.stories import Story


def told(story: Story, who: Role | str) -> list[str]:
    with story.system.store.read() as uow:
        found = uow.bells.of_person(story.who(who).id, 20, NoticeKind.MENTIONED)
        return [notice.link for notice in found]


def test_a_person_who_is_mentioned_finds_the_note(story: Story) -> None:
    ticket = story.in_progress()
    note = f"@{story.who(Role.HANDLER).name} 请今天去看"
    after = story.take(Role.SUPERVISOR, ticket.no, Step.NOTE, note=note)
    assert told(story, Role.HANDLER) == [f"/tickets/{ticket.no}#step-{after.version}"]
    assert told(story, Role.UNIT_CLERK) == told(story, Role.SUPERVISOR) == []
    with story.system.store.read() as uow:
        entry = uow.tickets.steps(ticket.no)[-1]
    assert entry.data[MENTIONS] == [["person", str(story.who(Role.HANDLER).id)]]


def test_a_unit_that_is_mentioned_is_told_through_its_clerks_but_not_who_wrote(
    story: Story,
) -> None:
    ticket = story.in_progress()
    with story.system.store.read() as uow:
        unit = Desk(uow, story.system.hotline, story.who(Role.AGENT), story.system.now())
        name = unit.catalogue.units[UNIT].name
        shown = dict(ticket_queries.view(unit, ticket.no).people)
    assert shown[name] == "全单位"
    story.take(Role.UNIT_CLERK, ticket.no, Step.NOTE, note=f"@{name} 注意时限")
    assert len(told(story, Role.HANDLER)) == 1
    assert told(story, Role.UNIT_CLERK) == told(story, "neighbour") == []


def test_who_may_not_see_the_ticket_is_not_mentioned_and_nothing_is_written(
    story: Story,
) -> None:
    ticket = story.in_progress()
    name = story.who("neighbour").name
    with pytest.raises(BadInput, match="看不到这张工单"):
        story.take(Role.UNIT_CLERK, ticket.no, Step.NOTE, note=f"@{name} 看看")
    assert story.now_of(ticket.no) == ticket
    assert told(story, "neighbour") == []
