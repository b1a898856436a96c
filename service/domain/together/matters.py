"""A matter across borders (跨界事项): who is asked, what a joint session decided, its life."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from service.domain.lifecycle.case import JointDecision
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Status


class Crossing(StrEnum):
    """What a matter crosses, so that nobody is plainly its owner (四跨)."""

    DEPARTMENTS = "departments"
    LEVELS = "levels"
    AREAS = "areas"
    SYSTEMS = "systems"


class MatterStatus(StrEnum):
    """Where a matter across borders stands."""

    OPENED = "opened"
    POSITIONS_ASKED = "positions_asked"
    SESSION_CALLED = "session_called"
    ESCALATED = "escalated"
    DECIDED = "decided"
    CARRIED_OUT = "carried_out"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class MatterStep(StrEnum):
    """What can be appended to a matter; the records come after WITHDRAW."""

    OPEN = "open"
    ASK = "ask"
    CALL = "call"
    ESCALATE = "escalate"
    DECIDE = "decide"
    CARRY_OUT = "carry_out"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    ADD_TICKETS = "add_tickets"
    REMIND = "remind"
    NOTE = "note"


class Position(StrEnum):
    """What an invited unit says of its own duty."""

    LEAD = "lead"
    ASSIST = "assist"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Answer:
    """An invited unit's position; ``suggested``: the unit it thinks is in charge."""

    unit: str
    position: Position
    said: str
    legal_basis: str
    at: datetime
    by: str
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A joint session (联席会商); ``no`` is its number, ``at`` when it begins."""

    no: str
    at: datetime
    place: str
    chair: str
    units: tuple[str, ...]
    agenda: str


@dataclass(frozen=True, slots=True)
class Duty:
    """What one unit is to do by the decision."""

    unit: str
    task: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided; ``by``: who decided, the session or a leader by name."""

    lead: str
    co_units: tuple[str, ...]
    duties: tuple[Duty, ...]
    due_on: date
    legal_basis: str
    said: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter across borders as it stands after its newest step. ``units``: who is asked."""

    id: int
    version: int
    status: MatterStatus
    title: str
    question: str
    crossings: tuple[Crossing, ...]
    topic: str
    area: str
    tickets: tuple[str, ...]
    opened_at: datetime
    opened_by: str
    units: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    answer_by: datetime | None = None
    session: Session | None = None
    resolution: Resolution | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something still has to be done."""
        return self.status not in MATTER_ENDED

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """The units that were asked and have not answered."""
        answered = {answer.unit for answer in self.answers}
        return tuple(unit for unit in self.units if unit not in answered)

    @property
    def clock(self) -> datetime | None:
        """The time that matters in its state: to answer by, or of the session."""
        if self.status is MatterStatus.POSITIONS_ASKED:
            return self.answer_by
        return self.session.at if self.session and self.status in _BEFORE_DECISION else None

    @property
    def decision(self) -> JointDecision | None:
        """What binds the matter's tickets now, if anything does."""
        if self.status not in BINDING or self.session is None or self.resolution is None:
            return None
        held = self.resolution
        duties = tuple((duty.unit, duty.task) for duty in held.duties)
        due_at = datetime.combine(held.due_on, time.max.replace(microsecond=0), LOCAL)
        return JointDecision(self.session.no, held.lead, held.co_units, duties, due_at)


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """One appended step of a matter."""

    matter_id: int
    seq: int
    step: MatterStep
    at: datetime
    actor_id: int
    actor_name: str
    actor_unit: str
    source: MatterStatus | None
    target: MatterStatus
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatterRule:
    """From these states this step leads to ``target`` (None: the state stays)."""

    sources: frozenset[MatterStatus]
    step: MatterStep
    target: MatterStatus | None
    permission: Permission


S, P = MatterStatus, Permission
MATTER_ENDED = frozenset({S.CLOSED, S.WITHDRAWN})
BINDING = frozenset({S.DECIDED, S.CARRIED_OUT})
_BEFORE_DECISION = frozenset({S.SESSION_CALLED, S.ESCALATED})
_ASKING = frozenset({S.OPENED, S.POSITIONS_ASKED})
_BEFORE = _ASKING | _BEFORE_DECISION
_ANSWERING = frozenset({S.POSITIONS_ASKED, S.SESSION_CALLED})

# fmt: off
MATTER_TABLE: tuple[MatterRule, ...] = (
    MatterRule(_ASKING, MatterStep.ASK, S.POSITIONS_ASKED, P.JOINT_ARRANGE),
    MatterRule(_ASKING | {S.SESSION_CALLED}, MatterStep.CALL, S.SESSION_CALLED, P.JOINT_ARRANGE),
    MatterRule(frozenset({S.SESSION_CALLED}), MatterStep.DECIDE, S.DECIDED, P.JOINT_ARRANGE),
    MatterRule(frozenset({S.SESSION_CALLED}), MatterStep.ESCALATE, S.ESCALATED, P.JOINT_ARRANGE),
    MatterRule(frozenset({S.ESCALATED}), MatterStep.DECIDE, S.DECIDED, P.JOINT_DECIDE),
    MatterRule(frozenset({S.DECIDED}), MatterStep.CARRY_OUT, S.CARRIED_OUT, P.TICKET_DISPATCH),
    MatterRule(frozenset({S.CARRIED_OUT}), MatterStep.CLOSE, S.CLOSED, P.JOINT_ARRANGE),
    MatterRule(_BEFORE, MatterStep.WITHDRAW, S.WITHDRAWN, P.JOINT_ARRANGE),
    MatterRule(_ANSWERING, MatterStep.ANSWER, None, P.JOINT_ANSWER),
    MatterRule(_BEFORE, MatterStep.ADD_TICKETS, None, P.JOINT_ARRANGE),
    MatterRule(_ANSWERING | {S.CARRIED_OUT}, MatterStep.REMIND, None, P.JOINT_ARRANGE),
    MatterRule(frozenset(S), MatterStep.NOTE, None, P.JOINT_ARRANGE),
)
# fmt: on

# The states of a ticket in which a decision on its unit still has something to change.
OPEN_TO_DECISION = frozenset(
    {
        Status.REGISTERED,
        Status.PENDING_DISPATCH,
        Status.DISPATCHED,
        Status.RETURN_PENDING,
        Status.IN_PROGRESS,
        Status.SUSPENDED,
    }
)


def matter_steps(matter: Matter, actor: Actor) -> list[MatterStep]:
    """What this person's roles include from here; a unit answers only where it was asked."""
    return [
        row.step
        for row in MATTER_TABLE
        if matter.status in row.sources
        and actor.may(row.permission)
        and (row.step is not MatterStep.ANSWER or actor.unit in matter.units)
    ]
