"""``minsheng unit``: the units that handle tickets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command, Group
from service.cli.installation import Data, open_existing, open_system

if TYPE_CHECKING:
    from service.flows.setup.forms import FormKind
    from service.flows.setup.loading import Outcome

TableFile = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="XLSX 或 CSV 表格")
]
_SHOWN = 20


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
    days = typer.Typer(cls=Group, help="放假安排：导入放假和调休补班的日子。", no_args_is_help=True)
    days.command("load", cls=Command)(load_days)
    app.add_typer(days, name="day")
    app.command("template", cls=Command)(write_templates)


def load_units(
    file: TableFile,
    retire_others: Annotated[
        bool, typer.Option("--retire-others", help="表里没有的单位不再接新单")
    ] = False,
    data: Data = None,
) -> None:
    """从 Excel 或 CSV 导入承办单位；编码相同的会更新。模板用 minsheng template 生成。"""
    from service.flows.setup.forms import FormKind

    print(load_table(data, FormKind.UNITS, file, retire_others=retire_others).said)


def load_places(file: TableFile, data: Data = None) -> None:
    """从 Excel 或 CSV 导入地名；编码相同的会更新。模板用 minsheng template 生成。"""
    from service.flows.setup.forms import FormKind

    print(load_table(data, FormKind.PLACES, file).said)


def load_days(file: TableFile, data: Data = None) -> None:
    """从 Excel 或 CSV 导入放假和调休补班的日子；同一天的会更新。"""
    from service.flows.setup.forms import FormKind

    print(load_table(data, FormKind.DAYS, file).said)


def load_table(
    data: Path | None, kind: "FormKind", file: Path, *, retire_others: bool = False
) -> "Outcome":
    """Load one table; faults are printed line by line."""
    from service.bootstrap import seed
    from service.domain.permissions import SYSTEM
    from service.flows.setup import loading
    from service.flows.setup.forms import FormKind
    from service.flows.setup.reading import BadTable

    system = open_system(data)
    seed(system)
    try:
        with system.write_desk(SYSTEM) as desk:
            outcome = loading.load(desk, kind, file, retire_others=retire_others)
    except BadTable as problem:
        for fault in problem.faults[:_SHOWN]:
            print(fault)
        if len(problem.faults) > _SHOWN:
            print(f"……还有 {len(problem.faults) - _SHOWN} 处。")
        raise
    if kind is FormKind.PLACES:
        system.places_changed()
    return outcome


def write_templates(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个文件夹")],
    filled: Annotated[bool, typer.Option("--filled", help="填上现有的内容，改好再导入")] = False,
    data: Data = None,
) -> None:
    """生成地名、单位、人员、放假安排四份 Excel 模板，带说明、例子和下拉选项。"""
    from service.flows.catalogue.starting import unit_families
    from service.flows.setup import loading, templates
    from service.flows.setup.forms import FORMS

    families = {code: row["name"] for code, row in unit_families().items()}
    folder.mkdir(parents=True, exist_ok=True)
    for kind, form in FORMS.items():
        path = folder / f"{form.title}.xlsx"
        if filled:
            with open_existing(data).store.read() as uow:
                count = loading.export(uow, kind, path, families)
            print(f"{path}：{count} 行")
            continue
        templates.write(path, form, templates.choices(families))
        print(path)


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
    from service.bootstrap import seed
    from service.domain.catalogue import Level, Unit
    from service.domain.errors import BadInput
    from service.flows.catalogue.starting import unit_families
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
