"""What belongs to reports beside their text: the tickets behind their numbers."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.store.tables.reports import ReportSetsRow


class Reports:
    """What reports keep, of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep_sets(self, month: str, data_hash: str, packed: str, used: Collection[str]) -> None:
        """The tickets behind a month's figures; others of the month stay while they are ``used``.

        ``used``: hashes of the figures of its editions.
        """
        table = ReportSetsRow
        self._session.execute(
            delete(table).where(table.month == month, table.data_hash.not_in({*used, data_hash}))
        )
        if self._session.get(table, (month, data_hash)) is None:
            self._session.add(table(month=month, data_hash=data_hash, packed=packed))

    def sets(self, month: str, data_hash: str) -> str:
        """The tickets behind figures, packed; empty when nobody kept them."""
        row = self._session.get(ReportSetsRow, (month, data_hash))
        return row.packed if row else ""
