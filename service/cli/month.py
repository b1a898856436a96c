"""``minsheng monthly``: a month's hot topics, agenda candidates and report."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import Data, open_existing
from service.cli.output import progress

_WORDS = {
    "tickets": "工单",
    "events": "热点事件",
    "themes": "热点主题",
    "candidates": "议题候选",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("monthly", cls=Command)(monthly)


def monthly(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="哪个月")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="月报写到哪个文件夹；不写就在数据目录的 reports 里"),
    ] = None,
    data: Data = None,
) -> None:
    """做一个月的分析：热点、议题候选和月报（网页、Word、Excel）；再做一遍结果不变。"""
    from service.jobs.monthly import run_month

    system = open_existing(data)
    with progress(f"月度分析 {month}"):
        done = run_month(system, month, system.now(), out)
    if done is None:
        return
    counts = "，".join(f"{_WORDS.get(name, name)} {count}" for name, count in done.counts.items())
    print(f"{month}：{counts}")
    for path in done.files:
        print(f"  {path}")
