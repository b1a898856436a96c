"""The tables of people: their accounts, how they sign in, and keys for other systems."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class PersonRow(Row):
    """A person with an account; ``must_change``: somebody else chose the password."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(CODE)
    roles: Mapped[list[Any]]
    unit: Mapped[str] = mapped_column(CODE)
    password: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]
    must_change: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class SessionRow(Row):
    """A sign-in; ``token`` is a hash of the cookie's value."""

    __tablename__ = "session"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class KeyRow(Row):
    """An API key: acts as a person, or may only file and follow requests for a channel.

    ``used_at`` lags behind by up to an hour: it tells keys that are used from those that are not.
    """

    __tablename__ = "key"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(CODE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(CODE)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class AttemptRow(Row):
    """A failed sign-in, for slowing down whoever guesses."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(CODE, index=True)
    at: Mapped[datetime]
