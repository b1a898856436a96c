"""What is kept of a meeting: that it was held, its papers as they were, its minutes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from models.words.privacy import mask
from service.domain.errors import BadInput
from service.domain.governance import meeting_life as life
from service.domain.governance.meeting_life import MeetingState, MeetingStep, Minutes
from service.domain.governance.paper import DECISION
from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.domain.permissions import SYSTEM
from service.domain.texts import whole
from service.flows.desk import Desk
from service.flows.governance import meeting_papers, meetings, papers
from service.flows.governance.meeting_papers import MATERIAL, MINUTES
from service.flows.governance.meetings import Meeting
from service.flows.hotline import Hotline
from service.flows.notices import tell_people
from service.store.staff.notices import Draft
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.meetings import MeetingRow
from service.store.uow import UnitOfWork


def hold(desk: Desk, held_on: date, version: int, note: str = "") -> MeetingRow:
    """Note that a meeting took place, and keep its papers as they are now.

    What was only proposed for it is proposed no longer. Raises ``NotFound``, ``Stale``,
    ``IllegalStep``, ``NotAllowed`` or ``Refused``.
    """
    found, row = meetings.seen(desk, held_on, version)
    state = life.take(found.state, MeetingStep.HOLD, desk.actor)
    life.check_holding(held_on, desk.today, len(found.items))
    keep_material(desk, found, row)
    values = {"state": state.value}
    _move(desk, row, MeetingStep.HOLD, values, note)
    return row


def keep_material(desk: Desk, found: Meeting, row: MeetingRow) -> bool:
    """Freeze the papers of a meeting, once for its day; whether that was done now."""
    if meeting_papers.kept_of(desk, row, MATERIAL) is not None:
        return False
    body = meeting_papers.material_body(desk, found)
    desk.uow.meetings.keep(row, MATERIAL, body, desk.by())
    return True


def keep_past(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Freeze the papers of planned meetings whose day is over; return of how many."""
    desk, kept = Desk(uow, hotline, SYSTEM, now), 0
    today = desk.today
    for found in meetings.held(desk):
        if found.state is not MeetingState.PLANNED or found.held_on >= today or not found.items:
            continue
        # One called before meetings were arranged is kept on the night after it, or never.
        is_last_night = found.held_on == today - timedelta(days=1)
        row = found.row or (meetings.ensure(desk, found.held_on) if is_last_night else None)
        kept += row is not None and keep_material(desk, found, row)
    return kept


def begun(desk: Desk, item: AgendaItemRow) -> None:
    """Before the first item of a meeting is worked on, the meeting was held: note so.

    A meeting of a later day is left alone: its item is begun before it.
    """
    day = meetings.day_of(desk, item)
    if day is None or day > desk.today:
        return
    row = desk.uow.meetings.on(day)
    if row is None and day == desk.today:
        row = meetings.ensure(desk, day)
    if row is not None and row.state == MeetingState.PLANNED:
        hold(desk, day, row.version, "议题开始治理")


def write_minutes(desk: Desk, held_on: date, version: int, given: Mapping[str, str]) -> int:
    """Keep who came, what was said, and the decisions that were changed; return on how many items.

    ``given``: attended, said; by ``decision-ID`` the words, by ``version-ID`` the version of the
    paper seen. Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    found, row = meetings.seen(desk, held_on, version)
    life.take(found.state, MeetingStep.WRITE, desk.actor)
    before = Minutes(row.attended, row.said)
    after = life.minutes_of(given, before)
    after = Minutes(mask(after.attended).text, mask(after.said).text)
    is_open = not _is_decided(desk, found)
    written = _decide(desk, found, given)
    if after != before or written:
        values = {"attended": after.attended, "said": after.said}
        note = f"{written} 个议题的决定" if written else ""
        _move(desk, row, MeetingStep.WRITE, values, note)
    if is_open and _is_decided(desk, found) and not life.may_take(MeetingStep.SIGN, desk.actor):
        _tell_to_sign(desk, row)
    return written


def sign(desk: Desk, held_on: date, version: int) -> MeetingRow:
    """Sign the minutes of a meeting and keep them as they are.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``Refused``.
    """
    found, row = meetings.seen(desk, held_on, version)
    state = life.take(found.state, MeetingStep.SIGN, desk.actor)
    said = meeting_papers.decisions(desk, found.items)
    life.check_signing([item.title for item in found.items if not said[item.id]])
    _move(desk, row, MeetingStep.SIGN, {"state": state.value})
    paper = meeting_papers.minutes_paper(desk, meetings.meeting(desk, held_on))
    desk.uow.meetings.keep(row, MINUTES, {"whole": paper.to_json()}, desk.by())
    return row


def correct(desk: Desk, held_on: date, version: int, why: str) -> MeetingRow:
    """Open signed minutes again; what was signed stays kept.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    found, row = meetings.seen(desk, held_on, version)
    state = life.take(found.state, MeetingStep.CORRECT, desk.actor, why)
    _move(desk, row, MeetingStep.CORRECT, {"state": state.value}, why.strip())
    return row


def _is_decided(desk: Desk, found: Meeting) -> bool:
    return bool(found.items) and all(meeting_papers.decisions(desk, found.items).values())


def _tell_to_sign(desk: Desk, row: MeetingRow) -> None:
    day = row.held_on
    draft = Draft(
        event=f"meeting:{row.id}:minutes:{row.version}",
        kind=NoticeKind.MINUTES_TO_SIGN,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=list_text(NoticeKind.MINUTES_TO_SIGN, due=f"{day.month}月{day.day}日"),
        link=f"/meetings/{day}",
    )
    tell_people(desk.uow, desk.hotline, draft, ("", (Audience.LEADERS,)), desk.now)


def _decide(desk: Desk, found: Meeting, given: Mapping[str, str]) -> int:
    written = 0
    before = meeting_papers.decisions(desk, found.items)
    for item in found.items:
        name = f"{DECISION}-{item.id}"
        said = given.get(name, before[item.id]).strip().replace("\r\n", "\n")
        if said == before[item.id]:
            continue
        seen = whole(given.get(f"version-{item.id}", "")) or 0
        try:
            papers.write(desk, item.id, seen, {DECISION: said})
        except BadInput as problem:
            fault = problem.fields.get(DECISION, problem.message)
            raise BadInput(f"“{item.title}”的决定：{fault}。", {name: fault}) from None
        written += 1
    return written


def _move(
    desk: Desk, row: MeetingRow, step: MeetingStep, values: Mapping[str, str], note: str = ""
) -> None:
    desk.uow.meetings.move(row, step.value, values, desk.by(note))
