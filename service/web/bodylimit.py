"""Refuses what is too big before it fills the disk: a form holds a ticket's files and no more."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.errors import wants_json
from service.web.render import error_page

_MB = 2**20
_FORM_MB = 4
_DIGITS = 20  # of a longer number the first ones say enough


class BodyLimit:
    """Around the application, with a limit for the bodies of requests.

    One beyond it is read on, up to twice the limit, and thrown away: the browser shows the answer
    instead of a broken connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most_mb = scope["app"].state.system.settings.ticket_mb + _FORM_MB
        if _declared(scope) > most_mb * _MB:
            await _drain(receive, 2 * most_mb * _MB)
            await _refusal(Request(scope), most_mb)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most_mb * _MB), send)


def _declared(scope: Scope) -> int:
    given = dict(scope["headers"]).get(b"content-length", b"0")
    return int(given[:_DIGITS]) if given.isdigit() else 0


def _counted(receive: Receive, most: int) -> Receive:
    """The same messages; who said nothing of the length and sends too much is cut off."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return message if seen <= most else {"type": "http.disconnect"}

    return counted


async def _drain(receive: Receive, most: int) -> None:
    seen, more = 0, True
    while more and seen < most:
        message = await receive()
        seen += len(message.get("body", b""))
        more = bool(message.get("more_body"))


def _refusal(request: Request, most_mb: int) -> Response:
    message = f"一次发来的内容超过 {most_mb} MB，没有收下。附件请压缩，或分几次上传。"
    if wants_json(request):
        body: dict[str, Any] = {"error": "BadInput", "message": message}
        return JSONResponse(body, 413)
    return error_page(request, 413, message)
