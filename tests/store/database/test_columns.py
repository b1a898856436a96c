"""Times come back aware and in UTC; a naive one never gets in; JSON is the same bytes again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from service.bootstrap import System
from service.store.database.columns import UtcDateTime, dump_json
from tests.installation import Clock
from tests.store.conftest import a_fresh_ticket, add

NO = "20260310000001"


def test_times_come_back_aware_and_the_same_instant(system: System) -> None:
    shanghai = datetime(2026, 3, 10, 10, 0, 0, 123456, ZoneInfo("Asia/Shanghai"))
    with system.store.write() as uow:
        add(uow, a_fresh_ticket(registered_at=shanghai))
    with system.store.read() as uow:
        found = uow.tickets.get(NO).registered_at
    assert found == shanghai
    assert found.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(system: System) -> None:
    naive = datetime(2026, 3, 10, 10, 0)  # noqa: DTZ001
    with (
        pytest.raises((StatementError, ValueError), match="naive time"),
        system.store.write() as uow,
    ):
        add(uow, a_fresh_ticket(registered_at=naive))


def test_a_naive_time_is_refused_in_a_row_too(system: System, clock: Clock) -> None:
    with (
        pytest.raises((StatementError, ValueError), match="naive time"),
        system.store.write() as uow,
    ):
        uow.people.note_attempt("agent", clock().replace(tzinfo=None))


@given(st.datetimes(timezones=st.timezones()))
def test_any_zone_comes_back_as_the_same_instant(moment: datetime) -> None:
    column, dialect = UtcDateTime(), sqlite.dialect()
    try:
        bound = column.process_bind_param(moment, dialect)
    except OverflowError:
        return  # the first and last hours of the calendar have no UTC
    assert bound is not None
    # SQLite forgets the zone.
    back = column.process_result_value(bound.replace(tzinfo=None), dialect)
    assert back == moment.astimezone(UTC)


def test_json_is_the_same_bytes_whatever_the_order_and_keeps_chinese() -> None:
    assert (
        dump_json({"b": 1, "a": "停水"})
        == dump_json({"a": "停水", "b": 1})
        == ('{"a":"停水","b":1}')
    )
