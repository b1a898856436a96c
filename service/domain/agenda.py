"""An agenda item (议题): candidates chosen by reasons, and its life as a table."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import IllegalStep


class AgendaStatus(StrEnum):
    """The states of an agenda item."""

    CANDIDATE = "candidate"
    SELECTED = "selected"
    DROPPED = "dropped"
    SCHEDULED = "scheduled"
    IN_GOVERNANCE = "in_governance"
    SUPERVISED = "supervised"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WATCH = "watch"


A = AgendaStatus
AGENDA_TABLE: dict[AgendaStatus, tuple[AgendaStatus, ...]] = {
    A.CANDIDATE: (A.SELECTED, A.DROPPED),
    A.DROPPED: (A.CANDIDATE,),
    A.SELECTED: (A.SCHEDULED, A.CANDIDATE),
    A.SCHEDULED: (A.IN_GOVERNANCE, A.SELECTED),
    A.IN_GOVERNANCE: (A.SUPERVISED, A.ACCEPTED),
    A.SUPERVISED: (A.IN_GOVERNANCE, A.ACCEPTED),
    A.ACCEPTED: (A.CLOSED, A.IN_GOVERNANCE),
    A.CLOSED: (A.WATCH,),
    A.WATCH: (A.IN_GOVERNANCE, A.CLOSED),
}


@dataclass(frozen=True, slots=True)
class AgendaRules:
    """How a month's hot topics become candidates; data that a city edits.

    ``at_most``: items laid before one meeting; ``min_size``: requests a topic must have.
    """

    at_most: int = 10
    min_size: int = 5


def change(status: AgendaStatus, target: AgendaStatus) -> AgendaStatus:
    """The new state; raises ``IllegalStep`` when the table has no such change."""
    if target not in AGENDA_TABLE[status]:
        raise IllegalStep("议题现在的状态不能这样变更，请刷新页面看最新状态。")
    return target
