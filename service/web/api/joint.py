"""Matters across borders over JSON: the list, one, opening one, its steps, carrying out."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.domain.together.matter_forms import MATTER_FIELDS
from service.domain.together.matters import Crossing, Matter, MatterEntry, MatterStep
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.together import joint as queries
from service.flows.together import joint
from service.labels import LABELS, label
from service.store.together.matters import MatterFilter
from service.web.api import output
from service.web.api.schemas import MatterIn, MatterStepIn, SeenIn
from service.web.deps import ReadDesk, RowId, SystemDep, WriteDesk, allow
from service.web.views.jointforms import LABELS as FIELD_WORDS
from service.web.views.jointforms import resolve

router = APIRouter(prefix="/joint", tags=["joint"])
_Reader = Annotated[Actor, allow(Permission.JOINT_READ)]
_STATES = ("open", "before", "decided", "ended", "mine")


@router.get("")
def listed(
    desk: ReadDesk,
    actor: _Reader,
    state: Annotated[str, Query(description="open before decided ended mine")] = "open",
    crossing: Annotated[str, Query(description="跨界的种类")] = "",
    unit: Annotated[str, Query(description="有关单位的代码或名称")] = "",
    q: Annotated[str, Query(max_length=200, description="标题和问题里的词")] = "",
    start: Annotated[int, Query(ge=0, le=2**31 - 1, description="从第几件起")] = 0,
) -> dict[str, Any]:
    """本人能看到的跨界事项，先到期的在前；next 是下一页的 start，没有了就是 null。"""
    if state not in _STATES or (crossing and crossing not in LABELS[Crossing]):
        wrong = {"state": "不认识"} if state not in _STATES else {"crossing": "不认识"}
        raise BadInput("没有这种筛选条件。", wrong)
    wanted = MatterFilter(
        states=queries.TABS.get(state, ()),
        crossing=crossing,
        unit=choices.unit_code(desk.catalogue, unit.strip()),
        words=q,
        waiting_unit=actor.unit if state == "mine" else "",
    )
    found, total = queries.page_of(desk, wanted, start)
    after = start + queries.SIZE
    return {
        "matters": [matter_out(matter, desk) for matter in found],
        "total": total,
        "next": after if after < total else None,
    }


@router.get("/{matter_id}")
def show(desk: ReadDesk, matter_id: RowId, _: _Reader) -> dict[str, Any]:
    """一件跨界事项：表态、会议、决定、工单、办理过程、现在可以做的环节和要填的内容。"""
    return _view_out(desk, matter_id)


@router.post("", status_code=201)
def open_matter(
    payload: MatterIn,
    desk: WriteDesk,
    _: Annotated[Actor, allow(Permission.JOINT_ARRANGE)],
) -> dict[str, Any]:
    """从一张或几张工单提出一件跨界事项。"""
    given = resolve(MATTER_FIELDS[MatterStep.OPEN], payload.given(), desk.catalogue)
    return matter_out(joint.open_matter(desk, given), desk)


@router.post("/{matter_id}/steps")
def take_step(
    payload: MatterStepIn, desk: WriteDesk, matter_id: RowId, _: _Reader
) -> dict[str, Any]:
    """办一个环节；版本不是最新的返回 409，规则不允许的返回 422 和理由。按决定派单用 carry-out。"""
    step = payload.step
    if step in (MatterStep.OPEN, MatterStep.CARRY_OUT):
        raise BadInput("这个环节不在这里办。", {"step": "提出用 /joint，按决定派单用 carry-out"})
    given = resolve(MATTER_FIELDS[step], payload.given(), desk.catalogue)
    return matter_out(joint.take_matter(desk, matter_id, step, given, payload.version), desk)


@router.post("/{matter_id}/carry-out")
def carry_out(
    payload: SeenIn,
    system: SystemDep,
    matter_id: RowId,
    actor: Annotated[Actor, allow(Permission.TICKET_DISPATCH)],
) -> dict[str, Any]:
    """按决定把每张工单派到主办单位；逐件过规则，refused 不为空的那一件没有派，事项仍是已议定。"""
    now = system.now()
    outcomes = joint.carry_out(
        system.store, lambda uow: Desk(uow, system.hotline, actor, now), matter_id, payload.version
    )
    with system.read_desk(actor, now) as desk:
        return {
            "matter": matter_out(joint.visible_matter(desk, matter_id), desk),
            "tickets": [{"no": each.no, "refused": each.why_not or None} for each in outcomes],
        }


def matter_out(matter: Matter, desk: Desk) -> dict[str, Any]:
    """A matter as it stands; units by code, beside the names of all of them."""
    answers = [answer.unit for answer in matter.answers]
    held = matter.resolution
    units = dict.fromkeys([*matter.units, *answers, *((held.lead, *held.co_units) if held else ())])
    values = {name: value for name, value in asdict(matter).items() if name != "tickets"}
    return values | {
        "ticket_count": len(matter.tickets),
        "status_label": label(matter.status),
        "waiting_for": matter.waiting_for,
        "clock_at": matter.clock,
        "unit_names": {code: choices.unit_name(desk.catalogue, code) for code in units},
        "topic_name": choices.topic_name(desk.catalogue, matter.topic),
        "area_name": choices.area_name(desk.catalogue, matter.area),
    }


def _view_out(desk: Desk, matter_id: int) -> dict[str, Any]:
    view = queries.view(desk, matter_id)
    numbers = [line.no for line in view.tickets]
    return matter_out(view.matter, desk) | {
        "tickets": numbers,
        "hidden": view.hidden,
        "open_tickets": view.open_tickets,
        "astray": view.astray,
        "objections": [asdict(objection) for objection in view.objections],
        "precedents": [precedent.no for precedent in view.precedents],
        "steps": [_entry_out(entry) for entry in reversed(view.entries)],
        "possible": [
            {
                "step": step,
                "step_label": label(step),
                "fields": [
                    output.field_out(each, FIELD_WORDS[each.name]) for each in MATTER_FIELDS[step]
                ],
            }
            for step in view.steps
        ],
    }


def _entry_out(entry: MatterEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "step": entry.step,
        "step_label": label(entry.step),
        "at": entry.at,
        "actor": entry.actor_name,
        "unit": entry.actor_unit,
        "source": entry.source,
        "target": entry.target,
        # Of which tickets it is, not everybody may see.
        "data": {name: value for name, value in entry.data.items() if name != "tickets"},
    }
