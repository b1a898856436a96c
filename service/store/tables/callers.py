"""The tables of who called, and of who looked at it."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class CallerRow(Row):
    """Who called, as told that time, encrypted when a key is set; nothing refers to it by value.

    ``phone_key``: a keyed hash of the number or account, to know the same caller again.
    ``told_key``: a keyed hash of everything told; who tells something else has another row.
    """

    __tablename__ = "caller"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    phone_key: Mapped[str | None] = mapped_column(String(64), index=True)
    told_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class AccessRow(Row):
    """Who read whose clear personal data, when, on which ticket."""

    __tablename__ = "access"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    no: Mapped[str] = mapped_column(CODE, index=True)
    what: Mapped[str] = mapped_column(CODE)
