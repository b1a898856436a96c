"""What the pages of the meetings show: how each is arranged, what it takes, what may follow."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from service.domain.agenda import AgendaStatus
from service.domain.governance.meeting import PROPOSABLE
from service.domain.governance.meeting_life import (
    MEETING_TABLE,
    Arrangement,
    MeetingState,
    MeetingStep,
    may_take,
)
from service.domain.governance.paper import DECISION, PARTS, open_parts
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.governance import meetings as flow
from service.flows.governance.meeting_papers import MATERIAL, kept_of
from service.flows.governance.meetings import Meeting
from service.flows.governance.put_off import PutOff, put_off
from service.flows.queries.governance.meeting_later import Later, later
from service.flows.queries.month.agenda import AgendaLine, lines_of
from service.store.tables.meetings import MeetingPaperRow, MeetingStepRow


@dataclass(frozen=True, slots=True)
class Taken:
    """One item of a meeting. ``lacks``: in words what its paper lacks, while it may be written.

    ``version``: of its paper, 0 when nobody wrote any. ``is_called``: it is on the agenda; else a
    candidate that waits there for a leader.
    """

    line: AgendaLine
    decision: str
    version: int
    lacks: tuple[str, ...]
    is_called: bool = True


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in the list."""

    held_on: date
    state: MeetingState
    arrangement: Arrangement
    titles: tuple[str, ...]
    decided: int


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting. ``version``: of how it is arranged; ``order``: of the order of its items.

    ``may``: the steps this person may take now. ``free``: the items that may be put on its list.
    ``may_call``: whether a candidate this person puts there is called at once. ``kept``: its
    frozen material. ``later``: what became of its items since; ``put_off``: what it put off.
    """

    held_on: date
    state: MeetingState
    arrangement: Arrangement
    taken: tuple[Taken, ...]
    proposed: tuple[Taken, ...]
    free: tuple[AgendaLine, ...]
    may: frozenset[MeetingStep]
    may_arrange: bool
    may_call: bool
    version: int
    order: int
    attended: str
    said: str
    steps: tuple[MeetingStepRow, ...]
    kept: MeetingPaperRow | None
    later: tuple[Later, ...]
    put_off: tuple[PutOff, ...]


def meetings(desk: Desk) -> list[MeetingLine]:
    """Every meeting, the newest day first."""
    return [_line(desk, each) for each in flow.held(desk)]


def meeting_view(desk: Desk, held_on: date) -> MeetingView:
    """One meeting. Raises ``NotFound``."""
    found = flow.meeting(desk, held_on)
    may = frozenset(
        step for state, step in MEETING_TABLE if state is found.state and may_take(step, desk.actor)
    )
    is_open = MeetingStep.HOLD in may
    is_over = found.state in (MeetingState.HELD, MeetingState.SIGNED)
    row = found.row
    return MeetingView(
        held_on=found.held_on,
        state=found.state,
        arrangement=found.arrangement,
        taken=tuple(_taken(desk, line) for line in lines_of(desk, found.items)),
        proposed=tuple(
            _taken(desk, line, is_called=False) for line in lines_of(desk, found.proposed)
        ),
        free=_free(desk, {row.id for row in found.proposed}) if is_open else (),
        may=may,
        may_arrange=is_open,
        may_call=desk.actor.may(Permission.AGENDA_DECIDE),
        version=found.version,
        order=found.order,
        attended=row.attended if row else "",
        said=row.said if row else "",
        steps=tuple(desk.uow.meetings.steps(row.id)[::-1]) if row else (),
        kept=kept_of(desk, row, MATERIAL),
        later=later(desk, found.items) if is_over else (),
        put_off=put_off(desk, found) if is_over else (),
    )


def _line(desk: Desk, found: Meeting) -> MeetingLine:
    papers = [desk.uow.papers.newest(row.id) for row in found.items]
    return MeetingLine(
        held_on=found.held_on,
        state=found.state,
        arrangement=found.arrangement,
        titles=tuple(row.title for row in (*found.items, *found.proposed)),
        decided=sum(bool(row and row.body.get(DECISION)) for row in papers),
    )


def _free(desk: Desk, proposed: Collection[int]) -> tuple[AgendaLine, ...]:
    """The items that may be put on the list: the selected first, then the newest candidates."""
    rows = [row for row in desk.uow.agenda.all(*PROPOSABLE) if row.id not in proposed]
    rows.sort(key=lambda row: row.status != AgendaStatus.SELECTED)
    return tuple(lines_of(desk, rows))


def _taken(desk: Desk, line: AgendaLine, *, is_called: bool = True) -> Taken:
    row = desk.uow.papers.newest(line.id)
    body = row.body if row else {}
    open_ = open_parts(line.status)
    lacks = [
        part.label
        for part in PARTS
        if part in open_ and part.name != DECISION and not body.get(part.name)
    ]
    if line.status is AgendaStatus.SCHEDULED and not desk.uow.duties.of_item(line.id):
        lacks.append("责任清单")
    return Taken(
        line=line,
        decision=body.get(DECISION, ""),
        version=row.version if row else 0,
        lacks=tuple(lacks),
        is_called=is_called,
    )
