"""The tables of an agenda item under governance: comparisons, effects, duties, papers, policies."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables import CODE, Row


class AgendaPlanRow(Row):
    """A comparison chosen for an agenda item; never edited, a later one stands beside it.

    ``hash`` is of ``body``; ``is_frozen``: the meeting was called with it.
    """

    __tablename__ = "agenda_plan"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(CODE)
    is_frozen: Mapped[bool]
    body: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class AgendaEffectRow(Row):
    """What an agenda item's comparison said after a month."""

    __tablename__ = "agenda_effect"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
