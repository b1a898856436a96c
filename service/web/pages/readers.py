"""The trained readers: which one reads, putting another in use, stepping back, the drift."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import shelf_of
from service.domain.permissions import Actor, Permission
from service.flows.lessons import drift, readers
from service.web.contexts.readers import ReadersPage
from service.web.deps import SignedIn, SystemDep, WriteDesk, allow
from service.web.render import render, see_other
from service.web.views import readerrows

router = APIRouter()
_Keeper = Annotated[Actor, allow(Permission.READER_MANAGE)]


@router.get("/readers")
def show(request: Request, system: SystemDep, visitor: SignedIn, _: _Keeper) -> Response:
    shelf = shelf_of(system.settings)
    lines, months = readers.listed(shelf), drift.kept(shelf)
    before = readers.before(shelf)
    page = ReadersPage(
        rows=[readerrows.reader_row(line, lines[0].name) for line in lines],
        months=readerrows.drift_rows(months),
        advice=readerrows.advice(months),
        fixed=shelf.fixed,
        before=readerrows.title_of(before) if before else "",
    )
    return render(request, "admin/readers.html", page, visitor)


@router.post("/readers/promote")
def promote(
    system: SystemDep,
    desk: WriteDesk,
    _: _Keeper,
    name: Annotated[str, Form()] = "",
    anyway: Annotated[bool, Form()] = False,
) -> Response:
    readers.promote(desk, shelf_of(system.settings), name, anyway=anyway)
    return see_other("/readers", f"已启用 {readerrows.title_of(name)}，下一件工单起由它来读。")


@router.post("/readers/rollback")
def roll_back(system: SystemDep, desk: WriteDesk, _: _Keeper) -> Response:
    name = readers.roll_back(desk, shelf_of(system.settings))
    return see_other("/readers", f"已退回 {readerrows.title_of(name)}，下一件工单起由它来读。")
