"""Puts the web application together: routers, static files, headers, errors."""

import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from service.bootstrap import System
from service.web import errors
from service.web.api import router as api_router
from service.web.bodylimit import BodyLimit
from service.web.metrics import Metrics
from service.web.pages import router as pages_router
from service.web.render import STATIC
from service.web.sessions import touched

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
        " object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger("web")


def create_app(system: System) -> FastAPI:
    """The application for a built system."""
    app = FastAPI(
        title="民声 12345",
        description="政务热线接口",
        docs_url=None,
        redoc_url=None,
        version="1",
        lifespan=_warm,
    )
    app.state.system = system
    app.state.metrics = Metrics()
    app.add_middleware(BodyLimit)
    app.middleware("http")(_frame)
    errors.install(app)
    app.include_router(api_router)
    app.include_router(pages_router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def _warm(app: FastAPI) -> AsyncIterator[None]:
    """Load what is slow while the first pages are served, so that nobody waits for it."""
    system: System = app.state.system
    threading.Thread(target=_load, args=(system,), daemon=True).start()
    yield


def _load(system: System) -> None:
    _ = system.hotline.reader
    with system.store.read() as uow:
        system.neighbours.texts.warm(uow, system.now())


async def _frame(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Security headers on every answer, one log line without anything personal."""
    started = time.perf_counter()
    try:
        response = await call_next(request)
    except Exception:
        _note(request, 500, time.perf_counter() - started)
        raise
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
        _note(request, response.status_code, time.perf_counter() - started)
    response.background = touched(request)
    return response


def _note(request: Request, status: int, seconds: float) -> None:
    """Count the answer and log it, by the route's template: an address may name a ticket."""
    route = getattr(request.scope.get("route"), "path", "?")
    method = request.method if request.method in _METHODS else "other"
    request.app.state.metrics.answered(method, route, status, seconds)
    _log.info(
        "request", method=request.method, route=route, status=status, ms=round(seconds * 1000)
    )
