"""Looking up the dispatch catalogue."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from service.domain.catalogue import Level
from service.domain.permissions import Actor, Permission
from service.flows.queries import choices, topics
from service.flows.queries.topics import TopicLine
from service.labels import DEADLINE_CLASSES, label
from service.web.contexts.admin import CataloguePage, TopicPage, TopicRow
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.render import render

router = APIRouter()
_SHOWN = 200


@router.get("/catalogue")
def catalogue(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.CATALOGUE_READ)],
    q: str = "",
    group: str = "",
) -> Response:
    found = topics.search(desk, q, group) if q.strip() or group else []
    groups = topics.groups(desk)
    page = CataloguePage(
        rows=[_row(line) for line in found[:_SHOWN]],
        total=len(found),
        groups=[
            {
                "name": g.name,
                "topics": g.topics,
                "url": f"/catalogue?{urlencode({'group': g.code})}",
            }
            for g in groups
        ],
        values={"q": q, "group": group},
        options=[(g.code, g.name) for g in groups],
        version=desk.catalogue.version,
    )
    return render(request, "admin/catalogue.html", page, visitor)


@router.get("/catalogue/{topic}")
def show(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    topic: str,
    _: Annotated[Actor, allow(Permission.CATALOGUE_READ)],
    area: str = "",
) -> Response:
    code = choices.area_code(desk.catalogue, area.strip()) if area.strip() else ""
    is_known = not code or code in desk.catalogue.area_names
    view = topics.view(desk, topic, code if is_known else "")
    page = TopicPage(
        code=view.line.code,
        path=list(view.line.path),
        facts=_facts(view.line),
        areas=choices.choices(desk.catalogue).areas,
        area=area,
        unit=view.unit,
        reason=view.route.reason,
        co_units=list(view.co_units),
        recent=view.recent,
        version=view.version,
        error="" if is_known else "没有这个地区，请从列表中选",
    )
    return render(request, "admin/topic.html", page, visitor)


def _row(line: TopicLine) -> TopicRow:
    return TopicRow(
        code=line.code,
        url=f"/catalogue/{line.code}",
        name=line.path[-1],
        path=" / ".join(line.path[:-1]),
        city=line.leads.get(Level.CITY, ""),
        county=line.leads.get(Level.COUNTY, ""),
        township=line.leads.get(Level.TOWNSHIP, ""),
        deadline=DEADLINE_CLASSES[line.deadline_class],
        may_answer=line.may_answer,
    )


def _class(name: str) -> str:
    """The class in words, and what follows from one that is not ordinary."""
    word = DEADLINE_CLASSES[name]
    return word if name == "normal" else f"{word}，由派单员派单，不自动派"


def _facts(line: TopicLine) -> list[dict[str, str]]:
    facts = [(f"{label(level)}主办", name) for level, name in line.leads.items()]
    facts += [
        ("协办", "、".join(line.co) or "无"),
        ("时限类别", _class(line.deadline_class)),
        ("可直办", "是，话务员可以当场答复" if line.may_answer else "否，要派单办理"),
    ]
    return [{"term": term, "value": value} for term, value in facts]
