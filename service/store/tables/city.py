"""The tables of a city: its units, its places, its own days."""

from datetime import date

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class UnitRow(Row):
    """A responsible unit; ``hours`` as ``domain.hours`` writes them, empty for the hotline's."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(CODE)
    level: Mapped[str] = mapped_column(CODE)
    family: Mapped[str] = mapped_column(CODE)
    area: Mapped[str] = mapped_column(CODE)
    parent: Mapped[str] = mapped_column(CODE)
    is_active: Mapped[bool]
    hours: Mapped[str] = mapped_column(CODE)


class AreaRow(Row):
    """A place of the gazetteer; ``aliases`` separated by ``|``."""

    __tablename__ = "area"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(CODE)
    kind: Mapped[str] = mapped_column(CODE)
    parent: Mapped[str] = mapped_column(CODE, index=True)
    aliases: Mapped[str] = mapped_column(Text)


class DayRow(Row):
    """A city's own word on a day: worked or not, before the published calendar."""

    __tablename__ = "day"
    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
