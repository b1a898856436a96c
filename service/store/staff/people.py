"""People, sign-ins and API keys."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.domain.errors import BadInput, NotFound
from service.domain.permissions import Actor, Role
from service.store.installation.secrets import token_hash
from service.store.tables.city import UnitRow
from service.store.tables.people import AttemptRow, KeyRow, PersonRow, SessionRow


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who is signed in, the token that their forms must carry, and their unit's name."""

    actor: Actor
    csrf: str
    seen_at: datetime
    created_at: datetime
    unit: str = ""
    must_change: bool = False


def actor_of(row: PersonRow) -> Actor:
    """The acting person of an account."""
    return Actor(row.id, row.name, frozenset(Role(role) for role in row.roles), row.unit)


class People:
    """Accounts, sessions and keys of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        username: str,
        name: str,
        roles: frozenset[Role],
        *,
        password: str,
        unit: str = "",
        must_change: bool = False,
        now: datetime,
    ) -> int:
        """A new account; ``password`` is the argon2 hash. Raises ``BadInput`` if taken.

        ``must_change``: somebody else chose the password; it is good for one sign-in.
        """
        if self.by_username(username) is not None:
            raise BadInput(f"用户名 {username} 已经有了，请换一个。", {"username": "已存在"})
        row = PersonRow(
            username=username,
            name=name,
            roles=sorted(role.value for role in roles),
            unit=unit,
            password=password,
            is_active=True,
            must_change=must_change,
            created_at=now,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def by_username(self, username: str) -> PersonRow | None:
        """The account, or None."""
        return self._session.scalar(select(PersonRow).where(PersonRow.username == username))

    def get(self, person_id: int) -> PersonRow:
        """The account. Raises ``NotFound``."""
        row = self._session.get(PersonRow, person_id)
        if row is None:
            raise NotFound("没有这个账号。")
        return row

    def all(self) -> list[PersonRow]:
        """Every account, by user name."""
        return list(self._session.scalars(select(PersonRow).order_by(PersonRow.username)))

    def in_unit(self, unit: str) -> list[Actor]:
        """The people of a unit whose accounts are active."""
        query = select(PersonRow).where(PersonRow.unit == unit, PersonRow.is_active)
        return [actor_of(row) for row in self._session.scalars(query.order_by(PersonRow.id))]

    def in_units(self, units: Collection[str]) -> list[Actor]:
        """The people of the units whose accounts are active, by name; empty is the hotline."""
        query = select(PersonRow).where(PersonRow.unit.in_(units), PersonRow.is_active)
        return [actor_of(row) for row in self._session.scalars(query.order_by(PersonRow.name))]

    def names(self, ids: Collection[int]) -> dict[int, str]:
        """Id → name of these people, those whose accounts are closed among them."""
        query = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids))
        return dict(self._session.execute(query).all()) if ids else {}

    def accounts_in(self, unit: str) -> list[PersonRow]:
        """The active accounts of a unit, by name."""
        query = select(PersonRow).where(PersonRow.unit == unit, PersonRow.is_active)
        return list(self._session.scalars(query.order_by(PersonRow.name, PersonRow.id)))

    def with_roles(self, roles: frozenset[Role]) -> list[Actor]:
        """The people with any of the roles whose accounts are active, in order of their names."""
        query = select(PersonRow).where(PersonRow.is_active).order_by(PersonRow.name, PersonRow.id)
        return [who for row in self._session.scalars(query) if (who := actor_of(row)).roles & roles]

    def open_session(self, person_id: int, token: str, csrf: str, now: datetime) -> None:
        """A sign-in."""
        self._session.add(
            SessionRow(
                token=token_hash(token), person_id=person_id, csrf=csrf, created_at=now, seen_at=now
            )
        )

    def signed_in(self, token: str) -> SignIn | None:
        """Who the cookie's token belongs to, if the account is active."""
        query = (
            select(SessionRow, PersonRow, UnitRow.name)
            .join(PersonRow, PersonRow.id == SessionRow.person_id)
            .outerjoin(UnitRow, UnitRow.code == PersonRow.unit)
            .where(SessionRow.token == token_hash(token), PersonRow.is_active)
        )
        found = self._session.execute(query).first()
        if found is None:
            return None
        session, person, unit = found
        times = session.seen_at, session.created_at
        return SignIn(actor_of(person), session.csrf, *times, unit or "", person.must_change)

    def touch(self, token: str, now: datetime) -> None:
        """The sign-in was used."""
        query = update(SessionRow).where(SessionRow.token == token_hash(token))
        self._session.execute(query.values(seen_at=now))

    def last_seen(self) -> dict[int, datetime]:
        """When each person who is signed in was last seen, by id."""
        newest = select(SessionRow.person_id, func.max(SessionRow.seen_at))
        return dict(self._session.execute(newest.group_by(SessionRow.person_id)).all())

    def close_session(self, token: str) -> None:
        """Sign out."""
        self._session.execute(delete(SessionRow).where(SessionRow.token == token_hash(token)))

    def close_all_sessions(self, person_id: int) -> None:
        """Sign a person out everywhere."""
        self._session.execute(delete(SessionRow).where(SessionRow.person_id == person_id))

    def failed_attempts(self, username: str, since: datetime) -> int:
        """How many sign-ins failed for the name since then."""
        query = select(func.count()).where(AttemptRow.username == username, AttemptRow.at >= since)
        return self._session.scalar(query) or 0

    def note_attempt(self, username: str, now: datetime) -> None:
        """A sign-in failed."""
        self._session.add(AttemptRow(username=username[:64], at=now))

    def sweep(self, now: datetime, lifetime: timedelta) -> None:
        """Delete lapsed sessions and old failures."""
        self._session.execute(delete(SessionRow).where(SessionRow.created_at < now - lifetime))
        self._session.execute(delete(AttemptRow).where(AttemptRow.at < now - timedelta(days=1)))

    def add_key(
        self, token: str, name: str, *, person_id: int | None, channel: str, now: datetime
    ) -> None:
        """An API key; only its hash is kept."""
        self._session.add(
            KeyRow(
                token=token_hash(token),
                name=name,
                person_id=person_id,
                channel=channel,
                created_at=now,
            )
        )

    def by_key(self, token: str) -> tuple[Actor, str] | None:
        """Whom an API key acts as, and the channel it is bound to (or empty)."""
        row = self._session.get(KeyRow, token_hash(token))
        if row is None or row.revoked_at is not None:
            return None
        if row.person_id is None:
            return Actor(0, row.name, frozenset({Role.CALLER})), row.channel
        person = self.get(row.person_id)
        return (actor_of(person), "") if person.is_active else None

    def key_used_at(self, token: str) -> datetime | None:
        """When a key is known to have been used last; None for never."""
        row = self._session.get(KeyRow, token_hash(token))
        return row.used_at if row else None

    def note_key_used(self, token: str, now: datetime) -> None:
        """The key was used."""
        query = update(KeyRow).where(KeyRow.token == token_hash(token))
        self._session.execute(query.values(used_at=now))

    def keys(self) -> list[KeyRow]:
        """Every key, oldest first."""
        return list(self._session.scalars(select(KeyRow).order_by(KeyRow.created_at)))
