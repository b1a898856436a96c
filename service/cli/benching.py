"""``minsheng bench``: ours beside a reference, in the same run on the same work."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from service.cli.chinese import Command
from service.cli.output import say

_ALL = "all"


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("bench", cls=Command)(bench)


def bench(
    name: Annotated[str, typer.Argument(metavar="NAME", help="基准的名字，all 是全部")] = _ALL,
    size: Annotated[int | None, typer.Option(metavar="N", min=10, help="规模")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="结果写到哪个 JSON 文件")] = None,
) -> None:
    """跑基准：同一次运行里，同样的活，本系统和参照各做一遍。"""
    from service.bench.registry import BENCHMARKS, run
    from service.sheets import atomic_file

    names = list(BENCHMARKS) if name == _ALL else [name]
    results = []
    for each in names:
        say(f"正在跑 {each} …")
        result = run(each, size)
        results.append(asdict(result))
        print(
            f"{result.name}（{result.size}）：本系统 {result.ours:.3f} 秒，"
            f"参照 {result.reference:.3f} 秒，参照/本系统 {result.ratio:.2f}"
        )
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(out) as file:
            file.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
