"""The tables of what belongs to reports beside their text."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables import Row


class ReportSetsRow(Row):
    """The tickets behind every number of a month's report, by the hash of its data.

    Kept apart from the report, which is read often, and as long as an edition has these figures.
    """

    __tablename__ = "report_sets"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    data_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    packed: Mapped[str] = mapped_column(Text)
