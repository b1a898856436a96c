"""What people decide on an agenda item: bring it on, pick one, take back a slip."""

from collections.abc import Mapping
from datetime import date

from service.domain import agenda, agenda_terms
from service.domain.agenda import AgendaStatus
from service.domain.governance.acceptance import Evidence, check_accepting, is_second_look
from service.domain.governance.undo import ItemStep, Outside, newest, undone
from service.flows.desk import Desk
from service.flows.governance import (
    acceptance,
    duties,
    meeting_calls,
    meeting_records,
    plans,
)
from service.flows.notices import tell_of_duty
from service.store.month.agenda_items import AgendaDraft
from service.store.tables.agenda import AgendaItemRow


def decide(
    desk: Desk,
    item_id: int,
    target: AgendaStatus,
    version: int,
    note: str = "",
    answers: Mapping[str, str] | None = None,
) -> AgendaItemRow:
    """Bring an agenda item to another state; ``version`` is the one the person saw.

    ``answers``: to what the change asks, by the names of its terms; they become the step's note.
    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed``, ``Refused`` or ``BadInput``.
    """
    item = desk.uow.agenda.get(item_id)
    status = AgendaStatus(item.status)
    if item.version != version:
        raise desk.uow.agenda.stale(item)
    agenda.decide(status, target, desk.actor, note)
    if target is AgendaStatus.ACCEPTED:
        duties.check_done(desk.uow, item_id)
    note = _answered(desk, item, target, answers or {}) or note
    if is_second_look(status, target):
        note = _looked(desk, item, target, note)
    meeting_on = _meeting_on(target, answers or {})
    _tell_meeting(desk, item, target, meeting_on)
    desk.uow.agenda.move(item, target, version, desk.by(note.strip()))
    if meeting_on is not None:
        plans.freeze(desk, item, meeting_on)
    if target is AgendaStatus.IN_GOVERNANCE:
        tell_of_duty(desk.uow, desk.hotline, item, desk.now)
    return item


def undo(desk: Desk, item_id: int, version: int, why: str) -> ItemStep:
    """Take back the newest step of an item by a step against it; the step taken back.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed``, ``Refused`` or ``BadInput``.
    """
    item = desk.uow.agenda.get(item_id)
    if item.version != version:
        raise desk.uow.agenda.stale(item)
    steps = desk.uow.agenda.history(item_id)
    step = undone(steps, desk.actor, desk.today, outside(desk, item_id, newest(steps)), why)
    assert step.source is not None  # noqa: S101  (the first step is never taken back)
    if step.target is AgendaStatus.SCHEDULED:
        meeting_calls.taken_off(desk, item)
    desk.uow.agenda.move(item, step.source, version, desk.by(why.strip()), undoes=step.seq)
    if step.target is AgendaStatus.SCHEDULED:
        plans.unfreeze(desk, item)
    if step.target is AgendaStatus.IN_GOVERNANCE:
        tell_of_duty(desk.uow, desk.hotline, item, desk.now, is_undone=True)
    return step


def outside(desk: Desk, item_id: int, step: ItemStep | None) -> Outside:
    """What has happened outside since a step."""
    if step is None:
        return Outside()
    duties_, at = desk.uow.duties, step.at
    return Outside(
        signed=duties_.signed_since(item_id, at),
        sent=duties_.sent_since(item_id, at),
        asked=desk.uow.surveys.asked_since(item_id, at),
    )


def pick(desk: Desk, month: str, topic_id: str) -> AgendaItemRow:
    """Select a hot topic that the rules did not propose. Returns its item, which may be there.

    Raises ``NotFound`` or ``NotAllowed``.
    """
    months = desk.uow.months
    topic = months.topic(month, topic_id)
    item = desk.uow.agenda.of_topic(month, topic_id)
    if item is None:
        draft = AgendaDraft(
            topic_id, topic.title, topic.rank, topic.reasons, months.ticket_numbers(month, topic_id)
        )
        item = desk.uow.agenda.nominate(month, draft, desk.actor, desk.now, note="从热点中直接提出")
    if AgendaStatus(item.status) is not AgendaStatus.CANDIDATE:
        return item
    return decide(desk, item.id, AgendaStatus.SELECTED, item.version)


def _answered(
    desk: Desk, item: AgendaItemRow, target: AgendaStatus, answers: Mapping[str, str]
) -> str:
    status = AgendaStatus(item.status)
    open_tickets = item.tickets - desk.uow.agenda.ended([item.id]).get(item.id, 0)
    seen = _seen(desk, item) if target is AgendaStatus.ACCEPTED else None
    doubts = seen.doubts if seen else ()
    check_accepting(desk.actor, doubts)
    terms = agenda_terms.asked(status, target, open_tickets, doubts)
    units = desk.hotline.catalogue(desk.uow, desk.now).units.values() if terms else ()
    names = frozenset(unit.name for unit in units if unit.is_active)
    said = agenda_terms.written(terms, answers, names, desk.today, open_tickets)
    found = f"{agenda_terms.FOUND.label}：{'；'.join(seen.words)}" if seen else ""
    return f"{said}\n{found}" if found else said


def _meeting_on(target: AgendaStatus, answers: Mapping[str, str]) -> date | None:
    if target is not AgendaStatus.SCHEDULED:
        return None
    return date.fromisoformat(answers[agenda_terms.MEETING.name].strip())


def _tell_meeting(
    desk: Desk, item: AgendaItemRow, target: AgendaStatus, meeting_on: date | None
) -> None:
    """What the change means for the item's meeting; done before the item is moved."""
    if meeting_on is not None:
        meeting_calls.called(desk, item, meeting_on)
    if AgendaStatus(item.status) is AgendaStatus.SCHEDULED:
        if target is AgendaStatus.IN_GOVERNANCE:
            meeting_records.begun(desk, item)
        else:
            meeting_calls.taken_off(desk, item)


def _looked(desk: Desk, item: AgendaItemRow, target: AgendaStatus, note: str) -> str:
    """The words of a second look: what people wrote, and what the data said then."""
    seen = _seen(desk, item)
    is_held = target is AgendaStatus.CLOSED
    if is_held:
        check_accepting(desk.actor, seen.against_holding)
    came = ("又到了治理前的件数",) if seen.returned else ()
    words = "；".join(("守住了" if is_held else "反弹了", *came, *seen.words))
    return f"{note.strip()}\n{agenda_terms.LOOKED.label}：{words}"


def _seen(desk: Desk, item: AgendaItemRow) -> Evidence:
    return acceptance.evidence(desk.uow, item, desk.hotline.profile.survey)
