"""``minsheng hot``, ``forecast`` and ``effect``: what many requests say together, from files."""

import json
import math
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.output import Notices, progress
from service.cli.spreading import Cluster, Cores, workers
from service.cli.texts import File, Out, Text, open_reader, open_texts

if TYPE_CHECKING:
    import pandas as pd

    from analytics.effects.effect import Effect
    from service.cli.frames import Months

_TOPIC_COLUMNS = (
    "topic_id", "rank", "heat", "size", "title", "keywords", "place", "first_at", "last_at",
    "typical_row", "level", "callers", "reasons",
)  # fmt: skip

_EFFECTS = {
    "fell": "下降",
    "rose": "上升",
    "no_evidence": "没有足够证据说明有变化",
    "not_estimable": "不能估计",
}
_MOST_NAMES = 20
_PAST = ".backtest.csv"

Time = Annotated[str, typer.Option("--time", metavar="COL", help="时间在哪一列")]
Series = Annotated[str, typer.Option("--series", metavar="COL", help="按哪一列分序列")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("hot", cls=Command)(hot)
    app.command("forecast", cls=Command)(forecast)
    app.command("effect", cls=Command)(effect)


def hot(
    file: File,
    text: Text,
    topics: Annotated[Path, typer.Option(metavar="OUT.csv", help="热点写到哪里")],
    members: Annotated[Path, typer.Option(metavar="OUT.csv", help="每行属于哪个热点，写到哪里")],
    time: Annotated[str, typer.Option(metavar="COL", help="时间在哪一列")] = "",
    weight: Annotated[str, typer.Option(metavar="COL", help="附议数（如点赞数）在哪一列")] = "",
    cores: Cores = None,
    cluster: Cluster = "",
) -> None:
    """从任意表格里找热点：同一地点或同一件事、很多人反映的诉求，按热度排序。

    用几个核、几台机器只影响快慢，结果一样。
    """
    from analytics.hot.hot_topics import HotSettings, hot_topics
    from service import sheets
    from service.cli.frames import clock, tell_unread, tickets_of, write_frame

    notices = Notices()
    checked = open_texts(file, text, notices)
    when, votes = (
        sheets.require(checked.sheet.headers, [name])[0] if name else "" for name in (time, weight)
    )
    reader = open_reader(None)
    notices.show()
    told = clock()
    with workers(cores, cluster) as spread, progress(f"找热点 {file.name}") as advance:
        table = open_texts(file, text, Notices(), advance)
        tickets = tickets_of(table, reader, when, votes, told)
        with spread():
            found = hot_topics(tickets, HotSettings(exclusive=True))
        write_frame(topics, _TOPIC_COLUMNS, found.topics)
        write_frame(members, ("row", "topic_id"), found.members)
    tell_unread(told, notices)
    print(f"共 {found.rows} 行，热点 {len(found.topics)} 个；结果在 {topics} 和 {members}")
    for _, topic in found.topics.head(10).iterrows():
        print(f"  {topic['rank']:>2}. {topic['title']}（{topic['size']} 件）")


def forecast(
    file: File,
    time: Time,
    series: Series,
    out: Out,
    horizon: Annotated[int, typer.Option(metavar="N", min=1, max=36, help="往后几个月")] = 3,
    backtest: Annotated[
        bool,
        typer.Option(
            "--backtest",
            help="同时回测：误差与“照抄去年同月”相比，小于 1 更好；"
            "过去每次预测和后来的实际件数写到 OUT.backtest.csv",
        ),
    ] = False,
) -> None:
    """预测今后几个月每个序列的件数和区间。"""
    from analytics.outlook import forecast as ahead
    from service.cli.frames import write_frame

    notices = Notices()
    months = _months(file, time, series, notices)
    counts = months.counts
    notices.show()
    with progress("预测", "个序列") as advance:
        coming = ahead.forecast(counts, horizon, until=months.until)
        columns = list(ahead.COLUMNS)
        if backtest:
            told = ahead.past(counts, horizon)
            tested = ahead.summed_up(told)
            coming = coming.merge(tested[["series", "scaled_error"]], on="series", how="left")
            columns.append("scaled_error")
            write_frame(out.with_suffix(_PAST), ahead.PAST_COLUMNS, told)
        write_frame(out, columns, coming)
        advance(len(counts), None)
    print(f"{counts.shape[0]} 个序列，{counts.columns[0]} 到 {counts.columns[-1]} 共", end="")
    print(f" {counts.shape[1]} 个月，往后 {horizon} 个月；结果在 {out}")
    if backtest:
        _print_backtest(tested)
        print(f"过去每次预测和实际件数在 {out.with_suffix(_PAST)}")


def _print_backtest(tested: "pd.DataFrame") -> None:
    if tested.empty:
        print("历史太短，不能回测。")
    for _, row in tested.iterrows():
        print(
            f"  {row['series']}：回测 {row['tests']} 次，平均误差 {row['error']}，"
            f"{row['baseline']} {row['baseline_error']}，相对误差 {_figure(row['scaled_error'])}，"
            f"区间覆盖 {row['coverage']:.0%}"
        )


def _figure(value: float) -> str:
    return "算不出（去年同月从不失误）" if math.isnan(value) else f"{value}"


def _months(file: Path, time: str, series: str, notices: Notices) -> "Months":
    """The monthly counts of a file. Raises ``BadInput``."""
    from service import sheets
    from service.cli.frames import clock, months_of, tell_unread

    sheet = sheets.open_sheet(file, on_notice=notices)
    (when,), (name,) = (sheets.require(sheet.headers, [each]) for each in (time, series))
    told = clock()
    months = months_of(sheet.rows(), when, name, told)
    tell_unread(told, notices)
    return months


def effect(
    file: File,
    time: Time,
    series: Series,
    treated: Annotated[str, typer.Option(metavar="NAME", help="哪个序列受到治理")],
    start: Annotated[str, typer.Option(metavar="YYYY-MM", help="从哪个月开始治理")],
    out: Annotated[Path, typer.Option("--out", metavar="OUT.json", help="结果写到哪里")],
    plan: Annotated[
        Path | None, typer.Option(metavar="PLAN.json", help="只和会前那次结果里定下的对照比")
    ] = None,
) -> None:
    """估计一项治理的效果：与没有治理的序列相比升降多少，是不是偶然。

    治理以前先跑一次，会写下到时候和谁比；治理以后用 --plan 给出那份结果，就不会挑着对照比。
    """
    from analytics.effects.effect import effect as measure
    from service import sheets
    from service.domain.errors import BadInput

    if not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", start):
        raise BadInput(f"--start 要写成 2025-07 的样子，不是“{start}”。")
    notices = Notices()
    counts = _months(file, time, series, notices).counts
    controls = None if plan is None else _planned(plan, counts)
    if treated not in counts.index:
        known = "、".join(map(str, counts.index[:_MOST_NAMES]))
        raise BadInput(f"“{series}”列里没有“{treated}”。有的是：{known}。")
    notices.show()
    with progress("估计效果", "个序列") as advance:
        found = measure(counts, treated, start, controls=controls)
        advance(len(counts), None)
    with sheets.atomic_file(out) as neighbour:
        text = json.dumps(asdict(found), ensure_ascii=False, indent=1)
        neighbour.write_text(text + "\n", encoding="utf-8")
    print(f"{treated}：{_EFFECTS[found.verdict]}{_interval(found)}。{found.reason}")
    if found.effect_pct is None and found.controls:
        print(f"到时候与这些比：{'、'.join(found.controls[:_MOST_NAMES])}。请把结果留到治理以后。")
    if found.naive_pct is not None:
        print(f"只比前后月均：{found.naive_pct:+.1f}%。没有扣除季节和全市的涨落，只供对照。")
    print(f"结果在 {out}")


def _planned(plan: Path, counts: "pd.DataFrame") -> tuple[str, ...]:
    """The controls that an earlier result names. Raises ``BadInput``."""
    from service.domain.errors import BadInput

    try:
        names = [str(name) for name in json.loads(plan.read_text(encoding="utf-8"))["controls"]]
    except (ValueError, KeyError, TypeError) as problem:
        raise BadInput(f"“{plan}”不是 minsheng effect 写下的结果。") from problem
    gone = [name for name in names if name not in counts.index]
    if gone:
        raise BadInput(f"定下的对照“{gone[0]}”不在表里，换一份包含它的表再比。")
    return tuple(names)


def _interval(found: "Effect") -> str:
    if found.effect_pct is None:
        return ""
    return f"，变化 {found.effect_pct:+.1f}%（区间 {found.low:+.1f}% 到 {found.high:+.1f}%）"
