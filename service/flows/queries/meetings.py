"""What the pages of the meetings show: what each item's paper lacks, what was decided on it."""

from dataclasses import dataclass
from datetime import date

from service.domain.agenda import AgendaStatus
from service.domain.governance.meeting import may_write
from service.domain.governance.paper import PARTS, open_parts
from service.flows.governance.meetings import Meeting, held, meeting
from service.flows.queries.agenda import AgendaLine, lines_of
from service.flows.steps import Desk

_DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Taken:
    """One item of a meeting. ``lacks``: in words what its paper lacks, while it may be written.

    ``version``: of its paper, 0 when nobody wrote any.
    """

    line: AgendaLine
    decision: str
    version: int
    lacks: tuple[str, ...]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting with its items in order; ``version``: of the order.

    ``is_waiting``: some item is still to be taken.
    """

    held_on: date
    taken: tuple[Taken, ...]
    version: int
    is_waiting: bool
    may_order: bool
    may_write: bool


def meetings(desk: Desk) -> list[MeetingView]:
    """Every meeting, the newest first."""
    return [_view(desk, each) for each in held(desk)]


def meeting_view(desk: Desk, held_on: date) -> MeetingView:
    """One meeting. Raises ``NotFound``."""
    return _view(desk, meeting(desk, held_on))


def _view(desk: Desk, found: Meeting) -> MeetingView:
    taken = tuple(_taken(desk, line) for line in lines_of(desk, found.items))
    is_waiting = any(each.line.status is AgendaStatus.SCHEDULED for each in taken)
    may = may_write(desk.actor)
    return MeetingView(
        held_on=found.held_on,
        taken=taken,
        version=found.version,
        is_waiting=is_waiting,
        may_order=may and is_waiting and len(taken) > 1,
        may_write=may and any(each.may_decide for each in taken),
    )


def _taken(desk: Desk, line: AgendaLine) -> Taken:
    row = desk.uow.papers.newest(line.id)
    body = row.body if row else {}
    open_ = open_parts(line.status)
    lacks = [
        part.label
        for part in PARTS
        if part in open_ and part.name != _DECISION and not body.get(part.name)
    ]
    if line.status is AgendaStatus.SCHEDULED and not desk.uow.duties.of_item(line.id):
        lacks.append("责任清单")
    return Taken(
        line=line,
        decision=body.get(_DECISION, ""),
        version=row.version if row else 0,
        lacks=tuple(lacks),
        may_decide=may_write(desk.actor) and any(part.name == _DECISION for part in open_),
    )
