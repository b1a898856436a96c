"""Hands out an original so that no browser runs, loads or frames anything of it."""

from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse

from service.flows.files.access import Opened

CLOSED = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"


def download(opened: Opened) -> Response:
    """The content, to be saved and never shown by the browser itself."""
    name = quote(opened.file.name, safe="")
    ending = opened.file.name.rpartition(".")[2]
    headers = {
        "Content-Disposition": f"attachment; filename=\"file.{ending}\"; filename*=UTF-8''{name}",
        "Content-Length": str(opened.file.size),
        "Content-Security-Policy": CLOSED,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return StreamingResponse(opened.pieces, media_type=opened.media_type, headers=headers)
