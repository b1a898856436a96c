"""``minsheng report``: special reports over any days, and the weekly brief."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import Data, open_existing
from service.cli.output import progress


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("report", cls=Command)(report)


def report(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="第一天，如 2026-10-01")] = "",
    last: Annotated[str, typer.Argument(metavar="LAST", help="最后一天，包括在内")] = "",
    week: Annotated[bool, typer.Option("--week", help="上一周的简报，周一至周日")] = False,
    topic: Annotated[str, typer.Option(metavar="CODE", help="只看这个主题（2、4、6位）")] = "",
    area: Annotated[str, typer.Option(metavar="CODE", help="只看这个区域")] = "",
    unit: Annotated[str, typer.Option(metavar="CODE", help="只看这个承办单位")] = "",
    item: Annotated[int, typer.Option(metavar="ID", help="只看这个议题的工单")] = 0,
    title: Annotated[str, typer.Option(help="标题；不写就按内容起")] = "",
    out: Annotated[Path, typer.Option(metavar="DIR", help="写到哪个文件夹")] = Path("."),
    data: Data = None,
) -> None:
    """做一份专报或每周简报（网页、Word、Excel）；同样的数据再做一遍，文件一字不差。"""
    from service.domain.errors import BadInput
    from service.domain.localtime import local_day
    from service.flows.month.brief import brief
    from service.flows.month.scope import Scope, check, week_before
    from service.flows.month.special import special
    from service.jobs.files import write_report

    system = open_existing(data)
    now = system.now()
    if week == bool(first) or (week and (topic or area or unit or item or title)):
        raise BadInput("写起止日期，或者只写 --week。")
    with progress("正在算"), system.store.read() as uow:
        if week:
            of_week = week_before(local_day(now))
            paper, _ = brief(uow, system.hotline, of_week, now)
        else:
            scope = Scope(_day(first), _day(last), topic, area, unit, item)
            check(uow, system.hotline.catalogue(uow, now), scope, now)
            paper, _ = special(uow, system.hotline, scope, now, title)
    for path in write_report(paper, out):
        print(f"  {path}")


def _day(said: str) -> date:
    from service.domain.errors import BadInput

    try:
        return date.fromisoformat(said)
    except ValueError:
        raise BadInput(f"“{said}”不是日期，要写成 2026-10-01 的样子。") from None
