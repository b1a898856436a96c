"""Candidates that nobody selected lapse with the monthly job, each by a step in its history."""

from datetime import datetime

from service.domain.agenda import AgendaStatus, change
from service.domain.by import By
from service.domain.governance.lapse import is_lapsed
from service.domain.governance.meeting_life import MeetingState
from service.domain.localtime import local_month
from service.domain.permissions import SYSTEM
from service.flows.hotline import Hotline
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork


def lapse(uow: UnitOfWork, hotline: Hotline, month: str, now: datetime) -> int:
    """Let the candidates lapse that have waited too long as a month is worked out; how many.

    One that is proposed for a meeting to come does not.
    """
    proposed = uow.meetings.waiting(MeetingState.PLANNED.value)
    waiting = [
        row
        for row in uow.agenda.all(AgendaStatus.CANDIDATE)
        if row.month < month and row.id not in proposed
    ]
    months = {row.month for row in uow.agenda.all()} if waiting else set()
    rules = hotline.agenda
    due = [row for row in waiting if is_lapsed(_since(uow, row), month, months, rules)]
    by = By(SYSTEM, now, f"{rules.lapse_after} 个月没有选为议题，后来的月份已有新的候选")
    for row in due:
        lapsed = change(AgendaStatus(row.status), AgendaStatus.LAPSED)
        uow.agenda.move(row, lapsed, row.version, by)
    return len(due)


def _since(uow: UnitOfWork, row: AgendaItemRow) -> str:
    """The month from which it waits: its own, or the one in which somebody took it up again."""
    last = uow.agenda.history(row.id)[-1]
    if last.source is None:
        return row.month
    return max(row.month, local_month(last.at))
