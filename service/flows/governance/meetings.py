"""Meetings with what they take: found, begun, their items in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.domain import agenda_terms
from service.domain.agenda import AgendaStatus
from service.domain.errors import NotFound
from service.domain.governance import meeting as rules
from service.domain.governance.meeting_life import Arrangement, MeetingState, MeetingStep
from service.flows.desk import Desk
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.meetings import MeetingRow


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with the items called to it, in order, and those only proposed for it.

    ``row``: None for one of earlier times, known by its items alone. ``order``: the version of
    the order, 0 when nobody changed it.
    """

    held_on: date
    row: MeetingRow | None
    items: tuple[AgendaItemRow, ...]
    proposed: tuple[AgendaItemRow, ...]
    order: int

    @property
    def state(self) -> MeetingState:
        """Where it stands."""
        return MeetingState(self.row.state) if self.row else MeetingState.PLANNED

    @property
    def version(self) -> int:
        """The version of how it is arranged and of its minutes."""
        return self.row.version if self.row else 0

    @property
    def arrangement(self) -> Arrangement:
        """When and where it is, as far as that was said."""
        return arrangement_of(self.row) if self.row else Arrangement(self.held_on)


def arrangement_of(row: MeetingRow) -> Arrangement:
    """When and where a meeting is."""
    return Arrangement(row.held_on, row.starts_at, row.place, row.chair, row.title)


def held(desk: Desk) -> list[Meeting]:
    """Every meeting, the newest day first; cancelled ones take nothing."""
    called = _called(desk)
    rows = desk.uow.meetings.all()
    known = {row.taken_on for row in rows}
    found = [_meeting(desk, row, row.held_on, called) for row in rows]
    found += [_meeting(desk, None, day, called) for day in called if day not in known]
    return sorted(found, key=lambda each: each.held_on, reverse=True)


def meeting(desk: Desk, held_on: date) -> Meeting:
    """The meeting of a day, else one that was cancelled for it. Raises ``NotFound``."""
    row, called = desk.uow.meetings.on(held_on), _called(desk)
    if row is None and held_on not in called:
        row = desk.uow.meetings.cancelled_on(held_on)
        if row is None:
            raise NotFound("这一天没有安排调度会；在“调度会”里“安排会议”。")
    return _meeting(desk, row, held_on, called)


def upcoming(desk: Desk) -> list[MeetingRow]:
    """The meetings that are planned for today or later, the next one first."""
    rows = [row for row in desk.uow.meetings.all() if row.state == MeetingState.PLANNED]
    return sorted((r for r in rows if r.held_on >= desk.today), key=lambda row: row.held_on)


def ensure(desk: Desk, held_on: date) -> MeetingRow:
    """The meeting of a day; when nobody arranged one, it begins with the day alone."""
    row = desk.uow.meetings.on(held_on)
    return row or begin(desk, Arrangement(held_on), "由排入的议题定下日期")


def begin(desk: Desk, arrangement: Arrangement, note: str = "") -> MeetingRow:
    """A new meeting. Raises ``Stale`` when its day is taken."""
    row = MeetingRow(
        held_on=arrangement.held_on,
        taken_on=arrangement.held_on,
        version=1,
        state=MeetingState.PLANNED.value,
        starts_at=arrangement.starts_at,
        place=arrangement.place,
        chair=arrangement.chair,
        title=arrangement.title,
        attended="",
        said="",
    )
    desk.uow.meetings.begin(row, MeetingStep.PLAN.value, desk.by(note))
    return row


def seen(desk: Desk, held_on: date, version: int) -> tuple[Meeting, MeetingRow]:
    """A meeting somebody saw, ready to be changed. Raises ``NotFound`` or ``Stale``."""
    found = meeting(desk, held_on)
    if found.version != version:
        raise desk.uow.meetings.stale(found.row or ensure(desk, held_on))
    return found, found.row or ensure(desk, held_on)


def reorder(desk: Desk, held_on: date, items: Iterable[int], version: int | None = None) -> None:
    """Keep an order, after the newest, or after the one that was seen. Raises ``Stale``."""
    newest = desk.uow.meetings.newest(held_on)
    last = newest.version if newest else 0
    after = last if version is None else version
    desk.uow.meetings.add(held_on, after, list(items), desk.by())


def day_of(desk: Desk, item: AgendaItemRow) -> date | None:
    """The day of the meeting that takes, or took, an item."""
    notes = desk.uow.agenda.notes([item.id]).get(item.id, ())
    return rules.meeting_of(AgendaStatus(item.status), agenda_terms.agreed(notes))


def _called(desk: Desk) -> dict[date, list[AgendaItemRow]]:
    """The items called to meetings, by day, the earliest month first."""
    rows = {row.id: row for row in desk.uow.agenda.all()}
    notes = desk.uow.agenda.notes(rows)
    days: dict[date, list[AgendaItemRow]] = {}
    for row in sorted(rows.values(), key=lambda row: (row.month, row.rank, row.id)):
        told = agenda_terms.agreed(notes.get(row.id, ()))
        day = rules.meeting_of(AgendaStatus(row.status), told)
        if day is not None:
            days.setdefault(day, []).append(row)
    return days


def _meeting(
    desk: Desk, row: MeetingRow | None, day: date, called: dict[date, list[AgendaItemRow]]
) -> Meeting:
    order = desk.uow.meetings.newest(day)
    if row is not None and row.taken_on is None:
        return Meeting(day, row, (), (), 0)
    by_id = {item.id: item for item in called.get(day, ())}
    items = rules.ordered(list(by_id), order.items if order else ())
    is_planned = row is not None and row.state == MeetingState.PLANNED
    waiting = _proposed(desk, order.items) if is_planned and order else ()
    return Meeting(
        day, row, tuple(by_id[item] for item in items), waiting, order.version if order else 0
    )


def _proposed(desk: Desk, order: Iterable[int]) -> tuple[AgendaItemRow, ...]:
    rows = (desk.uow.agenda.get(item) for item in order)
    return tuple(row for row in rows if AgendaStatus(row.status) in rules.PROPOSABLE)
