"""The policy library: searched by everybody at work, kept in editions by those who may."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import DomainError
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import policies
from service.web.attempts import PostedForm
from service.web.contexts.policies import PoliciesPage, PolicyFormPage, PolicyPage
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.render import render, see_other
from service.web.views import policyrows

router = APIRouter()
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
def add(posted: PostedForm, _: _Editor) -> Response:
    def act(desk: Desk) -> Response:
        kept = policies.keep(desk, posted.values)
        return see_other(f"/policies/{kept.id}", "已存入政策库。")

    def again(desk: Desk, problem: DomainError) -> PolicyFormPage:
        return policyrows.policy_form(desk, None, posted.values, problem.fields, problem.message)

    return posted.attempt(act, "policies/form.html", again)


@router.get("/policies/{policy_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, policy_id: RowId
) -> Response:
    policy = desk.uow.policies.get(policy_id)
    page = policyrows.policy_page(desk, policy, may_edit=_may_edit(actor))
    return render(request, "policies/show.html", page, visitor)


@router.get("/policies/{policy_id}/edit")
def edit_form(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Editor, policy_id: RowId
) -> Response:
    page = policyrows.policy_form(desk, desk.uow.policies.get(policy_id))
    return render(request, "policies/form.html", page, visitor)


@router.post("/policies/{policy_id}")
def edit(posted: PostedForm, _: _Editor, policy_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        policies.keep(desk, posted.values, policy_id, posted.version)
        return see_other(f"/policies/{policy_id}", "已存为新的一版，以前的版本仍在。")

    def again(desk: Desk, problem: DomainError) -> PolicyFormPage:
        policy = desk.uow.policies.get(policy_id)
        return policyrows.policy_form(desk, policy, posted.values, problem.fields, problem.message)

    return posted.attempt(act, "policies/form.html", again)


@router.post("/policies/{policy_id}/retire")
def retire(posted: PostedForm, _: _Editor, policy_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        policies.retire(desk, policy_id, posted.version, posted.values.get("why", ""))
        return see_other(f"/policies/{policy_id}", "已废止，不再作答复依据，仍可查到。")

    def again(desk: Desk, problem: DomainError) -> PolicyPage:
        policy = desk.uow.policies.get(policy_id)
        return policyrows.policy_page(desk, policy, may_edit=True, error=problem.message)

    return posted.attempt(act, "policies/show.html", again)
