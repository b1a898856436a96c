"""What became of the items of a meeting since: as of today, beside the paper of then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.domain import agenda_terms
from service.domain.agenda import AgendaStatus
from service.domain.governance.duties import DutyStatus
from service.flows.desk import Desk
from service.flows.governance.meeting_papers import MATERIAL, Printed, decisions, kept_of
from service.flows.governance.meetings import meeting
from service.flows.governance.papers import day_words, found_words
from service.labels import label
from service.reporting.paper import Section
from service.store.tables.agenda import AgendaItemRow


@dataclass(frozen=True, slots=True)
class Later:
    """One item since its meeting: what was decided there, and what is so today."""

    id: int
    title: str
    decision: str
    said: tuple[str, ...]


def later(desk: Desk, items: Sequence[AgendaItemRow]) -> tuple[Later, ...]:
    """What became of some items, in their order."""
    ids = [row.id for row in items]
    notes, ended = desk.uow.agenda.notes(ids), desk.uow.agenda.ended(ids)
    effects, decided = desk.uow.plans.effects(ids), decisions(desk, items)
    found = []
    for row in items:
        told = agenda_terms.agreed(notes.get(row.id, ()))
        lead, due = (told.get(t.name, "") for t in (agenda_terms.LEAD, agenda_terms.DUE))
        said = [f"现在{label(AgendaStatus(row.status))}"]
        said += [f"{lead}牵头，时限 {due}"] if lead else []
        said += _duties(desk, row.id)
        said.append(f"选题时 {row.tickets} 件，已了结 {ended.get(row.id, 0)} 件")
        said += [f"效果：{found_words(effects[row.id].body)}"] if row.id in effects else []
        looked = told.get(agenda_terms.LOOKED.name, "")
        said += [f"回头看：{looked}"] if looked else []
        found.append(Later(row.id, row.title, decided[row.id], tuple(said)))
    return tuple(found)


def since_meeting(desk: Desk, held_on: date) -> Section | None:
    """What became of a meeting's items since; None while its papers are not kept."""
    found = meeting(desk, held_on)
    if kept_of(desk, found.row, MATERIAL) is None:
        return None
    return _section(desk, later(desk, found.items))


def since_item(desk: Desk, printed: Printed, item_id: int) -> Section | None:
    """What became of one item since its paper was kept; None while it is not."""
    if printed.kept is None:
        return None
    return _section(desk, later(desk, [desk.uow.agenda.get(item_id)]))


def heading(desk: Desk) -> str:
    """What stands above it, with the day it is as of."""
    return f"会后进展（截至{day_words(desk.now)}）"


def _section(desk: Desk, found: Sequence[Later]) -> Section:
    said = tuple(f"{each.title}：{'；'.join(_told(each))}。" for each in found)
    return Section(heading(desk), said)


def _told(each: Later) -> list[str]:
    decision = [f"会议决定：{each.decision}"] if each.decision else []
    return [line.rstrip("。") for line in (*decision, *each.said)]


def _duties(desk: Desk, item_id: int) -> list[str]:
    duties = desk.uow.duties.of_item(item_id)
    given = [duty for duty in duties if duty.status != DutyStatus.WITHDRAWN]
    if not given:
        return []
    done = sum(duty.status == DutyStatus.DONE for duty in given)
    return [f"下达责任 {len(given)} 项，已销号 {done} 项"]
