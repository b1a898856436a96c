"""Editions of monthly and special reports: begin, write, submit, sign, correct; what moved."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from service.domain.errors import (
    DomainError,
    NotAllowed,
    NotFound,
)
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.month import editions
from service.flows.month.kept_files import file_of
from service.flows.queries.month import editions as queries
from service.labels import label
from service.store.month.editions import About
from service.web.attempts import PROBLEMS, Posted, PostedForm
from service.web.contexts.editions import EditionPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, WriteDesk, allow
from service.web.papers import kept
from service.web.render import render, see_other
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
def write(posted: PostedForm, _: _Writer, about: _About, number: Number) -> Response:
    def act(desk: Desk) -> Response:
        row = editions.write(desk, about, number, posted.version, posted.values)
        return see_other(editionrows.url_of(row), "文字已保存。")

    return _attempt(posted, about, number, act)


@router.post(_MONTH + "/{number}/steps")
@router.post(_SPECIAL + "/{number}/steps")
def take(posted: PostedForm, _: _Either, about: _About, number: Number) -> Response:
    def act(desk: Desk) -> Response:
        step, note = editions.step_of(posted.values.get("step", "")), posted.values.get("note", "")
        row = editions.take(desk, posted.system.store, about, number, posted.version, step, note)
        return see_other(editionrows.url_of(row), f"{label(step)}：已办。")

    return _attempt(posted, about, number, act)


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


def _attempt(
    posted: Posted, about: About, number: int, act: Callable[[Desk], Response]
) -> Response:
    """Do it; when it is refused, the page once more with what was typed."""

    def again(desk: Desk, problem: DomainError) -> EditionPage:
        return editionrows.edition_page(
            queries.view(desk, about, number),
            error=problem.message,
            given=posted.values,
            wrong=problem.fields,
        )

    return posted.attempt(act, "reports/edition.html", again, (*PROBLEMS, NotAllowed))
