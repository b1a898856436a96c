"""A slip is taken back on its day, by a step against it, while nothing outside has happened."""

from datetime import date, timedelta

import pytest

from service.domain.agenda import AGENDA_TABLE
from service.domain.agenda import AgendaStatus as A
from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.governance.duties import GIVING
from service.domain.governance.undo import ItemStep, Outside, newest, standing, undone
from service.domain.localtime import local_day
from service.domain.permissions import Actor, Role
from tests.factories import an_actor
from tests.installation import NOW

LEADER = an_actor(Role.LEADER)
TODAY: date = local_day(NOW)
FIRST = ItemStep(1, NOW, 0, None, A.CANDIDATE)


def step(seq: int, source: A, target: A, undoes: int | None = None) -> ItemStep:
    return ItemStep(seq, NOW, 5, source, target, f"第{seq}步", undoes)


def test_every_step_of_the_table_can_be_taken_back_on_its_day() -> None:
    for source, targets in AGENDA_TABLE.items():
        for target in targets:
            steps = [FIRST, step(2, source, target)]
            assert undone(steps, LEADER, TODAY, Outside(), "点错了").source is source
            with pytest.raises(Refused, match="当天"):
                undone(steps, LEADER, TODAY + timedelta(days=1), Outside(), "点错了")
            with pytest.raises(Refused, match="签收"):
                undone(steps, LEADER, TODAY, Outside(signed=1), "点错了")
            with pytest.raises(Refused, match="问过"):
                undone(steps, LEADER, TODAY, Outside(asked=2), "点错了")
            if source in GIVING:
                undone(steps, LEADER, TODAY, Outside(sent=1), "点错了")
            else:
                with pytest.raises(Refused, match="撤回"):
                    undone(steps, LEADER, TODAY, Outside(sent=1), "点错了")


def test_what_was_taken_back_says_nothing_any_more_and_stays_written() -> None:
    steps = [
        FIRST,
        step(2, A.CANDIDATE, A.SELECTED),
        step(3, A.SELECTED, A.SCHEDULED),
        step(4, A.SCHEDULED, A.SELECTED, undoes=3),
    ]
    assert [s.seq for s in standing(steps)] == [1, 2]
    last = newest(steps)
    assert last is not None
    assert last.seq == 2
    back = [*steps, step(5, A.SELECTED, A.CANDIDATE, undoes=2)]
    assert newest(back) is None
    assert newest([]) is None
    with pytest.raises(IllegalStep):
        undone(back, LEADER, TODAY, Outside(), "再撤")


@pytest.mark.parametrize(
    ("actor", "problem"),
    [
        (an_actor(Role.AGENT), NotAllowed),
        (an_actor(Role.SUPERVISOR), Refused),
        (Actor(5, "办的人", frozenset({Role.SUPERVISOR})), None),
    ],
)
def test_who_took_a_step_or_a_leader_takes_it_back(
    actor: Actor, problem: type[Exception] | None
) -> None:
    steps = [FIRST, step(2, A.SCHEDULED, A.IN_GOVERNANCE)]
    if problem is None:
        assert undone(steps, actor, TODAY, Outside(), "点错了").seq == 2
    else:
        with pytest.raises(problem):
            undone(steps, actor, TODAY, Outside(), "点错了")


@pytest.mark.parametrize("why", ["", " ", "长" * 1001])
def test_taking_back_has_a_reason(why: str) -> None:
    with pytest.raises(BadInput):
        undone([FIRST, step(2, A.CANDIDATE, A.DROPPED)], LEADER, TODAY, Outside(), why)
