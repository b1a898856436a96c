"""Where a waiting ticket should go now, why, and who else could take it.

The route stored at intake is what the machine said then; here the catalogue is asked again with
what people have corrected since, and units whose objection was upheld are passed over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from service.domain.catalogue import Catalogue, Route, route
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.ticket import RequestType, Ticket, Urgency
from service.flows.bulk import DeskOf, Outcome, Want, take_each
from service.flows.desk import Desk
from service.flows.together.precedents import route_of_ticket
from service.store.tickets.readings import StoredReading
from service.store.uow import Store

_RUNNERS_UP = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A lead unit (empty: a person decides) and the reason, in Chinese.

    ``co_units``: who could help, for a person to attach where needed; ``confidence``: of the topic,
    None when a person set it; ``bars``: why a person must decide; ``returned_by``: units that sent
    the ticket back and were right.
    """

    unit: str
    reason: str
    co_units: tuple[str, ...]
    runners_up: tuple[str, ...]
    confidence: float | None
    bars: tuple[str, ...]
    evidence: tuple[str, ...]
    returned_by: tuple[str, ...]


def suggest_now(
    desk: Desk, ticket: Ticket, reading: StoredReading | None, entries: Sequence[Entry]
) -> Suggestion:
    """The suggestion for a ticket that waits, with the precedents and the catalogue in force."""
    return suggest(ticket, reading, entries, desk.catalogue, route_of_ticket(desk, ticket))


def suggest(
    ticket: Ticket,
    reading: StoredReading | None,
    entries: Sequence[Entry],
    catalogue: Catalogue,
    routed: Route | None = None,
) -> Suggestion:
    """The suggestion for a ticket that waits; ``entries``: its steps, or at least its objections.

    ``routed``: where precedents and catalogue send it; by the catalogue alone when not given.

    Total: without a reading, a topic or a unit it says so in the reason.
    """
    body = reading.body if reading else {}
    routed = routed or route(ticket.topic, ticket.area, catalogue)
    returned_by = _returned_by(entries)
    named = _named_by_objector(entries, catalogue, returned_by)
    if routed.precedent and routed.unit not in returned_by:
        named = ""
    others = [*([named] if named else []), routed.unit, *routed.runners_up]
    others += _of_other_topics(body, ticket.area, catalogue)
    ranked = [unit for unit in dict.fromkeys(others) if unit and unit not in returned_by]
    lead = ranked[0] if ranked and (named or routed.unit) else ""
    is_read = body.get("topic", {}).get("code") == ticket.topic
    return Suggestion(
        unit=lead,
        reason=_reason(lead, named, routed, returned_by, catalogue),
        co_units=tuple(unit for unit in routed.co_units if unit != lead),
        runners_up=tuple(unit for unit in ranked if unit != lead)[:_RUNNERS_UP],
        confidence=float(body["topic"]["confidence"]) if is_read else None,
        bars=tuple(body.get("bars", ())) if is_read else (),
        evidence=tuple(body.get("evidence", ())) if is_read else (),
        returned_by=returned_by,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of the queue as the dispatcher saw it: which version, and which unit was suggested."""

    no: str
    version: int
    unit: str


def to_look_at(store: Store, rows: Sequence[Seen]) -> list[str]:
    """The numbers among the rows that a person looks at one by one: what presses, and reports."""
    with store.read() as uow:
        tickets = uow.tickets.get_many([row.no for row in rows])
    return [
        ticket.no
        for ticket in tickets
        if ticket.urgency is not Urgency.NORMAL or ticket.request_type is RequestType.REPORT
    ]


def accept_each(store: Store, desk_of: DeskOf, rows: Sequence[Seen]) -> list[Outcome]:
    """Dispatch each ticket to the unit that was seen beside it; the outcomes, in order.

    Raises ``BadInput`` when nothing is chosen, or too much.
    """
    with store.read() as uow:
        desk = desk_of(uow)
        wants = [
            Want(row.no, row.version, given_for(desk, row.no, row.unit)) for row in rows if row.unit
        ]
    taken = take_each(store, desk_of, Step.DISPATCH, wants) if wants or not rows else []
    done = {outcome.no: outcome for outcome in taken}
    return [done.get(row.no, Outcome(row.no, "没有建议的单位，请先选定单位。")) for row in rows]


def given_for(desk: Desk, no: str, unit: str) -> dict[str, Any]:
    """What dispatching to a unit asks for; the reason too when it is the one suggested."""
    ticket = desk.uow.tickets.find(no)
    if ticket is None:
        return {"unit": unit}
    reading, entries = desk.uow.readings.get(no), desk.uow.tickets.steps(no)
    now = suggest_now(desk, ticket, reading, entries)
    if now.unit != unit:
        return {"unit": unit}
    return {"unit": unit, "reason": now.reason}


def _returned_by(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The units whose objection was upheld: each ruling is on the objection before it."""
    rulings = [entry for entry in entries if entry.step in (Step.OBJECT, Step.UPHOLD, Step.REFUSE)]
    units: list[str] = []
    for before, after in pairwise(rulings):
        if before.step is Step.OBJECT and after.step is Step.UPHOLD and before.actor_unit:
            units.append(before.actor_unit)
    return tuple(dict.fromkeys(units))


def _named_by_objector(
    entries: Sequence[Entry], catalogue: Catalogue, returned_by: tuple[str, ...]
) -> str:
    """Whom the last unit that returned the ticket named instead, if it takes tickets."""
    objections = [entry for entry in entries if entry.step is Step.OBJECT]
    named = str(objections[-1].data.get("suggested_unit", "")) if objections else ""
    return named if named in catalogue.active_units and named not in returned_by else ""


def _of_other_topics(body: Any, area: str, catalogue: Catalogue) -> Iterable[str]:
    for choice in body.get("runners_up", ()):
        yield route(choice["code"], area, catalogue).unit


def _reason(
    lead: str, named: str, routed: Route, returned_by: tuple[str, ...], catalogue: Catalogue
) -> str:
    names = "、".join(_name(catalogue, unit) for unit in returned_by)
    if lead and lead == named:
        return f"{names or '上一个单位'}退单时提出由{_name(catalogue, lead)}承办，请核对职责。"
    if routed.unit and routed.unit in returned_by:
        rest = f"其次是{_name(catalogue, lead)}" if lead else "没有别的候选，请派单员定"
        source = f"依据{routed.precedent}" if routed.precedent else "按目录"
        return f"{source}应由{_name(catalogue, routed.unit)}承办，但{names}退单成立；{rest}。"
    return routed.reason


def _name(catalogue: Catalogue, code: str) -> str:
    unit = catalogue.units.get(code)
    return unit.name if unit else code
