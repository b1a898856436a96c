"""The callback clerk's other queue: callers of agenda items asked whether it is solved now."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import DomainError
from service.domain.permissions import Actor, Permission
from service.flows.calling import surveying
from service.flows.desk import Desk
from service.flows.governance import surveys
from service.web.attempts import Posted, PostedForm, to_next_call
from service.web.contexts.surveys import AskPage
from service.web.deps import ReadDesk, RowId, SignedIn, SystemDep, WriteDesk, allow
from service.web.render import render, see_other
from service.web.views import surveyrows

router = APIRouter()
_Clerk = Annotated[Actor, allow(Permission.TICKET_CALL_BACK)]
_Drawer = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]


@router.post("/agenda/{item_id}/survey")
def draw(desk: WriteDesk, _: _Drawer, item_id: RowId) -> Response:
    survey = surveys.draw(desk, item_id)
    said = f"从 {survey.frame} 位诉求人里抽好了，已交回访员去问。"
    return see_other(f"/agenda/{item_id}#judged", said)


@router.get("/surveys")
def queue(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Clerk) -> Response:
    page = surveyrows.surveys_page(desk, surveying.to_ask(desk))
    return render(request, "surveys/list.html", page, visitor)


@router.post("/surveys/next")
def claim_next(system: SystemDep, actor: _Clerk) -> Response:
    return to_next_call(system, actor, "/surveys", _claimed)


@router.get("/surveys/{call_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, call_id: RowId, _: _Clerk
) -> Response:
    page = surveyrows.ask_page(desk, surveying.one(desk, call_id))
    return render(request, "surveys/show.html", page, visitor)


@router.post("/surveys/{call_id}/claim")
def claim(posted: PostedForm, call_id: RowId, _: _Clerk) -> Response:
    def act(desk: Desk) -> Response:
        surveying.claim(desk, call_id)
        return see_other(f"/surveys/{call_id}")

    return _attempt(posted, call_id, {}, act)


@router.post("/surveys/{call_id}/release")
def release(system: SystemDep, call_id: RowId, actor: _Clerk) -> Response:
    with system.store.write() as uow:
        uow.claims.release(uow.surveys.get(call_id).no, actor)
    return see_other("/surveys", "已放开，别的回访员可以打。")


@router.post("/surveys/{call_id}")
def note(posted: PostedForm, call_id: RowId, actor: _Clerk) -> Response:
    def act(desk: Desk) -> Response:
        surveying.note(desk, call_id, posted.version, posted.values)
        return see_other("/surveys", "已记下。")

    answer = _attempt(posted, call_id, posted.values, act)
    goes_on = posted.values.get("then") == "next" and answer.headers.get("location") == "/surveys"
    if not goes_on:
        return answer
    return to_next_call(posted.system, actor, "/surveys", _claimed, "已记下。")


def _claimed(desk: Desk) -> str | None:
    found = surveying.claim_next(desk)
    return f"/surveys/{found.call.id}" if found else None


def _attempt(
    posted: Posted, call_id: int, typed: dict[str, str], act: Callable[[Desk], Response]
) -> Response:
    """Do it; when it is refused, the page again with what was typed."""

    def again(desk: Desk, problem: DomainError) -> AskPage:
        found = surveying.one(desk, call_id)
        return surveyrows.ask_page(
            desk, found, typed=typed, wrong=problem.fields, error=problem.message
        )

    return posted.attempt(act, "surveys/show.html", again)
