"""The jobs: what ran, how it ended, and running one now."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.errors import BadInput
from service.domain.localtime import local_month
from service.domain.permissions import Actor, Permission
from service.flows.month.data import period_of
from service.jobs import background, learning, monthly, pressing, weekly
from service.store.installation.runs import Run
from service.store.uow import UnitOfWork
from service.web.contexts.jobs import JobsPage
from service.web.deps import ReadUow, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.render import fragment, render, see_other
from service.web.views import jobrows

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.JOB_READ, Permission.JOB_RUN)]
_SHOWN = 100


@router.get("/jobs")
def jobs(
    request: Request, system: SystemDep, uow: ReadUow, visitor: SignedIn, actor: _Reader
) -> Response:
    return render(request, "jobs/list.html", _page(uow, actor, system.now()), visitor)


@router.get("/jobs/progress")
def progress(system: SystemDep, uow: ReadUow, _: _Reader) -> Response:
    return fragment("jobs/progress.html", jobrows.progress(_newest(uow), system.now()))


@router.post("/jobs/run")
def run_now(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.JOB_RUN)],
    job: Annotated[str, Form()] = "",
    period: Annotated[str, Form()] = "",
) -> Response:
    try:
        _check(job, period.strip(), system.now())
    except BadInput as problem:
        with system.store.read() as uow:
            page = _page(uow, actor, system.now(), month=period, error=problem.message)
            return render(request, "jobs/list.html", page, visitor, CODES[type(problem)])
    name = background.JOBS[job]
    if background.start(system, job, period.strip()):
        return see_other("/jobs", f"{name}已启动，进展见下面。")
    return see_other(
        "/jobs", f"{name}没有启动：已有一次正在运行，或系统正忙。请稍后再试。", "warning"
    )


def _check(job: str, period: str, now: datetime) -> None:
    if job not in background.JOBS:
        raise BadInput("没有这个任务，请从列表中选择。")
    if job in (monthly.NAME, learning.NAME):
        period_of(period, now)
    if job == weekly.NAME and period:
        weekly.monday_of(period)


def _page(
    uow: UnitOfWork, actor: Actor, now: datetime, *, month: str = "", error: str = ""
) -> JobsPage:
    runs = _newest(uow)
    hourly = uow.runs.newest_of(pressing.NAME)
    return JobsPage(
        rows=[jobrows.run_row(run) for run in runs],
        hourly=[jobrows.run_row(run) for run in hourly],
        progress=jobrows.progress(runs, now),
        may_run=actor.may(Permission.JOB_RUN),
        month=month or local_month(now),
        error=error,
    )


def _newest(uow: UnitOfWork) -> list[Run]:
    """What happens every hour stands apart, so that it does not hide the rest."""
    return uow.runs.newest(_SHOWN, but=pressing.NAME)
