"""The policy library: searched by everybody at work, kept in editions by those who may."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from service.domain.errors import BadInput, IllegalStep, Stale
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import policies
from service.web.contexts.policies import PoliciesPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.views import policyrows

router = APIRouter()
PolicyId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_Reader = Annotated[Actor, allow(Permission.CATALOGUE_READ)]
_Editor = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.CATALOGUE_EDIT)]


def _may_edit(actor: Actor) -> bool:
    return actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.CATALOGUE_EDIT)


@router.get("/policies")
def show_list(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, q: str = ""
) -> Response:
    day, held = desk.today, desk.catalogue
    found = policies.search(desk, q)
    rows = [policyrows.policy_line(policy, held, day) for policy in found]
    page = PoliciesPage(rows=rows, q=q, may_edit=_may_edit(actor))
    return render(request, "policies/list.html", page, visitor)


@router.get("/policies/new")
def new(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Editor, item: str = ""
) -> Response:
    page = policyrows.policy_form(desk, None, {"item_id": item})
    return render(request, "policies/form.html", page, visitor)


@router.post("/policies")
def add(
    request: Request, system: SystemDep, visitor: SignedIn, actor: _Editor, values: FormValues
) -> Response:
    now = system.now()
    try:
        with system.store.write() as uow:
            kept = policies.keep(Desk(uow, system.hotline, actor, now), values)
    except BadInput as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            page = policyrows.policy_form(desk, None, values, problem.fields, problem.message)
            return render(request, "policies/form.html", page, visitor, CODES[BadInput])
    return see_other(f"/policies/{kept.id}", "已存入政策库。")


@router.get("/policies/{policy_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, policy_id: PolicyId
) -> Response:
    policy = desk.uow.policies.get(policy_id)
    page = policyrows.policy_page(desk, policy, may_edit=_may_edit(actor))
    return render(request, "policies/show.html", page, visitor)


@router.get("/policies/{policy_id}/edit")
def edit_form(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Editor, policy_id: PolicyId
) -> Response:
    page = policyrows.policy_form(desk, desk.uow.policies.get(policy_id))
    return render(request, "policies/form.html", page, visitor)


@router.post("/policies/{policy_id}")
def edit(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Editor,
    policy_id: PolicyId,
    values: FormValues,
) -> Response:
    now = system.now()
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            policies.keep(desk, values, policy_id, version_of(values))
    except (BadInput, Stale) as problem:
        wrong = problem.fields if isinstance(problem, BadInput) else {}
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            policy = uow.policies.get(policy_id)
            page = policyrows.policy_form(desk, policy, values, wrong, problem.message)
            return render(request, "policies/form.html", page, visitor, CODES[type(problem)])
    return see_other(f"/policies/{policy_id}", "已存为新的一版，以前的版本仍在。")


@router.post("/policies/{policy_id}/retire")
def retire(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Editor,
    policy_id: PolicyId,
    values: FormValues,
    why: Annotated[str, Form()] = "",
) -> Response:
    now = system.now()
    try:
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            policies.retire(desk, policy_id, version_of(values), why)
    except (BadInput, Stale, IllegalStep) as problem:
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            policy = uow.policies.get(policy_id)
            page = policyrows.policy_page(desk, policy, may_edit=True, error=problem.message)
            return render(request, "policies/show.html", page, visitor, CODES[type(problem)])
    return see_other(f"/policies/{policy_id}", "已废止，不再作答复依据，仍可查到。")
