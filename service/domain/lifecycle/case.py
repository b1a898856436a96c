"""Everything a guard or an effect may look at: one value, nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.domain.attachments import Attachment
from service.domain.clocks.deadlines import Calendar, Profile
from service.domain.clocks.hours import Hours
from service.domain.permissions import Actor
from service.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Rules:
    """The data the rules work with: the profile's limits and the calendar."""

    profile: Profile
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class JointDecision:
    """What a joint session (联席会商) decided for a ticket; ``no`` is the session's number.

    ``duties``: pairs of a unit and what it is to do; ``due_at``: by when all is to be carried out.
    """

    no: str
    lead: str
    co_units: tuple[str, ...] = ()
    duties: tuple[tuple[str, str], ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the flow looked up because a rule needs it.

    ``units``: codes of the active units; ``hours``: of the units that have their own;
    ``may_answer``: the catalogue marks the topic 可直办;
    ``deadline_class``: of the topic; ``master``: the ticket to merge into, or that this
    one was merged into; ``members``: what was merged into this one; ``held_by``: the other person
    who is calling this caller now; ``is_claimed``: the actor is the one who calls;
    ``has_number``: the caller left one; ``designators``: names of the people who may designate a
    unit; ``decision``: of a joint session, in force now; ``attachment``: the file to be taken down;
    ``assignee``: the person to whom the ticket is handed.
    """

    units: frozenset[str] = frozenset()
    may_answer: bool = False
    hours: Mapping[str, Hours] = field(default_factory=dict)
    deadline_class: str = "normal"
    catalogue_version: str = ""
    master: Ticket | None = None
    members: tuple[Ticket, ...] = ()
    held_by: str = ""
    is_claimed: bool = True
    has_number: bool = True
    designators: frozenset[str] = frozenset()
    decision: JointDecision | None = None
    attachment: Attachment | None = None
    assignee: Actor | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One step about to be taken: by whom, with what, on which ticket, when."""

    ticket: Ticket
    actor: Actor
    rules: Rules
    now: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)

    @property
    def hours(self) -> Hours:
        """When the unit that has the ticket works."""
        return self.hours_of(self.ticket.lead_unit)

    def hours_of(self, unit: str) -> Hours:
        """When a unit works; the hotline's hours for one without its own, or for nobody."""
        return self.facts.hours.get(unit, self.rules.profile.hours)


Guard = Callable[[Case], str | None]
Effect = Callable[[Case], dict[str, Any]]
