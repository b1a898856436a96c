"""The form of one topic in the draft of the dispatch catalogue."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.errors import BadInput, DomainError, NotFound, Stale
from service.domain.permissions import Actor, Permission
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue.rows import ALL_COLUMNS
from service.flows.desk import Desk
from service.web.attempts import Posted, PostedForm
from service.web.contexts.catalogue import TopicFormPage
from service.web.deps import ReadDesk, SignedIn, WriteDesk, allow
from service.web.render import render, see_other
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
def add_topic(posted: PostedForm, _: _Editor) -> Response:
    def act(desk: Desk) -> Response:
        code = catalogue.add(desk, _cells(desk, posted.values))
        return see_other(_PAGE, f"主题 {code} 已记进草稿，发布后生效。")

    return _attempt(posted, "", act)


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
def save_topic(posted: PostedForm, topic: str, _: _Editor) -> Response:
    def act(desk: Desk) -> Response:
        cells = _cells(desk, {**posted.values, "code": topic})
        if catalogue.change(desk, topic, cells, posted.values.get("seen", "")):
            return see_other(_PAGE, "已记进草稿，发布后生效。")
        return see_other(_PAGE, "和现行目录一样，草稿里没有这个主题的改动。")

    return _attempt(posted, topic, act)


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


def _attempt(posted: Posted, topic: str, act: Callable[[Desk], Response]) -> Response:
    """Do it, or the form again with what was typed; after a clash also what the other wrote."""

    def again(desk: Desk, problem: DomainError) -> TopicFormPage:
        held, families = catalogue.work(desk), desk.catalogue.family_names
        theirs = held.changed.get(topic, ()) if isinstance(problem, Stale) else ()
        said = cataloguerows.details(theirs, families, held.after)
        return draftpage.form_page(desk, topic, posted.values, problem, said)

    return posted.attempt(act, "catalogue/form.html", again, (BadInput, Stale))
