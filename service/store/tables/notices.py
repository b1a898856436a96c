"""The tables of notices, where they go to, and which of them a person wants."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class ContactRow(Row):
    """Where notices reach a person outside the pages; sealed like a caller's data."""

    __tablename__ = "contact"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(Text)
    mail: Mapped[str] = mapped_column(Text)


class NoticeChoiceRow(Row):
    """A person's own word on a kind of notice and a channel, where it is not the usual one."""

    __tablename__ = "notice_choice"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(CODE, primary_key=True)
    channel: Mapped[str] = mapped_column(CODE, primary_key=True)
    is_on: Mapped[bool]


class NoticeRow(Row):
    """One thing to tell one receiver by one channel; ``key`` is of event, receiver and channel.

    ``no``: the ticket, or empty; ``person_id``: nobody when it is for the ticket's caller. Where it
    goes to is looked up when it is sent. ``holder`` sends it now, and until ``lease_until`` nobody
    else may.
    """

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    event: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(CODE)
    channel: Mapped[str] = mapped_column(CODE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    no: Mapped[str] = mapped_column(CODE)
    link: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    is_pressing: Mapped[bool]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(CODE)
    tries: Mapped[int]
    next_at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(CODE)
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "state", "next_at"),
        Index(None, "person_id", "channel", "read_at"),
        Index(None, "created_at"),
    )
