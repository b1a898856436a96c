"""Two years of requests, written straight into the tables: heating in winter, lamps all year."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from analytics.months import month_start, span
from service.bootstrap import System
from service.store.tables.tickets import ReadingRow, TicketRow
from tests.stories import Story

HEAT, LAMP = "030601", "020201"
WINTER = frozenset({"11", "12", "01", "02"})
MONTHS = span("2024-03", "2026-02")
QUIET, MANY = 3, 16
LAST_SEASON = 4 * MANY


def two_years(system: System) -> None:
    """Requests from March 2024 to the end of February 2026, whole months all."""
    no = Story(system).waiting().no
    with system.store.write() as uow:
        row = uow.session.execute(select(TicketRow.__table__).where(TicketRow.no == no)).one()
        rows = [values for month in MONTHS for values in _month(dict(row._mapping), month)]
        uow.session.execute(insert(TicketRow), rows)
        read = uow.session.execute(select(ReadingRow.__table__).where(ReadingRow.no == no)).one()
        told = dict(read._mapping) | {"places": "和风苑"}
        uow.session.execute(insert(ReadingRow), [told | {"no": each["no"]} for each in rows])


def _month(like: dict[str, Any], month: str) -> list[dict[str, Any]]:
    heat = MANY if month[5:] in WINTER else QUIET
    topics = [HEAT] * heat + [LAMP] * 10
    return [
        {
            **like,
            "no": f"{month[:4]}{month[5:]}77{n:06d}",
            "dedupe_key": f"{month}:{n}",
            "topic": topic,
            "registered_at": month_start(month) + timedelta(hours=3 + 25 * n),
        }
        for n, topic in enumerate(topics)
    ]
