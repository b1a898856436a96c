"""Sends a paper as a file to be kept, or makes the sheet of it that is read and printed."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import Response

from service.flows.governance.meeting_papers import Printed
from service.flows.month.kept_files import REMADE, KeptFile
from service.reporting.document import document
from service.reporting.paper import Paper, Section, numbered
from service.web.contexts.governance import SheetPage
from service.web.render import moment

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
_HASH = 12
_BROKEN = "这份留存的材料和它的指纹对不上，可能被改动过，请告诉热线管理员，先不要引用。"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper was opened, what that is called, and the paper's own name below it."""

    url: str
    label: str
    name: str = "paper"


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


def as_sheet(
    printed: Printed, place: Place, later: Section | None = None, *, is_asked: bool = False
) -> SheetPage:
    """The sheet of a paper; ``later``: what came after it, printed only when that is asked for."""
    paper, row = printed.paper, printed.kept
    url = f"{place.url}/{place.name}"
    return SheetPage(
        sheet={
            "title": paper.title,
            "left": f"{paper.issue}　{paper.issuer}",
            "right": paper.as_of,
            "back_url": place.url,
            "back_label": place.label,
        },
        sections=numbered(paper),
        word_url=f"{url}.docx?later=1" if is_asked else f"{url}.docx",
        remarks=list(paper.remarks),
        kept=f"{moment(row.at)} 留存，以后不变；指纹 {row.hash[:_HASH]}。" if row else "",
        broken="" if printed.is_intact else _BROKEN,
        later=later,
        is_asked=is_asked,
        later_url=f"{url}.html" if is_asked else f"{url}.html?later=1",
    )


def as_word(printed: Printed, later: Section | None, name: str) -> Response:
    """A paper as a Word file; ``later``: what is asked to stand behind it."""
    return sent(document(_with(printed.paper, later)), name)


def _with(paper: Paper, later: Section | None) -> Paper:
    return replace(paper, sections=(*paper.sections, later)) if later else paper
