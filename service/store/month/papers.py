"""The papers of agenda items, each version of them."""

from collections.abc import Mapping

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import Stale
from service.store.tables.governance import AgendaPaperRow as Row


class Papers:
    """The papers of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self, item_id: int) -> Row | None:
        """The newest version, or None."""
        query = select(Row).where(Row.item_id == item_id).order_by(Row.version.desc())
        return self._session.scalars(query.limit(1)).first()

    def all(self, item_id: int) -> list[Row]:
        """Every version, the first one first."""
        query = select(Row).where(Row.item_id == item_id).order_by(Row.version)
        return list(self._session.scalars(query))

    def add(self, item_id: int, version: int, body: Mapping[str, str], by: By) -> None:
        """Append the version after the one that was seen. Raises ``Stale`` when there is one."""
        newest = self.newest(item_id)
        stale = Stale("会议材料刚刚被别人改过，请看过再改。", newest.version if newest else 0, "")
        if newest is not None and newest.version != version:
            raise stale
        values = {"item_id": item_id, "version": version + 1, "at": by.at, "body": dict(body)}
        try:
            with self._session.begin_nested():
                self._session.execute(insert(Row).values(**values, actor_name=by.actor.name))
        except IntegrityError:
            raise stale from None
