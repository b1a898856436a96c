"""Findings wait for a person; what was judged is not raised again and teaches."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analytics.handling.pattern_cases import CASES
from service.bootstrap import System
from service.domain.errors import BadInput, NotFound, Stale
from service.domain.permissions import Actor, Role
from service.domain.supervision.findings import DismissalKind, Evidence, FindingState, Shown
from service.flows.desk import Desk
from service.flows.queries.supervision.findings import cases
from service.flows.supervision import findings
from service.store.uow import UnitOfWork
from tests.installation import NOW
from tests.stories import Story

SHOWN = Shown(
    pattern="explained",
    unit="urban_management",
    month="2026-03",
    confidence=0.94,
    count=6,
    whole=10,
    low=0.31,
    high=0.83,
    usual=0.08,
    evidence=tuple(Evidence(f"N{n}", "办理结果是“已解释”", "010101") for n in range(6)),
)


@pytest.fixture
def desk(
    uow: UnitOfWork, people: dict[Role, Actor], desk_of: Callable[[UnitOfWork, Actor], Desk]
) -> Desk:
    return desk_of(uow, people[Role.SUPERVISOR])


@pytest.fixture
def waiting(uow: UnitOfWork) -> int:
    uow.findings.renew([SHOWN], NOW)
    (found,) = uow.findings.listed(FindingState.OPEN)
    return found.id


def test_a_finding_waits_once_and_is_brought_up_to_date(uow: UnitOfWork, waiting: int) -> None:
    assert uow.findings.renew([replace(SHOWN, count=7)], NOW) == 1
    (found,) = uow.findings.listed(FindingState.OPEN)
    assert (found.id, found.shown.count) == (waiting, 7)
    assert found.shown.evidence == SHOWN.evidence


def test_what_the_tickets_no_longer_show_is_withdrawn(uow: UnitOfWork, waiting: int) -> None:
    uow.findings.renew([], NOW)
    assert uow.findings.get(waiting).state is FindingState.WITHDRAWN
    assert uow.findings.listed(FindingState.OPEN) == []


def test_a_judgement_needs_words_and_a_kind_and_comes_once(desk: Desk, waiting: int) -> None:
    with pytest.raises(BadInput):
        findings.confirm(desk, waiting, " ")
    with pytest.raises(BadInput):
        findings.dismiss(desk, waiting, "", "没有的事")
    with pytest.raises(NotFound):
        findings.confirm(desk, 99, "属实")
    findings.confirm(desk, waiting, "约谈单位")
    kept = desk.uow.findings.get(waiting)
    assert (kept.state, kept.note) == (FindingState.CONFIRMED, "约谈单位")
    assert kept.decided_by == desk.actor.name
    with pytest.raises(Stale):
        findings.dismiss(desk, waiting, "other", "后来的人")


def test_judged_evidence_is_not_raised_again(desk: Desk, waiting: int) -> None:
    findings.dismiss(desk, waiting, DismissalKind.WRONG_DATA.value, "录错了结果")
    lessons = desk.uow.findings.lessons()
    assert lessons.cases == {("explained", f"N{n}") for n in range(6)}
    assert lessons.topics == frozenset()


def test_an_objective_difficulty_is_the_unit_s_first_and_the_topic_s_after_two(
    desk: Desk, waiting: int
) -> None:
    findings.dismiss(desk, waiting, DismissalKind.OBJECTIVE.value, "产权没有移交")
    known = ("explained", "urban_management", "010101")
    assert desk.uow.findings.lessons().topics == {known}
    desk.uow.findings.renew([replace(SHOWN, unit="water_company")], NOW)
    (other,) = desk.uow.findings.listed(FindingState.OPEN)
    findings.dismiss(desk, other.id, DismissalKind.OBJECTIVE.value, "同样的原因")
    assert ("explained", "", "010101") in desk.uow.findings.lessons().topics


def test_official_wording_is_what_most_of_the_replies_share(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = {"N0": "我局按统一口径办理。第一件。", "N1": "我局按统一口径办理。第二件。"}
    monkeypatch.setattr(findings, "replies_of", lambda *_: replies)
    desk.uow.findings.renew([replace(SHOWN, pattern="same_reply")], NOW)
    (found,) = desk.uow.findings.listed(FindingState.OPEN)
    findings.dismiss(desk, found.id, DismissalKind.OFFICIAL_WORDING.value, "全市统一答复")
    assert desk.uow.findings.lessons().phrases == {"我局按统一口径办理"}


def test_the_cases_tell_when_and_what_was_replied(system: System) -> None:
    ticket = Story(system).replied()
    with system.store.read() as uow:
        frame = cases(uow, system.now()).set_index("no")
        assert findings.look(uow, system.now()) == []
    assert set(frame.columns) == set(CASES) - {"no"}
    told = frame.loc[ticket.no]
    assert told["unit"] == ticket.lead_unit
    assert told["reply"] == ticket.reply
    assert told["replied_at"] <= told["due_at"]
    assert not told["delayed"]
