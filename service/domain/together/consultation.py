"""The rules of a consultation (会商): who may ask whom, who answers, how it ends."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from service.domain.clocks.deadlines import Limit, LimitUnit, due
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.guards import NO_CONSULTATION, NOT_CONSULTED, TOO_EARLY
from service.domain.ticket import Status, Ticket
from service.domain.together.opinion import Consultation, Ending, Opinion, Stance
from service.domain.together.refusals import refused_by

FEWEST, MOST = 2, 6
REFUSED_OBJECTIONS = 2
"""So many refused objections let units be asked while one of them has the ticket."""


def running(ticket: Ticket) -> Consultation | None:
    """The consultation that units are asked in now, or None."""
    return ticket.progress.consultation if ticket.is_in_consultation else None


def may_consult(case: Case) -> str | None:
    """Before dispatch; with a unit only after two of its objections were refused."""
    if case.ticket.is_in_consultation:
        return "已经在会商，请等各单位答复，或先结束这次会商。"
    refused = case.ticket.progress.refused_objections
    if case.ticket.status is Status.IN_PROGRESS and refused < REFUSED_OBJECTIONS:
        return TOO_EARLY
    return None


def is_not_cut_short(case: Case) -> str | None:
    """The program does not dispatch what units are being asked about."""
    if case.actor.is_system and case.ticket.is_in_consultation:
        return "正在会商，要由派单员看过各单位的意见再派。"
    return None


def asks_known_units(case: Case) -> str | None:
    """Two to six active units are asked."""
    asked = case.data["units"]
    unknown = [code for code in asked if code not in case.facts.units]
    if unknown:
        return f"没有这个承办单位：{'、'.join(unknown)}。请从列表中选择。"
    if FEWEST <= len(asked) <= MOST:
        return None
    return f"会商要请 {FEWEST} 到 {MOST} 个单位，现在是 {len(asked)} 个。"


def hours_are_allowed(case: Case) -> str | None:
    """From one working hour to ten days of eight."""
    hours = case.data.get("hours", case.rules.profile.opinion_hours)
    return None if 1 <= hours <= 80 else "答复时间要在 1 到 80 个工作小时之间。"


def is_asked(case: Case) -> str | None:
    """The actor's unit is asked in the consultation that runs."""
    held = running(case.ticket)
    return None if held is not None and case.actor.unit in held.asked else NOT_CONSULTED


def names_somebody(case: Case) -> str | None:
    """Who says it is not its duty names another unit."""
    if case.data["stance"] != Stance.NOT_OURS:
        return None
    named = case.data.get("suggested_unit", "")
    if not named:
        return "认为不是本单位职责的，请写明应由哪个单位承办。"
    if named not in case.facts.units or named == case.actor.unit:
        return "建议的承办单位要是别的单位，请从列表中选择。"
    return None


def is_running(case: Case) -> str | None:
    """There is a consultation to end."""
    return None if case.ticket.is_in_consultation else NO_CONSULTATION


def somebody_is_silent(case: Case) -> str | None:
    """Somebody has not answered yet."""
    held = running(case.ticket)
    if held is None:
        return NO_CONSULTATION
    return None if held.silent else "请的单位都答复了，可以派单或结束会商。"


def consult(case: Case) -> dict[str, Any]:
    """The units are asked, with working hours to answer in, the dispatch deadline in view."""
    profile = case.rules.profile
    limit = Limit(case.data.get("hours", profile.opinion_hours), LimitUnit.WORKING_HOURS)
    held = Consultation(
        question=case.data["question"],
        asked=tuple(case.data["units"]),
        asked_at=case.now,
        due_at=_due(case, limit),
    )
    return {"progress": replace(case.ticket.progress, consultation=held)}


def _due(case: Case, limit: Limit) -> datetime:
    """By when answers are due; unless hours were given, not after the dispatch is."""
    at = due(case.now, limit, case.rules.calendar, case.rules.profile).at
    dispatch_due = case.ticket.dispatch_due_at
    is_waiting = case.ticket.status is Status.PENDING_DISPATCH
    if "hours" in case.data or not is_waiting or dispatch_due is None or dispatch_due <= case.now:
        return at
    return min(at, dispatch_due)


def opine(case: Case) -> dict[str, Any]:
    """The unit answers, or puts its answer right."""
    data, unit = case.data, case.actor.unit
    opinion = Opinion(
        unit=unit,
        stance=Stance(data["stance"]),
        words=data["opinion"],
        at=case.now,
        by=case.actor.name,
        legal_basis=data.get("legal_basis", ""),
        named=data.get("suggested_unit", "") if data["stance"] == Stance.NOT_OURS else "",
    )
    held = case.ticket.progress.consultation
    others = tuple(o for o in held.opinions if o.unit != unit) if held else ()
    changes = _held(case, opinions=(*others, opinion))
    if opinion.stance is Stance.NOT_OURS:
        changes["progress"] = refused_by(changes["progress"], unit)
    return changes


def remind(case: Case) -> dict[str, Any]:
    """Who has not answered is asked once more."""
    held = case.ticket.progress.consultation
    return _held(case, reminders=(held.reminders if held else 0) + 1)


def end(case: Case) -> dict[str, Any]:
    """It ends without naming a unit."""
    return _held(case, ended_at=case.now, ending=Ending(case.data["ending"]))


def follow(case: Case, after: Ticket) -> Ticket:
    """The ticket after a step; a dispatch ends the consultation that led to it."""
    held = case.ticket.progress.consultation
    is_dispatched = after.dispatches > case.ticket.dispatches
    if not is_dispatched or held is None or held.ended_at is not None:
        return after
    ended = replace(held, ended_at=case.now)
    return replace(after, progress=replace(after.progress, consultation=ended))


def promised(before: Ticket, after: Ticket) -> dict[str, Any]:
    """What is stored with a step: by when answers are due; after whose answers it dispatches."""
    was, held = before.progress.consultation, after.progress.consultation
    if held is not None and (was is None or was.due_at != held.due_at):
        return {"opinions_due_at": held.due_at.isoformat()}
    is_dispatched = before.is_in_consultation and after.dispatches > before.dispatches
    return {"consulted": [o.unit for o in held.opinions]} if held and is_dispatched else {}


def _held(case: Case, **changes: Any) -> dict[str, Any]:
    progress = case.ticket.progress
    held = progress.consultation
    assert held is not None  # noqa: S101  (the guards have seen one)
    return {"progress": replace(progress, consultation=replace(held, **changes))}
