"""Comparisons of agenda items, appended and hashed, and what they said each month."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.governance.plan import Plan
from service.store.database.columns import dump_json
from service.store.tables.governance import AgendaEffectRow as Effect
from service.store.tables.governance import AgendaPlanRow as Row


class Plans:
    """The plans and effects of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, item_id: int, plan: Plan, by: By, *, is_frozen: bool) -> None:
        """Keep a plan beside those before it."""
        body = plan.to_json()
        last = select(func.max(Row.seq)).where(Row.item_id == item_id)
        self._session.execute(
            insert(Row).values(
                item_id=item_id,
                seq=(self._session.scalar(last) or 0) + 1,
                at=by.at,
                actor_name=by.actor.name,
                is_frozen=is_frozen,
                body=body,
                hash=digest(body),
            )
        )

    def of_item(self, item_id: int) -> list[Row]:
        """Every plan of an agenda item, the newest last."""
        query = select(Row).where(Row.item_id == item_id).order_by(Row.seq)
        return list(self._session.scalars(query))

    def newest(self, items: Collection[int]) -> dict[int, Row]:
        """The newest plan of each of some items."""
        query = select(Row).where(Row.item_id.in_(items)).order_by(Row.item_id, Row.seq)
        return {row.item_id: row for row in self._session.scalars(query)}

    def keep(self, month: str, effects: Mapping[int, dict[str, Any]], now: datetime) -> None:
        """Store what the comparisons say after a month, in place of what they said before."""
        self._session.execute(delete(Effect).where(Effect.month == month))
        rows = [
            {"item_id": item_id, "month": month, "at": now, "body": body}
            for item_id, body in sorted(effects.items())
        ]
        if rows:
            self._session.execute(insert(Effect), rows)

    def effects(self, items: Collection[int]) -> dict[int, Effect]:
        """The newest effect of each of some items."""
        query = select(Effect).where(Effect.item_id.in_(items))
        found = self._session.scalars(query.order_by(Effect.item_id, Effect.month))
        return {row.item_id: row for row in found}


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of a plan's body: the same plan, the same hash."""
    return hashlib.sha256(dump_json(body).encode()).hexdigest()
