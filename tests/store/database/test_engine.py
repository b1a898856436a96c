"""Two databases and no other; the SQL that only one understands has its twin."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.pool import QueuePool

from service.bootstrap import System
from service.domain.errors import Misconfigured
from service.store.database.engine import (
    in_chunks,
    insert_if_absent,
    make_engine,
    month_of,
    optimize,
)
from service.store.tables.installation import CounterRow
from tests.store.conftest import a_fresh_ticket, add


@pytest.mark.parametrize("url", ["mysql://u@h/d", "oracle://u@h/d"])
def test_another_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(Misconfigured, match="SQLite 和 PostgreSQL"):
        make_engine(url)


@pytest.mark.parametrize("url", ["", "not an address", "postgresql://u:secret@h:port/d"])
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Misconfigured, match="无法识别") as problem:
        make_engine(url)
    assert "secret" not in problem.value.message


@pytest.mark.parametrize(
    ("instant", "month"),
    [
        (datetime(2026, 2, 28, 15, 59, tzinfo=UTC), "2026-02"),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), "2026-03"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "2026-01"),
        (datetime(2026, 1, 15, 3, 0, tzinfo=UTC), "2026-01"),
    ],
)
def test_the_month_of_a_time_is_that_of_shanghai(
    system: System, instant: datetime, month: str
) -> None:
    with system.store.write() as uow:
        add(uow, a_fresh_ticket(registered_at=instant))
    with system.store.read() as uow:
        dialect = system.store.engine.dialect.name
        sql = f"select {month_of('registered_at', dialect)} from ticket"  # noqa: S608
        assert uow.session.scalar(text(sql)) == month


def test_what_is_read_in_one_transaction_is_of_one_moment(system: System) -> None:
    count = select(func.count()).select_from(CounterRow)
    with system.store.read() as uow:
        before = uow.session.scalar(count)
        with system.store.write() as other:
            insert_if_absent(other.session, CounterRow, [{"name": "late", "value": 1}])
        assert uow.session.scalar(count) == before
    with system.store.read() as uow:
        assert uow.session.scalar(count) == (before or 0) + 1


def test_many_writers_at_once_each_get_their_turn(system: System) -> None:
    def count() -> None:
        with system.store.write() as uow:
            value = uow.session.scalar(select(CounterRow.value).with_for_update()) or 0
            uow.session.execute(update(CounterRow).values(value=value + 1))

    with system.store.write() as uow:
        uow.session.execute(delete(CounterRow))
        insert_if_absent(uow.session, CounterRow, [{"name": "turns", "value": 0}])
    with ThreadPoolExecutor(12) as pool:
        for turn in [pool.submit(count) for _ in range(36)]:
            turn.result(timeout=60)
    with system.store.read() as uow:
        assert uow.session.scalar(select(CounterRow.value)) == 36


def test_what_is_there_is_left_and_what_is_not_is_added(system: System) -> None:
    with system.store.write() as uow:
        insert_if_absent(uow.session, CounterRow, [{"name": "a", "value": 1}])
        rows = [{"name": "a", "value": 9}, {"name": "b", "value": 2}]
        insert_if_absent(uow.session, CounterRow, rows)
        insert_if_absent(uow.session, CounterRow, [])
    with system.store.read() as uow:
        query = select(CounterRow.name, CounterRow.value).order_by(CounterRow.name)
        query = query.where(CounterRow.name.in_(["a", "b"]))
        assert list(map(tuple, uow.session.execute(query))) == [("a", 1), ("b", 2)]


def test_statistics_can_be_refreshed_after_a_bulk_load(system: System) -> None:
    with system.store.write() as uow:
        optimize(uow.session.connection())


def test_chunks_hold_everything_once_in_order() -> None:
    assert list(in_chunks(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(in_chunks([], 3)) == []


def test_foreign_keys_are_kept(system: System, clock: object) -> None:
    from sqlalchemy.exc import IntegrityError

    from tests.factories import NOW

    with pytest.raises(IntegrityError), system.store.write() as uow:
        uow.people.open_session(987_654, "token", "csrf", NOW)


def test_each_thread_of_a_web_process_has_a_connection(tmp_path: Path) -> None:
    """anyio runs forty threads: with fewer connections some would wait half a minute and fail."""
    for url in (f"sqlite:///{tmp_path / 'x.sqlite'}", "postgresql://u@h/d"):
        pool = make_engine(url).pool
        assert isinstance(pool, QueuePool)
        assert pool.size() + pool._max_overflow >= 40
