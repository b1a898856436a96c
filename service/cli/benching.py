"""``minsheng bench``: ours beside a reference, in the same run on the same work."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import benching_hot
from service.cli.chinese import Command
from service.cli.output import say

if TYPE_CHECKING:
    from service.bench.crowd import Outcome

_ALL, _CROWD, _HOT, _MOST_SHOWN = "all", "crowd", "hot", 20


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("bench", cls=Command)(bench)


def bench(
    name: Annotated[str, typer.Argument(metavar="NAME", help="基准的名字，all 是全部")] = _ALL,
    size: Annotated[int | None, typer.Option(metavar="N", min=10, help="规模")] = None,
    people: Annotated[int, typer.Option(metavar="N", min=2, help="crowd：几个人")] = 50,
    tickets: Annotated[int, typer.Option(metavar="N", min=1, help="crowd：多少件工单")] = 500,
    seconds: Annotated[int, typer.Option(metavar="N", min=1, help="crowd：办多少秒")] = 120,
    against: Annotated[
        str,
        typer.Option(
            metavar="NAME[,NAME]", help="hot：在同样的向量上和谁比，average 平均连接，hdbscan 密度"
        ),
    ] = "",
    cores: Annotated[int, typer.Option(metavar="N", min=1, help="hot：用几个核")] = 2,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="结果写到哪个 JSON 文件")] = None,
) -> None:
    """跑基准：同样的活，本系统和参照各做一遍；crowd 是许多人同时办件，办完逐件核对有没有违规。

    hot 在模拟城市上找热点，看件数成倍增加时用时、内存和质量怎样变。
    """
    if name == _CROWD:
        _run_crowd(people, tickets, seconds, out)
    elif name == _HOT:
        _keep(out, benching_hot.run(size, cores, against))
    else:
        _compare(name, size, out)


def _compare(name: str, size: int | None, out: Path | None) -> None:
    from service.bench.registry import BENCHMARKS, run

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
    _keep(out, results)


def _run_crowd(people: int, tickets: int, seconds: int, out: Path | None) -> None:
    """On an installation of its own, thrown away at the end; ends with 1 if a law was broken."""
    from service.bench.crowd import crowd
    from service.cli.installation import settings_of

    say(f"{people} 个人同时办 {tickets} 件，{seconds} 秒 …")
    with TemporaryDirectory(prefix="minsheng-crowd-") as folder:
        outcome = crowd(settings_of(Path(folder)), people, tickets, seconds)
    for line in _told(outcome):
        print(line)
    _keep(out, asdict(outcome))
    if outcome.faults:
        raise typer.Exit(1)


def _told(outcome: "Outcome") -> Iterator[str]:
    answers = "，".join(f"{name} {count}" for name, count in outcome.answers.items())
    ended = "，".join(f"{name} {count}" for name, count in outcome.ended.items())
    yield (
        f"{outcome.seconds:.0f} 秒办了 {outcome.steps} 步，每秒 {outcome.steps_per_second:.1f} 步、"
        f"{outcome.requests_per_second:.1f} 次请求"
    )
    yield (
        f"办一步：一半在 {outcome.press_p50 * 1000:.0f} 毫秒内，"
        f"95% 在 {outcome.press_p95 * 1000:.0f} 毫秒内；看一次：一半在 "
        f"{outcome.look_p50 * 1000:.0f} 毫秒内，95% 在 {outcome.look_p95 * 1000:.0f} 毫秒内"
    )
    yield f"答复：{answers}"
    yield f"办完时：{ended}"
    yield from outcome.faults[:_MOST_SHOWN]
    count = len(outcome.faults)
    yield f"共 {count} 处不对。" if count else "逐件核对：每一步都合流转表，没有丢失，校验链完好。"


def _keep(out: Path | None, results: object) -> None:
    from service.sheets import atomic_file

    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(out) as file:
            file.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
