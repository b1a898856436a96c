"""``minsheng user``: accounts and roles."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command, Group
from service.cli.installation import Data, open_existing, open_system
from service.cli.units import TableFile, load_table

if TYPE_CHECKING:
    from service.domain.permissions import Role

Username = Annotated[str, typer.Argument(metavar="用户名", help="登录用的名字")]
Roles = Annotated[
    list[str], typer.Option("--role", metavar="ROLE", help="角色，可写多次：agent 或 话务员 …")
]
OfUnit = Annotated[str, typer.Option("--unit", metavar="CODE", help="承办单位的编码")]
Stdin = Annotated[
    bool, typer.Option("--password-stdin", help="从标准输入读密码；不写就在终端里询问")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    users = typer.Typer(
        cls=Group, help="账号：新增、导入、列出、改密码、停用、改角色。", no_args_is_help=True
    )
    users.command("add", cls=Command)(add_user)
    users.command("load", cls=Command)(load_users)
    users.command("list", cls=Command)(list_users)
    users.command("password", cls=Command)(set_password)
    users.command("disable", cls=Command)(disable_user)
    users.command("roles", cls=Command)(set_roles)
    app.add_typer(users, name="user")


def add_user(
    username: Username,
    name: Annotated[str, typer.Option(metavar="姓名", help="页面上显示的姓名")],
    role: Roles,
    unit: OfUnit = "",
    password_stdin: Stdin = False,
    data: Data = None,
) -> None:
    """新增账号；密码在终端里输入，不写在命令行上。"""
    from service.bootstrap import seed
    from service.flows.staff.accounts import NewAccount, check_roles, open_account

    roles = _roles(role)
    system = open_system(data)
    seed(system)
    with system.store.read() as uow:
        check_roles(uow, roles, unit)
    password = _password(from_stdin=password_stdin)
    with system.store.write() as uow:
        new = NewAccount(username, name, frozenset(roles), unit, password)
        open_account(uow, new, system.now())
    print(f"已新增账号 {username.strip().lower()}（{name}）。")


def load_users(
    file: TableFile,
    passwords: Annotated[
        Path,
        typer.Option("--passwords", metavar="OUT", help="新账号的初始密码写到哪里"),
    ],
    data: Data = None,
) -> None:
    """从 Excel 或 CSV 导入人员：一人一行；已有的只改姓名、角色和单位。

    新账号的初始密码只写进 OUT 这一次，本人第一次登录时必须改；分发完请删掉 OUT。
    """
    from service import sheets
    from service.flows.setup.forms import FormKind

    columns = {"用户名": "username", "姓名": "name", "单位": "unit", "初始密码": "password"}
    with sheets.atomic_table(passwords, tuple(columns)) as table:
        outcome = load_table(data, FormKind.PEOPLE, file)
        for first in outcome.passwords:
            table.write({title: getattr(first, key) for title, key in columns.items()})
    passwords.chmod(0o600)
    if not outcome.passwords:
        passwords.unlink()
    print(outcome.said, end="\n" if not outcome.passwords else "")
    if outcome.passwords:
        print(f"初始密码在 {passwords}，请当面交给本人，分发完删掉。")


def list_users(data: Data = None) -> None:
    """列出账号。"""
    from service.domain.permissions import Role
    from service.labels import label_of

    with open_existing(data).store.read() as uow:
        for row in uow.people.all():
            roles = "、".join(label_of(Role, role) for role in row.roles)
            state = "" if row.is_active else "\t已停用"
            print(f"{row.username}\t{row.name}\t{roles}\t{row.unit}{state}")


def set_password(
    username: Username,
    password_stdin: Stdin = False,
    own: Annotated[
        bool, typer.Option("--own", help="本人在场自己输入的，下次登录不用再改")
    ] = False,
    data: Data = None,
) -> None:
    """重设密码；这个人要重新登录，登录后必须先改成自己的密码。"""
    from service.flows.staff import accounts, people

    system = open_existing(data)
    with system.store.read() as uow:
        accounts.account(uow, username)
    password = _password(from_stdin=password_stdin)
    with system.store.write() as uow:
        people.set_password(uow, username, password, must_change=not own)
    after = "" if own else "请告知本人，登录后要先改成自己的。"
    print(f"已改 {username} 的密码，原来的登录都已退出。{after}")


def disable_user(
    username: Username,
    enable: Annotated[bool, typer.Option("--undo", help="重新启用")] = False,
    data: Data = None,
) -> None:
    """停用账号，马上退出登录；工单上的记录不变。"""
    from service.flows.staff.accounts import set_active

    with open_existing(data).store.write() as uow:
        set_active(uow, username, is_active=enable)
    print(f"已{'启用' if enable else '停用'} {username}。")


def set_roles(username: Username, role: Roles, unit: OfUnit = "", data: Data = None) -> None:
    """改角色（和单位），替换原来的全部角色。"""
    from service.flows.staff import accounts

    roles = _roles(role)
    with open_existing(data).store.write() as uow:
        accounts.set_roles(uow, username, roles, unit)
    print(f"已改 {username} 的角色，这个人要重新登录。")


def _roles(names: list[str]) -> set["Role"]:
    """The roles, by identifier or Chinese name. Raises ``BadInput`` listing what there is."""
    from service.domain.errors import BadInput
    from service.domain.permissions import Role
    from service.labels import label

    known = {word: role for role in Role for word in (role.value, label(role))}
    wrong = [name for name in names if name not in known]
    if wrong:
        choices = "、".join(f"{role.value}（{label(role)}）" for role in Role)
        raise BadInput(f"没有角色“{'、'.join(wrong)}”。可选：{choices}。")
    return {known[name] for name in names}


def _password(*, from_stdin: bool) -> str:
    """A password typed twice, or the first line of standard input. Raises ``BadInput``."""
    from getpass import getpass

    from service.domain.errors import BadInput

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadInput("这里不能询问密码。请用 --password-stdin 从标准输入给。")
    first, second = getpass("密码："), getpass("再输一次：")
    if first != second:
        raise BadInput("两次输入的密码不一样。")
    return first
