"""The duty list: what units have to do for agenda items, and what they report."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import BadInput, DomainError, NotAllowed, NotFound
from service.domain.governance.duties import DUTY_TABLE, DutyStep
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import duties
from service.flows.queries import choices
from service.flows.queries.governance import duties as queries
from service.labels import label
from service.web.attempts import PROBLEMS, PostedForm
from service.web.contexts.governance import DutiesPage, DutyPage, NewDutyPage
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.render import render, see_other
from service.web.views import dutyrows

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.AGENDA_READ, Permission.LIST_REPORT)]
_Giver = Annotated[Actor, allow(Permission.AGENDA_EDIT, Permission.AGENDA_DECIDE)]
_TABS = {"mine": "等我处理", "open": "在办", "late": "红灯", "ended": "已结束"}
_FIELDS = ("task", "lead", "co_units", "due_on", "target")


@router.get("/duties")
def show_list(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, tab: str = "open"
) -> Response:
    chosen = tab if tab in _TABS else "open"
    rows, counts = queries.lines(desk, chosen)
    page = DutiesPage(
        title="我的责任清单" if actor.unit else "责任清单",
        tabs=[
            {
                "label": name,
                "href": f"/duties?tab={key}",
                "count": counts[key],
                "current": key == chosen,
            }
            for key, name in _TABS.items()
        ],
        rows=[dutyrows.duty_row(line) for line in rows],
    )
    return render(request, "agenda/duties.html", page, visitor)


@router.get("/agenda/{item_id}/duties/new")
def new(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Giver, item_id: RowId) -> Response:
    return render(request, "agenda/newduty.html", _new_page(desk, item_id, {}, {}), visitor)


@router.post("/agenda/{item_id}/duties")
def give(posted: PostedForm, _: _Giver, item_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        duties.give(desk, item_id, posted.values)
        return see_other(f"/agenda/{item_id}#duties", "责任已下达，牵头和配合单位会收到通知。")

    def again(desk: Desk, problem: DomainError) -> NewDutyPage:
        is_form = isinstance(problem, BadInput)
        wrong = problem.fields if is_form else {"task": problem.message}
        return _new_page(desk, item_id, posted.values, wrong)

    return posted.attempt(act, "agenda/newduty.html", again)


@router.get("/duties/{duty_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, duty_id: RowId
) -> Response:
    page = _page(desk, actor, duty_id)
    return render(request, "agenda/duty.html", page, visitor)


@router.post("/duties/{duty_id}")
def take_step(posted: PostedForm, actor: _Reader, duty_id: RowId) -> Response:
    def act(desk: Desk) -> Response:
        step = _step_of(posted.values)
        duties.take(desk, duty_id, step, posted.version, posted.values)
        return see_other(f"/duties/{duty_id}", f"{label(step)}：已办。")

    def again(desk: Desk, problem: DomainError) -> DutyPage:
        return _page(desk, actor, duty_id, posted.values, (problem.message, problem.fields))

    return posted.attempt(act, "agenda/duty.html", again, (*PROBLEMS, NotAllowed))


def _page(
    desk: Desk,
    actor: Actor,
    duty_id: int,
    typed: dict[str, str] | None = None,
    wrong: tuple[str, dict[str, str]] = ("", {}),
) -> DutyPage:
    is_reader = actor.may(Permission.AGENDA_READ)
    view = queries.view(desk, duty_id)
    return dutyrows.duty_page(view, is_reader=is_reader, typed=typed, wrong=wrong)


def _new_page(
    desk: Desk, item_id: int, typed: dict[str, str], errors: dict[str, str]
) -> NewDutyPage:
    return NewDutyPage(
        title=desk.uow.agenda.get(item_id).title,
        url=f"/agenda/{item_id}",
        units=choices.choices(desk.catalogue).units,
        values={name: typed.get(name, "") for name in _FIELDS},
        errors={name: errors.get(name, "") for name in _FIELDS},
    )


def _step_of(values: dict[str, str]) -> DutyStep:
    try:
        step = DutyStep(values.get("step", ""))
    except ValueError:
        raise NotFound("没有这个环节，请刷新页面。") from None
    if step not in DUTY_TABLE:
        raise NotFound("没有这个环节，请刷新页面。")
    return step
