"""Writes down who is to be told of the problem list and the supervision list."""

from collections.abc import Sequence
from datetime import date, datetime

from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.domain.supervision.duallist import EntryStep, ListEntry
from service.flows.hotline import Hotline
from service.flows.notices import tell_people
from service.flows.queries import choices
from service.store.staff.notices import Draft
from service.store.uow import UnitOfWork

_UNIT = (Audience.CLERKS, Audience.HEADS)
_SUPERVISORS = (Audience.SUPERVISORS,)
_OF_STEP: dict[EntryStep, tuple[NoticeKind, tuple[Audience, ...]]] = {
    EntryStep.REFUSE: (NoticeKind.LIST_AGAIN, _UNIT),
    EntryStep.REOPEN: (NoticeKind.LIST_AGAIN, _UNIT),
    EntryStep.URGE: (NoticeKind.LIST_DUE, _UNIT),
    EntryStep.REPLY: (NoticeKind.LIST_ANSWERED, _SUPERVISORS),
}


def tell_of_letter(
    uow: UnitOfWork, hotline: Hotline, entries: Sequence[ListEntry], now: datetime
) -> None:
    """Tell the unit that a letter has come."""
    first = entries[0]
    text = list_text(
        NoticeKind.LETTER,
        no=first.letter_no,
        count=len(entries),
        due=_day(min(entry.due_on for entry in entries)),
    )
    event = f"letter:{first.letter_no}"
    _tell(uow, hotline, first, (NoticeKind.LETTER, event, text), _UNIT, now)


def tell_of_step(
    uow: UnitOfWork, hotline: Hotline, entry: ListEntry, step: EntryStep, now: datetime
) -> None:
    """Tell whom a step concerns; most steps concern nobody else."""
    if step not in _OF_STEP:
        return
    kind, audiences = _OF_STEP[step]
    event = f"list:{entry.id}:{entry.version}"
    _tell(uow, hotline, entry, (kind, event, _text(uow, hotline, kind, entry, now)), audiences, now)


def tell_of_due(
    uow: UnitOfWork, hotline: Hotline, entry: ListEntry, kind: NoticeKind, now: datetime
) -> None:
    """Tell of a day that has come: a result due, or a second look; once for each day set."""
    day = entry.due_on if kind is NoticeKind.LIST_DUE else entry.second_look_on
    is_late = "late" if entry.is_late(now) else "soon"
    event = f"list:{entry.id}:{kind.value}:{day}:{is_late}"
    audiences = _UNIT if kind is NoticeKind.LIST_DUE else _SUPERVISORS
    _tell(uow, hotline, entry, (kind, event, _text(uow, hotline, kind, entry, now)), audiences, now)


def _text(
    uow: UnitOfWork, hotline: Hotline, kind: NoticeKind, entry: ListEntry, now: datetime
) -> str:
    due = entry.second_look_on if kind is NoticeKind.SECOND_LOOK else entry.due_on
    unit = choices.unit_name(hotline.catalogue(uow, now), entry.unit)
    return list_text(kind, no=f"第{entry.id}号", due=_day(due), unit=unit)


def _tell(
    uow: UnitOfWork,
    hotline: Hotline,
    entry: ListEntry,
    said: tuple[NoticeKind, str, str],
    audiences: Sequence[Audience],
    now: datetime,
) -> None:
    kind, event, text = said
    draft = Draft(
        event=event,
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=text,
        link=f"/problems/{entry.id}",
    )
    tell_people(uow, hotline, draft, (entry.unit, audiences), now)


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else "规定时限"
