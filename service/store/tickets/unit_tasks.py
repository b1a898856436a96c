"""Who is asked what on a ticket beside its lead: the rows that say it again, unit by unit."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, tuple_
from sqlalchemy.orm import Session

from service.domain.ticket import Ticket
from service.domain.together.cohandling import task_clock, tasks
from service.domain.together.cotask import Matter, TaskState
from service.store.database.engine import in_chunks, insert_if_absent
from service.store.tables.tickets import UnitTaskRow

Key = tuple[str, Matter]
Told = Mapping[Key, tuple[TaskState, datetime | None]]


def told_by(ticket: Ticket) -> Told:
    """(unit, matter) → state and running deadline: of the co-units, and of who is consulted."""
    progress = ticket.progress
    if not (ticket.co_units or progress.co_tasks or progress.consultation):
        return {}
    told: dict[Key, tuple[TaskState, datetime | None]] = {
        (task.unit, Matter.CO_HANDLING): (task.state, task_clock(task, ticket))
        for task in tasks(ticket)
        if task.state is not TaskState.RELEASED
    }
    held = progress.consultation
    if held is not None and ticket.is_in_consultation:
        for unit in held.asked:
            is_silent = unit in held.silent
            state = TaskState.WAITING if is_silent else TaskState.REPORTED
            told[unit, Matter.CONSULTATION] = (state, held.due_at if is_silent else None)
    return told


def keep(session: Session, changed: Iterable[tuple[str, Told, Told]]) -> None:
    """Write the rows again where they differ: number, as they were, as they are now."""
    gone: list[tuple[str, str, str]] = []
    fresh: list[dict[str, object]] = []
    for no, before, now in changed:
        gone += [(no, u, m.value) for (u, m), was in before.items() if now.get((u, m)) != was]
        fresh += [
            {"no": no, "unit": u, "matter": m.value, "state": state.value, "clock_at": at}
            for (u, m), (state, at) in now.items()
            if before.get((u, m)) != (state, at)
        ]
    key = tuple_(UnitTaskRow.no, UnitTaskRow.unit, UnitTaskRow.matter)
    for chunk in in_chunks(gone):
        session.execute(delete(UnitTaskRow).where(key.in_(chunk)))
    insert_if_absent(session, UnitTaskRow, fresh)
