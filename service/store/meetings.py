"""In which order meetings take their items; each order stays."""

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.errors import Stale
from service.domain.permissions import Actor
from service.store.tables.governance import AgendaMeetingRow as Row


class Meetings:
    """The orders of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self, held_on: date) -> Row | None:
        """The newest order of a meeting, or None when nobody changed it."""
        query = select(Row).where(Row.held_on == held_on).order_by(Row.version.desc())
        return self._session.scalars(query.limit(1)).first()

    def add(
        self, held_on: date, version: int, items: list[int], actor: Actor, now: datetime
    ) -> None:
        """Append the order after the one that was seen. Raises ``Stale`` when there is one."""
        newest = self.newest(held_on)
        stale = Stale("议程刚刚被别人排过，请看过再排。", newest.version if newest else 0, "")
        if (newest.version if newest else 0) != version:
            raise stale
        values = {"held_on": held_on, "version": version + 1, "at": now, "items": items}
        try:
            with self._session.begin_nested():
                self._session.execute(insert(Row).values(**values, actor_name=actor.name))
        except IntegrityError:
            raise stale from None
