"""What a route asks for: a transaction, the person signed in, a permission.

Transactions use ``scope="function"``: they are committed before the answer is sent, so a failing
commit is a 500 and never a 200 that was not written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from service.bootstrap import System
from service.domain.errors import NotAllowed, NotSignedIn, PasswordDue
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.labels import label
from service.store.uow import UnitOfWork
from service.web.sessions import Visitor, visitor_of

_HERE = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_WITH_FIRST_PASSWORD = frozenset({"/password", "/sign-out", "/notices/bell"})
_PASSED_ON = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})

MOST_ID = 2**31 - 1
"""The largest number that a row can have; a larger one is no row and is not asked for."""
RowId = Annotated[int, Path(ge=1, le=MOST_ID)]


def get_system(request: Request) -> System:
    """The running installation."""
    system: System = request.app.state.system
    return system


def get_write(request: Request) -> Iterator[UnitOfWork]:
    """A transaction that writes."""
    with get_system(request).store.write() as uow:
        yield uow


def get_read(request: Request) -> Iterator[UnitOfWork]:
    """A transaction that reads."""
    with get_system(request).store.read() as uow:
        yield uow


def is_from_here(request: Request) -> bool:
    """Whether a program on this machine asks by itself, not on behalf of somebody further off."""
    host = request.client.host if request.client else ""
    return host in _HERE and _PASSED_ON.isdisjoint(request.headers.keys())


async def form_values(request: Request) -> dict[str, str]:
    """The text fields of a form; files are left out, several values are joined by commas."""
    values: dict[str, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return {name: ",".join(several) for name, several in values.items()}


FormValues = Annotated[dict[str, str], Depends(form_values)]
SystemDep = Annotated[System, Depends(get_system)]
WriteUow = Annotated[UnitOfWork, Depends(get_write, scope="function")]
ReadUow = Annotated[UnitOfWork, Depends(get_read, scope="function")]
VisitorDep = Annotated[Visitor | None, Depends(visitor_of)]


def signed_in(request: Request, visitor: VisitorDep) -> Visitor:
    """Who is signed in. Raises ``NotSignedIn``, ``PasswordDue`` while the first one stands."""
    if visitor is None:
        raise NotSignedIn("请先登录。")
    if visitor.must_change and request.url.path not in _WITH_FIRST_PASSWORD:
        raise PasswordDue("请先改密码：现在的密码是别人给您的。")
    return visitor


SignedIn = Annotated[Visitor, Depends(signed_in)]


@dataclass(frozen=True)
class Allow:
    """A route's permission: any one of these is enough."""

    permissions: tuple[Permission, ...]

    def __call__(self, visitor: SignedIn) -> Actor:
        """The actor. Raises ``NotAllowed``."""
        if not any(visitor.actor.may(permission) for permission in self.permissions):
            wanted = "或".join(label(permission) for permission in self.permissions)
            raise NotAllowed(f"您的角色没有“{wanted}”的权限。需要的话请联系热线管理员。")
        return visitor.actor


def allow(*permissions: Permission) -> Any:
    """``Depends`` that lets only people with one of the permissions in."""
    return Depends(Allow(permissions))


def _read_desk(uow: ReadUow, system: SystemDep, visitor: SignedIn) -> Desk:
    return Desk(uow, system.hotline, visitor.actor, system.now())


def _write_desk(uow: WriteUow, system: SystemDep, visitor: SignedIn) -> Desk:
    return Desk(uow, system.hotline, visitor.actor, system.now())


def _page_desk(request: Request, system: SystemDep, visitor: SignedIn) -> Iterator[Desk]:
    link = request.url.path
    with system.store.read() as uow:
        yield Desk(uow, system.hotline, visitor.actor, system.now())
        is_told = uow.bells.has_unread(visitor.actor.id, link)
    if is_told:
        with system.store.write() as uow:
            uow.bells.read_linked(visitor.actor.id, link, system.now())


ReadDesk = Annotated[Desk, Depends(_read_desk)]
PageDesk = Annotated[Desk, Depends(_page_desk, scope="function")]
"""As ``ReadDesk``, for a page that notices lead to: once shown, one's notices of it are read."""
WriteDesk = Annotated[Desk, Depends(_write_desk)]
