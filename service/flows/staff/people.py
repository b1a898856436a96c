"""Signing in and out, passwords and API keys; accounts are in ``accounts``."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.domain.errors import BadInput, NotSignedIn, TooMany
from service.domain.permissions import Actor, Role
from service.store.uow import UnitOfWork

MIN_PASSWORD = 10
_FAILURES = 8
_WINDOW = timedelta(minutes=15)
# One hash takes 64 MiB: a crowd at the door must not take all the memory.
_AT_ONCE = Semaphore(4)
_HASHER = PasswordHasher()
# A random password of sixty bits is not found by guessing, however quick a guess is; it is good
# for one sign-in, and a hundred new accounts must not take half a minute.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
# What is checked when nobody has that name: as costly as a real hash, and no password's.
_DECOY = f"$argon2id$v=19$m=65536,t=3,p=4${'A' * 22}${'A' * 43}"


@dataclass(frozen=True, slots=True)
class NewSession:
    """A fresh sign-in: the cookie's value, to be shown to nobody else."""

    token: str
    actor: Actor


def recognise(uow: UnitOfWork, username: str, password: str, now: datetime) -> Actor:
    """Whose name and password these are. Raises ``NotSignedIn`` or ``TooMany``.

    Takes a fifth of a second on purpose: call it in a transaction that only reads, so that
    guessing at the door keeps nobody from working.
    """
    name = username.strip().lower()
    if uow.people.failed_attempts(name, now - _WINDOW) >= _FAILURES:
        raise TooMany("登录失败次数过多，请十五分钟后再试，或联系热线管理员重设密码。")
    row = uow.people.by_username(name)
    is_right = _verify(row.password if row else _DECOY, password)
    if row is None or not is_right or not row.is_active:
        raise NotSignedIn("用户名或密码不对。")
    return Actor(row.id, row.name, frozenset(Role(r) for r in row.roles), row.unit)


def open_session(uow: UnitOfWork, actor: Actor, now: datetime) -> NewSession:
    """A session for somebody who was recognised."""
    token = secrets.token_urlsafe(32)
    uow.people.open_session(actor.id, token, secrets.token_urlsafe(24), now)
    return NewSession(token, actor)


def note_failure(uow: UnitOfWork, username: str, now: datetime) -> None:
    """Remember a failed sign-in; called in a transaction of its own."""
    uow.people.note_attempt(username.strip().lower(), now)


def hash_password(password: str) -> str:
    """The argon2 hash of a password. Raises ``BadInput`` when it is too short."""
    if len(password) < MIN_PASSWORD:
        raise BadInput(f"密码至少 {MIN_PASSWORD} 位。", {"password": "太短"})
    with _AT_ONCE:
        return _HASHER.hash(password)


def hash_random(password: str) -> str:
    """The argon2 hash of a password that the program made up and nobody keeps."""
    return _QUICK.hash(password)


def set_password(
    uow: UnitOfWork, username: str, password: str, *, must_change: bool = False
) -> None:
    """A new password; every open session of the person ends. Raises ``BadInput``.

    ``must_change``: somebody else chose it, and it is good for one sign-in.
    """
    row = uow.people.by_username(username.strip().lower())
    if row is None:
        raise BadInput(f"没有用户 {username}。")
    row.password, row.must_change = hash_password(password), must_change
    uow.people.close_all_sessions(row.id)


def make_key(
    uow: UnitOfWork, *, name: str, username: str = "", channel: str = "", now: datetime
) -> str:
    """A new API key, shown once. Raises ``BadInput`` unless exactly one of user and channel."""
    if bool(username) == bool(channel):
        raise BadInput("密钥要么代表一个人（--user），要么绑定一个渠道（--channel）。")
    person_id = None
    if username:
        row = uow.people.by_username(username.strip().lower())
        if row is None:
            raise BadInput(f"没有用户 {username}。")
        person_id = row.id
    token = f"ms_{secrets.token_urlsafe(32)}"
    uow.people.add_key(token, name, person_id=person_id, channel=channel, now=now)
    return token


def _verify(stored: str, password: str) -> bool:
    try:
        with _AT_ONCE:
            return _HASHER.verify(stored, password[:1000])
    except (VerificationError, InvalidHashError):
        return False


def change_password(uow: UnitOfWork, person_id: int, current: str, fresh: str, again: str) -> None:
    """One's own new password. Raises ``BadInput``."""
    row = uow.people.get(person_id)
    if not _verify(row.password, current):
        raise BadInput("现在的密码不对。")
    if fresh != again:
        raise BadInput("两次填写的新密码不一样。")
    if fresh == current:
        raise BadInput("新密码和现在的一样，请换一个。")
    set_password(uow, row.username, fresh)
