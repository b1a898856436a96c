"""The second look at agenda items: who is told when it is due, or when a matter has grown back."""

from datetime import date, datetime

from service.domain.agenda import AgendaStatus
from service.domain.agenda_terms import LOOK, agreed
from service.domain.governance.acceptance import SETTLED
from service.domain.localtime import local_day
from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.flows.hotline import Hotline
from service.flows.notices import tell_people
from service.store.staff.notices import Draft
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork

_WHOM = (Audience.LEADERS, Audience.SUPERVISORS)


def tell_of_returned(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Propose to work again on settled items whose matter has grown back; return how many.

    Leaders and supervisors are told once, until somebody brings the item on.
    """
    settled = [row for row in uow.agenda.all() if AgendaStatus(row.status) in SETTLED]
    effects = uow.plans.effects([row.id for row in settled])
    returned = [row for row in settled if row.id in effects and effects[row.id].body["returned"]]
    for row in returned:
        text = list_text(NoticeKind.AGENDA_RETURNED, title=row.title)
        _tell(uow, hotline, row, (NoticeKind.AGENDA_RETURNED, f"{row.version}", text), now)
    return len(returned)


def remind_of_looks(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Tell of the second looks whose day has come, each once; return how many are due."""
    watched = uow.agenda.all(AgendaStatus.WATCH)
    notes = uow.agenda.notes([row.id for row in watched])
    today, due = local_day(now), 0
    for row in watched:
        said = agreed(notes.get(row.id, ())).get(LOOK.name, "")
        if not said or date.fromisoformat(said) > today:
            continue
        day = date.fromisoformat(said)
        due += 1
        when = f"{day.month}月{day.day}日"
        text = list_text(NoticeKind.AGENDA_LOOK, title=row.title, due=when)
        _tell(uow, hotline, row, (NoticeKind.AGENDA_LOOK, said, text), now)
    return due


def _tell(
    uow: UnitOfWork,
    hotline: Hotline,
    row: AgendaItemRow,
    what: tuple[NoticeKind, str, str],
    now: datetime,
) -> None:
    kind, event, text = what
    draft = Draft(
        event=f"agenda:{row.id}:{kind.value}:{event}",
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=text,
        link=f"/agenda/{row.id}",
    )
    tell_people(uow, hotline, draft, ("", _WHOM), now)
