"""Proposals wait for a person once per kind and key; what was judged is remembered."""

import pytest

from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.permissions import Role
from service.domain.proposals import Finding, ProposalKind, ProposalState
from service.store.uow import UnitOfWork
from tests.factories import an_actor
from tests.installation import NOW

LEAD = Finding(ProposalKind.LEAD, "010101:city", {"count": 5}, ("1", "2"))


def test_a_finding_waits_once_and_is_brought_up_to_date(uow: UnitOfWork) -> None:
    first = uow.proposals.put(LEAD, NOW)
    more = Finding(ProposalKind.LEAD, "010101:city", {"count": 6}, ("1", "2", "3"))
    assert uow.proposals.put(more, NOW) == first
    (waiting,) = uow.proposals.open()
    assert waiting.finding == more
    assert uow.proposals.newest(ProposalKind.LEAD) == waiting
    assert uow.proposals.newest(ProposalKind.READER) is None


def test_what_was_decided_is_kept_with_who_and_why(uow: UnitOfWork) -> None:
    who = an_actor(Role.ANALYST)
    known = uow.proposals.put(LEAD, NOW)
    uow.proposals.decide(known, ProposalState.DISMISSED, By(who, NOW, "职责没有变"))
    (line,) = uow.proposals.decided()
    assert (line.state, line.decided_by, line.note) == (
        ProposalState.DISMISSED,
        who.name,
        "职责没有变",
    )
    assert uow.proposals.open() == []
    with pytest.raises(Stale, match="已经有人处理"):
        uow.proposals.decide(known, ProposalState.ACCEPTED, By(who, NOW))
    assert uow.proposals.put(LEAD, NOW) != known


def test_only_what_people_decided_is_settled(uow: UnitOfWork) -> None:
    who = an_actor(Role.ANALYST)
    for state in (ProposalState.DISMISSED, ProposalState.WITHDRAWN):
        finding = Finding(ProposalKind.LEAD, state.value, {}, ("7", "8"))
        uow.proposals.decide(uow.proposals.put(finding, NOW), state, By(who, NOW))
    settled = uow.proposals.settled()
    assert settled.of(ProposalKind.LEAD, "dismissed") == {"7", "8"}
    assert settled.of(ProposalKind.LEAD, "withdrawn") == frozenset()


def test_a_proposal_that_is_not_there_is_said(uow: UnitOfWork) -> None:
    with pytest.raises(NotFound, match="没有这条建议"):
        uow.proposals.get(7)
