"""The duty list: what units have to do for agenda items, and what they report."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from service.domain.errors import BadInput, IllegalStep, NotAllowed, NotFound, Stale
from service.domain.governance.duties import DUTY_TABLE, DutyStep
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.governance import duties
from service.flows.queries import choices
from service.flows.queries.governance import duties as queries
from service.labels import label
from service.web.contexts.governance import DutiesPage, DutyPage, NewDutyPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.views import dutyrows

router = APIRouter()
DutyId = Annotated[int, Path(ge=1, le=2**31 - 1)]
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
def new(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Giver, item_id: DutyId
) -> Response:
    return render(request, "agenda/newduty.html", _new_page(desk, item_id, {}, {}), visitor)


@router.post("/agenda/{item_id}/duties")
def give(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Giver,
    item_id: DutyId,
    values: FormValues,
) -> Response:
    now = system.now()
    try:
        with system.store.write() as uow:
            duties.give(Desk(uow, system.hotline, actor, now), item_id, values)
    except (BadInput, IllegalStep) as problem:
        wrong = problem.fields if isinstance(problem, BadInput) else {"task": problem.message}
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            page = _new_page(desk, item_id, values, wrong)
            return render(request, "agenda/newduty.html", page, visitor, CODES[type(problem)])
    return see_other(f"/agenda/{item_id}#duties", "责任已下达，牵头和配合单位会收到通知。")


@router.get("/duties/{duty_id}")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Reader, duty_id: DutyId
) -> Response:
    page = _page(desk, actor, duty_id)
    return render(request, "agenda/duty.html", page, visitor)


@router.post("/duties/{duty_id}")
def take_step(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Reader,
    duty_id: DutyId,
    values: FormValues,
) -> Response:
    now = system.now()
    try:
        step = _step_of(values)
        with system.store.write() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            duties.take(desk, duty_id, step, version_of(values), values)
    except (BadInput, Stale, IllegalStep, NotAllowed) as problem:
        wrong = problem.fields if isinstance(problem, BadInput) else {}
        with system.store.read() as uow:
            desk = Desk(uow, system.hotline, actor, now)
            page = _page(desk, actor, duty_id, values, (problem.message, wrong))
            return render(request, "agenda/duty.html", page, visitor, CODES[type(problem)])
    return see_other(f"/duties/{duty_id}", f"{label(step)}：已办。")


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
