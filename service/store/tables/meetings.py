"""The tables of meetings: how they are arranged, their steps, their order, their frozen papers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class MeetingRow(Row):
    """A meeting as it stands after its newest step; cancelled, never deleted.

    ``taken_on``: its day while it is not cancelled, so that no day has two.
    """

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(index=True)
    taken_on: Mapped[date | None] = mapped_column(unique=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(CODE)
    starts_at: Mapped[str] = mapped_column(CODE)
    place: Mapped[str] = mapped_column(Text)
    chair: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    attended: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)


class MeetingStepRow(Row):
    """One appended step of a meeting; ``note``: the reason, or what was changed."""

    __tablename__ = "meeting_step"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    note: Mapped[str] = mapped_column(Text)


class MeetingPaperRow(Row):
    """A paper of a meeting as it was then, never edited: its material, or its signed minutes.

    ``held_on``: the day it was kept for. ``body``: the whole paper, and that of each item by id.
    ``hash``: SHA-256 of ``body``.
    """

    __tablename__ = "meeting_paper"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(CODE, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date]
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(CODE)
    body: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class AgendaMeetingRow(Row):
    """In which order a meeting takes its items (their ids); each order stays."""

    __tablename__ = "agenda_meeting"
    held_on: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(CODE)
    items: Mapped[list[Any]]
