"""``minsheng reader``: which trained reader an installation reads with."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command, Group
from service.cli.installation import Data, open_existing
from service.cli.output import Notices, progress
from service.cli.texts import File, Text, cell, open_texts

if TYPE_CHECKING:
    from service.bootstrap import System
    from service.flows.desk import Desk
    from service.store.uow import UnitOfWork

Name = Annotated[str, typer.Argument(metavar="NAME", help="模型名，见 minsheng reader list")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        cls=Group, help="读件模型：列出、登记、比较、启用、退回。", no_args_is_help=True
    )
    group.command("list", cls=Command)(list_readers)
    group.command("add", cls=Command)(add_reader)
    group.command("compare", cls=Command)(compare_reader)
    group.command("promote", cls=Command)(promote_reader)
    group.command("rollback", cls=Command)(roll_back)
    app.add_typer(group, name="reader")


def list_readers(data: Data = None) -> None:
    """列出读件模型，现用的在最前。"""
    from service.bootstrap import shelf_of
    from service.flows.lessons import readers
    from service.web.views.readerrows import reader_row

    shelf = shelf_of(open_existing(data).settings)
    lines = readers.listed(shelf)
    if shelf.fixed:
        print(f"设置 MINSHENG_READER 指定了 {shelf.fixed}，下面的选择不起作用。")
    for line in lines:
        row = reader_row(line, lines[0].name)
        print("\t".join((line.name, row.state, row.added, row.figures, row.compared)))


def add_reader(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="minsheng train 存的文件夹")],
    data: Data = None,
) -> None:
    """登记一个训练好的模型，先不启用。"""
    from service.bootstrap import shelf_of
    from service.flows.lessons import readers

    system = open_existing(data)
    with system.store.write() as uow:
        name = readers.register(_desk(system, uow), shelf_of(system.settings), folder)
    print(f"已登记 {name}。先比较：minsheng reader compare {name} FILE --text … --label …")


def compare_reader(
    name: Name,
    file: File,
    text: Text,
    label: Annotated[str, typer.Option(metavar="COL", help="标签在哪一列")],
    data: Data = None,
) -> None:
    """和现用的模型读同一批带标签的工单，比哪个好；训练时用过的行自动去掉。"""
    from service import sheets
    from service.bootstrap import shelf_of
    from service.flows.lessons import readers
    from service.web.views.readerrows import compared_words

    system, notices = open_existing(data), Notices()
    table = open_texts(file, text, notices)
    column = sheets.require(table.sheet.headers, [label])[0]
    notices.show()
    with progress("比较") as advance, system.store.write() as uow:
        rows = [
            (table.text_of(row), table.title_of(row), cell(row, column))
            for row in table.sheet.rows()
            if not row.problem
        ]
        advance(len(rows), None)
        texts, titles, labels = zip(*rows, strict=True) if rows else ((), (), ())
        shelf, desk = shelf_of(system.settings), _desk(system, uow)
        found = readers.compare_with_champion(desk, shelf, name, texts, titles, labels)
    print(f"{name} {compared_words(found.to_json())}")
    print(
        f"宏平均 F1 相差 {found.gain:+.4f}"
        f"（95% 区间 {found.gain_low:+.4f} … {found.gain_high:+.4f}）；"
        f"训练时见过或重复的 {found.seen} 行没有算。"
    )


def promote_reader(
    name: Name,
    anyway: Annotated[bool, typer.Option("--anyway", help="比现用的差也启用")] = False,
    data: Data = None,
) -> None:
    """启用一个模型；正在运行的系统下一件工单起就用它。builtin 是内置模型。"""
    from service.bootstrap import shelf_of
    from service.flows.lessons import readers

    system = open_existing(data)
    with system.store.write() as uow:
        readers.promote(_desk(system, uow), shelf_of(system.settings), name, anyway=anyway)
    print(f"已启用 {name}。")


def roll_back(data: Data = None) -> None:
    """退回上一个模型。"""
    from service.bootstrap import shelf_of
    from service.flows.lessons import readers

    system = open_existing(data)
    with system.store.write() as uow:
        name = readers.roll_back(_desk(system, uow), shelf_of(system.settings))
    print(f"已退回 {name}。")


def _desk(system: "System", uow: "UnitOfWork") -> "Desk":
    from service.domain.permissions import SYSTEM
    from service.flows.desk import Desk

    return Desk(uow, system.hotline, SYSTEM, system.now())
