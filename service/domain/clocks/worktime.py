"""Whose hours count: the working time of each unit, and of those who dispatch day and night."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.domain.clocks.deadlines import Calendar
from service.domain.clocks.hours import USUAL, Hours, worked
from service.domain.clocks.running import Clock

ALWAYS = "*"
"""Stands for whoever works day and night: those who dispatch."""
_DAY_AND_NIGHT = Hours(((0, 24 * 60),), is_daily=True)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """Counts in the hours of each unit; ``usual``: of those that have none of their own."""

    calendar: Calendar
    usual: Hours = USUAL
    of_units: Mapping[str, Hours] = field(default_factory=dict)

    def between(self, start: datetime, end: datetime, unit: str = "") -> float:
        """Working seconds of the unit from ``start`` to ``end``; negative when ``end`` is first."""
        hours = self._hours(unit)
        if end < start:
            return -worked(end, start, hours, self.calendar).total_seconds()
        return worked(start, end, hours, self.calendar).total_seconds()

    def day_seconds(self, unit: str = "") -> float:
        """How long a day of the unit's work is."""
        return self._hours(unit).day.total_seconds()

    def _hours(self, unit: str) -> Hours:
        return _DAY_AND_NIGHT if unit == ALWAYS else self.of_units.get(unit, self.usual)


def whose_time(clock: Clock, unit: str) -> str:
    """In whose working time a clock that runs against a unit (empty: the hotline) is counted."""
    return ALWAYS if clock is Clock.DISPATCH else unit
