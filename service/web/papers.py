"""Sends a paper as a file to be kept, or makes the sheet of it that is read and printed."""

from urllib.parse import quote

from fastapi import Response

from service.flows.month.kept_files import REMADE, KeptFile
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
    return _sent(content, name, f'attachment; filename="{name}"')


def kept(file: KeptFile, name: str) -> Response:
    """A file of an edition; the name of one that was made again says so."""
    if not file.is_remade:
        return sent(file.content, name)
    stem, _, ending = name.rpartition(".")
    chinese = quote(f"{stem}-{REMADE}.{ending}")
    heading = f"attachment; filename=\"{stem}-remade.{ending}\"; filename*=UTF-8''{chinese}"
    return _sent(file.content, name, heading)


def _sent(content: bytes, name: str, heading: str) -> Response:
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=kind, headers={"Content-Disposition": heading})


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
