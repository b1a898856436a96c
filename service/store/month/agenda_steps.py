"""The appended steps of agenda items: read as rows, as the domain knows them, as words."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.agenda import AgendaStatus
from service.domain.governance.undo import ItemStep, standing
from service.store.database.engine import in_chunks
from service.store.tables.agenda import AgendaStepRow as Row


def steps_of(session: Session, item_id: int) -> list[Row]:
    """What happened to an agenda item, oldest first."""
    return list(session.scalars(select(Row).where(Row.item_id == item_id).order_by(Row.seq)))


def history_of(session: Session, items: Collection[int]) -> dict[int, list[ItemStep]]:
    """The steps of some agenda items as the domain knows them, oldest first, by item."""
    found: dict[int, list[ItemStep]] = {}
    query = select(Row).order_by(Row.item_id, Row.seq)
    for chunk in in_chunks(items, 500):
        for row in session.scalars(query.where(Row.item_id.in_(chunk))):
            found.setdefault(row.item_id, []).append(_step(row))
    return found


def notes_of(session: Session, items: Collection[int]) -> dict[int, list[str]]:
    """What was written at the steps that stand, oldest first, by item; undone ones say nothing."""
    return {
        item_id: [step.note for step in standing(steps) if step.note]
        for item_id, steps in history_of(session, items).items()
    }


def _step(row: Row) -> ItemStep:
    return ItemStep(
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        source=AgendaStatus(row.source) if row.source else None,
        target=AgendaStatus(row.target),
        note=row.note,
        undoes=row.undoes,
    )
