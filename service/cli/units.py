"""``minsheng unit``: the units that handle tickets."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.chinese import Command, Group
from service.cli.installation import Data, open_existing, open_system

File = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="UTF-8 编码的 CSV")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    units = typer.Typer(
        cls=Group, help="承办单位：列出、新增、导入、改办公时间。", no_args_is_help=True
    )
    units.command("list", cls=Command)(list_units)
    units.command("add", cls=Command)(add_unit)
    units.command("load", cls=Command)(load_units)
    units.command("hours", cls=Command)(set_hours)
    app.add_typer(units, name="unit")
    places = typer.Typer(
        cls=Group, help="地名：导入本市的区县、街道、小区、道路。", no_args_is_help=True
    )
    places.command("load", cls=Command)(load_places)
    app.add_typer(places, name="place")


def load_units(
    file: File,
    retire_others: Annotated[
        bool, typer.Option("--retire-others", help="表里没有的单位不再接新单")
    ] = False,
    data: Data = None,
) -> None:
    """从 CSV 导入承办单位：code,name,level,family,area,parent,hours；编码相同的会更新。"""
    from service import sheets
    from service.bootstrap import seed, unit_families
    from service.flows.catalogue import geography

    sheet = sheets.open_sheet(file)
    sheets.require(sheet.headers, ["code", "name", "level", "family"])
    units = geography.read_units((row.values for row in sheet.rows()), unit_families())
    system = open_system(data)
    seed(system)
    with system.store.write() as uow:
        done = geography.load_units(
            uow, units, retire_others=retire_others, keep_hours="hours" not in sheet.headers
        )
    print(f"已导入 {done.rows} 个单位，停用 {done.retired} 个。")


def load_places(file: File, data: Data = None) -> None:
    """从 CSV 导入地名：code,name,kind,parent,aliases；编码相同的会更新。"""
    from service.bootstrap import seed
    from service.flows.catalogue import geography

    places = geography.read_places(file)
    system = open_system(data)
    seed(system)
    with system.store.write() as uow:
        done = geography.load_places(uow, places)
    print(f"已导入 {done.rows} 个地名。正在运行的服务要重启才会认得新地名。")


def list_units(data: Data = None) -> None:
    """列出承办单位。"""
    with open_existing(data).store.read() as uow:
        for unit in uow.catalogues.units():
            state = "" if unit.is_active else "\t已停用"
            cells = (unit.code, unit.name, unit.level, unit.family, unit.area, unit.hours or "")
            print("\t".join(str(cell) for cell in cells) + state)


def add_unit(
    code: Annotated[str, typer.Argument(metavar="编码", help="字母、数字和下划线")],
    name: Annotated[str, typer.Option(metavar="名称", help="单位全称")],
    family: Annotated[str, typer.Option(metavar="FAMILY", help="职能，如 housing、water_company")],
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="city、county、township 或 enterprise")
    ] = "city",
    area: Annotated[str, typer.Option(metavar="CODE", help="管哪个地区")] = "",
    parent: Annotated[str, typer.Option(metavar="CODE", help="上级单位")] = "",
    hours: Annotated[str, typer.Option(metavar="时间", help="办公时间，空着同热线")] = "",
    data: Data = None,
) -> None:
    """新增承办单位。"""
    from service.bootstrap import seed, unit_families
    from service.domain.catalogue import Level, Unit
    from service.domain.errors import BadInput
    from service.flows.staff import accounts

    if level not in set(Level):
        raise BadInput(f"没有级别“{level}”。可选：{'、'.join(Level)}。")
    if family not in unit_families():
        raise BadInput(f"没有职能“{family}”。可选：{'、'.join(unit_families())}。")
    system = open_system(data)
    seed(system)
    unit = Unit(
        *(code.strip(), name.strip(), Level(level), family, area, parent),
        hours=accounts.hours_written(hours),
    )
    with system.store.write() as uow:
        accounts.add_unit(uow, unit)
    print(f"已新增单位 {code}（{name}）。")


def set_hours(
    code: Annotated[str, typer.Argument(metavar="编码")],
    hours: Annotated[
        str,
        typer.Argument(metavar="时间", help='如“每天 00:00-24:00”；写成空的 "" 就同热线一样'),
    ],
    data: Data = None,
) -> None:
    """改一个单位的办公时间；已经算好的期限不变。"""
    from service.flows.staff import accounts

    with open_system(data).store.write() as uow:
        kept = accounts.set_hours(uow, code.strip(), hours)
    print(f"{code} 的办公时间：{kept or '同热线'}。以后派的工单按它算期限，已经派的不变。")
