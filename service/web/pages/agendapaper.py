"""The paper of an agenda item: written, read, printed, as Word."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, DomainError, IllegalStep, Stale
from service.domain.governance.paper import PARTS, open_parts
from service.domain.permissions import Actor, Permission
from service.flows.governance import papers
from service.flows.steps import Desk
from service.reporting.document import document
from service.web.contexts.governance import PaperPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.papers import sent, sheet_of
from service.web.posted import version_of
from service.web.render import moment, render, see_other

router = APIRouter()
ItemId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ)]
_Writer = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]


@router.get("/agenda/{item_id}/paper")
def form(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Writer, item_id: ItemId
) -> Response:
    return render(request, "agenda/paper.html", _page(desk, item_id, {}), visitor)


@router.post("/agenda/{item_id}/paper")
def write(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Writer,
    item_id: ItemId,
    values: FormValues,
) -> Response:
    now = system.now()
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            papers.write(desk, item_id, version_of(values), values)
    except (BadInput, Stale, IllegalStep) as problem:
        with system.store.read() as uow:
            page = _page(Desk(uow, system.hotline, actor, now), item_id, values, problem)
            return render(request, "agenda/paper.html", page, visitor, CODES[type(problem)])
    return see_other(f"/agenda/{item_id}/paper", "会议材料已存下。")


@router.get("/agenda/{item_id}/paper.html")
def on_paper(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, item_id: ItemId
) -> Response:
    url = f"/agenda/{item_id}"
    page = sheet_of(papers.paper_of(desk, item_id), (url, "议题"), f"{url}/paper.docx")
    return render(request, "agenda/print.html", page, visitor)


@router.get("/agenda/{item_id}/paper.docx")
def as_document(desk: ReadDesk, _: _Reader, item_id: ItemId) -> Response:
    return sent(document(papers.paper_of(desk, item_id)), f"agenda-{item_id}.docx")


def _page(
    desk: Desk, item_id: int, typed: Mapping[str, str], problem: DomainError | None = None
) -> PaperPage:
    item, row = desk.uow.agenda.get(item_id), desk.uow.papers.newest(item_id)
    body = row.body if row else {}
    wrong = problem.fields if isinstance(problem, BadInput) else {}
    open_ = open_parts(AgendaStatus(item.status))
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
