"""Signing in and out, and one's own password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import System
from service.domain.errors import DomainError, NotAllowed, NotSignedIn, TooMany
from service.flows.staff import demonstration, people
from service.flows.staff.demonstration import DemoAccount
from service.labels import label
from service.store.uow import UnitOfWork
from service.web.contexts.account import (
    AccountRow,
    DemoAccounts,
    PasswordPage,
    RoleRow,
    SignInForm,
    SignInPage,
)
from service.web.deps import SignedIn, SystemDep, VisitorDep, WriteUow
from service.web.navigation import home_of
from service.web.posted import local_path
from service.web.render import render, see_other
from service.web.sessions import COOKIE

router = APIRouter()


@router.get("/")
def home(visitor: VisitorDep) -> Response:
    return see_other(home_of(visitor.actor) if visitor else "/sign-in")


@router.get("/sign-in")
def sign_in_form(request: Request, system: SystemDep, next: str = "") -> Response:  # noqa: A002
    with system.store.read() as uow:
        page = SignInPage(SignInForm(next=next, demo=_demo(system, uow)))
    return render(request, "auth.html", page)


@router.post("/sign-in")
def sign_in(
    request: Request,
    system: SystemDep,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("请在本站的登录页登录。")
    try:
        with system.store.read() as uow:
            actor = people.recognise(uow, username, password, system.now())
    except (NotSignedIn, TooMany) as problem:
        with system.store.write() as uow:
            people.note_failure(uow, username, system.now())
            form = SignInForm(username, next, problem.message, _demo(system, uow))
        return render(request, "auth.html", SignInPage(form), status=401)
    with system.store.write() as uow:
        session = people.open_session(uow, actor, system.now())
    response = see_other(local_path(next) or home_of(session.actor))
    response.set_cookie(
        COOKIE,
        session.token,
        max_age=system.settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=system.settings.secure_cookies,
    )
    return response


@router.post("/sign-out")
def sign_out(request: Request, uow: WriteUow, _: SignedIn) -> Response:
    uow.people.close_session(request.cookies.get(COOKIE, ""))
    response = see_other("/sign-in", "已退出登录。")
    response.delete_cookie(COOKIE)
    return response


@router.get("/password")
def password_form(request: Request, visitor: SignedIn) -> Response:
    return render(request, "password.html", PasswordPage(is_first=visitor.must_change), visitor)


@router.post("/password")
def change_password(
    request: Request,
    uow: WriteUow,
    visitor: SignedIn,
    current: Annotated[str, Form()] = "",
    fresh: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    try:
        people.change_password(uow, visitor.actor.id, current, fresh, again)
    except DomainError as problem:
        page = PasswordPage(problem.message, is_first=visitor.must_change)
        return render(request, "password.html", page, visitor, 400)
    response = see_other("/sign-in", "密码已修改，请重新登录。")
    response.delete_cookie(COOKIE)
    return response


def _demo(system: System, uow: UnitOfWork) -> DemoAccounts | None:
    """The accounts of a demonstration city; of any other installation nothing is told."""
    if not system.settings.demo:
        return None
    roles = [
        RoleRow(
            label=label(group.role),
            first=_account(label(group.role), group.first),
            accounts=[_account(label(group.role), account) for account in group.accounts],
        )
        for group in demonstration.accounts(uow)
    ]
    return DemoAccounts(demonstration.PASSWORD, roles)


def _account(role: str, account: DemoAccount) -> AccountRow:
    where = account.unit or account.name
    return AccountRow(account.username, where, f"{role} {where} {account.name} {account.username}")
