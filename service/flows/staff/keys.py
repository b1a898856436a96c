"""Keys by which other systems come in: what there is, a new one, and withdrawing one."""

from dataclasses import dataclass
from datetime import datetime

from service.domain.errors import BadInput
from service.domain.permissions import Role
from service.domain.ticket import Channel
from service.flows.desk import Desk
from service.flows.staff import accounts, people
from service.store.tables.people import KeyRow, PersonRow
from service.store.uow import UnitOfWork

MOST_NAME = 40
_SHOWN_OF_A_KEY = 8
_WHAT_CHARS = 64


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An API key as it may be shown: never the key itself. ``id``: the start of its hash.

    ``acts_as``: a user name; empty for the key of a ``channel``. ``is_idle``: the account that it
    acts as is shut, so that it opens nothing.
    """

    id: str
    name: str
    acts_as: str
    channel: str
    created_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    person: str = ""
    roles: tuple[Role, ...] = ()
    is_idle: bool = False


def key_lines(uow: UnitOfWork) -> list[KeyLine]:
    """Every API key, oldest first."""
    people_by_id = {row.id: row for row in uow.people.all()}
    rows = uow.people.keys()
    return [_line(row, people_by_id.get(row.person_id or 0)) for row in rows]


def _line(row: KeyRow, person: PersonRow | None) -> KeyLine:
    return KeyLine(
        id=row.token[:_SHOWN_OF_A_KEY],
        name=row.name,
        acts_as=person.username if person else "",
        channel=row.channel,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
        person=person.name if person else "",
        roles=tuple(Role(role) for role in person.roles) if person else (),
        is_idle=person is not None and not person.is_active,
    )


def make(desk: Desk, name: str, *, username: str = "", channel: str = "") -> str:
    """A new key under a name that no key in use has, and a trace of who made it; shown once.

    Raises ``BadInput`` for a missing or taken name, an unknown channel, an unknown or shut account.
    """
    clean = name.strip()
    if not clean or len(clean) > MOST_NAME:
        raise BadInput(f"写明给哪个系统用，{MOST_NAME} 字以内。", {"name": "必填"})
    if any(line.name == clean and not line.revoked_at for line in key_lines(desk.uow)):
        raise BadInput(f"已经有在用的密钥叫“{clean}”，请换个名字。", {"name": "已经有了"})
    _check_whose(desk, username, channel)
    token = people.make_key(desk.uow, name=clean, username=username, channel=channel, now=desk.now)
    _trace(desk, "make", clean)
    return token


def _check_whose(desk: Desk, username: str, channel: str) -> None:
    if not username and not channel:
        raise BadInput("写明用户名，或改选渠道。", {"username": "必填"})
    if channel and channel not in set(Channel):
        raise BadInput("没有这个渠道，请从列表中选。", {"channel": "没有这个渠道"})
    if username and not accounts.account(desk.uow, username).is_active:
        raise BadInput(f"账号 {username} 已停用，不能用它生成密钥。", {"username": "已停用"})


def withdraw(desk: Desk, key: str) -> KeyLine:
    """Withdraw a key at once, and leave a trace of who did. Raises ``BadInput``."""
    line = revoke_key(desk.uow, key, desk.now)
    _trace(desk, "revoke", line.name)
    return line


def revoke_key(uow: UnitOfWork, key: str, now: datetime) -> KeyLine:
    """Revoke the one key of this id or name. Raises ``BadInput`` unless it is exactly one."""
    rows = uow.people.keys()
    in_use = [row for row in rows if row.revoked_at is None]
    found = [row for row in in_use if key in (row.token[:_SHOWN_OF_A_KEY], row.name)]
    if len(found) != 1:
        problem = "有几个密钥叫" if found else "没有在用的密钥"
        raise BadInput(f"{problem}“{key}”，请用 minsheng key list 里的编号。")
    found[0].revoked_at = now
    return next(line for line in key_lines(uow) if line.id == found[0].token[:_SHOWN_OF_A_KEY])


def _trace(desk: Desk, what: str, name: str) -> None:
    noted = f"key:{what}:{name.replace(':', '：')}"[:_WHAT_CHARS]
    desk.uow.callers.trace(desk.actor, "", noted, desk.now)
