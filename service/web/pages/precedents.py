"""Precedents: looked up, ended with a reason, proposed for the catalogue."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import DomainError
from service.domain.permissions import Actor, Permission
from service.domain.together.precedents import PrecedentState
from service.flows.desk import Desk
from service.flows.queries.together import joint as queries
from service.flows.together import precedents
from service.labels import label
from service.web.attempts import Posted, PostedForm
from service.web.contexts.joint import PrecedentsPage
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.filters import query_string
from service.web.render import render, see_other
from service.web.views import jointrows

router = APIRouter()
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
def end(posted: PostedForm, _: _Arranger, precedent_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        found = precedents.end(desk, precedent_id, posted.values.get("why", ""))
        return see_other("/precedents?state=ended", f"{found.no}的先例已废止，派单不再照它。")

    return _attempt(posted, precedent_id, act)


@router.post("/precedents/{precedent_id}/propose")
def propose(posted: PostedForm, _: _Arranger, precedent_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        precedents.propose(desk, precedent_id)
        return see_other("/precedents", "已提出写进派单目录的建议，由编辑目录的人来定。")

    return _attempt(posted, precedent_id, act)


def _attempt(posted: Posted, precedent_id: int, act: Callable[[Desk], Response]) -> Response:
    """Do it; when it is refused, the list with the reason beside the precedent."""

    def again(desk: Desk, problem: DomainError) -> PrecedentsPage:
        return _page(desk, "", "", 0, (precedent_id, problem))

    return posted.attempt(act, "joint/precedents.html", again)


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
