"""What each step changes on the ticket; a mapping of field names to new values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from service.domain.case import Case
from service.domain.deadlines import (
    LOCAL,
    Limit,
    LimitUnit,
    due,
    handling_limit,
    working_days_between,
)
from service.domain.designation import is_designation
from service.domain.steps import Step
from service.domain.supervision import ESCALATED
from service.domain.ticket import Answer, Element, Endorsement, RequestType, ResultCode, Urgency


def nothing(_: Case) -> dict[str, Any]:
    """No field changes."""
    return {}


def end(case: Case) -> dict[str, Any]:
    """The ticket ends now."""
    return {"ended_at": case.now}


def answer(case: Case) -> dict[str, Any]:
    """Answered at first contact."""
    return {"reply": case.data["reply"], "replied_at": case.now, "ended_at": case.now}


def merge(case: Case) -> dict[str, Any]:
    """Joins the master ticket."""
    return {"master_no": case.data["master_no"], "ended_at": case.now}


def unmerge(_: Case) -> dict[str, Any]:
    """Leaves the master ticket and waits for its own dispatch."""
    return {"master_no": "", "ended_at": None}


def dispatch(case: Case) -> dict[str, Any]:
    """Goes to the lead unit; every clock of the round starts here."""
    profile, calendar = case.rules.profile, case.rules.calendar
    ticket = case.ticket
    is_urgent = ticket.urgency is not Urgency.NORMAL
    sign = profile.sign_urgent if is_urgent else profile.sign
    dispatches = ticket.dispatches + 1
    return {
        "lead_unit": case.data["unit"],
        "co_units": tuple(case.data.get("co_units", ())),
        "catalogue_version": case.facts.catalogue_version,
        "profile": profile.name,
        "dispatches": dispatches,
        "is_designated": is_designation(case),
        "dispatched_at": case.now,
        "sign_due_at": due(case.now, sign, calendar, profile).at,
        "object_due_at": due(case.now, profile.object_window, calendar, profile).at,
        "signed_at": None,
        **_handling_due(case),
        "progress": replace(
            ticket.progress,
            first_contact=False,
            co_reported=(),
            extension_asked_days=0,
            termination_requested=False,
            endorsements=(),
            reminders=0,
            supervision_level=0,
        ),
    }


def sign(case: Case) -> dict[str, Any]:
    """The unit takes it; the signing clock stops."""
    return {"signed_at": case.now, "progress": _with_handler(case)}


def withdraw(_: Case) -> dict[str, Any]:
    """Back from the unit: no unit and no clock until the next dispatch."""
    return {
        "lead_unit": "",
        "co_units": (),
        "sign_due_at": None,
        "object_due_at": None,
        "due_at": None,
        "signed_at": None,
    }


def refuse(case: Case) -> dict[str, Any]:
    """The objection fails; the original deadline runs on."""
    progress = case.ticket.progress
    return {
        "signed_at": case.ticket.signed_at or case.now,
        "progress": replace(progress, refused_objections=progress.refused_objections + 1),
    }


def suspend(case: Case) -> dict[str, Any]:
    """Waits for an objective blocker; the promised date is the deadline as long as it waits.

    The consent is used up: another suspension needs another one.
    """
    progress, profile = case.ticket.progress, case.rules.profile
    promised_on = date.fromisoformat(case.data["promised_on"])
    return {
        "suspended_until": promised_on,
        "due_at": datetime.combine(promised_on, profile.closes, LOCAL).astimezone(UTC),
        "is_provisional": False,
        "progress": replace(
            progress,
            working_days_left=working_days_left(case),
            endorsements=tuple(e for e in progress.endorsements if e.step != Step.SUSPEND),
        ),
    }


def resume(case: Case) -> dict[str, Any]:
    """Goes on with as many working days as were left when it was suspended, at least one.

    They count from the promised date when that has passed: waiting longer than promised is no
    time gained.
    """
    profile, calendar = case.rules.profile, case.rules.calendar
    left = max(1, case.ticket.progress.working_days_left)
    limit = Limit(left, LimitUnit.WORKING_DAYS)
    since = min(case.now, case.ticket.due_at or case.now)
    promised = due(since, limit, calendar, profile)
    return {
        "suspended_until": None,
        "due_at": promised.at,
        "is_provisional": promised.is_provisional,
    }


def working_days_left(case: Case) -> int:
    """Working days between now and the deadline, 0 when it has passed."""
    if case.ticket.due_at is None:
        return 0
    first, last = (t.astimezone(LOCAL).date() for t in (case.now, case.ticket.due_at))
    return working_days_between(first, last, case.rules.calendar) if last > first else 0


def reply(case: Case) -> dict[str, Any]:
    """The unit's answer, with its result code."""
    return {
        "result_code": ResultCode(case.data["result_code"]),
        "reply": case.data["reply"],
        "replied_at": case.now,
        "progress": _with_handler(case),
    }


def approve(case: Case) -> dict[str, Any]:
    """Goes to the callback queue with a deadline of its own."""
    profile = case.rules.profile
    promised = due(case.now, profile.callback, case.rules.calendar, profile)
    progress = replace(case.ticket.progress, failed_calls=0)
    return {"callback_due_at": promised.at, "progress": progress}


def close(case: Case) -> dict[str, Any]:
    """The callback's answers, or none for an unreachable caller."""
    return {**_answers(case), "ended_at": case.now}


def redo(case: Case) -> dict[str, Any]:
    """A new round at the same unit, designated, with a new deadline."""
    return {**_answers(case), **_new_round(case)}


def reopen(case: Case) -> dict[str, Any]:
    """Back to work after closing; the number stays, rounds go on counting."""
    return {"ended_at": None, **_new_round(case)}


def correct(case: Case) -> dict[str, Any]:
    """What a person put right about the reading, or added."""
    data, ticket = case.data, case.ticket
    changes: dict[str, Any] = {
        name: data[name] for name in ("topic", "area", "title", "place") if name in data
    }
    if "request_type" in data:
        changes["request_type"] = RequestType(data["request_type"])
    if "urgency" in data:
        changes["urgency"] = Urgency(data["urgency"])
    if "topic" in data:
        changes["is_certain"] = True
    if "supplement" in data:
        changes["text"] = f"{ticket.text}\n补充：{data['supplement']}"
    changes["missing"] = _still_missing(case)
    return changes


_FIELDS_OF_ELEMENTS = {
    "place": Element.PLACE,
    "area": Element.PLACE,
    "occurred": Element.TIME,
    "demand": Element.DEMAND,
}


def _still_missing(case: Case) -> tuple[Element, ...]:
    """Without what the person says the supplement fills, and what a field of its own holds."""
    filled = {Element(name) for name in case.data.get("fills", ())}
    filled |= {element for name, element in _FIELDS_OF_ELEMENTS.items() if name in case.data}
    return tuple(element for element in case.ticket.missing if element not in filled)


def first_contact(case: Case) -> dict[str, Any]:
    """The unit spoke to the caller."""
    return {"progress": replace(case.ticket.progress, first_contact=True)}


def co_report(case: Case) -> dict[str, Any]:
    """A co-unit reported."""
    progress = case.ticket.progress
    reported = (*progress.co_reported, case.actor.unit)
    return {"progress": replace(progress, co_reported=reported)}


def ask_extension(case: Case) -> dict[str, Any]:
    """An extension is asked for."""
    return {"progress": replace(case.ticket.progress, extension_asked_days=case.data["days"])}


def grant_extension(case: Case) -> dict[str, Any]:
    """The deadline moves by so many working days."""
    profile, progress = case.rules.profile, case.ticket.progress
    limit = Limit(case.data["days"], LimitUnit.WORKING_DAYS)
    promised = due(case.ticket.due_at or case.now, limit, case.rules.calendar, profile)
    return {
        "due_at": promised.at,
        "is_provisional": promised.is_provisional,
        "progress": replace(progress, extension_asked_days=0, extensions=progress.extensions + 1),
    }


def deny_extension(case: Case) -> dict[str, Any]:
    """The deadline stays."""
    return {"progress": replace(case.ticket.progress, extension_asked_days=0)}


def request_termination(case: Case) -> dict[str, Any]:
    """The unit asks to end without a result."""
    return {"progress": replace(case.ticket.progress, termination_requested=True)}


def endorse(case: Case) -> dict[str, Any]:
    """A second person consents to a step."""
    progress = case.ticket.progress
    consent = Endorsement(step=case.data["step"], by=case.actor.id)
    return {"progress": replace(progress, endorsements=(*progress.endorsements, consent))}


def call_attempt(case: Case) -> dict[str, Any]:
    """One more call that did not reach the caller."""
    progress = case.ticket.progress
    return {"progress": replace(progress, failed_calls=progress.failed_calls + 1)}


def remind(case: Case) -> dict[str, Any]:
    """One more reminder."""
    progress = case.ticket.progress
    return {"progress": replace(progress, reminders=progress.reminders + 1)}


def supervise(case: Case) -> dict[str, Any]:
    """One supervision tier up; 提级 goes to the second tier at least."""
    progress = case.ticket.progress
    level = progress.supervision_level + 1
    level = max(level, ESCALATED) if case.data.get("escalates") else level
    return {"progress": replace(progress, supervision_level=level)}


def evaluate(case: Case) -> dict[str, Any]:
    """The caller's own verdict."""
    return {"satisfied": Answer(case.data["satisfied"])}


def _with_handler(case: Case) -> Any:
    progress = case.ticket.progress
    handlers = tuple(dict.fromkeys((*progress.handlers, case.actor.id)))
    return replace(progress, handlers=handlers)


def _answers(case: Case) -> dict[str, Any]:
    names = ("responded", "solved", "satisfied")
    return {name: Answer(case.data[name]) if case.data.get(name) else None for name in names}


def _handling_due(case: Case) -> dict[str, Any]:
    profile, ticket = case.rules.profile, case.ticket
    limit = handling_limit(ticket.request_type, ticket.urgency, profile)
    promised = due(case.now, limit, case.rules.calendar, profile)
    return {"due_at": promised.at, "is_provisional": promised.is_provisional}


def _new_round(case: Case) -> dict[str, Any]:
    progress = replace(
        case.ticket.progress,
        first_contact=False,
        co_reported=(),
        failed_calls=0,
        endorsements=(),
        extension_asked_days=0,
        termination_requested=False,
    )
    return {
        "round": case.ticket.round + 1,
        "is_designated": True,
        "callback_due_at": None,
        "replied_at": None,
        "progress": progress,
        **_handling_due(case),
    }
