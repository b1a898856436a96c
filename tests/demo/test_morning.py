"""On the first morning every desk has something to do, and nothing else has changed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from service.demo.morning import leave_waiting
from service.demo.script import Incident, Script
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Urgency

END = datetime(2025, 12, 31, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def left(script: Script) -> list[Incident]:
    return leave_waiting(script.incidents, END)


def last_steps(incidents: list[Incident], days: float = 0) -> Counter[Step]:
    """What was done last, by the end, and nothing since so many days."""
    done = ([act for act in i.fate.acts if act.at <= END] for i in incidents if i.at <= END)
    last = [acts[-1] for acts in done if acts]
    return Counter(act.step for act in last if act.at <= END - timedelta(days=days))


def test_every_desk_has_a_handful(script: Script, left: list[Incident]) -> None:
    found, before = last_steps(left), last_steps(script.incidents)
    assert 5 <= found[Step.SUBMIT] <= 20
    for step in (Step.OBJECT, Step.REQUEST_EXTENSION):
        assert found[step] >= 2
    for step in (Step.REPLY, Step.APPROVE):
        assert found[step] >= before[step] + 3


def test_some_units_are_late(script: Script, left: list[Incident]) -> None:
    assert last_steps(script.incidents, days=4)[Step.DISPATCH] == 0
    assert last_steps(left, days=4)[Step.DISPATCH] >= 3
    assert last_steps(left, days=25)[Step.FIRST_CONTACT] >= 3


def test_the_dispatch_queue_is_fresh_and_has_urgent_requests_on_top(left: list[Incident]) -> None:
    waiting = [i for i in left if i.fate.acts and i.fate.acts[-1].step is Step.SUBMIT]
    since = {i.key: END - i.fate.acts[-1].at for i in waiting}
    assert timedelta() < min(since.values())
    assert sum(age > timedelta(hours=24) for age in since.values()) == 1
    urgent = [i for i in waiting if i.truth.urgency is not Urgency.NORMAL]
    assert urgent
    assert all(since[i.key] < timedelta(hours=2) for i in urgent)


def test_nothing_but_what_waits_has_changed(script: Script, left: list[Incident]) -> None:
    before = {i.key: i for i in script.incidents}
    changed = [i for i in left if i != before[i.key]]
    assert len(left) == len(before)
    assert [i.at for i in left] == sorted(i.at for i in left)
    assert len(changed) < 80
    for incident in changed:
        was = [act.step for act in before[incident.key].fate.acts]
        now = [act.step for act in incident.fate.acts]
        assert now == was[: len(now)] != was
    masters = {a.data["master_no"] for i in left for a in i.fate.acts if a.step is Step.MERGE}
    assert masters.isdisjoint(i.key for i in changed)


def test_a_city_without_requests_has_nothing_to_do() -> None:
    assert leave_waiting([], END) == []
