"""Consent (会签) of a second person: to an explanation, to exactly what was proposed and said."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from service.domain.callback import questions as callback
from service.domain.callback.questions import CallerState
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.guards import NEEDS_TWO
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Endorsement, Status, Ticket


def subject(order: Ticket, members: Iterable[Ticket]) -> str:
    """What a consent to an order's explanation is to: a digest of its text and every answer.

    ``members``: what was merged into the order. Whoever answers again, says the same or not, makes
    it another.
    """
    said = [order.progress.explanation]
    for ticket in sorted((order, *members), key=lambda each: each.no):
        answers = callback.recorded(ticket, order)
        if answers:
            told = [str(answers[question]) for question in callback.QUESTIONS]
            said.append(f"{ticket.no} {told} {ticket.progress.times_answered}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def standing(order: Ticket, members: Iterable[Ticket]) -> frozenset[int]:
    """Who consented to the explanation as it is proposed, of the answers as they are now."""
    agreed = [e for e in order.progress.endorsements if e.step == Step.CLOSE_EXPLAINED]
    if not agreed:
        return frozenset()
    now = subject(order, members)
    return frozenset(e.by for e in agreed if e.to == now)


def is_proposed(order: Ticket) -> bool:
    """Whether an explanation waits for a consent, or has it."""
    return bool(order.progress.explained_by and order.progress.explanation)


def explanation_was_proposed(case: Case) -> str | None:
    """There is a proposal, it is another person's, and somebody is unhappy still."""
    if not is_proposed(case.ticket):
        return "没有待会签的解释办结。"
    if case.ticket.progress.explained_by == case.actor.id:
        return "是您自己提出的，要由另一个人裁定。"
    if not _is_anybody_unhappy(case):
        return "诉求人改口说解决了、满意了，不用再裁定，请回访员办结。"
    return None


def consent_is_asked(case: Case) -> str | None:
    """After the reply, consent is to a proposal of another person."""
    return explanation_was_proposed(case) if case.ticket.status is Status.CALLBACK_DUE else None


def has_not_consented(case: Case) -> str | None:
    """One person consents once to one thing."""
    ticket = case.ticket
    given = {e.by for e in ticket.progress.endorsements if e.step == NEEDS_TWO.get(ticket.status)}
    if ticket.status is Status.CALLBACK_DUE:
        given = set(standing(ticket, case.facts.members))
    return "您已经会签过了，不用再签。" if case.actor.id in given else None


def is_explained_by_two(case: Case) -> str | None:
    """Another person agrees that the demand, as it is now, is unreasonable and was explained."""
    if standing(case.ticket, case.facts.members) - {case.actor.id}:
        return None
    if any(e.step == Step.CLOSE_EXPLAINED and e.by != case.actor.id for e in _given(case)):
        return "会签以后诉求人又作了回答，原来的会签作废，请质检审核员或督办员重新会签。"
    return "解释办结要由质检审核员或督办员会签。"


def keeps_to_consent(case: Case) -> str | None:
    """What is closed with an explanation is what was consented to: the answers, and the text."""
    known = callback.recorded(case.ticket, case.ticket)
    if any(case.data.get(q) and case.data[q] != known.get(q) for q in callback.QUESTIONS):
        return "会签以后不能改回访结果；诉求人改口的，请重新记录回访，再会签。"
    if case.data["explanation"] != case.ticket.progress.explanation:
        return "会签同意的是申请时写的解释，不能另写；要改的请重新申请解释办结，再会签。"
    return None


def endorse(case: Case) -> dict[str, Any]:
    """A second person consents to a step; an earlier consent of the same person is replaced."""
    step, by = case.data["step"], case.actor.id
    is_explained = step == Step.CLOSE_EXPLAINED
    to = subject(case.ticket, case.facts.members) if is_explained else ""
    kept = tuple(e for e in _given(case) if (e.step, e.by) != (step, by))
    given = (*kept, Endorsement(step, by, to))
    return {"progress": replace(case.ticket.progress, endorsements=given)}


def _given(case: Case) -> tuple[Endorsement, ...]:
    return case.ticket.progress.endorsements


def _is_anybody_unhappy(case: Case) -> bool:
    attempts, order = case.rules.profile.callback_attempts, case.ticket
    callers = (order, *case.facts.members)
    return bool(callback.count_of(callers, order, attempts, CallerState.UNHAPPY))
