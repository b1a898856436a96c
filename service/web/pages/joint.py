"""Matters across borders: the list, opening one, its page and steps, the minutes."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from service.domain.errors import (
    BadInput,
    DomainError,
    NotAllowed,
    NotFound,
)
from service.domain.permissions import Actor, Permission
from service.domain.together.matter_forms import MATTER_FIELDS
from service.domain.together.matters import MatterStep
from service.flows.desk import Desk
from service.flows.queries.together import joint as queries
from service.flows.together import joint
from service.flows.together.joint_minutes import minutes
from service.labels import LABELS, label
from service.reporting.document import document
from service.web.attempts import PROBLEMS, PostedForm
from service.web.contexts.joint import MatterPage, NewMatterPage
from service.web.deps import FormValues, PageDesk, ReadDesk, RowId, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.views import jointforms, jointlist, jointrows
from service.web.views.jointforms import TriedStep

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.JOINT_READ)]
_Arranger = Annotated[Actor, allow(Permission.JOINT_ARRANGE)]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SAID: tuple[type[DomainError], ...] = (*PROBLEMS, NotAllowed)


class MatterQuery(BaseModel):
    """What the list of matters is filtered by."""

    tab: str = ""
    crossing: str = ""
    unit: str = ""
    q: str = ""
    start: int = Field(0, le=2**31)

    def asked(self) -> dict[str, str]:
        """What was typed and chosen beside the tab."""
        return {"crossing": self.crossing, "unit": self.unit, "q": self.q}


@router.get("/joint")
def show_list(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reader,
    query: Annotated[MatterQuery, Query()],
) -> Response:
    page = jointlist.list_page(desk, query.tab, query.asked(), max(0, query.start))
    return render(request, "joint/list.html", page, visitor)


@router.get("/joint/new")
def new(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Arranger, tickets: str = ""
) -> Response:
    numbers = [part.strip() for part in tickets.replace("，", ",").split(",") if part.strip()]
    first = desk.uow.tickets.find(numbers[0]) if numbers else None
    values = {"tickets": "，".join(numbers)}
    if first is not None and numbers:
        item = desk.catalogue.item(first.topic)
        values |= {"topic": item.path[-1] if item else ""}
    return render(request, "joint/new.html", jointlist.new_page(desk, values, {}), visitor)


@router.post("/joint")
def open_matter(posted: PostedForm, _: _Arranger) -> Response:
    def act(desk: Desk) -> Response:
        fields = MATTER_FIELDS[MatterStep.OPEN]
        given = jointforms.resolve(fields, posted.values, desk.catalogue)
        matter = joint.open_matter(desk, given)
        return see_other(f"/joint/{matter.id}", "已提出。接下来请有关单位表态。")

    def again(desk: Desk, problem: DomainError) -> NewMatterPage:
        return jointlist.new_page(desk, posted.values, problem.fields)

    return posted.attempt(act, "joint/new.html", again, (BadInput,))


@router.get("/joint/{matter_id}")
def show(
    request: Request, desk: PageDesk, visitor: SignedIn, _: _Reader, matter_id: RowId
) -> Response:
    page = jointrows.matter_page(queries.view(desk, matter_id), desk)
    return render(request, "joint/show.html", page, visitor)


@router.post("/joint/{matter_id}/steps")
def take_step(posted: PostedForm, _: _Reader, matter_id: RowId) -> Response:
    step = _step_of(posted.values)

    def act(desk: Desk) -> Response:
        given = jointforms.resolve(MATTER_FIELDS[step], posted.values, desk.catalogue)
        joint.take_matter(desk, matter_id, step, given, posted.version)
        return see_other(f"/joint/{matter_id}", f"{label(step)}：已办。")

    def again(desk: Desk, problem: DomainError) -> MatterPage:
        return _tried_page(desk, matter_id, step, posted.values, problem)

    return posted.attempt(act, "joint/show.html", again, _SAID)


@router.post("/joint/{matter_id}/carry-out")
def carry_out(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
    matter_id: RowId,
    values: FormValues,
) -> Response:
    now = system.now()
    try:
        outcomes = joint.carry_out(
            system.store,
            lambda uow: Desk(uow, system.hotline, actor, now),
            matter_id,
            version_of(values),
        )
    except _SAID as problem:
        with system.read_desk(actor, now) as desk:
            page = _tried_page(desk, matter_id, MatterStep.CARRY_OUT, values, problem)
            return render(request, "joint/show.html", page, visitor, CODES[type(problem)])
    refused = [f"{o.no}：{o.why_not}" for o in outcomes if o.why_not]
    if refused:
        text = (
            f"{len(outcomes) - len(refused)} 件已照办，{len(refused)} 件没有：{'；'.join(refused)}"
        )
        return see_other(f"/joint/{matter_id}", text, "error")
    return see_other(f"/joint/{matter_id}", f"{len(outcomes)} 件工单都已按决定派到主办单位。")


@router.get("/joint/{matter_id}/minutes.docx")
def download(desk: ReadDesk, _: _Reader, matter_id: RowId) -> Response:
    view = queries.view(desk, matter_id)
    content = document(minutes(desk, view))
    name = f"会议纪要-{view.matter.session.no if view.matter.session else matter_id}.docx"
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=_WORD, headers=headers)


def _tried_page(
    desk: Desk, matter_id: int, step: MatterStep, typed: dict[str, str], problem: DomainError
) -> MatterPage:
    tried = TriedStep(step, typed, problem.message, problem.fields)
    return jointrows.matter_page(queries.view(desk, matter_id), desk, tried)


def _step_of(values: dict[str, str]) -> MatterStep:
    step = values.get("step", "")
    if step not in LABELS[MatterStep] or step in (MatterStep.OPEN, MatterStep.CARRY_OUT):
        raise NotFound("没有这个环节，请刷新页面。")
    return MatterStep(step)
