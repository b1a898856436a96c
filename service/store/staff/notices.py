"""The outbox: what is to be told, claimed under a lease, sent and marked.

Notices are gathered and written by ``flush`` with everything else of the transaction; one that is
there already, by its event, receiver and channel, stays as it is.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFound, Stale
from service.domain.notices.messages import NoticeChannel, NoticeKind, NoticeState
from service.domain.permissions import Actor
from service.store.database.changes import rows_changed
from service.store.database.engine import in_chunks, insert_if_absent
from service.store.staff.people import People
from service.store.tables.notices import NoticeRow


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be written; ``receiver``: ``caller:NO`` or ``person:ID``."""

    event: str
    kind: NoticeKind
    channel: NoticeChannel
    receiver: str
    text: str
    no: str = ""
    link: str = ""
    person_id: int | None = None
    is_pressing: bool = False

    def to(self, person_id: int, channel: NoticeChannel) -> "Draft":
        """The same for a person by a channel."""
        receiver = f"person:{person_id}"
        return replace(self, receiver=receiver, person_id=person_id, channel=channel)

    @property
    def key(self) -> str:
        """The name of this notice for all times: nobody is told the same twice under it."""
        said = "\x1f".join((self.event, self.receiver, self.channel.value))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it stands."""

    id: int
    key: str
    kind: NoticeKind
    channel: NoticeChannel
    person_id: int | None
    no: str
    link: str
    text: str
    created_at: datetime
    state: NoticeState
    tries: int
    next_at: datetime
    lease_until: datetime | None
    error: str
    read_at: datetime | None


class Notices:
    """The notices of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._gathered: list[dict[str, Any]] = []
        self._staff: dict[str, list[Actor]] = {}

    def add(self, drafts: Iterable[Draft], now: datetime) -> None:
        """Gather notices; those for the pages have arrived as soon as they are written."""
        self._gathered += [_values(draft, now) for draft in drafts]

    def flush(self) -> None:
        """Write what was gathered."""
        for chunk in in_chunks(self._gathered):
            insert_if_absent(self._session, NoticeRow, chunk)
        self._gathered.clear()

    def staff(self, unit: str, people: People) -> list[Actor]:
        """The people of a unit, looked up once per transaction."""
        if unit not in self._staff:
            self._staff[unit] = people.in_unit(unit)
        return self._staff[unit]

    def claim(
        self, now: datetime, holder: str, lease: timedelta, *, is_quiet: bool, most: int = 10
    ) -> list[Notice]:
        """Take up to ``most`` notices whose time has come; nobody else may until the lease lapses.

        In quiet hours only those that press.
        """
        due = (
            select(NoticeRow.id)
            .where(NoticeRow.state == NoticeState.WAITING.value, NoticeRow.next_at <= now)
            .where(or_(NoticeRow.lease_until.is_(None), NoticeRow.lease_until <= now))
            .order_by(NoticeRow.next_at, NoticeRow.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        if is_quiet:
            due = due.where(NoticeRow.is_pressing)
        ids = list(self._session.scalars(due))
        mine = NoticeRow.id.in_(ids)
        self._session.execute(
            update(NoticeRow).where(mine).values(holder=holder, lease_until=now + lease)
        )
        return found(self._session, mine)

    def last_to_callers(self, numbers: list[str]) -> dict[str, Notice]:
        """The newest notice to the caller of each ticket that has one."""
        to_caller = (NoticeRow.no.in_(numbers), NoticeRow.person_id.is_(None))
        return {each.no: each for each in reversed(found(self._session, *to_caller))}

    def is_any_due(self, now: datetime) -> bool:
        """Whether something may be there to send."""
        query = select(NoticeRow.id).where(
            NoticeRow.state == NoticeState.WAITING.value, NoticeRow.next_at <= now
        )
        return self._session.scalar(query.limit(1)) is not None

    def end(
        self, notice: Notice, holder: str, state: NoticeState, now: datetime, error: str = ""
    ) -> bool:
        """Mark a claimed notice; False when the lease has gone to somebody else meanwhile."""
        return self._mark(notice, holder, state=state.value, ended_at=now, error=error)

    def try_again(self, notice: Notice, holder: str, next_at: datetime, error: str) -> bool:
        """Give a claimed notice back, to be tried again from ``next_at``."""
        return self._mark(notice, holder, tries=notice.tries + 1, next_at=next_at, error=error)

    def resend(self, notice_id: int, now: datetime) -> None:
        """Let a notice that was given up be tried anew. Raises ``NotFound``, ``Stale``."""
        if self._session.get(NoticeRow, notice_id) is None:
            raise NotFound("没有这条通知。")
        done = rows_changed(
            self._session,
            update(NoticeRow)
            .where(NoticeRow.id == notice_id, NoticeRow.state == NoticeState.DEAD.value)
            .values(state=NoticeState.WAITING.value, tries=0, next_at=now, ended_at=None),
        )
        if not done:
            raise Stale("这条通知已不在失败列表里，可能别人刚刚重发了它。请刷新后再看。")

    def counts(self) -> dict[tuple[NoticeChannel, NoticeState], int]:
        """How many notices stand where, of the channels that send."""
        query = select(NoticeRow.channel, NoticeRow.state, func.count()).where(
            NoticeRow.channel != NoticeChannel.PAGE.value
        )
        rows = self._session.execute(query.group_by(NoticeRow.channel, NoticeRow.state))
        return {(NoticeChannel(c), NoticeState(s)): count for c, s, count in rows}

    def outgoing(self, states: Collection[NoticeState], most: int) -> list[Notice]:
        """The newest notices of the channels that send, in these states."""
        wanted = NoticeRow.state.in_([state.value for state in states])
        sends = NoticeRow.channel != NoticeChannel.PAGE.value
        return found(self._session, wanted, sends, most=most)

    def sweep(self, before: datetime) -> int:
        """Delete what was settled and is older than ``before``; return how many."""
        settled = NoticeRow.state.in_([NoticeState.SENT.value, NoticeState.SKIPPED.value])
        old = delete(NoticeRow).where(settled, NoticeRow.created_at < before)
        return rows_changed(self._session, old)

    def _mark(self, notice: Notice, holder: str, **values: Any) -> bool:
        done = rows_changed(
            self._session,
            update(NoticeRow)
            .where(NoticeRow.id == notice.id, NoticeRow.holder == holder)
            .where(NoticeRow.state == NoticeState.WAITING.value)
            .values(holder="", lease_until=None, **values),
        )
        return bool(done)


def found(session: Session, *wanted: Any, most: int = 1000) -> list[Notice]:
    """The newest notices of which this is true."""
    query = select(NoticeRow).where(*wanted).order_by(NoticeRow.id.desc()).limit(most)
    fresh = query.execution_options(populate_existing=True)
    return [_notice(row) for row in session.scalars(fresh)]


def _values(draft: Draft, now: datetime) -> dict[str, Any]:
    has_arrived = draft.channel is NoticeChannel.PAGE
    return {
        "key": draft.key,
        "event": draft.event,
        "kind": draft.kind.value,
        "channel": draft.channel.value,
        "person_id": draft.person_id,
        "no": draft.no,
        "link": draft.link,
        "text": draft.text,
        "is_pressing": draft.is_pressing,
        "created_at": now,
        "state": (NoticeState.SENT if has_arrived else NoticeState.WAITING).value,
        "tries": 0,
        "next_at": now,
        "holder": "",
        "lease_until": None,
        "ended_at": now if has_arrived else None,
        "error": "",
        "read_at": None,
    }


def _notice(row: NoticeRow) -> Notice:
    return Notice(
        id=row.id,
        key=row.key,
        kind=NoticeKind(row.kind),
        channel=NoticeChannel(row.channel),
        person_id=row.person_id,
        no=row.no,
        link=row.link,
        text=row.text,
        created_at=row.created_at,
        state=NoticeState(row.state),
        tries=row.tries,
        next_at=row.next_at,
        lease_until=row.lease_until,
        error=row.error,
        read_at=row.read_at,
    )
