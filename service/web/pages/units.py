"""The list of responsible units."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.catalogue import Level
from service.domain.permissions import Actor, Permission
from service.flows.queries import choices, staff
from service.flows.queries.staff import UnitLine
from service.labels import LABELS, label
from service.web.contexts.admin import UnitRow, UnitsPage
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render

router = APIRouter()


@router.get("/units")
def units(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.CATALOGUE_READ)],
    q: str = "",
    level: str = "",
    area: str = "",
) -> Response:
    wanted = Level(level) if level in LABELS[Level] else None
    code = choices.area_code(desk.catalogue, area.strip()) if area.strip() else ""
    lines = staff.units(desk, q.strip(), wanted, code)
    may_open = actor.may(Permission.TICKET_READ)
    page = UnitsPage(
        rows=[_unit_row(line, may_open=may_open) for line in lines[: staff.SHOWN]],
        total=len(lines),
        values={"q": q, "level": level, "area": area},
        levels=list(LABELS[Level].items()),
        areas=choices.choices(desk.catalogue).areas,
    )
    return render(request, "admin/units.html", page, visitor)


def _unit_row(line: UnitLine, *, may_open: bool) -> UnitRow:
    return UnitRow(
        code=line.code,
        name=line.name,
        level=label(line.level),
        family=line.family,
        area=line.area,
        people=line.people,
        open_tickets=line.open_tickets,
        url=f"/tickets?unit={line.code}&status=open" if may_open else "",
        state="接单" if line.is_active else "停用",
        tone="done" if line.is_active else "refused",
    )
