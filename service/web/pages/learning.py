"""What the program learned from work: proposals, what speaks for them, deciding."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import FileResponse

from service.bootstrap import System, shelf_of
from service.domain.errors import BadInput
from service.domain.localtime import local_month
from service.domain.permissions import Actor, Permission
from service.domain.proposals import ProposalKind
from service.flows.desk import Desk
from service.flows.lessons import learning
from service.jobs import background
from service.jobs import learning as job
from service.store.installation.runs import DONE
from service.web.contexts.learning import LearningPage
from service.web.deps import ReadDesk, RowId, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import render, see_other
from service.web.views import jobrows, learningrows

router = APIRouter()
_Keeper = Annotated[Actor, allow(Permission.READER_MANAGE, Permission.CATALOGUE_EDIT)]
_Note = Annotated[str, Form()]
_RUNS = 50


@router.get("/learning")
def show(
    request: Request, system: SystemDep, desk: ReadDesk, visitor: SignedIn, _: _Keeper
) -> Response:
    return render(request, "learning/show.html", _page(desk, system), visitor)


@router.post("/learning/run")
def run_now(system: SystemDep, _: Annotated[Actor, allow(Permission.JOB_RUN)]) -> Response:
    month = local_month(system.now())
    if background.start(system, job.NAME, month):
        return see_other("/learning", "开始学习了，进展见下面。")
    return see_other("/learning", "没有启动：已有一次正在运行，或系统正忙。请稍后再试。", "warning")


@router.get("/learning/{proposal_id}/verdicts.csv")
def verdicts(system: SystemDep, desk: ReadDesk, proposal_id: RowId, _: _Keeper) -> Response:
    path = learning.verdicts_file(desk, shelf_of(system.settings), proposal_id)
    return FileResponse(path, media_type="text/csv", filename=f"verdicts-{proposal_id}.csv")


@router.post("/learning/{proposal_id}/accept")
def accept(
    system: SystemDep,
    desk: WriteDesk,
    proposal_id: RowId,
    _: _Keeper,
    note: _Note = "",
    anyway: Annotated[bool, Form()] = False,
) -> Response:
    shelf = shelf_of(system.settings)
    url = learning.accept(desk, shelf, proposal_id, note, anyway=anyway)
    return see_other(url, "已采纳。" if url == "/readers" else "已采纳；目录的改动发布后才生效。")


@router.post("/learning/{proposal_id}/dismiss")
def dismiss(
    request: Request,
    system: SystemDep,
    desk: WriteDesk,
    visitor: SignedIn,
    proposal_id: RowId,
    _: _Keeper,
    note: _Note = "",
) -> Response:
    try:
        learning.dismiss(desk, proposal_id, note)
    except BadInput as problem:
        page = _page(desk, system, proposal_id, note, problem)
        return render(request, "learning/show.html", page, visitor, CODES[type(problem)])
    return see_other("/learning", "已记下不采纳；凭同样的工单不会再提。")


def _page(
    desk: Desk,
    system: System,
    typed_for: int = 0,
    note: str = "",
    problem: BadInput | None = None,
) -> LearningPage:
    runs = desk.uow.runs.newest_of(job.NAME, _RUNS)
    done = next((run for run in runs if run.outcome == DONE), None)
    waiting = sorted(
        desk.uow.proposals.open(), key=lambda p: (p.finding.kind is not ProposalKind.READER, p.id)
    )
    return LearningPage(
        cards=[
            learningrows.card(p, desk.catalogue, desk.actor, note if p.id == typed_for else "")
            for p in waiting
        ],
        decided=[learningrows.decided_row(p, desk.catalogue) for p in desk.uow.proposals.decided()],
        progress=jobrows.progress(runs, desk.now),
        last=jobrows.run_row(done).started + "：" + jobrows.run_row(done).result if done else "",
        least=system.settings.learn_rows,
        may_run=desk.actor.may(Permission.JOB_RUN),
        errors=[{"field": f"note-{typed_for}", "message": m} for m in problem.fields.values()]
        if problem
        else [],
    )
