"""The chain of steps notices whoever edits, removes or inserts."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select, update

from service.bootstrap import System
from service.store.audit.chain import faults
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.rows import step_hash
from tests.store.conftest import a_fresh_ticket, add
from tests.walks import walk_of

FIRST, SECOND = "20260310000001", "20260310000002"


@pytest.fixture
def chained(system: System, store_walk: Callable[..., object]) -> System:
    """Two tickets with long ways behind them."""
    store_walk(walk_of(7), FIRST)
    store_walk(walk_of(11), SECOND)
    return system


def found(system: System) -> list[tuple[str, int]]:
    with system.store.read() as uow:
        return [(fault.no, fault.seq) for fault in faults(uow.session)]


def tamper(system: System, *statements: object) -> None:
    with system.store.write() as uow:
        for statement in statements:
            uow.session.execute(statement)  # type: ignore[call-overload]


def test_what_was_written_is_whole(chained: System) -> None:
    with chained.store.read() as uow:
        assert len(uow.tickets.steps(FIRST)) > 4
    assert found(chained) == []


def test_an_empty_store_is_whole(system: System) -> None:
    assert found(system) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "别人"},
        {"actor_id": 4711},
        {"data": {"reason": "改过的理由"}},
        {"round": 9},
        {"target": "closed"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_step_is_noticed(chained: System, change: dict[str, object]) -> None:
    tamper(chained, update(StepRow).where(StepRow.no == FIRST, StepRow.seq == 2).values(change))
    assert found(chained) == [(FIRST, 2)]


def test_an_edited_time_is_noticed(chained: System) -> None:
    from datetime import timedelta

    with chained.store.read() as uow:
        at = uow.tickets.steps(FIRST)[1].at
    moved = update(StepRow).where(StepRow.no == FIRST, StepRow.seq == 2)
    tamper(chained, moved.values(at=at - timedelta(days=3)))
    assert found(chained) == [(FIRST, 2)]


def test_a_step_edited_with_its_hash_is_noticed_at_the_next_one(chained: System) -> None:
    step = select(StepRow.__table__).where(StepRow.no == FIRST, StepRow.seq == 2)
    with chained.store.read() as uow:
        values = dict(uow.session.execute(step).mappings().one())
    values["actor_name"] = "别人"
    values["hash"] = step_hash(values, values["previous"])
    tamper(chained, update(StepRow).where(StepRow.no == FIRST, StepRow.seq == 2).values(values))
    assert found(chained) == [(FIRST, 3)]


def test_a_removed_step_is_noticed(chained: System) -> None:
    tamper(chained, delete(StepRow).where(StepRow.no == FIRST, StepRow.seq == 2))
    assert found(chained) == [(FIRST, 3)]


def test_a_removed_last_step_is_noticed(chained: System) -> None:
    with chained.store.read() as uow:
        last = uow.tickets.steps(FIRST)[-1].seq
    tamper(chained, delete(StepRow).where(StepRow.no == FIRST, StepRow.seq == last))
    assert found(chained) == [(FIRST, 0)]


def test_an_inserted_step_is_noticed(chained: System) -> None:
    with chained.store.read() as uow:
        last = uow.tickets.steps(FIRST)[-1].seq
        query = select(StepRow.__table__).where(StepRow.no == FIRST, StepRow.seq == last)
        values = dict(uow.session.execute(query).mappings().one())
    values |= {"seq": last + 1, "previous": values["hash"], "target": "closed"}
    values["hash"] = step_hash(values, values["previous"])
    tamper(chained, insert(StepRow).values(values))
    assert found(chained) == [(FIRST, 0)]


def test_a_ticket_changed_without_a_step_is_noticed(chained: System) -> None:
    tamper(chained, update(TicketRow).where(TicketRow.no == SECOND).values(status="answered"))
    assert found(chained) == [(SECOND, 0)]


def test_a_ticket_without_steps_is_noticed(chained: System) -> None:
    with chained.store.write() as uow:
        add(uow, a_fresh_ticket("20260310000000"))
        add(uow, a_fresh_ticket("20260310000009"))
    for no in ("20260310000000", "20260310000009"):
        tamper(chained, delete(StepRow).where(StepRow.no == no))
    assert found(chained) == [("20260310000000", 0), ("20260310000009", 0)]


def test_every_fault_is_said_in_words(chained: System) -> None:
    tamper(
        chained,
        update(StepRow).where(StepRow.no == FIRST, StepRow.seq == 1).values(actor_name="别人"),
        delete(StepRow).where(StepRow.no == SECOND, StepRow.seq == 3),
    )
    with chained.store.read() as uow:
        words = [fault.what for fault in faults(uow.session)]
    assert words == ["内容与校验值不符", "环节不连续：第 3 步的位置是第 4 步"]
