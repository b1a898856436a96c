"""What a ticket is promised when a clock of it starts; stored then, and never counted again."""

from typing import Any

from service.domain.clocks import provisional
from service.domain.clocks.deadlines import Due, Limit, dispatch_limit, due, handling_limit
from service.domain.lifecycle.case import Case
from service.domain.ticket import Urgency


def start_dispatch(case: Case) -> dict[str, Any]:
    """The ticket comes to the dispatcher's queue: by when it is to leave it."""
    limit = dispatch_limit(case.ticket.urgency, case.rules.profile)
    return {"dispatch_due_at": _by(case, limit).at}


def start_contact(case: Case) -> dict[str, Any]:
    """The unit has the ticket in hand: by when it is to have spoken to the caller."""
    profile = case.rules.profile
    limit = profile.contact_urgent if is_pressing(case) else profile.contact
    return {"contact_due_at": _by(case, limit, case.ticket.lead_unit).at}


def start_unit(case: Case, unit: str) -> dict[str, Any]:
    """The ticket goes to a unit: by when it is to be signed, returned, and answered."""
    profile = case.rules.profile
    sign = profile.sign_urgent if is_pressing(case) else profile.sign
    return {
        "sign_due_at": _by(case, sign, unit).at,
        "object_due_at": _by(case, profile.object_window, unit).at,
        "contact_due_at": None,
        **start_handling(case, unit),
    }


def start_handling(case: Case, unit: str) -> dict[str, Any]:
    """By when the unit is to answer."""
    promised = _by(case, _limit_of(case), unit)
    return {"due_at": promised.at, "is_provisional": promised.is_provisional}


def counted(case: Case, unit: str) -> dict[str, Any]:
    """What the ticket's progress keeps of how its handling deadline was counted."""
    limit = _limit_of(case)
    is_guess = _by(case, limit, unit).is_provisional
    return {
        "runs_through": limit.runs_through,
        "guess": provisional.guess(case.now, limit) if is_guess else None,
    }


def start_callback(case: Case) -> dict[str, Any]:
    """The reply is approved: by when the caller is to be called back."""
    profile = case.rules.profile
    limit = profile.callback_urgent if is_pressing(case) else profile.callback
    return {"callback_due_at": _by(case, limit).at}


def _limit_of(case: Case) -> Limit:
    """The handling limit that the ticket gets now."""
    return handling_limit(case.ticket.request_type, case.ticket.urgency, case.rules.profile)


def is_pressing(case: Case) -> bool:
    """Whether the short limits of pressing tickets hold."""
    return case.ticket.urgency is not Urgency.NORMAL


def _by(case: Case, limit: Limit, unit: str = "") -> Due:
    rules = case.rules
    return due(case.now, limit, rules.calendar, rules.profile, case.hours_of(unit))
