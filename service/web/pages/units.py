"""The list of responsible units, and when each of them works."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.catalogue import Level
from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.staff import staff
from service.flows.queries.staff.staff import UnitLine
from service.flows.staff import staffing
from service.labels import LABELS, label
from service.web.contexts.admin import UnitRow, UnitsPage
from service.web.deps import ReadDesk, SignedIn, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import render, see_other

router = APIRouter()


@router.get("/units")
def units(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.CATALOGUE_READ)],
    q: str = "",
    level: str = "",
    area: str = "",
) -> Response:
    values = {"q": q, "level": level, "area": area}
    return render(request, "admin/units.html", _page(desk, values), visitor)


@router.post("/units/{code}/hours")
def set_hours(
    request: Request,
    desk: WriteDesk,
    visitor: SignedIn,
    code: str,
    _: Annotated[Actor, allow(Permission.CATALOGUE_EDIT)],
    hours: Annotated[str, Form()] = "",
) -> Response:
    """Other business hours for one unit; deadlines that stand are not counted again."""
    try:
        kept = staffing.set_hours(desk, code, hours)
    except BadInput as problem:
        values = {"q": code, "level": "", "area": ""}
        page = _page(desk, values, error=problem.message, typed={code: hours})
        return render(request, "admin/units.html", page, visitor, CODES[type(problem)])
    said = f"{choices.unit_name(desk.catalogue, code)}的办公时间：{kept or '同热线'}。"
    return see_other(f"/units?q={code}", f"{said}以后派的工单按它算期限，已经派的不变。")


def _page(
    desk: Desk, values: dict[str, str], *, error: str = "", typed: dict[str, str] | None = None
) -> UnitsPage:
    level, area = values["level"], values["area"].strip()
    wanted = Level(level) if level in LABELS[Level] else None
    code = choices.area_code(desk.catalogue, area) if area else ""
    lines = staff.units(desk, values["q"].strip(), wanted, code)
    may_open = desk.actor.may(Permission.TICKET_READ)
    return UnitsPage(
        rows=[_unit_row(line, may_open=may_open) for line in lines[: staff.SHOWN]],
        total=len(lines),
        usual=str(desk.hotline.profile.hours),
        may_edit=desk.actor.may(Permission.CATALOGUE_EDIT),
        values=values,
        levels=list(LABELS[Level].items()),
        areas=choices.choices(desk.catalogue).areas,
        error=error,
        typed=typed or {},
    )


def _unit_row(line: UnitLine, *, may_open: bool) -> UnitRow:
    return UnitRow(
        code=line.code,
        name=line.name,
        level=label(line.level),
        family=line.family,
        area=line.area,
        people=line.people,
        open_tickets=line.open_tickets,
        hours=line.hours,
        url=f"/tickets?unit={line.code}&status=open" if may_open else "",
        state="接单" if line.is_active else "停用",
        tone="done" if line.is_active else "refused",
    )
