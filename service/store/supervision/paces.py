"""How long work usually takes, as the last night found it."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from service.domain.clocks.pace import Key, Pace
from service.domain.clocks.running import Clock
from service.store.database.engine import in_chunks
from service.store.tables.supervision import PaceRow


class Paces:
    """The usual times of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, paces: Mapping[Key, Pace]) -> int:
        """Put these in the place of all that were there; return how many."""
        self._session.execute(delete(PaceRow))
        rows = [
            {
                "unit": unit,
                "topic": topic,
                "clock": clock.value,
                "count": pace.count,
                "median": pace.median,
                "p80": pace.p80,
            }
            for (unit, topic, clock), pace in sorted(paces.items())
        ]
        for chunk in in_chunks(rows, 2_000):
            self._session.execute(insert(PaceRow), chunk)
        return len(rows)

    def of_units(self, units: Collection[str]) -> dict[Key, Pace]:
        """The usual times of these units, and of all units together."""
        query = select(PaceRow).where(PaceRow.unit.in_({*units, ""}))
        return {
            (row.unit, row.topic, Clock(row.clock)): Pace(row.count, row.median, row.p80)
            for row in self._session.scalars(query)
        }
