"""``minsheng catalogue``: the dispatch catalogue as a spreadsheet, out and back into the draft."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.chinese import Command, Group
from service.cli.installation import Data, open_existing


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(cls=Group, help="派单目录：导出、导入成草稿。", no_args_is_help=True)
    group.command("export", cls=Command)(export_catalogue)
    group.command("import", cls=Command)(import_catalogue)
    app.add_typer(group, name="catalogue")


def export_catalogue(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="写到哪里；.xlsx 用中文列名，.csv 用代码")
    ],
    version: Annotated[
        str, typer.Option("--version", metavar="V", help="哪个版本；draft 是草稿，不写是现行的")
    ] = "",
    data: Data = None,
) -> None:
    """把派单目录写成表格。"""
    from service.domain.permissions import SYSTEM
    from service.flows.catalogue import editing as catalogue
    from service.flows.catalogue import files as catalogue_files

    system = open_existing(data)
    with system.read_desk(SYSTEM) as desk:
        rows = catalogue.rows_of(desk, version)
        catalogue_files.write(file, rows, catalogue_files.Words(desk.catalogue.family_names))
    print(f"已写出 {len(rows)} 个主题：{file}")


def import_catalogue(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="改好的整份表格")
    ],
    data: Data = None,
) -> None:
    """把改好的整份表格收进草稿；在“修改与版本”页上看过影响再发布。"""
    from service.domain.errors import BadInput
    from service.domain.permissions import SYSTEM
    from service.flows.catalogue import editing as catalogue
    from service.flows.catalogue import files as catalogue_files

    system = open_existing(data)
    try:
        with system.write_desk(SYSTEM) as desk:
            held = catalogue.work(desk)
            words = catalogue_files.Words(desk.catalogue.family_names)
            rows = catalogue_files.read(file, words, held.before)
            changed = catalogue.replace(desk, rows, held.stamp)
    except BadInput as problem:
        reasons = "；".join(f"{where}：{why}" for where, why in problem.fields.items())
        raise BadInput(f"{problem.message}{reasons}") from problem
    print(f"已收进草稿，和现行目录相比有 {changed} 个主题不同；发布后生效。")
