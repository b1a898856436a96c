"""Drafts of the next catalogue version: one at a time, every change appended with its author."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import Stale
from service.store.database.changes import rows_changed
from service.store.tables.catalogue import CatalogueChangeRow, CatalogueDraftRow

_OPEN = "open"
_COLUMNS = ("topic", "seq", "at", "actor_name", "cells")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft on top of the version ``base``; ``version``: what it was published as, if it was."""

    id: int
    base: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one topic; without ``cells`` the topic was set back to what it is in force."""

    topic: str
    seq: int
    at: datetime
    actor: str
    cells: Mapping[str, str]


class Drafts:
    """The drafts of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current(self) -> Draft | None:
        """The draft that is open, or None."""
        row = self._session.scalar(
            select(CatalogueDraftRow).where(CatalogueDraftRow.open_mark == _OPEN)
        )
        return _draft(row) if row else None

    def find(self, draft_id: int) -> Draft | None:
        """A draft, open or closed."""
        row = self._session.get(CatalogueDraftRow, draft_id, populate_existing=True)
        return _draft(row) if row else None

    def of_version(self, version: str) -> Draft | None:
        """The draft that became a version; None for one that came with the program."""
        wanted = CatalogueDraftRow.version == version
        row = self._session.scalar(select(CatalogueDraftRow).where(wanted).limit(1))
        return _draft(row) if row else None

    def open(self, base: str, by: By) -> Draft:
        """A new draft. Raises ``Stale`` when somebody else has just opened one."""
        row = CatalogueDraftRow(
            base=base,
            opened_at=by.at,
            opened_by=by.actor.name,
            open_mark=_OPEN,
            closed_at=None,
            closed_by="",
            version="",
        )
        self._session.add(row)
        try:
            self._session.flush()
        except IntegrityError as clash:
            raise Stale("别人刚刚开始了一份目录草稿，请刷新后在那份草稿上改。") from clash
        return _draft(row)

    def hold(self, draft: Draft) -> None:
        """Let nobody else write in the draft until the transaction ends. Raises ``Stale``."""
        held = rows_changed(
            self._session,
            update(CatalogueDraftRow)
            .where(CatalogueDraftRow.id == draft.id, CatalogueDraftRow.open_mark == _OPEN)
            .values(open_mark=_OPEN),
        )
        if not held:
            raise Stale("这份草稿刚刚发布或放弃了，请刷新。")

    def close(self, draft: Draft, by: By, version: str = "") -> None:
        """End a draft: published as ``version``, or given up. Raises ``Stale`` when it is ended."""
        ended = rows_changed(
            self._session,
            update(CatalogueDraftRow)
            .where(CatalogueDraftRow.id == draft.id, CatalogueDraftRow.open_mark == _OPEN)
            .values(open_mark=None, closed_at=by.at, closed_by=by.actor.name, version=version),
        )
        if not ended:
            raise Stale("这份草稿已经不在了，请刷新。")

    def append(
        self, draft: Draft, rows: Iterable[tuple[str, int, Mapping[str, str]]], by: By
    ) -> None:
        """Append changes: topic, its next number, its cells. Raises ``Stale`` at a clash."""
        values: list[dict[str, Any]] = [
            {
                "draft_id": draft.id,
                "topic": topic,
                "seq": seq,
                "at": by.at,
                "actor_id": by.actor.id,
                "actor_name": by.actor.name,
                "cells": dict(cells),
            }
            for topic, seq, cells in rows
        ]
        if not values:
            return
        try:
            self._session.execute(insert(CatalogueChangeRow), values)
        except IntegrityError as clash:
            raise Stale("别人刚刚改了同一个主题，请刷新后再改。") from clash

    def changes(self, draft_id: int) -> list[Change]:
        """Every change of a draft, the newest first."""
        row = CatalogueChangeRow
        query = select(*(getattr(row, name) for name in _COLUMNS)).where(row.draft_id == draft_id)
        query = query.order_by(row.at.desc(), row.topic, row.seq.desc())
        return [Change(*found) for found in self._session.execute(query)]


def _draft(row: CatalogueDraftRow) -> Draft:
    return Draft(
        id=row.id,
        base=row.base,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        version=row.version,
    )
