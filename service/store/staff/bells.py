"""What a person is told: their notices on the pages, where else they are reached and of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFound
from service.domain.notices.messages import NoticeChannel, NoticeKind
from service.store.database.engine import insert_if_absent
from service.store.installation.secrets import Vault
from service.store.staff.notices import Notice, found
from service.store.tables.notices import ContactRow, NoticeChoiceRow, NoticeRow

_USUAL = (NoticeChannel.PAGE,)
_UNREAD = NoticeRow.read_at.is_(None)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person is reached outside the pages."""

    phone: str = ""
    mail: str = ""


class Bells:
    """The people to be told, in one unit of work."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def channels(
        self, person_ids: Sequence[int], kind: NoticeKind
    ) -> dict[int, list[NoticeChannel]]:
        """By which channels each person wants this kind: on the pages, unless they said else."""
        query = select(NoticeChoiceRow).where(
            NoticeChoiceRow.person_id.in_(person_ids), NoticeChoiceRow.kind == kind.value
        )
        said = {(row.person_id, row.channel): row.is_on for row in self._session.scalars(query)}
        return {
            person: [c for c in NoticeChannel if said.get((person, c.value), c in _USUAL)]
            for person in person_ids
        }

    def of_person(self, person_id: int, most: int, kind: NoticeKind | None = None) -> list[Notice]:
        """A person's newest notices on the pages, of one kind if asked for."""
        own = (NoticeRow.kind == kind.value,) if kind else ()
        return found(self._session, *_own(person_id), *own, most=most)

    def unread(self, person_id: int) -> int:
        """How many notices a person has not read."""
        query = select(func.count()).select_from(NoticeRow)
        return self._session.scalar(query.where(*_own(person_id), _UNREAD)) or 0

    def read(self, person_id: int, now: datetime, notice_id: int | None = None) -> Notice | None:
        """Mark one of a person's notices as read, or all of them.

        Raises ``NotFound`` when it is not one of this person's.
        """
        one = () if notice_id is None else (NoticeRow.id == notice_id,)
        own = found(self._session, *_own(person_id), *one, most=1)
        if one and not own:
            raise NotFound("没有这条通知。")
        self._session.execute(
            update(NoticeRow).where(*_own(person_id), _UNREAD, *one).values(read_at=now)
        )
        return own[0] if one else None

    def has_unread(self, person_id: int, link: str) -> bool:
        """Whether a person was told of this page and has not read it."""
        query = select(NoticeRow.id).where(*_own(person_id), _UNREAD, _leads_to(link))
        return self._session.scalar(query.limit(1)) is not None

    def read_linked(self, person_id: int, link: str, now: datetime) -> None:
        """Mark what a person was told of this page as read."""
        about = (*_own(person_id), _UNREAD, _leads_to(link))
        self._session.execute(update(NoticeRow).where(*about).values(read_at=now))

    def contact(self, person_id: int) -> Contact:
        """Where a person is reached; empty where nothing was given."""
        row = self._session.get(ContactRow, person_id)
        if row is None:
            return Contact()
        return Contact(self._vault.open(row.phone), self._vault.open(row.mail))

    def choices(self, person_id: int) -> dict[tuple[NoticeKind, NoticeChannel], bool]:
        """What a person has said about kinds and channels."""
        query = select(NoticeChoiceRow).where(NoticeChoiceRow.person_id == person_id)
        return {
            (NoticeKind(row.kind), NoticeChannel(row.channel)): row.is_on
            for row in self._session.scalars(query)
        }

    def choose(
        self,
        person_id: int,
        contact: Contact,
        choices: dict[tuple[NoticeKind, NoticeChannel], bool],
    ) -> None:
        """Keep where a person is reached and what by which channel, in place of what was said."""
        sealed = {"phone": self._vault.seal(contact.phone), "mail": self._vault.seal(contact.mail)}
        self._session.merge(ContactRow(person_id=person_id, **sealed))
        own = NoticeChoiceRow.person_id == person_id
        self._session.execute(delete(NoticeChoiceRow).where(own))
        rows = [
            {"person_id": person_id, "kind": kind.value, "channel": channel.value, "is_on": is_on}
            for (kind, channel), is_on in choices.items()
            if is_on != (channel in _USUAL)
        ]
        insert_if_absent(self._session, NoticeChoiceRow, rows)


def _own(person_id: int) -> tuple[Any, ...]:
    return (NoticeRow.person_id == person_id, NoticeRow.channel == NoticeChannel.PAGE.value)


def _leads_to(link: str) -> ColumnElement[bool]:
    """To a page, or to a place on it."""
    return or_(NoticeRow.link == link, NoticeRow.link.startswith(f"{link}#", autoescape=True))
