"""The dispatcher's desk: what waits for dispatch, and what units ask to be ruled on."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError
from service.domain.permissions import Actor, Permission
from service.domain.steps import Step
from service.flows import steps
from service.flows.queries import choices, queues
from service.flows.steps import Desk
from service.flows.suggestion import Seen, accept_each, given_for
from service.labels import LABELS
from service.web import queuerows, stepforms
from service.web.bulkstep import tell
from service.web.contexts.lists import DispatchPage, RulingPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.listrows import tabs_of
from service.web.posted import seen_of, version_of
from service.web.render import render, see_other
from service.web.sessions import Visitor

router = APIRouter()
_TABS = {"new": "待派单", "objection": "退单待审", "extension": "延期待批"}
_RULINGS = {
    "objection": (Step.UPHOLD, Step.REFUSE),
    "extension": (Step.GRANT_EXTENSION, Step.DENY_EXTENSION),
}


@router.get("/dispatch")
def queue(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
    tab: str = "new",
) -> Response:
    if tab in _RULINGS:
        page: Any = _ruling_page(desk, tab)
        return render(request, "lists/rulings.html", page, visitor)
    return render(request, "lists/dispatch.html", _dispatch_page(desk), visitor)


@router.post("/dispatch")
def accept(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Accept the suggestion seen beside each ticked ticket."""
    now = system.now()
    result = tell(
        lambda: accept_each(
            system.store,
            lambda uow: Desk(uow, system.hotline, actor, now),
            [_seen(token) for token in selected or []],
        ),
        "按建议派单",
    )
    if result.is_done:
        return see_other("/dispatch", result.sentence)
    return _again(request, system, visitor, error=result.sentence, why_not=result.why_not)


@router.post("/dispatch/{no}")
def dispatch(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    actor: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
) -> Response:
    """Send one ticket to the unit that was clicked, else to the one that was typed."""
    typed = values.get("pick") or values.get("unit", "").strip()
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            given = given_for(desk, no, choices.unit_code(desk.catalogue, typed))
            given["co_units"] = values.get("co_units", "")
            ticket = steps.take(desk, no, Step.DISPATCH, given, version_of(values))
            name = choices.unit_name(desk.catalogue, ticket.lead_unit)
    except DomainError as problem:
        why = "请选择或填写承办单位。" if not typed else problem.message
        return _again(
            request,
            system,
            visitor,
            error=f"{no} 没有派出：{why}",
            why_not={no: why},
            typed={no: values.get("unit", "")},
            status=CODES[type(problem)],
        )
    return see_other("/dispatch", f"{no} 已派给{name}。")


@router.post("/dispatch/{no}/ruling")
def rule(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    actor: Annotated[Actor, allow(Permission.TICKET_RULE_OBJECTION)],
) -> Response:
    tab = values.get("tab", "objection")
    step = next((s for s in _RULINGS.get(tab, ()) if s == values.get("step")), None)
    if step is None:
        raise BadInput("没有这个环节，请刷新页面。")
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            given = stepforms.resolve(step, values, desk.catalogue)
            steps.take(desk, no, step, given, version_of(values))
    except DomainError as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, system.now())
            page = _ruling_page(desk, tab, error=problem.message, typed={**values, "no": no})
            return render(request, "lists/rulings.html", page, visitor, CODES[type(problem)])
    return see_other(f"/dispatch?tab={tab}", f"{no}：{LABELS[Step][step]}。")


def _again(
    request: Request,
    system: System,
    visitor: Visitor,
    *,
    error: str,
    why_not: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 422,
) -> Response:
    """The queue as it now is, saying at each row what was refused."""
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, visitor.actor, system.now())
        page = _dispatch_page(desk, error=error, why_not=why_not, typed=typed)
        return render(request, "lists/dispatch.html", page, visitor, status)


def _dispatch_page(
    desk: Desk,
    *,
    error: str = "",
    why_not: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> DispatchPage:
    counts = queues.count(desk, queues.dispatch_tabs(desk))
    waiting = queues.to_dispatch(desk)
    return DispatchPage(
        tabs=tabs_of(_TABS, counts, "new", "/dispatch"),
        rows=[queuerows.dispatch_row(item, desk, why_not or {}, typed or {}) for item in waiting],
        units=choices.choices(desk.catalogue).units,
        total=counts["new"],
        error=error,
    )


def _ruling_page(
    desk: Desk, tab: str, *, error: str = "", typed: Mapping[str, str] | None = None
) -> RulingPage:
    waiting = queues.objections(desk) if tab == "objection" else queues.extensions(desk)
    return RulingPage(
        tabs=tabs_of(_TABS, queues.count(desk, queues.dispatch_tabs(desk)), tab, "/dispatch"),
        kind=tab,
        rows=[queuerows.ruling_row(item, desk) for item in waiting],
        typed=dict(typed or {}),
        error=error,
    )


def _seen(token: str) -> Seen:
    seen, _, unit = token.rpartition(":")
    return Seen(*seen_of(seen), unit)
