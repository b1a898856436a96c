"""Looking up the dispatch catalogue, and taking it along as a spreadsheet."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from service.domain.permissions import Actor, Permission
from service.flows.catalogue import editing
from service.flows.catalogue import effects as catalogue_effects
from service.flows.catalogue import files as catalogue_files
from service.flows.catalogue import rows as catalogue_rows
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.catalogue import catalogue as versions
from service.flows.queries.catalogue import topics
from service.flows.queries.catalogue.topics import TopicView
from service.web.contexts.catalogue import CataloguePage, TopicPage
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.filters import query_string
from service.web.render import render
from service.web.views import cataloguerows

router = APIRouter()
_SHOWN = 200
_Reader = Annotated[Actor, allow(Permission.CATALOGUE_READ)]


@router.get("/catalogue")
def catalogue(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    actor: _Reader,
    q: str = "",
    group: str = "",
    family: str = "",
) -> Response:
    is_asked = bool(q.strip() or group or family)
    found = topics.search(desk, q, group, family) if is_asked else []
    groups = topics.groups(desk)
    page = CataloguePage(
        rows=[cataloguerows.topic_row(line) for line in found[:_SHOWN]],
        total=len(found),
        groups=[
            {
                "name": g.name,
                "topics": g.topics,
                "url": f"/catalogue?{query_string({'group': g.code})}",
            }
            for g in groups
        ],
        values={"q": q, "group": group, "family": family},
        options=[(g.code, g.name) for g in groups],
        families=topics.families(desk),
        version=desk.catalogue.version,
        may_edit=actor.may(Permission.CATALOGUE_EDIT),
        is_asked=is_asked,
    )
    return render(request, "catalogue/list.html", page, visitor)


@router.get("/catalogue.csv")
def export_csv(desk: ReadDesk, _: _Reader, version: str = "") -> Response:
    """A version for programs: the columns and codes of the documented schema."""
    return _file(desk, version, "csv")


@router.get("/catalogue.xlsx")
def export_workbook(desk: ReadDesk, _: _Reader, version: str = "") -> Response:
    """A version for people: Chinese columns and names."""
    return _file(desk, version, "xlsx")


@router.get("/catalogue/{topic}")
def show(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    topic: str,
    actor: _Reader,
    area: str = "",
) -> Response:
    code = choices.area_code(desk.catalogue, area.strip()) if area.strip() else ""
    is_known = not code or code in desk.catalogue.area_names
    view = topics.view(desk, topic, code if is_known else "")
    error = "" if is_known else "没有这个地区，请从列表中选"
    page = _page(desk, view, actor, area, error)
    return render(request, "catalogue/topic.html", page, visitor)


def _page(desk: Desk, view: TopicView, actor: Actor, area: str, error: str) -> TopicPage:
    families, cells = desk.catalogue.family_names, view.cells
    rows = desk.hotline.rows(desk.uow, view.version)
    heir = view.successor
    return TopicPage(
        code=view.line.code,
        path=list(view.line.path),
        facts=cataloguerows.facts(view.line, cells),
        definition=cells["definition"],
        words=catalogue_rows.parts("words", cells["words"]),
        phrasings=catalogue_rows.parts("phrasings", cells["phrasings"]),
        near=[
            {"name": n.name, "url": f"/catalogue/{n.code}" if n.code else "", "how": n.how_to_tell}
            for n in view.near
        ],
        successor={"name": heir.path[-1], "url": f"/catalogue/{heir.code}"} if heir else {},
        history=[
            cataloguerows.past_row(past, families, rows)
            for past in versions.history(desk, view.line.code)
        ],
        areas=choices.choices(desk.catalogue).areas,
        area=area,
        unit=view.unit,
        reason=view.route.reason,
        co_units=list(view.co_units),
        recent=view.recent,
        month=catalogue_effects.last_month(desk),
        version=view.version,
        may_edit=actor.may(Permission.CATALOGUE_EDIT),
        error=error,
    )


def _file(desk: Desk, version: str, ending: str) -> Response:
    folder = Path(tempfile.mkdtemp(prefix="minsheng-catalogue-"))
    name = f"派单目录{version or desk.catalogue.version}.{ending}"
    try:
        words = catalogue_files.Words(desk.catalogue.family_names)
        catalogue_files.write(folder / f"catalogue.{ending}", editing.rows_of(desk, version), words)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    remove = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / f"catalogue.{ending}", filename=name, background=remove)
