"""Candidates come and go with the data; what a person has touched stays."""

from datetime import datetime

import pytest

from service.bootstrap import System
from service.domain.agenda import RUNNING, AgendaStatus
from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.permissions import SYSTEM, Actor, Role
from service.store.month.agenda_items import AgendaDraft
from service.store.uow import UnitOfWork
from tests.months import MONTH, plant

A = AgendaStatus


@pytest.fixture
def numbers(system: System) -> list[str]:
    return plant(system)


@pytest.fixture
def leader(people: dict[Role, Actor]) -> Actor:
    return people[Role.LEADER]


def draft(topic: str, numbers: list[str], rank: int = 1, title: str = "停水") -> AgendaDraft:
    return AgendaDraft(topic, title, rank, ["理由"], numbers)


def propose(system: System, *drafts: AgendaDraft) -> None:
    with system.store.write() as uow:
        uow.agenda.propose(MONTH, list(drafts), SYSTEM, system.now())


def titles(uow: UnitOfWork) -> dict[str, str]:
    return {row.topic_id: row.title for row in uow.agenda.of_month(MONTH)}


def test_a_second_proposal_renews_the_candidates_nobody_touched(
    system: System, numbers: list[str]
) -> None:
    propose(system, draft("a", numbers[:3]), draft("b", numbers[3:5]))
    with system.store.read() as uow:
        ids = {row.topic_id: row.id for row in uow.agenda.of_month(MONTH)}
    propose(system, draft("a", numbers[:4], title="停水停电"), draft("c", numbers[5:6]))
    with system.store.read() as uow:
        assert titles(uow) == {"a": "停水停电", "c": "停水"}
        assert uow.agenda.of_topic(MONTH, "a").id == ids["a"]  # type: ignore[union-attr]
        assert uow.agenda.tickets(ids["a"]) == sorted(numbers[:4])


def test_what_a_person_decided_stays_with_its_tickets(
    system: System, numbers: list[str], leader: Actor, now: datetime
) -> None:
    propose(system, draft("a", numbers[:3]))
    with system.store.write() as uow:
        (row,) = uow.agenda.of_month(MONTH)
        uow.agenda.move(row, A.SELECTED, 1, By(leader, now))
        frozen = (row.id, row.tickets_hash)
    propose(system, draft("b", numbers[:2]))
    propose(system, draft("a", numbers, title="别的"))
    with system.store.read() as uow:
        row = uow.agenda.get(frozen[0])
        assert (row.title, row.status, row.tickets_hash) == ("停水", A.SELECTED, frozen[1])
        assert uow.agenda.tickets(row.id) == sorted(numbers[:3])
        steps = [(s.source, s.target, s.actor_name) for s in uow.agenda.steps(row.id)]
        assert steps == [(None, "candidate", "系统"), ("candidate", "selected", leader.name)]
        assert set(titles(uow)) == {"a"}


def test_the_slower_of_two_people_is_told(
    system: System, numbers: list[str], leader: Actor, now: datetime
) -> None:
    propose(system, draft("a", numbers[:3]))
    with system.store.write() as uow:
        (row,) = uow.agenda.of_month(MONTH)
        uow.agenda.move(row, A.SELECTED, 1, By(leader, now))
    with system.store.write() as uow:
        row = uow.agenda.get(row.id)
        with pytest.raises(Stale) as told:
            uow.agenda.move(row, A.DROPPED, 1, By(leader, now, "不急"))
    assert told.value.version == 2


def test_matters_in_work_are_those_of_earlier_months(
    system: System, numbers: list[str], leader: Actor, now: datetime
) -> None:
    propose(system, draft("a", numbers[:3]), draft("b", numbers[3:5], rank=2))
    with system.store.write() as uow:
        row = uow.agenda.of_month(MONTH)[0]
        uow.agenda.move(row, A.SELECTED, 1, By(leader, now))
    with system.store.read() as uow:
        assert set(uow.agenda.running("2026-03", RUNNING)) == {"a"}
        assert uow.agenda.running(MONTH, RUNNING) == {}
        assert uow.agenda.counts() == {A.SELECTED: 1, A.CANDIDATE: 1}
        assert [r.topic_id for r in uow.agenda.all(A.CANDIDATE)] == ["b"]


def test_the_hash_is_of_the_set_not_of_its_order(numbers: list[str]) -> None:
    assert draft("a", numbers).tickets_hash == draft("b", numbers[::-1]).tickets_hash
    assert draft("a", numbers).tickets_hash != draft("a", numbers[1:]).tickets_hash


def test_what_is_not_there_is_not_found(uow: UnitOfWork) -> None:
    with pytest.raises(NotFound):
        uow.agenda.get(999)
    assert uow.agenda.of_topic(MONTH, "a") is None
