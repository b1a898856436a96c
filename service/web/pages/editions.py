"""Editions of monthly and special reports: begin, write, submit, sign, correct; what moved."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, IllegalStep, NotAllowed, NotFound, Refused, Stale
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.month import editions
from service.flows.month.kept_files import file_of
from service.flows.queries.month import editions as queries
from service.labels import label
from service.store.month.editions import About
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.papers import kept
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.sessions import Visitor
from service.web.views import editionrows

router = APIRouter()
_DIGITS = 10
_MONTH, _SPECIAL = "/reports/{month}/editions", "/specials/{special_id}/editions"
Number = Annotated[int, Path(ge=1, le=2**15)]
_Reader = Annotated[Actor, allow(Permission.REPORT_READ)]
_Writer = Annotated[Actor, allow(Permission.REPORT_DRAFT)]
_Either = Annotated[Actor, allow(Permission.REPORT_DRAFT, Permission.REPORT_SIGN)]


def _about(request: Request) -> About:
    """The report that the address names: a month's or a special one."""
    special, month = (request.path_params.get(name, "") for name in ("special_id", "month"))
    if month:
        return str(month)
    if not (special.isdecimal() and len(special) < _DIGITS):
        raise NotFound("没有这份专报，请回到列表。")
    return int(special)


_About = Annotated[About, Depends(_about)]
_SAID = (BadInput, Stale, IllegalStep, NotAllowed, Refused)


@router.post(_MONTH)
@router.post(_SPECIAL)
def begin(desk: WriteDesk, _: _Writer, about: _About, values: FormValues) -> Response:
    row = editions.begin(desk, about, values.get("note", ""))
    return see_other(editionrows.url_of(row), "已经起草，数字就是现在的数字，不再跟着数据变。")


@router.get(_MONTH + "/{number}")
@router.get(_SPECIAL + "/{number}")
def show(
    request: Request,
    system: SystemDep,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    about: _About,
    number: Number,
) -> Response:
    view = queries.view(desk, about, number)
    wrong = editions.faults(desk, system.store, view.row)
    return render(request, "reports/edition.html", editionrows.edition_page(view, wrong), visitor)


@router.post(_MONTH + "/{number}/texts")
@router.post(_SPECIAL + "/{number}/texts")
def write(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Writer,
    about: _About,
    number: Number,
    values: FormValues,
) -> Response:
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            row = editions.write(desk, about, number, version_of(values), values)
    except _SAID as problem:
        return _again(request, system, visitor, actor, (about, number), values, problem)
    return see_other(editionrows.url_of(row), "文字已保存。")


@router.post(_MONTH + "/{number}/steps")
@router.post(_SPECIAL + "/{number}/steps")
def take(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Either,
    about: _About,
    number: Number,
    values: FormValues,
) -> Response:
    try:
        step = editions.step_of(values.get("step", ""))
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            row = editions.take(
                desk, system.store, about, number, version_of(values), step, values.get("note", "")
            )
    except _SAID as problem:
        return _again(request, system, visitor, actor, (about, number), values, problem)
    return see_other(editionrows.url_of(row), f"{label(step)}：已办。")


@router.get(_MONTH + "/{number}/moved")
def moved(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, month: str, number: Number
) -> Response:
    view = queries.view(desk, month, number)
    found = queries.moved(desk, view.row)
    page = editionrows.moved_page(view.row, found, view.since, view.paper.title)
    return render(request, "reports/moved.html", page, visitor)


@router.get(_MONTH + "/{number}/report.{kind}")
@router.get(_SPECIAL + "/{number}/report.{kind}")
def download(
    system: SystemDep, desk: ReadDesk, _: _Reader, about: _About, number: Number, kind: str
) -> Response:
    row = desk.uow.editions.get(about, number)
    name = f"special-{about}" if row.special_id else f"report-{about}"
    return kept(file_of(desk, system.store, row, kind), f"{name}-{number}.{kind}")


def _again(
    request: Request,
    system: System,
    visitor: Visitor,
    actor: Actor,
    which: tuple[About, int],
    values: dict[str, str],
    problem: BadInput | Stale | IllegalStep | NotAllowed | Refused,
) -> Response:
    """The page once more with what was typed and why it could not be kept."""
    wrong = problem.fields if isinstance(problem, BadInput) else {}
    with system.store.read() as uow:
        view = queries.view(Desk(uow, system.hotline, actor, system.now()), *which)
        page = editionrows.edition_page(view, error=problem.message, given=values, wrong=wrong)
        return render(request, "reports/edition.html", page, visitor, CODES[type(problem)])
