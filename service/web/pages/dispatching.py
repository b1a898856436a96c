"""The dispatcher's desk: what waits for dispatch, and what units ask to be ruled on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.bulk import remember
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks import queues
from service.flows.queries.together import asked
from service.flows.suggestion import Seen, accept_each, given_for, to_look_at
from service.web import bulkstep
from service.web.attempts import PostedForm
from service.web.contexts.asked import ConsultationsPage
from service.web.contexts.lists import DispatchPage, RulingPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import seen_of, version_of
from service.web.render import render, see_other
from service.web.sessions import Visitor
from service.web.views import queuerows, stepforms
from service.web.views.listrows import exports_of, tabs_of
from service.web.views.overtaken import overtaken
from service.web.views.rulingwords import ruled

router = APIRouter()
_TABS = {"new": "待派单", "consult": "会商中", "objection": "退单待审", "extension": "延期待批"}
_NAMED = 6
_EXPORT = "/export/dispatch"
_RULINGS = {
    "objection": (Step.UPHOLD, Step.REFUSE),
    "extension": (Step.GRANT_EXTENSION, Step.DENY_EXTENSION),
}


@dataclass(frozen=True, slots=True)
class _Tried:
    """What was just tried on the queue: why it was refused, by row too, and what to keep."""

    error: str = ""
    why_not: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ticked: Sequence[str] = ()
    asked: Sequence[str] = ()
    run: int = 0


@router.get("/dispatch")
def queue(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
    tab: str = "new",
    run: int = 0,
) -> Response:
    if tab in _RULINGS:
        page: Any = _ruling_page(desk, tab)
        return render(request, "lists/rulings.html", page, visitor)
    if tab == "consult":
        held = _consultations_page(desk)
        return render(request, "lists/consultations.html", held, visitor)
    return render(request, "lists/dispatch.html", _dispatch_page(desk, _Tried(run=run)), visitor)


@router.post("/dispatch")
def accept(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
    selected: Annotated[list[str] | None, Form()] = None,
    sure: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Accept the suggestion seen beside each ticked ticket; ``sure``: those asked about before."""
    rows = [_seen(token) for token in selected or []]
    known = {_seen(token) for token in sure or []}
    asked = to_look_at(system.store, [row for row in rows if row not in known])
    if asked and len(rows) > 1:
        return _again(request, system, visitor, _Tried(ticked=selected or (), asked=asked))
    desk_of = bulkstep.desk_at(system, actor)
    result = bulkstep.tell(
        lambda: accept_each(system.store, desk_of, rows),
        "按建议派单",
        lambda outcomes: remember(system.store, desk_of, Step.DISPATCH, outcomes),
    )
    sentence = result.sentence + _went(system, actor, [r for r in rows if r.no in result.done])
    if result.is_done:
        return see_other(f"/dispatch?run={result.run}", sentence)
    tried = _Tried(sentence, result.why_not, run=result.run)
    return _again(request, system, visitor, tried)


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
        with system.write_desk(actor) as desk:
            given = given_for(desk, no, choices.unit_code(desk.catalogue, typed))
            given["co_units"] = values.get("co_units", "")
            words = {"co_task": values.get("co_task", "")}
            given |= stepforms.resolve(Step.DISPATCH, words, desk.catalogue)
            given["designated_by"] = values.get("designated_by", "")
            given["reason"] = values.get("reason") or given.get("reason", "")
            ticket = steps.take(desk, no, Step.DISPATCH, given, version_of(values))
            name = choices.unit_name(desk.catalogue, ticket.lead_unit)
    except DomainError as problem:
        why = "请选择或填写承办单位。" if not typed else problem.message
        typed_here = {no: values}
        tried = _Tried(f"{no} 没有派出：{why}", {no: why}, typed_here)
        return _again(request, system, visitor, tried, CODES[type(problem)])
    return see_other("/dispatch", f"{no} 已派给{name}。")


@router.post("/dispatch/{no}/ruling")
def rule(
    posted: PostedForm, no: str, _: Annotated[Actor, allow(Permission.TICKET_RULE_OBJECTION)]
) -> Response:
    values, tab = posted.values, posted.values.get("tab", "objection")
    step = next((s for s in _RULINGS.get(tab, ()) if s == values.get("step")), None)
    if step is None:
        raise BadInput("没有这个环节，请刷新页面。")

    def act(desk: Desk) -> Response:
        given = stepforms.resolve(step, values, desk.catalogue)
        after = steps.take(desk, no, step, given, posted.version)
        return see_other(f"/dispatch?tab={tab}", ruled(desk, step, after, given))

    def again(desk: Desk, problem: DomainError) -> RulingPage:
        return _ruling_page(desk, tab, {**values, "no": no, "error": problem.message})

    return posted.attempt(act, "lists/rulings.html", again, (DomainError,))


def _again(
    request: Request,
    system: System,
    visitor: Visitor,
    tried: _Tried,
    status: int = 422,
) -> Response:
    """The queue as it now is, saying at each row what was refused."""
    with system.read_desk(visitor.actor) as desk:
        page = _dispatch_page(desk, tried)
        return render(request, "lists/dispatch.html", page, visitor, status)


def _dispatch_page(desk: Desk, tried: _Tried) -> DispatchPage:
    counts = queues.count(desk, queues.dispatch_tabs(desk))
    waiting = queues.to_dispatch(desk)
    rows = [queuerows.dispatch_row(item, desk, tried.why_not, tried.typed) for item in waiting]
    tried_no, typed = next(iter(tried.typed.items()), ("", {}))
    lost = overtaken(desk, tried_no, {row.no for row in rows}, typed)
    return DispatchPage(
        lost=lost,
        tabs=tabs_of(_TABS, counts, "new", "/dispatch"),
        rows=rows,
        units=choices.choices(desk.catalogue).units,
        total=counts["new"],
        designators=[(name, name) for name in steps.designators(desk)],
        error=tried.error if lost is None else "",
        ticked=[*tried.ticked, *(row.token for row in rows if row.no in tried.why_not)],
        run=tried.run,
        asked=[row for row in rows if row.no in tried.asked],
        exports=exports_of(_EXPORT, rows, tab="new"),
    )


def _consultations_page(desk: Desk) -> ConsultationsPage:
    rows = [queuerows.consulted_row(item, desk) for item in asked.consultations(desk)]
    return ConsultationsPage(
        tabs=tabs_of(_TABS, queues.count(desk, queues.dispatch_tabs(desk)), "consult", "/dispatch"),
        rows=rows,
        exports=exports_of(_EXPORT, rows, tab="consult"),
    )


def _ruling_page(desk: Desk, tab: str, typed: Mapping[str, str] | None = None) -> RulingPage:
    """``typed``: what was just sent, with the ``error`` that kept it back."""
    waiting = queues.objections(desk) if tab == "objection" else queues.extensions(desk)
    given = dict(typed or {})
    lost = overtaken(desk, given.get("no", ""), {item.line.no for item in waiting}, given)
    return RulingPage(
        lost=lost,
        tabs=tabs_of(_TABS, queues.count(desk, queues.dispatch_tabs(desk)), tab, "/dispatch"),
        kind=tab,
        rows=[queuerows.ruling_row(item, desk) for item in waiting],
        typed=given,
        exports=exports_of(_EXPORT, waiting, tab=tab),
    )


def _went(system: System, actor: Actor, rows: Sequence[Seen]) -> str:
    """Which unit each ticket went to; of many only how many each unit got."""
    with system.store.read() as uow:
        catalogue = Desk(uow, system.hotline, actor, system.now()).catalogue
        names = {row.unit: choices.unit_name(catalogue, row.unit) for row in rows}
    if len(rows) <= _NAMED:
        told = [f"{row.no} 给{names[row.unit]}" for row in rows]
    else:
        counts = Counter(names[row.unit] for row in rows).most_common()
        told = [f"{name} {count} 件" for name, count in counts[:_NAMED]]
        told += [f"另外 {len(counts) - _NAMED} 家"] if len(counts) > _NAMED else []
    return f"派给：{'、'.join(told)}。" if told else ""


def _seen(token: str) -> Seen:
    seen, _, unit = token.rpartition(":")
    return Seen(*seen_of(seen), unit)
