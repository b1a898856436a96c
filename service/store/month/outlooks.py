"""What was foretold and which seasons were found, month for month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from service.store.database.engine import in_chunks, insert_if_absent
from service.store.tables.month import ForecastRow, SeasonRow


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was foretold of a month, as ``ForecastRow`` says."""

    origin: str
    topic: str
    area: str
    month: str
    expected: float
    low: int
    high: int
    naive: int
    made_at: datetime
    is_replayed: bool


_COLUMNS = [getattr(ForecastRow, name) for name in Forecast.__dataclass_fields__]


class Outlooks:
    """The foresight of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep_forecasts(self, rows: Iterable[dict[str, Any]], over: str) -> None:
        """Add forecasts; those of months after ``over``, which have not come, may be renewed.

        A forecast of a month that is over stays as it was first made, hit or miss.
        """
        given = list(rows)
        coming = [row for row in given if row["month"] > over]
        for origin in sorted({row["origin"] for row in coming}):
            gone = delete(ForecastRow).where(ForecastRow.origin == origin, ForecastRow.month > over)
            self._session.execute(gone)
        for chunk in in_chunks(coming, 2_000):
            self._session.execute(insert(ForecastRow), chunk)
        for chunk in in_chunks((row for row in given if row["month"] <= over), 500):
            insert_if_absent(self._session, ForecastRow, chunk)

    def keep_seasons(self, origin: str, bodies: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """The seasons that a month's work found, in place of any it found before."""
        self._session.execute(delete(SeasonRow).where(SeasonRow.origin == origin))
        rows = [{"origin": origin, "topic": topic, "body": body} for topic, body in bodies]
        if rows:
            self._session.execute(insert(SeasonRow), rows)

    def origins(self) -> list[str]:
        """The months from which something was foretold while it was still to come, newest first."""
        query = select(ForecastRow.origin).where(ForecastRow.is_replayed.is_(False)).distinct()
        return sorted(self._session.scalars(query), reverse=True)

    def known(self) -> list[str]:
        """All months from which something was foretold, then or afterwards."""
        return sorted(self._session.scalars(select(ForecastRow.origin).distinct()))

    def forecasts(self, origin: str) -> list[Forecast]:
        """What was foretold from a month, by topic, area and month."""
        query = select(*_COLUMNS).where(ForecastRow.origin == origin)
        order = (ForecastRow.topic, ForecastRow.area, ForecastRow.month)
        return [Forecast(*row) for row in self._session.execute(query.order_by(*order))]

    def of_city(self, first: str, last: str) -> list[Forecast]:
        """What was foretold of the whole city's months from ``first`` to ``last``, by topic."""
        query = select(*_COLUMNS).where(ForecastRow.month >= first, ForecastRow.month <= last)
        order = (ForecastRow.topic, ForecastRow.month, ForecastRow.origin)
        rows = self._session.execute(query.where(ForecastRow.area == "").order_by(*order))
        return [Forecast(*row) for row in rows]

    def of_series(self, topic: str, area: str) -> list[Forecast]:
        """All that was ever foretold of a series, by origin and month."""
        query = select(*_COLUMNS).where(ForecastRow.topic == topic, ForecastRow.area == area)
        rows = self._session.execute(query.order_by(ForecastRow.origin, ForecastRow.month))
        return [Forecast(*row) for row in rows]

    def seasons(self, origin: str) -> list[tuple[str, dict[str, Any]]]:
        """The seasons that a month's work found: topic and body, by topic."""
        query = select(SeasonRow.topic, SeasonRow.body).where(SeasonRow.origin == origin)
        return [(t, body) for t, body in self._session.execute(query.order_by(SeasonRow.topic))]
