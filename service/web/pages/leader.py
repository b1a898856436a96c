"""The leader's pages: the month at a glance, a hot topic, agenda items."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.agenda import AgendaStatus
from service.domain.errors import (
    DomainError,
    NotAllowed,
    NotFound,
)
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import decisions
from service.flows.queries.month import agenda as agenda_queries
from service.flows.queries.month import hot_topic
from service.flows.queries.month import month as month_queries
from service.web.attempts import PROBLEMS, PostedForm
from service.web.contexts.months import ItemPage, NoMonthPage
from service.web.deps import ReadDesk, RowId, SignedIn, WriteDesk, allow
from service.web.posted import local_path
from service.web.render import render, see_other
from service.web.views import agendapage, monthpage
from service.web.views.agendarows import VERBS, Tried

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]
_Decider = Annotated[Actor, allow(Permission.AGENDA_DECIDE, Permission.AGENDA_EDIT)]


@router.get("/month")
def month_at_a_glance(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    actor: _Reader,
    month: str = "",
    all: int = 0,  # noqa: A002
) -> Response:
    view = month_queries.month_view(desk, month)
    may_run = actor.may(Permission.JOB_RUN)
    if view is None:
        return render(request, "month/none.html", NoMonthPage(may_run), visitor)
    page = monthpage.month_page(view, desk.now, is_all=bool(all), may_run=may_run)
    return render(request, "month/show.html", page, visitor)


@router.get("/month/{month}/topics/{topic_id}")
def topic(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, month: str, topic_id: str
) -> Response:
    page = monthpage.topic_page(hot_topic.topic_view(desk, month, topic_id), desk.now)
    return render(request, "month/topic.html", page, visitor)


@router.post("/month/{month}/topics/{topic_id}/pick")
def pick(
    desk: WriteDesk,
    _: Annotated[Actor, allow(Permission.AGENDA_DECIDE)],
    month: str,
    topic_id: str,
) -> Response:
    item = decisions.pick(desk, month, topic_id)
    return see_other(f"/agenda/{item.id}", "已选为议题。")


@router.get("/agenda")
def agenda_list(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, status: str = ""
) -> Response:
    lines = agenda_queries.agenda_lines(desk, agendapage.states_of(status))
    page = agendapage.agenda_page(lines, desk.uow.agenda.counts(), status, desk.now)
    return render(request, "month/agenda.html", page, visitor)


@router.get("/agenda/{item_id}")
def item(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    item_id: RowId,
    change: str = "",
) -> Response:
    return render(request, "month/item.html", _item_page(desk, item_id, Tried(change)), visitor)


@router.post("/agenda/{item_id}")
def decide(posted: PostedForm, _: _Decider, item_id: RowId) -> Response:
    values = posted.values
    tried, back = values.get("target", ""), local_path(values.get("back", ""))

    def act(desk: Desk) -> Response:
        target, version = _target_of(tried), posted.version
        before = AgendaStatus(desk.uow.agenda.get(item_id).status)
        decisions.decide(desk, item_id, target, version, values.get("note", ""), values)
        return see_other(back or f"/agenda/{item_id}", f"{VERBS[before, target]}：已办。")

    def again(desk: Desk, problem: DomainError) -> ItemPage:
        return _item_page(desk, item_id, Tried(tried, values, problem.fields), problem)

    return posted.attempt(act, "month/item.html", again, (*PROBLEMS, NotAllowed))


@router.post("/agenda/{item_id}/undo")
def undo(posted: PostedForm, _: _Decider, item_id: RowId) -> Response:
    why = posted.values.get("why", "")

    def act(desk: Desk) -> Response:
        decisions.undo(desk, item_id, posted.version, why)
        return see_other(f"/agenda/{item_id}", "已撤销。")

    def again(desk: Desk, problem: DomainError) -> ItemPage:
        return _item_page(desk, item_id, Tried("undo", {"note": why}), problem)

    return posted.attempt(act, "month/item.html", again, (*PROBLEMS, NotAllowed))


def _item_page(
    desk: Desk, item_id: int, tried: Tried, problem: DomainError | None = None
) -> ItemPage:
    view = agenda_queries.item_view(desk, item_id)
    error = problem.message if problem else ""
    return agendapage.item_page(view, desk.now, tried, error)


def _target_of(text: str) -> AgendaStatus:
    try:
        return AgendaStatus(text)
    except ValueError:
        raise NotFound("没有这种变更，请刷新页面。") from None
