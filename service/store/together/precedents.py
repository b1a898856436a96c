"""Precedents: kept for good, listed by topic and words, ended with a reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFound, Stale
from service.domain.together.precedents import Precedent
from service.store.database.changes import rows_changed
from service.store.tables.together import PrecedentRow as Row

_SAME = (
    *("id", "no", "matter_id", "topic", "lead", "area", "legal_basis"),
    *("valid_from", "valid_until", "ended_on", "ended_by", "why_ended"),
)


class Precedents:
    """The precedents of one unit of work; those not ended are read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._standing: tuple[Precedent, ...] | None = None

    def add(self, precedent: Precedent) -> Precedent:
        """Keep a precedent; it has its id from then on."""
        values = {name: getattr(precedent, name) for name in _SAME if name != "id"}
        row = Row(**values, co_units=list(precedent.co_units), words=list(precedent.words))
        self._session.add(row)
        self._session.flush()
        self._standing = None
        return replace(precedent, id=row.id)

    def standing(self) -> tuple[Precedent, ...]:
        """Everything that was not ended, whatever its dates."""
        if self._standing is None:
            query = select(Row).where(Row.ended_on.is_(None)).order_by(Row.id)
            self._standing = tuple(_precedent(row) for row in self._session.scalars(query))
        return self._standing

    def all(self) -> list[Precedent]:
        """Every precedent, the newest first."""
        return [
            _precedent(row) for row in self._session.scalars(select(Row).order_by(Row.id.desc()))
        ]

    def of_matters(self, ids: Sequence[int]) -> list[Precedent]:
        """The precedents that came of some matters."""
        query = select(Row).where(Row.matter_id.in_(ids)).order_by(Row.id)
        return [_precedent(row) for row in self._session.scalars(query)]

    def get(self, precedent_id: int) -> Precedent:
        """One precedent. Raises ``NotFound``."""
        row = self._session.get(Row, precedent_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这条先例，请刷新。")
        return _precedent(row)

    def end(self, precedent_id: int, day: date, by: str, why: str) -> None:
        """It counts no more from a day on. Raises ``Stale`` when it was ended before."""
        done = rows_changed(
            self._session,
            update(Row)
            .where(Row.id == precedent_id, Row.ended_on.is_(None))
            .values(ended_on=day, ended_by=by, why_ended=why),
        )
        if not done:
            raise Stale("这条先例已经有人废止了，请刷新后再看。")
        self._standing = None

    def count(self) -> int:
        """How many there are."""
        return self._session.scalar(select(func.count()).select_from(Row)) or 0


def _precedent(row: Row) -> Precedent:
    values = {name: getattr(row, name) for name in _SAME}
    return Precedent(**values, co_units=tuple(row.co_units), words=tuple(row.words))
