"""What an installation remembers of itself: when something last went well."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables.installation import MarkRow

WORKER, BACKUP, SMS, MAIL = "worker_at", "backup_at", "sms_tested_at", "mail_tested_at"


class Memory:
    """The marks of one unit of work that hold an instant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, name: str, at: datetime) -> None:
        """It went well at this instant."""
        self._session.merge(MarkRow(name=name, value=at.isoformat()))

    def last(self, name: str) -> datetime | None:
        """When it last went well; None for never."""
        kept = self._session.scalar(select(MarkRow.value).where(MarkRow.name == name))
        return datetime.fromisoformat(kept) if kept else None
