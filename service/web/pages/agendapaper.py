"""The paper of an agenda item: written, read, printed, as Word."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.agenda import AgendaStatus
from service.domain.errors import DomainError
from service.domain.governance.paper import PARTS, laid_parts
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import meeting_papers, papers
from service.flows.queries.governance import meeting_later
from service.web.attempts import PostedForm
from service.web.contexts.governance import PaperPage
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.papers import Place, as_sheet, as_word
from service.web.render import moment, render, see_other

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]
_Writer = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]


@router.get("/agenda/{item_id}/paper")
def form(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Writer, item_id: RowId
) -> Response:
    return render(request, "agenda/paper.html", _page(desk, item_id, {}), visitor)


@router.post("/agenda/{item_id}/paper")
def write(posted: PostedForm, _: _Writer, item_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        papers.write(desk, item_id, posted.version, posted.values)
        return see_other(f"/agenda/{item_id}/paper", "会议材料已存下。")

    def again(desk: Desk, problem: DomainError) -> PaperPage:
        return _page(desk, item_id, posted.values, problem)

    return posted.attempt(act, "agenda/paper.html", again)


@router.get("/agenda/{item_id}/paper.html")
def on_paper(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    item_id: RowId,
    later: int = 0,
) -> Response:
    printed = meeting_papers.item_paper(desk, item_id)
    since = meeting_later.since_item(desk, printed, item_id)
    page = as_sheet(printed, Place(f"/agenda/{item_id}", "议题"), since, is_asked=bool(later))
    return render(request, "agenda/print.html", page, visitor)


@router.get("/agenda/{item_id}/paper.docx")
def as_document(desk: ReadDesk, _: _Reader, item_id: RowId, later: int = 0) -> Response:
    printed = meeting_papers.item_paper(desk, item_id)
    since = meeting_later.since_item(desk, printed, item_id) if later else None
    return as_word(printed, since, f"agenda-{item_id}.docx")


def _page(
    desk: Desk, item_id: int, typed: Mapping[str, str], problem: DomainError | None = None
) -> PaperPage:
    item, row = desk.uow.agenda.get(item_id), desk.uow.papers.newest(item_id)
    body = row.body if row else {}
    wrong = problem.fields if problem else {}
    open_ = laid_parts(AgendaStatus(item.status))
    return PaperPage(
        title=item.title,
        url=f"/agenda/{item_id}",
        version=row.version if row else 0,
        by=f"{row.actor_name} {moment(row.at)} 写了第 {row.version} 版" if row else "",
        parts=[
            {
                "name": part.name,
                "label": part.label,
                "hint": part.hint,
                "value": typed.get(part.name, body.get(part.name, "")),
                "error": wrong.get(part.name, ""),
            }
            for part in open_
        ],
        fixed=[
            {"term": part.label, "value": body[part.name]}
            for part in PARTS
            if part not in open_ and body.get(part.name)
        ],
        error=problem.message if problem else "",
    )
