"""``minsheng import``: tables become tickets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import Data, open_system
from service.cli.output import Notices, progress, say

if TYPE_CHECKING:
    from service.bootstrap import System
    from service.domain.ticket import Channel
    from service.flows.importing import Counts


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import", cls=Command)(import_tables)


def import_tables(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="CSV 或 XLSX 表格")],
    columns: Annotated[
        Path | None,
        typer.Option(metavar="MAP.toml", help="列对应文件；常见的中文表头不用写"),
    ] = None,
    channel: Annotated[
        str, typer.Option(metavar="NAME", help="表里没有写渠道的行算哪个渠道，如 phone 或 电话")
    ] = "file",
    history: Annotated[
        bool, typer.Option("--history", help="往年已办完的：直接归档，不再办理、不催办、不发短信")
    ] = False,
    data: Data = None,
) -> None:
    """把表格里的诉求登记成工单；重复导入不会多登记。

    往年的工单请加 --history：能查、能找热点、能比相似，不进待派单。已经导入而没有人动过的，
    加 --history 再导入一次，也转为归档。

    拒绝的行写进 FILE.rejected.csv，最后一列说明原因；改好后直接导入那个文件即可。
    """
    from service import sheets

    known = channel_of(channel)
    notices = Notices()
    overrides = sheets.read_mapping(columns) if columns else {}
    opened = [sheets.open_sheet(path, on_notice=notices) for path in files]
    for sheet in opened:
        sheets.recognise(sheet.headers, overrides).ensure_complete()
    system = open_system(data)
    notices.show()
    for path in files:
        counts = _import_one(system, path, overrides, known, notices, is_history=history)
        print(_result(path, counts))
        if counts.old:
            say(
                f"注意：其中 {counts.old} 条是三十天以前的，已经和新工单一样等着办理。"
                "是往年已办完的，请加 --history 把同一份文件再导入一次，转为归档。"
            )


def channel_of(name: str) -> "Channel":
    """The channel of an identifier or a Chinese word. Raises ``BadInput`` listing what there is."""
    from service import sheets
    from service.domain.errors import BadInput
    from service.domain.ticket import Channel
    from service.labels import label

    known = sheets.channel(name)
    if not known:
        choices = "、".join(f"{each.value}（{label(each)}）" for each in Channel)
        raise BadInput(f"没有渠道“{name}”。可选：{choices}。")
    return Channel(known)


def _import_one(
    system: "System",
    path: Path,
    overrides: dict[str, str],
    channel: "Channel",
    notices: Notices,
    *,
    is_history: bool,
) -> "Counts":
    from service import sheets
    from service.bootstrap import seed
    from service.flows.importing import Import, run

    with progress(f"导入 {path.name}") as advance:
        sheet = sheets.open_sheet(path, on_progress=advance)
        columns = sheets.recognise(sheet.headers, overrides)
        notices(f"{path.name} {columns.summary()}")
        seed(system)
        target = sheets.rejected_path(path)
        with sheets.RejectedRows(target, sheet.headers) as rejected:
            task = Import(
                *(system.store, system.hotline, sheet, columns, channel, rejected.add, system.now),
                is_history=is_history,
            )
            counts = run(task)
    if not counts.rejected:
        target.unlink(missing_ok=True)  # of an earlier run whose rows have been put right
    return counts


def _result(path: Path, counts: "Counts") -> str:
    from service import sheets

    line = f"{path.name}：接受 {counts.accepted} 条，重复 {counts.repeated} 条，"
    line += f"拒绝 {counts.rejected} 条"
    if counts.blank:
        line += f"，跳过空行 {counts.blank} 行"
    if counts.settled:
        line += f"，原来等着办理、现在归档的 {counts.settled} 条"
    return line + (f"，拒绝的行和原因在 {sheets.rejected_path(path)}" if counts.rejected else "")
