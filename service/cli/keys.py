"""``minsheng key``: keys by which other systems come in."""

from typing import Annotated

import typer

from service.cli.chinese import Command, Group
from service.cli.importing import channel_of
from service.cli.installation import Data, open_existing


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    keys = typer.Typer(cls=Group, help="接口密钥：生成、列出、吊销。", no_args_is_help=True)
    keys.command("create", cls=Command)(create_key)
    keys.command("list", cls=Command)(list_keys)
    keys.command("revoke", cls=Command)(revoke_key)
    app.add_typer(keys, name="key")


def create_key(
    user: Annotated[str, typer.Option(metavar="用户名", help="代表这个人行事")] = "",
    channel: Annotated[str, typer.Option(metavar="CHANNEL", help="只能登记和跟踪诉求的渠道")] = "",
    name: Annotated[str, typer.Option(metavar="NAME", help="给密钥起个名字")] = "",
    data: Data = None,
) -> None:
    """生成接口密钥，只显示这一次；--user 和 --channel 二选一。"""
    from service.flows.staff.people import make_key

    known = channel_of(channel).value if channel else ""
    system = open_existing(data)
    with system.store.write() as uow:
        token = make_key(
            uow, name=name or user or channel, username=user, channel=known, now=system.now()
        )
    print(token)


def list_keys(data: Data = None) -> None:
    """列出接口密钥；密钥本身不能再看。"""
    from service.domain.localtime import LOCAL
    from service.flows.staff.keys import key_lines

    with open_existing(data).store.read() as uow:
        for line in key_lines(uow):
            who = f"用户 {line.acts_as}" if line.acts_as else f"渠道 {line.channel}"
            made = f"{line.created_at.astimezone(LOCAL):%Y-%m-%d}"
            used = "没有用过"
            if line.used_at:
                used = f"最近用 {line.used_at.astimezone(LOCAL):%Y-%m-%d}"
            state = "\t已吊销" if line.revoked_at else ""
            print(f"{line.id}\t{line.name}\t{who}\t{made}\t{used}{state}")


def revoke_key(
    key: Annotated[str, typer.Argument(metavar="编号", help="key list 里的编号或名字")],
    data: Data = None,
) -> None:
    """吊销接口密钥，马上失效。"""
    from service.flows.staff import keys

    system = open_existing(data)
    with system.store.write() as uow:
        line = keys.revoke_key(uow, key, system.now())
    print(f"已吊销 {line.id}（{line.name}）。")
