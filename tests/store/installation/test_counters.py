"""A counter gives each number once and begins with one."""

from service.bootstrap import System
from service.store.installation import counters
from tests.store.threads import at_once


def test_each_counter_goes_its_own_way(system: System) -> None:
    with system.store.write() as uow:
        taken = [
            counters.advance(uow.session, name, n) for name, n in (("a", 1), ("b", 3), ("a", 2))
        ]
        assert taken == [1, 3, 3]
        assert [counters.last_of(uow.session, name) for name in "abc"] == [3, 3, 0]


def test_of_many_at_once_nobody_gets_anothers_number(system: System) -> None:
    got: list[int] = []
    work = [lambda uow: got.append(counters.advance(uow.session, "new"))] * 5
    assert at_once(system, work) == [None] * 5
    assert sorted(got) == [1, 2, 3, 4, 5]
