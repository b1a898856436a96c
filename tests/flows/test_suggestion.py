"""The suggestion learns from people: corrected topics count, upheld objections are passed over."""

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.suggestion import Suggestion, suggest
from tests.stories import Story

STALL = "010101"


def suggestion(story: Story, ticket: Ticket) -> Suggestion:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), story.system.now())
        entries = uow.tickets.steps(ticket.no)
        rulings = [e for e in entries if e.step in (Step.OBJECT, Step.UPHOLD, Step.REFUSE)]
        now = uow.tickets.get(ticket.no)
        return suggest(now, uow.readings.get(ticket.no), rulings, desk.catalogue)


def returned(story: Story, unit: str, *, named: str = "", upheld: bool = True) -> Ticket:
    """A ticket whose unit sent it back."""
    ticket = story.at_unit(unit=unit, topic=STALL)
    basis = {"reason": "不属于我单位", "legal_basis": "职责清单"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, **basis, suggested_unit=named)
    ruling = Step.UPHOLD if upheld else Step.REFUSE
    return story.take(Role.DISPATCHER, ticket.no, ruling, reason="见说明")


def test_the_catalogue_is_asked_with_the_topic_a_person_set(system: System) -> None:
    story = Story(system)
    ticket = story.waiting(topic=STALL)
    first = suggestion(story, ticket)
    assert first.unit
    assert first.confidence is None  # a person's choice needs no percentage
    with story.system.store.read() as uow:
        catalogue = story.system.hotline.catalogue(uow, story.system.now())
    other = next(
        item.topic for item in catalogue.items.values() if set(item.leads.values()) == {"health"}
    )
    story.take(Role.DISPATCHER, ticket.no, Step.CORRECT, topic=other)
    assert suggestion(story, ticket).unit == "health"


def test_a_unit_that_rightly_returned_it_is_passed_over(system: System) -> None:
    story = Story(system)
    lead = suggestion(story, story.waiting(topic=STALL)).unit
    assert lead == "urban_management"
    found = suggestion(story, returned(story, lead))
    assert found.returned_by == (lead,)
    assert lead not in (found.unit, *found.runners_up)
    assert "退单成立" in found.reason


def test_whom_the_objector_named_comes_first(system: System) -> None:
    story = Story(system)
    found = suggestion(story, returned(story, "urban_management", named="traffic_police"))
    assert found.unit == "traffic_police"
    assert "退单时提出" in found.reason


def test_a_named_unit_that_does_not_exist_is_not_suggested(system: System) -> None:
    story = Story(system)
    found = suggestion(story, returned(story, "urban_management", named="ghost"))
    assert found.unit != "ghost"


def test_a_refused_objection_passes_nobody_over(system: System) -> None:
    story = Story(system)
    ticket = returned(story, "urban_management", upheld=False)
    assert suggestion(story, ticket).returned_by == ()


def test_without_a_reading_and_a_topic_it_says_so(system: System) -> None:
    from tests.factories import a_ticket

    with system.store.read() as uow:
        catalogue = system.hotline.catalogue(uow, system.now())
    found = suggest(a_ticket(topic=""), None, [], catalogue)
    assert found.unit == ""
    assert "没有这个主题" in found.reason
