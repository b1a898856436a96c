"""Working time between two instants, forwards and backwards, for whoever has its own hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.domain.deadlines import Calendar
from service.domain.hours import Hours, worked


@dataclass(frozen=True, slots=True)
class WorkTime:
    """Counts in the hours of each unit; ``usual``: of those that have none of their own."""

    calendar: Calendar
    usual: Hours = Hours()
    of_units: Mapping[str, Hours] = field(default_factory=dict)

    def between(self, start: datetime, end: datetime, unit: str = "") -> float:
        """Working seconds of the unit from ``start`` to ``end``; negative when ``end`` is first."""
        hours = self.of_units.get(unit, self.usual)
        if end < start:
            return -worked(end, start, hours, self.calendar).total_seconds()
        return worked(start, end, hours, self.calendar).total_seconds()

    def day_seconds(self, unit: str = "") -> float:
        """How long a day of the unit's work is."""
        windows = self.of_units.get(unit, self.usual).windows
        return 60.0 * sum(end - begin for begin, end in windows)
