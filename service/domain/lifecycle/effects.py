"""What each step changes on the ticket; a mapping of field names to new values."""

from dataclasses import replace
from typing import Any

from service.domain.callback.questions import QUESTIONS, answers_given
from service.domain.clocks import promises, provisional
from service.domain.clocks.deadlines import Due, Limit, LimitUnit, due
from service.domain.lifecycle.case import Case
from service.domain.supervision.pressure import ESCALATED
from service.domain.ticket import (
    Answer,
    Element,
    RequestType,
    ResultCode,
    Status,
    Urgency,
)
from service.domain.together.designation import is_designation


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


def submit(case: Case) -> dict[str, Any]:
    """Waits for its dispatch from now on."""
    return promises.start_dispatch(case)


def unmerge(case: Case) -> dict[str, Any]:
    """Leaves the master ticket and waits for its own dispatch."""
    return {"master_no": "", "ended_at": None, **promises.start_dispatch(case)}


def dispatch(case: Case) -> dict[str, Any]:
    """Goes to the lead unit; every clock of the round starts here."""
    ticket = case.ticket
    dispatches = ticket.dispatches + 1
    return {
        "lead_unit": case.data["unit"],
        "co_units": tuple(case.data.get("co_units", ())),
        "catalogue_version": case.facts.catalogue_version,
        "profile": case.rules.profile.name,
        "dispatches": dispatches,
        "is_designated": is_designation(case),
        "dispatched_at": case.now,
        "signed_at": None,
        **promises.start_unit(case, case.data["unit"]),
        "progress": replace(
            ticket.progress,
            **promises.counted(case, case.data["unit"]),
            first_contact=False,
            extension_asked_days=0,
            termination_requested=False,
            endorsements=(),
            reminders=0,
            supervision_level=0,
            tiers=(),
        ),
    }


def sign(case: Case) -> dict[str, Any]:
    """The unit takes it; the signing clock stops."""
    signed = {"signed_at": case.now, "progress": _with_handler(case)}
    return signed | promises.start_contact(case)


def withdraw(case: Case) -> dict[str, Any]:
    """Back from the unit: no unit and no clock until the next dispatch."""
    return {
        "lead_unit": "",
        "co_units": (),
        "sign_due_at": None,
        "object_due_at": None,
        "contact_due_at": None,
        "due_at": None,
        "signed_at": None,
        **promises.start_dispatch(case),
    }


def take_back(case: Case) -> dict[str, Any]:
    """Away from a unit that had signed for it, and may have been waiting or have replied."""
    return {
        **withdraw(case),
        "replied_at": None,
        "suspended_until": None,
        "review_due_at": None,
        "progress": replace(case.ticket.progress, pause=None),
    }


def refuse(case: Case) -> dict[str, Any]:
    """The objection fails; the original deadline runs on."""
    progress = case.ticket.progress
    contact = {} if case.ticket.signed_at else promises.start_contact(case)
    return {
        **contact,
        "signed_at": case.ticket.signed_at or case.now,
        "progress": replace(progress, refused_objections=progress.refused_objections + 1),
    }


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
    progress = replace(case.ticket.progress, failed_calls=0, call_again_at="")
    return {**promises.start_callback(case), "progress": progress}


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
        changes |= _pressing(case, Urgency(data["urgency"]))
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


def _pressing(case: Case, urgency: Urgency) -> dict[str, Any]:
    """Another urgency; where it waits for dispatch, it is to be sent by what that allows from now.

    What presses more is never given longer than it had.
    """
    ticket = case.ticket
    before, changes = ticket.dispatch_due_at, dict[str, Any](urgency=urgency)
    if ticket.status is not Status.PENDING_DISPATCH or urgency is ticket.urgency:
        return changes
    started = promises.start_dispatch(replace(case, ticket=replace(ticket, urgency=urgency)))
    if before is not None and urgency is not Urgency.NORMAL:
        started["dispatch_due_at"] = min(before, started["dispatch_due_at"])
    return changes | started


def _still_missing(case: Case) -> tuple[Element, ...]:
    """Without what the person says the supplement fills, and what a field of its own holds."""
    filled = {Element(name) for name in case.data.get("fills", ())}
    filled |= {element for name, element in _FIELDS_OF_ELEMENTS.items() if name in case.data}
    return tuple(element for element in case.ticket.missing if element not in filled)


def first_contact(case: Case) -> dict[str, Any]:
    """The unit spoke to the caller."""
    return {"progress": replace(case.ticket.progress, first_contact=True)}


def ask_extension(case: Case) -> dict[str, Any]:
    """An extension is asked for."""
    return {"progress": replace(case.ticket.progress, extension_asked_days=case.data["days"])}


def extended(case: Case, days: int) -> Due:
    """Until when the unit would have, with so many working days more."""
    rules, since = case.rules, case.ticket.due_at or case.now
    limit = Limit(days, LimitUnit.WORKING_DAYS)
    return due(since, limit, rules.calendar, rules.profile, case.hours)


def grant_extension(case: Case) -> dict[str, Any]:
    """The deadline moves by so many working days."""
    progress, days = case.ticket.progress, case.data["days"]
    promised = extended(case, days)
    is_guess = promised.is_provisional or case.ticket.is_provisional
    return {
        "due_at": promised.at,
        "is_provisional": is_guess,
        "progress": replace(
            progress,
            runs_through=False,
            guess=provisional.extended(case.ticket, days) if is_guess else None,
            extension_asked_days=0,
            extensions=progress.extensions + 1,
        ),
    }


def deny_extension(case: Case) -> dict[str, Any]:
    """The deadline stays."""
    return {"progress": replace(case.ticket.progress, extension_asked_days=0)}


def request_termination(case: Case) -> dict[str, Any]:
    """The unit asks to end without a result."""
    return {"progress": replace(case.ticket.progress, termination_requested=True)}


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
    given = answers_given(case.data, case.ticket)
    return {name: Answer(given[name]) if given.get(name) else None for name in QUESTIONS}


def _new_round(case: Case) -> dict[str, Any]:
    progress = replace(
        case.ticket.progress,
        **promises.counted(case, case.ticket.lead_unit),
        first_contact=False,
        failed_calls=0,
        call_again_at="",
        explained_by=0,
        explanation="",
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
        **promises.start_contact(case),
        **promises.start_handling(case, case.ticket.lead_unit),
    }
