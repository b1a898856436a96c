"""The demonstration's lists: late tickets listed, some of them handed over and worked on."""

from dataclasses import replace

from service.bootstrap import System
from service.demo.supervising import fill_lists
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.supervision.duallist import EntryState
from tests.installation import OTHER_UNIT, UNIT, Clock
from tests.stories import Story


def test_late_tickets_are_listed_and_one_unit_is_at_work(system: System, clock: Clock) -> None:
    story = Story(system)
    story.in_progress()
    story.take("neighbour", story.at_unit(OTHER_UNIT).no, Step.SIGN)
    end = clock.advance(days=40)
    head = replace(story.who(Role.UNIT_HEAD), unit=OTHER_UNIT)
    with system.store.write() as uow:
        people = [story.who(Role.AGENT), story.who(Role.SUPERVISOR), head]
        assert fill_lists(uow, system.hotline, people, end) == 2
        entries = uow.duallist.get_many([1, 2])
        assert [(entry.unit, entry.state) for entry in entries] == [
            (UNIT, EntryState.LISTED),
            (OTHER_UNIT, EntryState.RECEIVED),
        ]
        assert [record.step.value for record in uow.duallist.steps(2)] == [
            *("list", "hand_over", "receive", "progress")
        ]
        assert list(uow.duallist.faults()) == []
