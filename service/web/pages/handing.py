"""Handing many tickets of a unit's inbox to one of its people."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows.bulk import Want
from service.flows.staff import assigning
from service.web import bulkstep
from service.web.bulkstep import Told
from service.web.deps import SignedIn, SystemDep, allow
from service.web.pages.inbox import inbox_page
from service.web.posted import seen_of
from service.web.render import render, see_other

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was ticked and to whom it goes; ``tab`` and ``who``: the list it was ticked in."""

    selected: Annotated[list[str] | None, Form()] = None
    assignee: Annotated[str, Form()] = ""
    me: Annotated[str, Form()] = ""
    tab: Annotated[str, Form()] = ""
    who: Annotated[str, Form()] = ""


@router.post("/inbox/hand")
def hand(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_HANDLE)],
    asked: Annotated[Asked, Depends()],
) -> Response:
    """Hand every ticked ticket to the person chosen, or take it oneself (``me``)."""
    ticked = asked.selected or []
    with system.read_desk(actor) as desk:
        own = desk.uow.people.get(actor.id).username
        known = dict(assigning.colleagues(desk, actor.unit))
    whom = own if asked.me else asked.assignee
    given, result = {"assignee": whom}, Told("请先选交给谁。")
    if whom:
        result = bulkstep.take_all(
            system,
            actor,
            Step.ASSIGN,
            lambda: [Want(*seen_of(token), given) for token in ticked],
            f"已交给{known[whom]}" if whom in known else "已交办",
        )
    if result.is_done:
        to = urlencode({"tab": asked.tab, "who": asked.who, "run": result.run, "undo": 1})
        return see_other(f"/inbox?{to}", result.sentence)
    with system.read_desk(actor) as desk:
        page = inbox_page(desk, asked.tab, "", told=result, who=asked.who)
        kept = page.ticked if whom else [row.token for row in page.rows if row.token in ticked]
        page = replace(page, assignee=asked.assignee, ticked=kept, may_undo=bool(result.done))
        return render(request, "lists/inbox.html", page, visitor, 422)
