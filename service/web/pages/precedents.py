"""Precedents: looked up, ended with a reason, proposed for the catalogue."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from service.domain.errors import BadInput, DomainError, Refused, Stale
from service.domain.permissions import Actor, Permission
from service.domain.together.precedents import PrecedentState
from service.flows.desk import Desk
from service.flows.queries.together import joint as queries
from service.flows.together import precedents
from service.labels import label
from service.web.contexts.joint import PrecedentsPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.filters import query_string
from service.web.render import render, see_other
from service.web.views import jointrows

router = APIRouter()
PrecedentId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_Arranger = Annotated[Actor, allow(Permission.JOINT_ARRANGE)]
_SIZE = 20


@router.get("/precedents")
def show_list(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.JOINT_READ)],
    state: str = "valid",
    q: str = "",
    start: int = 0,
) -> Response:
    return render(request, "joint/precedents.html", _page(desk, state, q, start), visitor)


@router.post("/precedents/{precedent_id}/end")
def end(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Arranger,
    precedent_id: PrecedentId,
    why: Annotated[str, Form()] = "",
) -> Response:
    try:
        with system.store.write() as uow:
            found = precedents.end(
                Desk(uow, system.hotline, actor, system.now()), precedent_id, why
            )
    except (BadInput, Stale) as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            page = _page(desk, "", "", 0, (precedent_id, problem))
            return render(request, "joint/precedents.html", page, visitor, CODES[type(problem)])
    return see_other("/precedents?state=ended", f"{found.no}的先例已废止，派单不再照它。")


@router.post("/precedents/{precedent_id}/propose")
def propose(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Arranger,
    precedent_id: PrecedentId,
) -> Response:
    try:
        with system.store.write() as uow:
            precedents.propose(Desk(uow, system.hotline, actor, system.now()), precedent_id)
    except Refused as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            page = _page(desk, "", "", 0, (precedent_id, problem))
            return render(request, "joint/precedents.html", page, visitor, CODES[Refused])
    return see_other("/precedents", "已提出写进派单目录的建议，由编辑目录的人来定。")


def _page(
    desk: Desk, state: str, q: str, start: int, problem: tuple[int, DomainError] | None = None
) -> PrecedentsPage:
    found = queries.precedents_found(desk, state, q)
    may_end = desk.actor.may(Permission.JOINT_ARRANGE)
    tried, error = (problem[0], problem[1].message) if problem else (0, "")
    start = max(0, start)
    values = {"state": state, "q": q}
    more, past = start + _SIZE < len(found), start > 0
    names = [("", "全部"), *((each.value, label(each)) for each in PrecedentState)]
    return PrecedentsPage(
        rows=[
            jointrows.precedent_line(
                each, desk, may_end=may_end, why_not=error if each.id == tried else ""
            )
            for each in found[start : start + _SIZE]
        ],
        tabs=[
            {
                "label": name,
                "href": f"/precedents?state={key}",
                "count": len(queries.precedents_found(desk, key, "")),
                "current": key == state,
            }
            for key, name in names
        ],
        state=state,
        q=q,
        total=len(found),
        older=f"/precedents?{query_string(values, start=start + _SIZE)}" if more else "",
        newer=f"/precedents?{query_string(values, start=max(0, start - _SIZE))}" if past else "",
        error=error,
    )
