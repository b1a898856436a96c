"""Counters that go up by one hand at a time: each number is given once, whoever asks."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.store.database.engine import insert_if_absent
from service.store.tables.installation import CounterRow


def advance(session: Session, name: str, count: int = 1) -> int:
    """Take ``count`` numbers of a counter that begins with 1; return the last of them."""
    step = update(CounterRow).where(CounterRow.name == name).returning(CounterRow.value)
    step = step.values(value=CounterRow.value + count)
    taken = session.execute(step).scalar()
    if taken is None:
        insert_if_absent(session, CounterRow, [{"name": name, "value": 0}])
        taken = session.execute(step).scalar_one()
    return int(taken)


def last_of(session: Session, name: str) -> int:
    """The number that was given last; 0 before the first."""
    return session.scalar(select(CounterRow.value).where(CounterRow.name == name)) or 0
