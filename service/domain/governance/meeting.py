"""A meeting (月调度会): which items it takes, in which order, and who may change that."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from service.domain.agenda import AgendaStatus
from service.domain.agenda_terms import MEETING
from service.domain.errors import NotFound
from service.domain.permissions import Actor, Permission

# What may be put before a meeting; a candidate waits there until a leader selects it.
PROPOSABLE = frozenset({AgendaStatus.CANDIDATE, AgendaStatus.SELECTED})
_NOT_CALLED = frozenset(
    {AgendaStatus.CANDIDATE, AgendaStatus.SELECTED, AgendaStatus.DROPPED, AgendaStatus.LAPSED}
)


def meeting_of(status: AgendaStatus, agreed: Mapping[str, str]) -> date | None:
    """The day of the meeting that takes, or took, an item; None when it is called to none."""
    said = agreed.get(MEETING.name)
    return date.fromisoformat(said) if said and status not in _NOT_CALLED else None


def ordered(items: Sequence[int], order: Iterable[int]) -> list[int]:
    """The items as somebody put them in order; those that came later follow as they are given."""
    known = [item for item in dict.fromkeys(order) if item in items]
    return [*known, *(item for item in items if item not in known)]


def moved(items: Sequence[int], item: int, *, up: bool) -> list[int]:
    """The order after an item changed places with its neighbour; at the end it stays.

    Raises ``NotFound`` for an item that the meeting does not take.
    """
    if item not in items:
        raise NotFound("这次会上没有这个议题，请刷新。")
    changed = list(items)
    place = changed.index(item)
    other = place + (-1 if up else 1)
    if 0 <= other < len(changed):
        changed[place], changed[other] = changed[other], changed[place]
    return changed


def may_write(actor: Actor) -> bool:
    """Whether this person arranges meetings and writes their minutes."""
    return actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)
