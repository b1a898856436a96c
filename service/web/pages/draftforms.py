"""The form of one topic in the draft of the dispatch catalogue."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, NotFound, Stale
from service.domain.permissions import Actor, Permission
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue.rows import ALL_COLUMNS
from service.flows.desk import Desk
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import render, see_other
from service.web.sessions import Visitor
from service.web.views import cataloguerows, draftpage

router = APIRouter()
_PAGE = "/catalogue/draft"
_Editor = Annotated[Actor, allow(Permission.CATALOGUE_EDIT)]


@router.get(f"{_PAGE}/new")
def new_topic(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Editor) -> Response:
    """An empty form; what stands after the question mark is filled in."""
    values = {"deadline_class": "normal", **_asked(request)}
    page = draftpage.form_page(desk, "", values)
    return render(request, "catalogue/form.html", page, visitor)


@router.post(f"{_PAGE}/new")
def add_topic(
    request: Request, system: SystemDep, visitor: SignedIn, _: _Editor, values: FormValues
) -> Response:
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, visitor.actor, system.now())
            code = catalogue.add(desk, _cells(desk, values))
    except (BadInput, Stale) as problem:
        return _again(request, system, visitor, "", values, problem)
    return see_other(_PAGE, f"主题 {code} 已记进草稿，发布后生效。")


@router.get(f"{_PAGE}/topics/{{topic}}")
def edit_topic(
    request: Request, desk: ReadDesk, visitor: SignedIn, topic: str, _: _Editor
) -> Response:
    """The topic as the draft has it; what stands after the question mark is filled in."""
    held = catalogue.work(desk)
    if topic not in held.after:
        raise NotFound(f"派单目录里没有代码为 {topic} 的主题。")
    families = desk.catalogue.family_names
    values = cataloguerows.form_of(held.after[topic], families, held.after)
    page = draftpage.form_page(desk, topic, values | _asked(request))
    return render(request, "catalogue/form.html", page, visitor)


@router.post(f"{_PAGE}/topics/{{topic}}")
def save_topic(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    topic: str,
    _: _Editor,
    values: FormValues,
) -> Response:
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, visitor.actor, system.now())
            cells = _cells(desk, {**values, "code": topic})
            different = catalogue.change(desk, topic, cells, values.get("seen", ""))
    except (BadInput, Stale) as problem:
        return _again(request, system, visitor, topic, values, problem)
    said = "已记进草稿，发布后生效。" if different else "和现行目录一样，草稿里没有这个主题的改动。"
    return see_other(_PAGE, said)


@router.post(f"{_PAGE}/topics/{{topic}}/undo")
def undo_topic(
    desk: WriteDesk, topic: str, _: _Editor, seen: Annotated[str, Form()] = ""
) -> Response:
    catalogue.undo(desk, topic, seen)
    return see_other(_PAGE, "这个主题已恢复成现行目录的样子。")


def _asked(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if name in ALL_COLUMNS}


def _cells(desk: Desk, values: dict[str, str]) -> dict[str, str]:
    held = catalogue.work(desk)
    return cataloguerows.cells_of(values, desk.catalogue.family_names, held.after)


def _again(
    request: Request,
    system: System,
    visitor: Visitor,
    topic: str,
    values: dict[str, str],
    problem: DomainError,
) -> Response:
    """The form again with what was typed; after a clash also what the other person wrote."""
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, visitor.actor, system.now())
        held, families = catalogue.work(desk), desk.catalogue.family_names
        is_clash = isinstance(problem, Stale)
        theirs = held.changed.get(topic, ()) if is_clash else ()
        said = cataloguerows.details(theirs, families, held.after)
        page = draftpage.form_page(desk, topic, values, problem, said)
        return render(request, "catalogue/form.html", page, visitor, CODES[type(problem)])
