"""Callback (回访): every caller of an order is asked three questions; what may follow from it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from service.domain.callback.calling import CallRules
from service.domain.localtime import LOCAL
from service.domain.ticket import Answer, Ticket

QUESTIONS = ("responded", "solved", "satisfied")
ALL_CONTENT = "诉求人已解决且满意，不需要重办，请直接办结。"


class CallerState(StrEnum):
    """How far the callback of one caller of an order is."""

    WAITING = "waiting"
    CONTENT = "content"
    UNHAPPY = "unhappy"
    UNREACHABLE = "unreachable"


def is_answered(data: Mapping[str, Any]) -> bool:
    """Whether all three questions have an answer (an explicit "unsaid" is one)."""
    return all(data.get(question) for question in QUESTIONS)


def is_content(data: Mapping[str, Any]) -> bool:
    """Whether nothing in the answers asks for the work to be done again."""
    return Answer.NO not in (data.get("solved"), data.get("satisfied"))


def contradicts(said: Mapping[str, Any], recorded: Mapping[str, Any]) -> bool:
    """Whether a caller now denies what the record does not deny: solved, or satisfied."""
    asked = ("solved", "satisfied")
    return any(said.get(q) == Answer.NO and recorded.get(q) != Answer.NO for q in asked)


def key_of(order: Ticket) -> str:
    """The name of the callback of an order's present round: answers to another one are old."""
    return f"{order.no}#{order.round}"


def recorded(ticket: Ticket, order: Ticket) -> dict[str, Answer | None]:
    """What the caller of ``ticket`` answered in the present callback of ``order``; or nothing.

    ``ticket`` is the order itself or one merged into it.
    """
    if ticket.progress.answered_for != key_of(order):
        return {}
    return {question: getattr(ticket, question) for question in QUESTIONS}


def is_own_word(ticket: Ticket, order: Ticket) -> bool:
    """Whether the caller of ``ticket`` answered the present callback of ``order`` himself."""
    return ticket.progress.self_answered_for == key_of(order)


def answers_given(data: Mapping[str, Any], ticket: Ticket) -> Mapping[str, Any]:
    """The answers of an order's own caller: those of the step, or those recorded before it."""
    if any(data.get(question) for question in QUESTIONS):
        return {question: data.get(question) for question in QUESTIONS}
    return recorded(ticket, ticket)


def differs(data: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether a step brings an answer other than the recorded one; nothing recorded: no."""
    return bool(known) and any(data.get(q) and data[q] != known.get(q) for q in QUESTIONS)


def failed_calls(ticket: Ticket, order: Ticket) -> int:
    """How often the caller of ``ticket`` was called in vain in the present callback."""
    is_present = ticket.no == order.no or ticket.progress.called_for == key_of(order)
    return ticket.progress.failed_calls if is_present else 0


def state_of(ticket: Ticket, order: Ticket, attempts: int) -> CallerState:
    """How far the callback of this caller is; ``attempts``: as in ``why_not_close``."""
    said = recorded(ticket, order)
    if said:
        return CallerState.CONTENT if is_content(said) else CallerState.UNHAPPY
    if failed_calls(ticket, order) >= attempts:
        return CallerState.UNREACHABLE
    return CallerState.WAITING


def why_not_close(data: Mapping[str, Any], failed: int, attempts: int) -> str | None:
    """None when the caller's answers let the order be closed; else what is needed, in Chinese.

    ``failed``: attempts of this round that did not reach the caller; ``attempts``: how many of
    them make a caller unreachable.
    """
    if is_answered(data):
        if is_content(data):
            return None
        return "诉求人说没有解决或不满意：合理的请重办，不合理的请解释办结（需会签）。"
    if any(data.get(question) for question in QUESTIONS):
        return "三个问题要都问到：是否联系、是否解决、是否满意。"
    if failed >= attempts:
        return None
    return f"要么问完三个问题，要么至少 {attempts} 次没有联系上（现在 {failed} 次）。"


def count_of(members: Iterable[Ticket], order: Ticket, attempts: int, state: CallerState) -> int:
    """How many of the merged callers are in a state."""
    return sum(state_of(member, order, attempts) is state for member in members)


def is_quiet(now: datetime, calls: CallRules) -> bool:
    """Whether nobody is to be called now who did not ask for it."""
    return not calls.opens <= now.astimezone(LOCAL).time() < calls.closes


def next_call(now: datetime, calls: CallRules) -> datetime:
    """When a caller who was not reached now may be called again: spaced, in calling hours; UTC."""
    local = (now + calls.spacing).astimezone(LOCAL)
    if local.time() >= calls.closes:
        local = datetime.combine(local.date() + timedelta(days=1), calls.opens, LOCAL)
    if local.time() < calls.opens:
        local = datetime.combine(local.date(), calls.opens, LOCAL)
    return local.astimezone(UTC)


def again_at(ticket: Ticket) -> datetime | None:
    """Before when the caller of this ticket is not to be called again."""
    text = ticket.progress.call_again_at
    return datetime.fromisoformat(text) if text else None
