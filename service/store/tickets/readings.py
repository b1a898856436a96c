"""What the reader understood of each ticket, written once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.domain.catalogue import Route
from service.store.database.engine import in_chunks
from service.store.tables.tickets import ReadingRow

_READING = ReadingRow.__table__
_ROUTE = tuple(item.name for item in fields(Route))


@dataclass(frozen=True, slots=True)
class StoredReading:
    """A reading as kept: ``body`` is the reader's JSON without the tokens."""

    no: str
    model_version: str
    tokens: tuple[str, ...]
    places: tuple[str, ...]
    needs: tuple[str, ...]
    summary: str
    body: Mapping[str, Any]
    route: Mapping[str, Any]


class Readings:
    """The readings of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[str, dict[str, Any]] = {}

    def add(self, no: str, reading: Any, route: Route) -> None:
        """Keep a ``models.Reading`` and the route suggested from it."""
        body = reading.to_json()
        body.pop("tokens", None)
        places = dict.fromkeys(place.text for place in reading.places)
        self._rows[no] = {
            "no": no,
            "model_version": reading.model_version,
            "tokens": " ".join(reading.tokens),
            "places": "|".join(places),
            "needs": "|".join(reading.needs),
            "summary": reading.summary,
            "body": body,
            "route": {name: getattr(route, name) for name in _ROUTE},
        }

    def words(self, numbers: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The words of some tickets, by number."""
        query = select(ReadingRow.no, ReadingRow.tokens)
        return {
            no: tuple(tokens.split())
            for chunk in in_chunks(numbers)
            for no, tokens in self._session.execute(query.where(ReadingRow.no.in_(chunk)))
        }

    def get(self, no: str) -> StoredReading | None:
        """The reading of a ticket, or None."""
        if no in self._rows:
            return _stored(self._rows[no])
        row = self._session.execute(select(_READING).where(ReadingRow.no == no)).mappings().first()
        return None if row is None else _stored(dict(row))

    def get_many(self, numbers: Sequence[str]) -> dict[str, StoredReading]:
        """The readings that there are of these tickets, by number."""
        query = select(_READING).where(ReadingRow.no.in_(numbers))
        rows = self._session.execute(query).mappings()
        return {row["no"]: _stored(dict(row)) for row in rows}

    def flush(self) -> None:
        """Send what was gathered."""
        if self._rows:
            self._session.execute(insert(ReadingRow), list(self._rows.values()))
            self._rows.clear()


def _stored(row: Mapping[str, Any]) -> StoredReading:
    return StoredReading(
        no=row["no"],
        model_version=row["model_version"],
        tokens=tuple(row["tokens"].split()),
        places=tuple(part for part in row["places"].split("|") if part),
        needs=tuple(part for part in row["needs"].split("|") if part),
        summary=row["summary"],
        body=row["body"],
        route=row["route"],
    )
