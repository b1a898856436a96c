"""What a meeting had before it and put off: no longer its own, and still told of."""

from dataclasses import dataclass

from service.domain.agenda import AgendaStatus
from service.domain.governance.paper import DECISION
from service.domain.localtime import local_day
from service.flows.desk import Desk
from service.flows.governance.meetings import Meeting, day_of
from service.labels import label
from service.store.tables.agenda import AgendaItemRow

_MATERIAL = "material"


@dataclass(frozen=True, slots=True)
class PutOff:
    """An item that was laid before a meeting and went on to another, or back.

    ``said``: what the meeting decided on it; ``where``: where it is now, in words.
    """

    id: int
    title: str
    said: str
    where: str


def put_off(desk: Desk, found: Meeting) -> tuple[PutOff, ...]:
    """The items on the kept papers of a meeting that are not its own any more."""
    if found.row is None:
        return ()
    kept = desk.uow.meetings.paper(found.row.id, _MATERIAL, found.row.held_on)
    own = {str(item.id) for item in found.items}
    gone = [name for name in (kept.body["items"] if kept else {}) if name not in own]
    items = [desk.uow.agenda.get(int(name)) for name in gone]
    return tuple(
        PutOff(item.id, item.title, _said(desk, found, item), _where(desk, item)) for item in items
    )


def _said(desk: Desk, found: Meeting, item: AgendaItemRow) -> str:
    """The last decision of this meeting: a later meeting begins with none."""
    said = ""
    for paper in desk.uow.papers.all(item.id):
        decided = paper.body.get(DECISION, "")
        if local_day(paper.at) < found.held_on:
            continue
        if said and not decided:
            break
        said = decided or said
    return said


def _where(desk: Desk, item: AgendaItemRow) -> str:
    day = day_of(desk, item)
    if day is not None:
        return f"改到{day.month}月{day.day}日的会"
    return f"退回“{label(AgendaStatus(item.status))}”"
