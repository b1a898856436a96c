"""The guards of claiming a call: who notes what a caller said has claimed the call before.

What was noted is kept by whoever noted it, and what was noted decides which way an order goes.
"""

from service.domain.callback import questions as callback
from service.domain.callback.guards import order_of
from service.domain.callback.questions import CallerState
from service.domain.lifecycle.case import Case

UNCLAIMED = "先领取这通回访：在待回访里点“我来打”，打过再记。"
"""Refused with this, a step waits for the person's own claim."""


def call_is_claimed(case: Case) -> str | None:
    """An attempt is noted by whoever has claimed the call."""
    return None if case.facts.is_claimed else UNCLAIMED


def answer_is_claimed(case: Case) -> str | None:
    """So are answers; whoever noted them before puts them right without another call."""
    known = callback.recorded(case.ticket, order_of(case))
    is_own = bool(known) and case.ticket.progress.answered_by == case.actor.id
    return None if is_own else call_is_claimed(case)


def new_answers_are_claimed(case: Case) -> str | None:
    """An order is ruled on by what was noted before, or by what its own caller just told."""
    known = callback.recorded(case.ticket, case.ticket)
    if callback.is_own_word(case.ticket, case.ticket):
        return None
    if known and not callback.differs(case.data, known):
        return None
    brings = any(case.data.get(question) for question in callback.QUESTIONS)
    if not brings and (_is_given_up(case) or _has_unhappy_member(case)):
        return None
    return answer_is_claimed(case)


def is_not_denied(case: Case) -> str | None:
    """Nobody closes over a caller noted as unhappy; a wrong note is put right first."""
    known = callback.recorded(case.ticket, case.ticket)
    if not known:
        return None
    return callback.why_not_close(known, 0, case.rules.profile.callback_attempts)


def is_not_content(case: Case) -> str | None:
    """Where everybody noted so far is content, there is nothing to do again or to explain."""
    known = callback.recorded(case.ticket, case.ticket)
    if not known or not callback.is_content(known) or _has_unhappy_member(case):
        return None
    return callback.ALL_CONTENT


def _is_given_up(case: Case) -> bool:
    failed = callback.failed_calls(case.ticket, case.ticket)
    return failed >= case.rules.profile.callback_attempts


def _has_unhappy_member(case: Case) -> bool:
    attempts = case.rules.profile.callback_attempts
    members = case.facts.members
    return bool(callback.count_of(members, case.ticket, attempts, CallerState.UNHAPPY))
