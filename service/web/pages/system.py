"""Whether the program lives, what it counts, and the style page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from service.domain.errors import NotAllowed
from service.domain.permissions import Permission
from service.web.contexts.account import StylePage
from service.web.deps import ReadUow, SignedIn, SystemDep, VisitorDep, is_from_here
from service.web.render import STATIC, render

router = APIRouter()
_LEAST_GB = 0.05


@router.get("/health")
def health() -> Response:
    return PlainTextResponse("ok")


@router.get("/ready")
def ready(uow: ReadUow, system: SystemDep) -> Response:
    """Whether work can be taken: the database answers, and there is room to write."""
    uow.check_alive()
    if system.installed().free_gb < _LEAST_GB:
        return JSONResponse({"ready": False, "reason": "磁盘满了"}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
def metrics(request: Request, system: SystemDep, visitor: VisitorDep) -> Response:
    """For this machine, for a key that may see the jobs, or as the setting says for everybody."""
    may = visitor is not None and visitor.actor.may(Permission.JOB_READ)
    if not (may or system.settings.metrics_public or is_from_here(request)):
        raise NotAllowed("指标只给本机看，或用有“查看任务记录”权限的密钥；见操作手册“看护”。")
    return Response(request.app.state.metrics.text(system), media_type=CONTENT_TYPE_LATEST)


@router.get("/style")
def style(request: Request, visitor: SignedIn) -> Response:
    return render(request, "style.html", StylePage(), visitor)


@router.get("/favicon.ico")
def favicon(_: Request) -> Response:
    return FileResponse(STATIC / "favicon.ico")
