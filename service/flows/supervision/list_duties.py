"""Remind of days that come up on the supervision list: results due, second looks."""

from datetime import timedelta

from sqlalchemy import select

from service.domain.localtime import local_day
from service.domain.notices.messages import NoticeKind
from service.domain.supervision.duallist import WITH_UNIT, EntryState
from service.flows.desk import Desk
from service.flows.supervision.list_notices import tell_of_due
from service.store.tables.supervision import ListEntryRow

_AHEAD = timedelta(days=2)


def remind_of_lists(desk: Desk) -> int:
    """Tell units of results that are due in two days or overdue, supervisors of second looks.

    Of the same day nobody is told twice. Returns how many entries it was about.
    """
    today = local_day(desk.now)
    due = (
        ListEntryRow.state.in_([state.value for state in WITH_UNIT]),
        ListEntryRow.due_on <= today + _AHEAD,
    )
    looks = (
        ListEntryRow.state == EntryState.ACCEPTED.value,
        ListEntryRow.second_look_on <= today,
    )
    told = 0
    for wanted, kind in ((due, NoticeKind.LIST_DUE), (looks, NoticeKind.SECOND_LOOK)):
        ids = list(desk.uow.session.scalars(select(ListEntryRow.id).where(*wanted)))
        for entry in desk.uow.duallist.get_many(sorted(ids)):
            tell_of_due(desk.uow, desk.hotline, entry, kind, desk.now)
            told += 1
    return told
