"""From SQL to the frame of tickets that ``analytics`` works on, column by column as it declares.

Words, places and topics are those of the stored reading: nothing is segmented again. What a
ticket had gone through by an instant is folded from its steps, so that a report on a past month
comes out the same however much later it is made again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from analytics.months import Period
from analytics.schema import TICKETS, empty_tickets
from service.domain.catalogue import Catalogue, Level
from service.domain.lifecycle.steps import Step
from service.domain.supervision.pressure import SupervisionRules
from service.store.database.engine import in_chunks, month_of
from service.store.figures.courses import Course, Happened, fold
from service.store.installation.secrets import Vault
from service.store.tables.callers import CallerRow
from service.store.tables.tickets import ReadingRow, StepRow, TicketRow

_DERIVED = frozenset({"outcome", "topic_1", "topic_2"})
ALL = tuple(name for name in TICKETS if name not in _DERIVED)
_CHUNK = 1000
_LOOK_BACK = timedelta(days=400)
_FROM_TICKET = frozenset(
    {"no", "registered_at", "title", "topic", "topic_path", "request_type", "channel"}
    | {"area", "area_name", "caller"}
)
_FROM_READING = frozenset({"tokens", "places"})
_KINDS = {"text": "str", "number": "float64", "flag": "boolean", "instant": "datetime64[us, UTC]"}
_GROUPS = {
    Level.CITY: "department",
    Level.COUNTY: "county",
    Level.TOWNSHIP: "township",
    Level.ENTERPRISE: "enterprise",
}


@dataclass(frozen=True)
class Frames:
    """Makes frames in one transaction, with the names of one catalogue.

    ``also``: what else a ticket's row must be to be in a frame.
    """

    session: Session
    vault: Vault
    catalogue: Catalogue
    rules: SupervisionRules
    also: Sequence[ColumnElement[bool]] = ()

    def tickets(self, period: Period, columns: Sequence[str] = ALL) -> pd.DataFrame:
        """The tickets registered in the period, by number, as they stood at ``period.now``."""
        return self._frame(_registered(period), period.now, columns)

    def at_work(self, period: Period, columns: Sequence[str] = ALL) -> pd.DataFrame:
        """The tickets registered in the period, and older ones that had not ended before it.

        Rates of a period are made of these: what was due, signed or closed in it.
        """
        older = and_(
            TicketRow.registered_at < period.start,
            TicketRow.registered_at >= period.start - _LOOK_BACK,
            or_(TicketRow.ended_at.is_(None), TicketRow.ended_at >= period.start),
        )
        return self._frame(or_(_registered(period), older), period.now, columns)

    def counts(self, start: datetime, end: datetime) -> pd.Series:
        """Requests registered from ``start`` to before ``end``, by Shanghai month ``YYYY-MM``."""
        name = self.session.connection().dialect.name
        month: ColumnElement[str] = literal_column(month_of("registered_at", name))
        rows = self.session.execute(
            select(month, func.count())
            .select_from(TicketRow)
            .where(TicketRow.registered_at >= start, TicketRow.registered_at < end)
            .group_by(month)
            .order_by(month)
        )
        return pd.Series({key: int(count) for key, count in rows}, dtype="int64")

    def steps(self, period: Period) -> dict[Step, int]:
        """How often each step was taken in the period, up to ``period.now``."""
        rows = self.session.execute(
            select(StepRow.step, func.count())
            .where(StepRow.at >= period.start, StepRow.at < period.end, StepRow.at <= period.now)
            .group_by(StepRow.step)
            .order_by(StepRow.step)
        )
        return {Step(step): int(count) for step, count in rows}

    def stepped(self, period: Period, steps: Collection[Step]) -> dict[Step, list[str]]:
        """The tickets on which each of these steps was taken in the period, up to its ``now``."""
        rows = self.session.execute(
            select(StepRow.step, StepRow.no)
            .where(StepRow.at >= period.start, StepRow.at < period.end, StepRow.at <= period.now)
            .where(StepRow.step.in_([step.value for step in steps]))
            .distinct()
            .order_by(StepRow.step, StepRow.no)
        )
        found: dict[Step, list[str]] = {step: [] for step in steps}
        for step, no in rows:
            found[Step(step)].append(no)
        return found

    def _frame(
        self, which: ColumnElement[bool], as_of: datetime, columns: Sequence[str]
    ) -> pd.DataFrame:
        which = and_(which, *self.also)
        parts = [_typed(values, columns) for values in self._chunks(which, as_of, columns)]
        return pd.concat(parts, ignore_index=True) if parts else empty_tickets(columns)

    def _chunks(
        self, which: ColumnElement[bool], as_of: datetime, columns: Sequence[str]
    ) -> Iterator[list[dict[str, Any]]]:
        wanted = frozenset(columns)
        query = _query(which, is_read=bool(wanted & _FROM_READING))
        has_course = bool(wanted - _FROM_TICKET - _FROM_READING)
        found = self.session.execute(query.execution_options(yield_per=_CHUNK)).mappings()
        for rows in found.partitions(_CHUNK):
            courses = self._courses([row["no"] for row in rows], as_of) if has_course else {}
            yield [self._values(dict(row), courses.get(row["no"]), as_of) for row in rows]

    def _courses(self, numbers: list[str], as_of: datetime) -> dict[str, Course]:
        columns = (StepRow.no, StepRow.step, StepRow.target, StepRow.at, StepRow.round)
        steps: dict[str, list[Happened]] = defaultdict(list)
        for chunk in in_chunks(numbers):
            query = select(*columns, StepRow.data).where(StepRow.no.in_(chunk))
            for no, *values in self.session.execute(query.order_by(StepRow.no, StepRow.seq)):
                steps[no].append(Happened(*values))
        return {no: fold(happened, as_of) for no, happened in steps.items()}

    def _values(
        self, row: Mapping[str, Any], course: Course | None, as_of: datetime
    ) -> dict[str, Any]:
        catalogue = self.catalogue
        item = catalogue.item(row["topic"])
        area = catalogue.county_of(row["area"])
        values = {
            **row,
            "topic_path": "/".join(item.path) if item else "",
            "area": area,
            "area_name": catalogue.area_names.get(area, ""),
            "caller": self.vault.caller_key(row["phone_key"], row["caller_id"]),
        }
        return values | self._of_course(course, as_of) if course else values

    def _of_course(self, course: Course, as_of: datetime) -> dict[str, Any]:
        unit = self.catalogue.units.get(course.unit)
        return {
            "weight": course.votes,
            "unit": course.unit,
            "unit_name": unit.name if unit else course.unit,
            "unit_group": _GROUPS[unit.level] if unit else "",
            "status": course.status,
            "dispatch_due_at": course.dispatch_due_at,
            "dispatched_at": course.dispatched_at,
            "signed_at": course.signed_at,
            "sign_due_at": course.sign_due_at,
            "due_at": course.due_at,
            "closed_at": course.closed_at,
            "first_contact_on_time": course.contacted_within(self.rules.first_contact, as_of),
            "on_time": course.on_time(as_of),
            "solved": course.solved,
            "satisfied": course.satisfied,
            "responded": course.responded,
            "called_back": course.called_back,
            "rounds": course.round,
            "dispatch_count": course.dispatches,
            "returned": course.returned,
            "extended": course.extended,
            "direct": course.direct,
        }


def _registered(period: Period) -> ColumnElement[bool]:
    return and_(TicketRow.registered_at >= period.start, TicketRow.registered_at < period.end)


def _query(which: ColumnElement[bool], *, is_read: bool) -> Any:
    columns = [
        TicketRow.no,
        TicketRow.registered_at,
        TicketRow.title,
        TicketRow.topic,
        TicketRow.request_type,
        TicketRow.channel,
        TicketRow.area,
        TicketRow.caller_id,
        CallerRow.phone_key,
    ]
    called = CallerRow.id == TicketRow.caller_id
    if not is_read:
        tickets = select(*columns).select_from(TicketRow).join(CallerRow, called, isouter=True)
        return tickets.where(which).order_by(TicketRow.no)
    return (
        select(*columns, ReadingRow.tokens, ReadingRow.places)
        .select_from(TicketRow)
        .join(CallerRow, called, isouter=True)
        .join(ReadingRow, ReadingRow.no == TicketRow.no, isouter=True)
        .where(which)
        .order_by(TicketRow.no)
    )


def _typed(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    made = {}
    for name in columns:
        column = TICKETS[name]
        values = [row.get(name) for row in rows]
        if not column.nullable:
            values = ["" if value is None else value for value in values]
        made[name] = pd.Series(values, dtype=_KINDS[column.kind])
    return pd.DataFrame(made)
