"""What the steps of the callback change; the others are in ``effects``."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from service.domain.callback import questions as callback
from service.domain.callback.guards import order_of
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import CallOutcome, Step
from service.domain.localtime import LOCAL
from service.domain.ticket import Answer, Endorsement


def call_attempt(case: Case) -> dict[str, Any]:
    """One more call without answers; who asks for another time was reached and is not counted."""
    order, profile = order_of(case), case.rules.profile
    failed = callback.failed_calls(case.ticket, order)
    was_asked = case.data["outcome"] == CallOutcome.CALL_LATER
    if case.data["outcome"] == CallOutcome.NO_NUMBER:
        failed = profile.callback_attempts
    elif not was_asked:
        failed += 1
    again = _asked_for(case) if was_asked else callback.next_call(case.now, profile.calls)
    progress = replace(
        case.ticket.progress,
        failed_calls=failed,
        called_for=callback.key_of(order),
        call_again_at=again.isoformat(),
        call_was_asked=was_asked,
    )
    return {"progress": progress}


def caller_answer(case: Case) -> dict[str, Any]:
    """What the caller told on the telephone."""
    return {**_answers(case), "progress": _answered(case)}


def self_answer(case: Case) -> dict[str, Any]:
    """What the caller answered himself."""
    progress = replace(_answered(case), self_answered_for=callback.key_of(order_of(case)))
    return {**_answers(case), "progress": progress}


def propose_explained(case: Case) -> dict[str, Any]:
    """A clerk asks another person to consent to an explanation; earlier consents are void."""
    given = any(case.data.get(question) for question in callback.QUESTIONS)
    progress = _answered(case) if given else case.ticket.progress
    progress = replace(
        progress,
        explained_by=case.actor.id,
        explanation=case.data["explanation"],
        endorsements=_without_consent(case),
    )
    return {**(_answers(case) if given else {}), "progress": progress}


def _answers(case: Case) -> dict[str, Any]:
    return {question: Answer(case.data[question]) for question in callback.QUESTIONS}


def _answered(case: Case) -> Any:
    """New answers, even the same ones, void the consent: it was given to those before."""
    progress = case.ticket.progress
    return replace(
        progress,
        answered_for=callback.key_of(order_of(case)),
        answered_by=case.actor.id,
        times_answered=progress.times_answered + 1,
        call_again_at="",
        call_was_asked=False,
    )


def _without_consent(case: Case) -> tuple[Endorsement, ...]:
    consents = case.ticket.progress.endorsements
    return tuple(e for e in consents if e.step != Step.CLOSE_EXPLAINED)


def _asked_for(case: Case) -> datetime:
    return datetime.fromisoformat(case.data["call_at"]).replace(tzinfo=LOCAL).astimezone(UTC)
