"""Accounts, for the administrator."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, NotFound, Refused
from service.domain.permissions import ACCOUNT_ROLES, Actor, Permission, Role
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.staff import staff
from service.flows.queries.staff.staff import PersonLine
from service.flows.staff import staffing
from service.flows.staff.accounts import NewAccount
from service.labels import label
from service.web.contexts.admin import PeoplePage, PersonPage, PersonRow
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.render import day, moment, render, see_other
from service.web.sessions import Visitor

router = APIRouter()
_ROLES = [(role.value, label(role)) for role in ACCOUNT_ROLES]
_STATES = {"active": True, "shut": False}


class AccountForm(BaseModel):
    """What the forms about an account send; ``action`` is the button that was pressed."""

    username: str = ""
    name: str = ""
    unit: str = ""
    password: str = ""
    roles: list[str] = []
    action: str = ""

    def account(self, desk: Desk) -> NewAccount:
        """What was filled in, the unit by its code."""
        unit = choices.unit_code(desk.catalogue, self.unit.strip())
        roles = frozenset(Role(name) for name in self.roles if name in dict(_ROLES))
        return NewAccount(self.username, self.name, roles, unit, self.password)


@router.get("/people")
def people(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.USER_MANAGE)],
    q: str = "",
    role: str = "",
    state: str = "",
) -> Response:
    wanted = Role(role) if role in dict(_ROLES) else None
    lines = staff.people(desk, q.strip(), wanted, is_active=_STATES.get(state))
    page = PeoplePage(
        rows=[_person_row(line) for line in lines[: staff.SHOWN]],
        total=len(lines),
        values={"q": q, "role": role, "state": state},
        roles=_ROLES,
    )
    return render(request, "admin/people.html", page, visitor)


@router.get("/people/new")
def new_person(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.USER_MANAGE)],
) -> Response:
    return render(request, "admin/person.html", _page(desk, AccountForm(), None), visitor)


@router.post("/people")
def add_person(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.USER_MANAGE)],
    form: Annotated[AccountForm, Form()],
) -> Response:
    try:
        with system.write_desk(actor) as desk:
            staffing.add(desk, form.account(desk))
    except BadInput as problem:
        return _again(request, system, visitor, form, problem)
    return see_other("/people", f"已开通账号 {form.username.strip().lower()}。")


@router.get("/people/{username}")
def show_person(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    username: str,
    _: Annotated[Actor, allow(Permission.USER_MANAGE)],
) -> Response:
    line = _known(desk, username)
    return render(request, "admin/person.html", _page(desk, _filled(line), line), visitor)


@router.post("/people/{username}")
def change_person(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    username: str,
    actor: Annotated[Actor, allow(Permission.USER_MANAGE)],
    form: Annotated[AccountForm, Form()],
) -> Response:
    """Other roles, a new password, shut or open again: whichever button was pressed."""
    try:
        with system.write_desk(actor) as desk:
            said = _change(desk, username, form)
    except (BadInput, Refused) as problem:
        return _again(request, system, visitor, form, problem, username)
    return see_other(f"/people/{username}", said)


def _change(desk: Desk, username: str, form: AccountForm) -> str:
    """What was done, in words."""
    given = form.account(desk)
    if form.action == "roles":
        staffing.change(desk, username, given.roles, given.unit)
        return "角色已改，本人要重新登录。"
    if form.action == "password":
        staffing.reset_password(desk, username, given.password)
        return "密码已重设，请当面或电话告知本人，并让其尽快修改。"
    if form.action in ("disable", "enable"):
        staffing.set_active(desk, username, is_active=form.action == "enable")
        return "账号已恢复。" if form.action == "enable" else "账号已停用，已经登录的也退出了。"
    raise BadInput("没有这个操作，请刷新页面。")


def _again(
    request: Request,
    system: System,
    visitor: Visitor,
    form: AccountForm,
    problem: DomainError,
    username: str = "",
) -> Response:
    """The form again with what was typed, except the password."""
    fields = problem.fields
    errors = [{"field": f, "message": f"{problem.message}（{w}）"} for f, w in fields.items()]
    errors = errors or [{"field": "", "message": problem.message}]
    with system.read_desk(visitor.actor) as desk:
        line = _known(desk, username) if username else None
        typed = form if line is None or form.action == "roles" else _filled(line)
        page = _page(desk, typed, line, errors)
        return render(request, "admin/person.html", page, visitor, CODES[type(problem)])


def _page(
    desk: Desk,
    form: AccountForm,
    line: PersonLine | None,
    errors: list[dict[str, str]] | None = None,
) -> PersonPage:
    return PersonPage(
        is_new=line is None,
        username=line.username if line else form.username,
        name=line.name if line else form.name,
        chosen=form.roles,
        unit=form.unit,
        is_active=line.is_active if line else True,
        is_self=line is not None and line.id == desk.actor.id,
        roles=_ROLES,
        units=choices.choices(desk.catalogue).units,
        errors=errors or [],
    )


def _filled(line: PersonLine) -> AccountForm:
    return AccountForm(roles=[role.value for role in line.roles], unit=line.unit)


def _known(desk: Desk, username: str) -> PersonLine:
    line = staff.person(desk, username)
    if line is None:
        raise NotFound(f"没有用户 {username}。")
    return line


def _person_row(line: PersonLine) -> PersonRow:
    return PersonRow(
        username=line.username,
        url=f"/people/{line.username}",
        name=line.name,
        roles="、".join(label(role) for role in line.roles),
        unit=line.unit,
        state="可用" if line.is_active else "已停用",
        tone="done" if line.is_active else "refused",
        created=day(line.created_at),
        seen=moment(line.seen_at) if line.seen_at else "未登录",
    )
