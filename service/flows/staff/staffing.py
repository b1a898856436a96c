"""The administrator's work on accounts; every change leaves a trace beside the looks at callers."""

from collections.abc import Collection

from service.domain.clocks.hours import Hours
from service.domain.errors import Refused
from service.domain.permissions import Role
from service.flows.desk import Desk
from service.flows.staff import accounts, people
from service.store.tables.people import PersonRow

_WHAT_CHARS = 64


def add(desk: Desk, new: accounts.NewAccount) -> None:
    """A new account. Raises ``BadInput`` naming what is missing, taken or too weak."""
    accounts.open_account(desk.uow, new, desk.now, must_change=True)
    _trace(desk, "add", new.username)


def change(desk: Desk, username: str, roles: Collection[Role], unit: str) -> None:
    """Other roles; the person has to sign in again. Raises ``BadInput`` or ``Refused``."""
    row = accounts.account(desk.uow, username)
    if _is_self(desk, row) and Role.ADMIN not in roles:
        raise Refused("不能去掉自己的管理员角色，请让另一位管理员来改。", rule="keeps_an_admin")
    accounts.set_roles(desk.uow, username, roles, unit)
    _trace(desk, "roles", username)


def set_active(desk: Desk, username: str, *, is_active: bool) -> None:
    """Shut an account or open it again. Raises ``BadInput`` or ``Refused`` (one's own)."""
    row = accounts.account(desk.uow, username)
    if _is_self(desk, row):
        raise Refused("不能停用自己的账号，请让另一位管理员来办。", rule="keeps_an_admin")
    accounts.set_active(desk.uow, username, is_active=is_active)
    _trace(desk, "enable" if is_active else "disable", username)


def set_hours(desk: Desk, code: str, text: str) -> Hours | None:
    """Other business hours for a unit; None: the hotline's. Raises ``BadInput`` saying how."""
    hours = accounts.set_hours(desk.uow, code, text)
    desk.uow.callers.trace(desk.actor, "", f"unit:hours:{code}"[:_WHAT_CHARS], desk.now)
    return hours


def reset_password(desk: Desk, username: str, password: str) -> None:
    """A new password; the person's open sessions end. Raises ``BadInput`` for a weak one."""
    row = accounts.account(desk.uow, username)
    people.set_password(desk.uow, username, password, must_change=not _is_self(desk, row))
    _trace(desk, "password", username)


def _is_self(desk: Desk, row: PersonRow) -> bool:
    return row.id == desk.actor.id


def _trace(desk: Desk, what: str, username: str) -> None:
    noted = f"account:{what}:{username.strip().lower()}"[:_WHAT_CHARS]
    desk.uow.callers.trace(desk.actor, "", noted, desk.now)
