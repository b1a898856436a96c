"""The policy library: the newest edition of each policy, and every edition before it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.governance.policy import Policy
from service.store.database.changes import rows_changed
from service.store.tables.governance import PolicyEditionRow as Edition
from service.store.tables.governance import PolicyRow as Row

_SAME = (
    *("title", "document_no", "issuer", "valid_from", "valid_to", "area", "lead"),
    *("summary", "clauses", "item_id", "retired_on"),
)


class Policies:
    """The policies of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._leading: tuple[Policy, ...] | None = None

    def add(self, policy: Policy, by: By) -> Policy:
        """Keep a new policy; it has its id from then on."""
        values = {name: getattr(policy, name) for name in _SAME}
        row = Row(**values, version=1, topics=list(policy.topics))
        self._session.add(row)
        self._session.flush()
        kept = replace(policy, id=row.id, version=1)
        self._append(kept, by)
        return kept

    def edit(self, policy: Policy, version: int, by: By) -> None:
        """Append an edition; ``version`` is the one that was seen. Raises ``Stale``."""
        values = {name: getattr(policy, name) for name in _SAME}
        done = rows_changed(
            self._session,
            update(Row)
            .where(Row.id == policy.id, Row.version == version)
            .values(**values, topics=list(policy.topics), version=version + 1),
        )
        if not done:
            raise Stale("这条政策刚刚被别人改过，请看过再改。", version, "")
        self._append(replace(policy, version=version + 1), by)

    def leading(self) -> tuple[Policy, ...]:
        """The policies that name a lead and were not retired, whatever their dates; read once."""
        if self._leading is None:
            query = select(Row).where(Row.lead != "", Row.retired_on.is_(None)).order_by(Row.id)
            self._leading = tuple(_policy(row) for row in self._session.scalars(query))
        return self._leading

    def all(self) -> list[Policy]:
        """Every policy, retired ones too, the newest first."""
        query = select(Row).order_by(Row.valid_from.desc(), Row.id.desc())
        return [_policy(row) for row in self._session.scalars(query)]

    def get(self, policy_id: int) -> Policy:
        """One policy. Raises ``NotFound``."""
        row = self._session.get(Row, policy_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这条政策。")
        return _policy(row)

    def editions(self, policy_id: int) -> Sequence[Edition]:
        """Its editions, newest first."""
        query = select(Edition).where(Edition.policy_id == policy_id)
        return self._session.scalars(query.order_by(Edition.version.desc())).all()

    def _append(self, policy: Policy, by: By) -> None:
        self._leading = None
        self._session.execute(
            insert(Edition).values(
                policy_id=policy.id,
                version=policy.version,
                at=by.at,
                actor_name=by.actor.name,
                why=by.note,
                body=policy.to_json(),
            )
        )


def _policy(row: Row) -> Policy:
    values = {name: getattr(row, name) for name in _SAME}
    return Policy(**values, id=row.id, version=row.version, topics=tuple(row.topics))
