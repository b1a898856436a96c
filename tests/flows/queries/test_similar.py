"""The index of similar tickets keeps up with the database over quiet days, and forgets."""

from service.bootstrap import System
from service.domain.permissions import Role
from service.flows.queries.similar import WINDOW, Neighbours
from service.flows.steps import Desk
from tests.conftest import Clock
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


def test_what_is_older_than_the_window_is_forgotten(system: System, clock: Clock) -> None:
    story, index = Story(system), Neighbours()
    first = story.registered()
    clock.advance(days=30)
    second = story.registered()
    assert found(system, index, second.no) == [first.no]
    clock.at += WINDOW
    clock.advance(days=-29)
    assert found(system, index, second.no) == []
    assert found(system, index, first.no) == [second.no]
