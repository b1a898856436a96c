"""The paper is written before the meeting, its decision after, and what is settled stays."""

import pytest

from service.domain.agenda import AgendaStatus as A
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.governance.paper import PARTS, open_parts, written
from service.domain.permissions import Role
from tests.factories import an_actor

LEADER = an_actor(Role.LEADER)


def test_the_decision_comes_after_the_causes() -> None:
    assert [part.name for part in open_parts(A.SELECTED)] == ["causes", "path", "supervision"]
    assert len(open_parts(A.SCHEDULED)) == len(PARTS)
    assert [part.name for part in open_parts(A.IN_GOVERNANCE)] == ["decision"]
    assert open_parts(A.CLOSED) == ()


def test_what_is_settled_keeps_its_words() -> None:
    before = {"causes": "管网老化", "decision": ""}
    after = written(A.SUPERVISED, LEADER, before, {"causes": "改写", "decision": " 限期改造 "})
    assert after == {"causes": "管网老化", "decision": "限期改造"}


def test_nobody_writes_without_the_right_or_too_late_or_too_much() -> None:
    with pytest.raises(NotAllowed):
        written(A.SELECTED, an_actor(Role.AGENT), {}, {})
    with pytest.raises(IllegalStep):
        written(A.CLOSED, LEADER, {}, {"decision": "晚了"})
    with pytest.raises(BadInput):
        written(A.SELECTED, LEADER, {}, {"causes": "字" * 2001})
