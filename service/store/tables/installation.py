"""The tables of an installation's own memory: its fingerprint, numbers given out, seals."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class MarkRow(Row):
    """What an installation remembers of itself: a fingerprint of its secret."""

    __tablename__ = "mark"
    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class CounterRow(Row):
    """The last ticket number given out on a day."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    value: Mapped[int]


class SealRow(Row):
    """A seal over the steps taken since the seal before: what is removed later is noticed.

    ``tickets`` and ``steps`` count what it covers, ``last_no`` is the greatest number among them.
    """

    __tablename__ = "seal"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    tickets: Mapped[int]
    steps: Mapped[int]
    last_no: Mapped[str] = mapped_column(CODE)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
