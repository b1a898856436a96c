"""A co-unit's task (协办任务): what one unit has to do on a ticket that another leads, by when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskState(StrEnum):
    """How a co-unit's task stands; the last two are ends."""

    WAITING = "waiting"
    WORKING = "working"
    REPORTED = "reported"
    RELEASED = "released"


class Matter(StrEnum):
    """For what a unit that does not lead a ticket is asked to act on it."""

    CO_HANDLING = "co_handling"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class CoTask:
    """One co-unit's task in the round that runs; what was promised stands in the steps too.

    ``due_at`` is None while the ticket is suspended; ``closed_at``: reported or released;
    ``handler``: name of who signed for it or reported last; ``wants_out`` until it is ruled on.
    """

    unit: str
    words: str = ""
    state: TaskState = TaskState.WAITING
    asked_at: datetime | None = None
    sign_due_at: datetime | None = None
    due_at: datetime | None = None
    is_provisional: bool = False
    signed_at: datetime | None = None
    closed_at: datetime | None = None
    handler: str = ""
    wants_out: bool = False
    was_kept: bool = False
    reminders: int = 0
    supervision_level: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the unit still has something to do."""
        return self.state in (TaskState.WAITING, TaskState.WORKING)

    @property
    def clock(self) -> datetime | None:
        """The deadline that runs for the unit: to sign, then to report."""
        if not self.is_open:
            return None
        return self.sign_due_at if self.state is TaskState.WAITING else self.due_at

    def is_late(self, now: datetime) -> bool:
        """Whether the report should be there and is not."""
        return self.is_open and self.due_at is not None and now > self.due_at
