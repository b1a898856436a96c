"""``minsheng export``, ``check`` and ``upgrade``: data out, data verified, data up to date."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import Data, open_existing
from service.cli.output import progress

if TYPE_CHECKING:
    from service.domain.ticket import Status
    from service.store.uow import Store, UnitOfWork

_MOST_SHOWN = 50


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export", cls=Command)(export)
    app.command("check", cls=Command)(check)
    app.command("upgrade", cls=Command)(upgrade)


def export(
    out: Annotated[Path, typer.Option(metavar="OUT", help="写到哪里，.csv 或 .xlsx")],
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="只要这个月登记的")] = "",
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="从哪天登记的起")] = "",
    until: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="到哪天登记的止")] = "",
    status: Annotated[
        list[str] | None, typer.Option(metavar="STATUS", help="状态，可写多次：closed 或 办结 …")
    ] = None,
    unit: Annotated[str, typer.Option(metavar="CODE", help="主办单位的编码")] = "",
    topic: Annotated[str, typer.Option(metavar="CODE", help="主题编码的前 2、4 或 6 位")] = "",
    area: Annotated[str, typer.Option(metavar="CODE", help="地区编码，含它下面的")] = "",
    q: Annotated[str, typer.Option(metavar="WORDS", help="编号或内容里的词，空格隔开")] = "",
    data: Data = None,
) -> None:
    """把工单导出成表格；个人信息已隐去，诉求人不在其中。"""
    from service import sheets
    from service.domain.permissions import Actor, Role
    from service.flows import exporting
    from service.flows.desk import Desk
    from service.flows.queries.desks.filters import Filters

    filters = Filters(
        q=q,
        statuses=_statuses(status or []),
        unit=unit,
        area=area,
        topic=topic,
        month=_month(month),
        first_on=_day("--since", since),
        last_on=_day("--until", until),
    )
    system = open_existing(data)
    supervisor = Actor(0, "系统", frozenset({Role.SUPERVISOR}))
    written = 0
    with progress("导出", "件") as advance, system.store.read() as uow:
        desk = Desk(uow, system.hotline, supervisor, system.now())
        with sheets.atomic_table(out, exporting.COLUMNS) as writer:
            for row in exporting.rows(desk, filters):
                writer.write(row)
                written += 1
                advance(written, None)
    print(f"已导出 {written} 件到 {out}。")


def check(data: Data = None) -> None:
    """核对数据：每一步的校验链、工单与环节是否一致、每夜的封存、附件的内容；有问题时退出码为 1。"""
    system = open_existing(data)
    found = 0
    with progress("核对", "处问题") as advance, system.store.read() as uow:
        for problem in _problems(uow, system.store):
            found += 1
            if found <= _MOST_SHOWN:
                print(problem)
            advance(found, None)
        tickets, steps = uow.tickets.count()
        seals, files = uow.seals.count(), len(uow.attachments.contents())
    if not found:
        print(f"核对无误：工单 {tickets} 件，环节 {steps} 步，封存 {seals} 次，附件 {files} 份。")
        return
    print(f"共发现 {found} 处问题" + ("，只列出前 50 处。" if found > _MOST_SHOWN else "。"))
    print("请不要继续写入，先从最近一次核对无误的备份恢复，并查明是谁改了数据库。")
    raise typer.Exit(1)


def upgrade(data: Data = None) -> None:
    """把数据库升到本程序的版本；启动时也会自动升级，升级前请先备份。"""
    from service.store.database.migrate import current

    with open_existing(data).store.engine.connect() as connection:
        print(f"数据库已是最新版本（{current(connection)}）。")


def _problems(uow: "UnitOfWork", store: "Store") -> Iterator[str]:
    """Every fault in words, the chains first, the files last."""
    from service.domain.localtime import LOCAL
    from service.flows.files import attachments
    from service.store.audit.chain import faults

    for fault in faults(uow.session):
        place = f"第 {fault.seq} 步" if fault.seq else ""
        yield f"工单 {fault.no} {place}：{fault.what}"
    for seal in uow.seals.broken():
        yield (
            f"{seal.at.astimezone(LOCAL):%Y-%m-%d %H:%M} 的封存对不上："
            f"封存时 {seal.sealed_steps} 步，现在 {seal.found_steps} 步"
        )
    yield from uow.duallist.faults()
    for no, what in attachments.faults(store):
        yield f"工单 {no} 的附件：{what}"


def _statuses(names: list[str]) -> "tuple[Status, ...]":
    from service.domain.errors import BadInput
    from service.domain.ticket import Status
    from service.labels import label

    known = {word: status for status in Status for word in (status.value, label(status))}
    wrong = [name for name in names if name not in known]
    if wrong:
        choices = "、".join(f"{status.value}（{label(status)}）" for status in Status)
        raise BadInput(f"没有状态“{'、'.join(wrong)}”。可选：{choices}。")
    return tuple(known[name] for name in names)


def _month(text: str) -> str:
    if text:
        _day("--month", f"{text}-01", shown=text)
    return text


def _day(option: str, text: str, shown: str = "") -> date | None:
    from service.domain.errors import BadInput

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        form = "2026-01" if shown else "2026-01-31"
        raise BadInput(f"{option} 要写成 {form} 的样子，不是“{shown or text}”。") from None
