"""Whether the program lives, what it counts, and the style page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.web.contexts.account import StylePage
from service.web.deps import ReadUow, SignedIn
from service.web.render import STATIC, render

router = APIRouter()


@router.get("/health")
def health() -> Response:
    return PlainTextResponse("ok")


@router.get("/ready")
def ready(uow: ReadUow) -> Response:
    uow.check_alive()
    return JSONResponse({"ready": True})


@router.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/style")
def style(request: Request, visitor: SignedIn) -> Response:
    return render(request, "style.html", StylePage(), visitor)


@router.get("/favicon.ico")
def favicon(_: Request) -> Response:
    return FileResponse(STATIC / "favicon.ico")
