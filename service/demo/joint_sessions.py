"""Two matters across borders in the simulated city: one decided, one still being asked about."""

from datetime import datetime, timedelta
from typing import Any

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor
from service.domain.ticket import Status, Ticket
from service.domain.together.matters import MatterStep
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.queries.together.joint import dispatched_before
from service.flows.together import joint
from service.store.uow import UnitOfWork

_DECIDED = timedelta(days=12)
_BASIS = "部门权责清单"


def hold_sessions(
    uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], end: datetime
) -> int:
    """Open two matters from tickets as they stand at ``end``; return how many there were."""
    return _decided(uow, hotline, people, end) + _asked(uow, hotline, people, end)


def _decided(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], end: datetime) -> int:
    """Units were asked, met, and left the matter with the unit that has it; now a precedent."""
    tickets = dispatched_before(uow, Status.IN_PROGRESS, end - _DECIDED)
    found = ((ticket, _beside(hotline, uow, ticket, end)) for ticket in tickets)
    ticket, other = next((pair for pair in found if pair[1]), (None, ""))
    if ticket is None:
        return 0
    start = (end - _DECIDED).astimezone(LOCAL).replace(hour=9, minute=0)
    day = (start + timedelta(days=4)).date()
    duty = f"{ticket.lead_unit}：牵头办理，结果告知其他单位"
    units = [ticket.lead_unit, other]
    chair = people["supervisor01"]
    matter = _open(Desk(uow, hotline, chair, start), ticket)
    steps: list[tuple[str, timedelta, MatterStep, dict[str, Any]]] = [
        ("supervisor01", timedelta(hours=1), MatterStep.ASK,
         {"units": units, "answer_by": (start + timedelta(days=3)).date().isoformat()}),
        ("supervisor01", timedelta(days=2), MatterStep.CALL,
         {"held_on": day.isoformat(), "held_at": "14:30", "place": "热线中心三楼会议室",
          "chair": chair.name, "units": units, "agenda": "听取各单位意见，议定主办单位。"}),
        ("supervisor01", timedelta(days=4, hours=8), MatterStep.DECIDE,
         {"lead": ticket.lead_unit, "co_units": [], "duties": duty,
          "due_on": (end + timedelta(days=20)).date().isoformat(), "legal_basis": _BASIS,
          "said": "按属地和权责清单，由现在的承办单位主办，其他单位配合。", "is_precedent": "1",
          "precedent_area": ticket.area}),
        ("dispatcher01", timedelta(days=5), MatterStep.CARRY_OUT, {}),
    ]  # fmt: skip
    for who, after, step, given in steps:
        joint.take_matter(Desk(uow, hotline, people[who], start + after), matter, step, given)
    return 1


def _asked(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], end: datetime) -> int:
    """A unit wants to return a ticket; it and the unit it names are asked, and it has answered."""
    for ticket in dispatched_before(uow, Status.RETURN_PENDING, end - timedelta(hours=3)):
        objection = _objection(uow, ticket)
        named = str(objection.data.get("suggested_unit", "")) if objection else ""
        named = named or _beside(hotline, uow, ticket, end)
        clerk = next(
            (p for p in people.values() if p.id == getattr(objection, "actor_id", 0)), None
        )
        if objection is None or clerk is None or not named or named == clerk.unit:
            continue
        start = end - timedelta(hours=2)
        matter = _open(Desk(uow, hotline, people["dispatcher01"], start), ticket)
        by = joint.answer_by(Desk(uow, hotline, people["dispatcher01"], start)).isoformat()
        asked = {"units": [clerk.unit, named], "answer_by": by}
        desk = Desk(uow, hotline, people["dispatcher01"], start + timedelta(minutes=10))
        joint.take_matter(desk, matter, MatterStep.ASK, asked)
        answer = {
            "position": "not_ours",
            "said": str(objection.data["reason"]),
            "legal_basis": str(objection.data["legal_basis"]),
            "suggested": named,
        }
        desk = Desk(uow, hotline, clerk, start + timedelta(hours=1))
        joint.take_matter(desk, matter, MatterStep.ANSWER, answer)
        return 1
    return 0


def _open(desk: Desk, ticket: Ticket) -> int:
    given = {
        "title": f"“{ticket.title[:60]}”由谁承办",
        "question": "现场涉及几家单位，各说不归自己。请议定由谁主办、依据是什么。",
        "crossings": "departments",
        "tickets": [ticket.no],
    }
    return joint.open_matter(desk, given).id


def _beside(hotline: Hotline, uow: UnitOfWork, ticket: Ticket, now: datetime) -> str:
    """Another unit of the same area, or of the city, that could be meant."""
    units = hotline.catalogue(uow, now).units.values()
    area = hotline.catalogue(uow, now).county_of(ticket.area)
    near = [u for u in units if u.is_active and u.area == area and u.code != ticket.lead_unit]
    return near[0].code if near else ""


def _objection(uow: UnitOfWork, ticket: Ticket) -> Entry | None:
    found = [entry for entry in uow.tickets.steps(ticket.no) if entry.step is Step.OBJECT]
    return found[-1] if found else None
