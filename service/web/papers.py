"""Sends a report as a file to be kept."""

from fastapi import Response

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


def sent(content: bytes, name: str) -> Response:
    """A file under an ASCII name; its kind is told by the ending."""
    heading = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_TYPES[name.rpartition(".")[2]], headers=heading)
