"""``minsheng bursts``: what burst out by day and what is new and growing by week, from a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.output import Notices, progress
from service.cli.texts import File, Out, cell

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("kind", "key", "day", "observed", "expected", "q")
_BURST, _NEW = "突发", "苗头"
_SHOWN = 10
_WEEK = 7


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("bursts", cls=Command)(bursts)


def bursts(
    file: File,
    time: Annotated[str, typer.Option("--time", metavar="COL", help="时间在哪一列")],
    series: Annotated[
        str, typer.Option("--series", metavar="COL[,COL…]", help="按哪几列分序列，如主题和区县")
    ],
    out: Out,
    days: Annotated[int, typer.Option(metavar="N", min=1, max=366, help="看最后几天的突发")] = 28,
) -> None:
    """找突发（某天远多于平日）和苗头（少而新、一周比一周多）。

    突发扣掉了星期、节假日和全市都忙的日子，至少要有四周历史；苗头看最后六周，至少要有十四周。
    """
    from service.cli.frames import write_frame

    notices = Notices()
    counts = _daily(file, time, series, notices)
    notices.show()
    with progress("找突发", "个序列") as advance:
        found = _found(counts, days)
        write_frame(out, _COLUMNS, found)
        advance(len(counts), None)
    shown = [(kind, int((found["kind"] == kind).sum())) for kind in (_BURST, _NEW)]
    print(f"{len(counts)} 个序列，{counts.columns[0]} 到 {counts.columns[-1]}：", end="")
    print("，".join(f"{kind} {number} 个" for kind, number in shown) + f"；结果在 {out}")
    for row in found.head(_SHOWN).itertuples():
        print(f"  {row.kind} {row.day} {row.key}：{row.observed} 件，平日约 {row.expected:.1f} 件")


def _daily(file: Path, time: str, series: str, notices: Notices) -> "pd.DataFrame":
    """Requests by series and day. Raises ``BadInput``."""
    import pandas as pd

    from analytics.signs.day_bursts import daily_counts
    from service import sheets
    from service.cli.frames import clock, tell_unread
    from service.domain.errors import BadInput

    sheet = sheets.open_sheet(file, on_notice=notices)
    (when,), names = (sheets.require(sheet.headers, each) for each in ([time], series.split(",")))
    told = clock()
    rows = [
        (told.read(cell(row, when)), "·".join(cell(row, name).strip() for name in names))
        for row in sheet.rows()
    ]
    frame = pd.DataFrame(rows, columns=["registered_at", "topic"])
    frame["registered_at"] = pd.to_datetime(frame["registered_at"], utc=True)
    if frame["registered_at"].isna().all():
        raise BadInput(f"“{time}”列没有一个能读懂的时间。")
    tell_unread(told, notices)
    return daily_counts(frame, ["topic"])


def _found(counts: "pd.DataFrame", days: int) -> "pd.DataFrame":
    """The bursts of the last days, the surest first of each day, then what is new and growing."""
    import pandas as pd

    from analytics.signs.day_bursts import day_bursts
    from analytics.signs.emerging import EmergingSettings, emerging

    last = str(counts.columns[-1])
    told = day_bursts(counts, str(counts.columns[-days:][0]), last)
    sudden = told[told["is_burst"].astype(bool)].assign(kind=_BURST)
    weeks = _weeks(counts)
    grown = emerging(weeks, f"{weeks.shape[1] - 1:04d}")
    recent = EmergingSettings().recent
    new = grown[grown["is_emerging"].astype(bool)].assign(kind=_NEW, day=last)
    new = new.assign(observed=new["recent"], expected=new["before"] * recent)
    return pd.concat([sudden[list(_COLUMNS)], new[list(_COLUMNS)]], ignore_index=True)


def _weeks(counts: "pd.DataFrame") -> "pd.DataFrame":
    """The requests of whole weeks, the last one ending with the last day."""
    import pandas as pd

    number = counts.shape[1] // _WEEK
    whole = counts.to_numpy()[:, counts.shape[1] - number * _WEEK :]
    sums = whole.reshape(len(counts), number, _WEEK).sum(axis=2)
    return pd.DataFrame(sums, index=counts.index, columns=[f"{i:04d}" for i in range(number)])
