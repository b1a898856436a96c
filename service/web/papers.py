"""Sends a paper as a file to be kept, or makes the sheet of it that is read and printed."""

from fastapi import Response

from service.reporting.paper import Paper, numbered
from service.web.contexts.governance import SheetPage

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


def sheet_of(paper: Paper, back: tuple[str, str], word_url: str) -> SheetPage:
    """The sheet of a paper; ``back``: address and words of where it was opened."""
    return SheetPage(
        sheet={
            "title": paper.title,
            "left": f"{paper.issue}　{paper.issuer}",
            "right": paper.as_of,
            "back_url": back[0],
            "back_label": back[1],
        },
        sections=numbered(paper),
        word_url=word_url,
    )
