"""Tickets come back as they were; the one door refuses whoever saw an older version."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, NotFound, Stale
from service.domain.lifecycle.advance import Entry, Move
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import Element, RequestType, Status, Ticket
from service.store.tables.tickets import StepRow, TicketRow, UnitTaskRow
from service.store.tickets.visibility import is_visible, visible_to
from service.store.uow import UnitOfWork
from tests.factories import CO_UNIT, OTHER_UNIT, UNIT, a_ticket, an_actor, try_step
from tests.store.conftest import a_fresh_ticket, add
from tests.store.threads import at_once
from tests.walks import walk_of

NO = "20260310000001"


@pytest.mark.parametrize("seed", [3, 7, 11, 19])
def test_a_ticket_and_its_steps_come_back_as_they_were(
    system: System, store_walk: Callable[..., list[Entry]], seed: int
) -> None:
    walk = walk_of(seed)
    entries = store_walk(walk)
    with system.store.read() as uow:
        assert uow.tickets.get(NO) == replace(walk.tickets[-1], no=NO)
        assert uow.tickets.steps(NO) == entries


def test_many_steps_in_one_transaction_are_stored_like_one_by_one(system: System) -> None:
    walk = walk_of(11)
    with system.store.write() as uow:
        first = add(uow, replace(walk.tickets[0], no=NO))
        for _, after, entry in walk.moves:
            uow.tickets.record(Move(replace(after, no=NO), replace(entry, no=NO)))
        assert len(uow.tickets.steps(NO)) == len(walk.entries) + 1
    with system.store.read() as uow:
        assert uow.tickets.get(first.no) == replace(walk.tickets[-1], no=NO)
        assert [entry.seq for entry in uow.tickets.steps(NO)] == list(
            range(1, len(walk.tickets) + 1)
        )


def test_every_field_survives_the_store(system: System) -> None:
    ticket = a_fresh_ticket(
        missing=(Element.NAME, Element.TIME),
        text="换行\n𠮷野家 😀 \\ ' \" %_",
        demands=3,
        title="标题",
    )
    with system.store.write() as uow:
        add(uow, ticket)
    with system.store.read() as uow:
        assert uow.tickets.get(NO) == ticket


def test_an_unknown_number_is_not_found(uow: UnitOfWork) -> None:
    assert uow.tickets.find("20260310999999") is None
    with pytest.raises(NotFound, match="20260310999999"):
        uow.tickets.get("20260310999999")


def test_what_a_database_cannot_hold_is_wrong_input_and_no_failure(system: System) -> None:
    with suppress(BadInput), system.store.read() as uow:  # SQLite holds it, and has no such number
        assert uow.tickets.find("2026\x00") is None


def test_several_tickets_come_in_the_order_asked_for(system: System) -> None:
    numbers = [f"2026031000000{n}" for n in range(1, 6)]
    with system.store.write() as uow:
        for no in numbers:
            add(uow, a_fresh_ticket(no))
    with system.store.read() as uow:
        wanted = [numbers[3], numbers[0], "20990101000001", numbers[2]]
        assert [t.no for t in uow.tickets.get_many(wanted)] == [
            numbers[3],
            numbers[0],
            numbers[2],
        ]


def test_nothing_is_written_when_the_transaction_fails(system: System) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_halfway(system)
    with system.store.read() as uow:
        assert uow.tickets.find(NO) is None
        assert uow.session.scalar(select(func.count()).select_from(StepRow)) == 0


def _fail_halfway(system: System) -> None:
    with system.store.write() as uow:
        add(uow, a_fresh_ticket())
        uow.flush()
        raise ZeroDivisionError


def test_a_reading_transaction_writes_nothing(system: System) -> None:
    with system.store.read() as uow:
        add(uow, a_fresh_ticket())
    with system.store.read() as uow:
        assert uow.tickets.find(NO) is None


def test_who_saw_an_older_version_is_told_who_was_faster(system: System) -> None:
    with system.store.write() as uow:
        seen = add(uow, a_fresh_ticket())
    with system.store.write() as uow:
        uow.tickets.record(try_step(seen, an_actor(Role.AGENT), Step.NOTE))
    with system.store.write() as uow:
        newest = uow.tickets.get(NO)
        with pytest.raises(Stale) as problem:
            uow.tickets.check_version(newest, seen.version)
        with pytest.raises(Stale):
            uow.tickets.record(try_step(seen, an_actor(Role.DISPATCHER), Step.NOTE))
    assert problem.value.version == 2
    assert problem.value.status == "registered"
    assert "测试agent刚刚更新" in problem.value.message


def test_a_lost_update_is_refused_and_leaves_no_trace(system: System) -> None:
    """Two transactions read the same version; the second to write finds out at its end."""
    with system.store.write() as uow:
        seen = add(uow, a_fresh_ticket())
    slow = try_step(seen, an_actor(Role.DISPATCHER), Step.NOTE, note="慢的")
    fast = try_step(seen, an_actor(Role.AGENT), Step.NOTE, note="快的")
    with pytest.raises(Stale) as problem:
        _overtake(system, slow, fast)
    assert problem.value.version == 2
    is_sqlite = system.store.engine.dialect.name == "sqlite"
    with system.store.read() as uow:
        # On SQLite the faster one wrote inside the slower one's transaction.
        notes = [] if is_sqlite else ["快的"]
        assert [e.data["note"] for e in uow.tickets.steps(NO)[1:]] == notes


def _overtake(system: System, slow: Move, fast: Move) -> None:
    with system.store.write() as uow:
        uow.tickets.get(NO)
        if system.store.engine.dialect.name == "sqlite":
            # Nobody else may write meanwhile: change the row behind this unit of work's back.
            other = UnitOfWork(uow.session, uow.vault, {}, uow.blobs)
            other.tickets.record(fast)
            other.tickets.flush()
        else:
            with system.store.write() as other:
                other.tickets.record(fast)
        uow.tickets.record(slow)


def test_of_two_threads_on_one_ticket_one_wins_and_the_other_is_told(system: System) -> None:
    with system.store.write() as uow:
        seen = add(uow, a_fresh_ticket())
    outcomes = at_once(system, [_noting(seen, f"第{n}个") for n in range(2)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Stale"]
    with system.store.read() as uow:
        assert uow.tickets.get(NO).version == 2
        assert len(uow.tickets.steps(NO)) == 2


def _noting(seen: Ticket, note: str) -> Callable[[UnitOfWork], None]:
    def work(uow: UnitOfWork) -> None:
        uow.tickets.check_version(uow.tickets.get(NO), seen.version)
        uow.tickets.record(try_step(seen, an_actor(Role.AGENT), Step.NOTE, note=note))

    return work


def test_numbers_are_given_once_even_to_threads(system: System) -> None:
    given: list[str] = []
    works = [lambda uow: given.extend(uow.tickets.next_numbers("20260310", 5))] * 8
    outcomes = at_once(system, works)
    assert outcomes == [None] * 8
    assert sorted(given) == [f"20260310{n:06d}" for n in range(1, 41)]


def test_a_key_is_taken_once(system: System) -> None:
    with system.store.write() as uow:
        add(uow, a_fresh_ticket(), dedupe_key="web:77")
    with system.store.read() as uow:
        known = uow.tickets.by_dedupe_key("web:77")
        assert known is not None
        assert known.no == NO
        assert uow.tickets.by_dedupe_key("web:78") is None
        assert uow.tickets.known_dedupe_keys(["web:77", "web:78"]) == {"web:77"}
    with pytest.raises(Stale, match="刚刚登记过"), system.store.write() as uow:
        add(uow, a_fresh_ticket("20260310000002"), dedupe_key="web:77")
    with system.store.read() as uow:
        assert uow.tickets.find("20260310000002") is None


SEEN_BY = [
    *(an_actor(role) for role in Role),
    an_actor(Role.UNIT_CLERK, unit=OTHER_UNIT),
    an_actor(Role.HANDLER, unit=CO_UNIT),
    an_actor(Role.UNIT_CLERK, unit=""),
    an_actor(Role.AGENT, roles=frozenset()),
    an_actor(Role.LEADER, roles=frozenset({Role.LEADER, Role.UNIT_HEAD}), unit=UNIT),
    an_actor(Role.ASSISTANCE_OFFICER, unit=UNIT),
]


def test_the_two_twins_of_visibility_agree(
    system: System, store_walk: Callable[..., list[Entry]]
) -> None:
    for seed in range(25):
        store_walk(walk_of(seed, steps=20), f"20260310{seed:06d}")
    with system.store.read() as uow:
        numbers = list(uow.session.scalars(select(TicketRow.no)))
        tickets = uow.tickets.get_many(numbers)
        assert {ticket.is_reported for ticket in tickets} == {True, False}
        for actor in SEEN_BY:
            by_sql = set(uow.session.scalars(visible_to(actor)))
            assert by_sql == {ticket.no for ticket in tickets if is_visible(ticket, actor)}, actor


def test_a_unit_loses_sight_of_what_was_taken_from_it(system: System) -> None:
    lead, helper = an_actor(Role.UNIT_CLERK), an_actor(Role.UNIT_CLERK, unit=CO_UNIT)
    dispatcher = an_actor(Role.DISPATCHER)
    with system.store.write() as uow:
        ticket = add(uow, a_fresh_ticket(status=Status.PENDING_DISPATCH))
        ticket = uow.tickets.record(try_step(ticket, dispatcher, Step.DISPATCH, co_units=[CO_UNIT]))
    assert sees(system, lead)
    assert sees(system, helper)
    with system.store.write() as uow:
        ticket = uow.tickets.record(try_step(ticket, dispatcher, Step.RECALL))
    assert not sees(system, lead)
    assert not sees(system, helper)
    with system.store.write() as uow:
        uow.tickets.record(try_step(ticket, dispatcher, Step.DISPATCH, co_units=[OTHER_UNIT]))
    assert sees(system, lead)
    assert not sees(system, helper)
    with system.store.read() as uow:
        assert list(uow.session.scalars(select(UnitTaskRow.unit))) == [OTHER_UNIT]


def sees(system: System, actor: Actor) -> bool:
    """Whether both twins say so."""
    with system.store.read() as uow:
        by_sql = NO in set(uow.session.scalars(visible_to(actor)))
        assert by_sql == is_visible(uow.tickets.get(NO), actor)
        return by_sql


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CALLER])
def test_a_report_is_seen_only_by_those_who_need_it(role: Role) -> None:
    report = a_ticket(Status.IN_PROGRESS, request_type=RequestType.REPORT)
    needed = {
        Role.AGENT,
        Role.DISPATCHER,
        Role.REVIEWER,
        Role.CALLBACK_CLERK,
        Role.UNIT_CLERK,
        Role.HANDLER,
        Role.UNIT_HEAD,
        Role.SUPERVISOR,
        Role.DISCIPLINE_VIEWER,
        Role.SYSTEM,
    }
    assert is_visible(report, an_actor(role)) == (role in needed)


def test_a_stale_error_is_one_of_ours() -> None:
    assert issubclass(Stale, DomainError)
