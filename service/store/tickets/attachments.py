"""The attachments of tickets: rows here, contents in ``blobs``."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.domain.attachments import Attachment
from service.domain.lifecycle.advance import Entry
from service.store.database.engine import in_chunks
from service.store.installation.secrets import Vault
from service.store.tables.attachments import AttachmentRow

_ROW = AttachmentRow
_IS_THERE = (_ROW.removed_at.is_(None), _ROW.wiped_at.is_(None))


class Attachments:
    """The attachments of one unit of work; ``dropped``: contents to let go once it is committed."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._gathered: list[AttachmentRow] = []
        self.dropped: list[str] = []

    def add(self, entry: Entry, name: str, kind: str, size: int, sha256: str, **more: bool) -> None:
        """A file that came with a step; ``has_preview``: whether it can be looked at in small."""
        self._gathered.append(
            AttachmentRow(
                no=entry.no,
                seq=entry.seq,
                name=self._vault.seal(name),
                kind=kind,
                size=size,
                sha256=sha256,
                has_preview=more["has_preview"],
                at=entry.at,
                actor_id=entry.actor_id,
                actor_name=entry.actor_name,
                actor_unit=entry.actor_unit,
            )
        )

    def flush(self) -> None:
        """Write what was gathered, after the tickets it belongs to."""
        self._session.add_all(self._gathered)
        self._gathered.clear()
        self._session.flush()

    def of_ticket(self, no: str) -> list[Attachment]:
        """All files of a ticket, oldest first, also those taken down."""
        query = select(_ROW).where(_ROW.no == no).order_by(_ROW.id)
        return [self._of(row) for row in self._session.scalars(query)]

    def find(self, no: str, attachment_id: str) -> Attachment | None:
        """The file of a ticket with that id, or None."""
        if not (attachment_id.isascii() and attachment_id.isdecimal() and len(attachment_id) < 10):
            return None
        row = self._session.get(_ROW, int(attachment_id))
        return self._of(row) if row is not None and row.no == no else None

    def sizes(self, no: str) -> list[int]:
        """How big the files are that a ticket holds."""
        query = select(_ROW.size).where(_ROW.no == no, *_IS_THERE)
        waiting = (row.size for row in self._gathered if row.no == no)
        return [*self._session.scalars(query), *waiting]

    def total(self) -> int:
        """How much all files hold together, in bytes."""
        return self._session.scalar(select(func.sum(_ROW.size)).where(_ROW.wiped_at.is_(None))) or 0

    def remove(self, attachment_id: int, now: datetime, *, wipes: bool) -> None:
        """Take a file down; ``wipes``: its content goes at once."""
        row = self._session.get_one(_ROW, attachment_id)
        row.removed_at = now
        self._session.flush()
        if wipes:
            self._wipe([row], now)

    def wipe_removed(self, before: datetime, now: datetime) -> int:
        """Let the contents go of what was taken down before then; return how many."""
        query = select(_ROW).where(_ROW.removed_at < before, _ROW.wiped_at.is_(None))
        rows = list(self._session.scalars(query))
        self._wipe(rows, now)
        return len(rows)

    def contents(self) -> dict[str, str]:
        """Hash → number of a ticket, of every content that must be there."""
        query = select(_ROW.sha256, func.min(_ROW.no)).where(_ROW.wiped_at.is_(None))
        return dict(self._session.execute(query.group_by(_ROW.sha256)).all())

    def wiped(self) -> set[str]:
        """The hashes of contents that must be gone, unless another row refers to them."""
        query = select(_ROW.sha256).where(_ROW.wiped_at.is_not(None)).distinct()
        return set(self._session.scalars(query))

    def _wipe(self, rows: Sequence[AttachmentRow], now: datetime) -> None:
        if not rows:
            return
        hashes = sorted({row.sha256 for row in rows})
        for chunk in in_chunks([row.id for row in rows]):
            self._session.execute(update(_ROW).where(_ROW.id.in_(chunk)).values(wiped_at=now))
        for chunk in in_chunks(hashes):
            query = select(_ROW.sha256).where(_ROW.sha256.in_(chunk), _ROW.wiped_at.is_(None))
            wanted = set(self._session.scalars(query))
            self.dropped += [sha256 for sha256 in chunk if sha256 not in wanted]

    def _of(self, row: AttachmentRow) -> Attachment:
        return Attachment(
            id=row.id,
            no=row.no,
            seq=row.seq,
            name=self._vault.open(row.name),
            kind=row.kind,
            size=row.size,
            sha256=row.sha256,
            has_preview=row.has_preview,
            at=row.at,
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            actor_unit=row.actor_unit,
            removed_at=row.removed_at,
            wiped_at=row.wiped_at,
        )
