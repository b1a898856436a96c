"""The tables of the dispatch catalogue: its versions, and the next one while it is a draft."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class CatalogueRow(Row):
    """A version of the dispatch catalogue, in force from a day on."""

    __tablename__ = "catalogue"
    version: Mapped[str] = mapped_column(CODE, primary_key=True)
    effective_on: Mapped[date]
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


class CatalogueItemRow(Row):
    """One topic of a catalogue version."""

    __tablename__ = "catalogue_item"
    version: Mapped[str] = mapped_column(ForeignKey("catalogue.version"), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    path: Mapped[list[Any]]
    leads: Mapped[dict[str, Any]]
    co_families: Mapped[list[Any]]
    deadline_class: Mapped[str] = mapped_column(CODE)
    may_answer: Mapped[bool]


class CatalogueWordingRow(Row):
    """What a version that people published says beside the routing: how a topic is known.

    A version that came with the program has none: its words are the program's. ``successor``:
    the topic that took over from a retired one, empty for one in use.
    """

    __tablename__ = "catalogue_wording"
    version: Mapped[str] = mapped_column(ForeignKey("catalogue.version"), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    successor: Mapped[str] = mapped_column(CODE)
    cells: Mapped[dict[str, Any]]


class CatalogueDraftRow(Row):
    """The next version while people work on it; ``version`` is empty unless it was published.

    ``open_mark`` holds a word while the draft is open and is unique: there is one at a time.
    """

    __tablename__ = "catalogue_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(CODE)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(CODE)
    open_mark: Mapped[str | None] = mapped_column(CODE, unique=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(CODE)
    version: Mapped[str] = mapped_column(CODE)


class CatalogueChangeRow(Row):
    """One appended change of a topic in a draft: its whole row; no cells: as it was before."""

    __tablename__ = "catalogue_change"
    draft_id: Mapped[int] = mapped_column(ForeignKey("catalogue_draft.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    cells: Mapped[dict[str, Any]]
