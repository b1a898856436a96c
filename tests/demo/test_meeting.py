"""The simulated city has a meeting behind it, whose decisions can be followed."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from service.bootstrap import System
from service.demo.editions import leave_editions
from service.demo.meeting import hold_meeting, month_end, month_to_play
from service.demo.meeting_texts import texts_of
from service.demo.policies import leave_policies
from service.demo.specials import leave_special
from service.domain.agenda import RUNNING, AgendaStatus
from service.domain.governance.policy import PolicyState
from service.domain.permissions import Actor, Role
from service.flows.desk import Desk
from service.flows.queries.month.agenda import lines_of
from service.store.month.special_reports import READY
from tests.months import BEFORE, MONTH, START, plant

END = START + timedelta(days=33)


def who(people: dict[Role, Actor]) -> tuple[Actor, Actor]:
    return people[Role.LEADER], people[Role.CALLBACK_CLERK]


@pytest.mark.parametrize(
    ("first", "month"),
    [(datetime(2025, 12, 1, tzinfo=UTC), "2026-01"), (datetime(2026, 1, 2, tzinfo=UTC), None)],
)
def test_the_month_before_the_newest_whole_one_is_played_when_all_of_it_is_there(
    first: datetime, month: str | None
) -> None:
    assert month_to_play(first, datetime(2026, 3, 5, tzinfo=UTC)) == month


def test_what_was_decided_has_a_lead_a_deadline_and_runs_on(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system, START - timedelta(days=31))
    with system.store.write() as uow:
        (item,) = hold_meeting(uow, system.hotline, *who(people), BEFORE, END)
        assert item.status == AgendaStatus.IN_GOVERNANCE
        assert [step.at <= END for step in uow.agenda.steps(item.id)] == [True] * 4
        desk = Desk(uow, system.hotline, people[Role.LEADER], END)
        (line,) = lines_of(desk, uow.agenda.running(MONTH, RUNNING).values())
        assert [duty.due_on.isoformat() for duty in uow.duties.of_item(item.id)] == [
            line.agreed["due_on"]
        ]
        assert leave_policies(uow, system.hotline, people[Role.ANALYST], [item], END) == 1
        (policy,) = uow.policies.all()
        assert (policy.item_id, policy.state(END.date())) == (item.id, PolicyState.VALID)
        team = (people[Role.ANALYST], people[Role.LEADER])
        days = (month_end(BEFORE), END)
        leave_editions(uow, system.store, system.hotline, team, BEFORE, days)
        newest, signed = uow.editions.of(BEFORE)
        assert (signed.status, signed.signed_by) == ("signed", people[Role.LEADER].name)
        assert set(signed.files) == {"html", "docx", "xlsx"}
        assert (newest.status, newest.number) == ("draft", 2)
        assert newest.texts.keys() > signed.texts.keys()
        assert set(line.agreed) == {"meeting_on", "lead_unit", "measure", "due_on"}
        report = uow.special_reports.get(
            leave_special(uow, system.hotline, system.store, team, item, days)
        )
        assert report.state == READY
        assert item.title in report.title
        (signed,) = uow.editions.of(report.id)
        assert (signed.status, set(signed.texts)) == ("signed", {"note-2", "advice"})
        early = (days[0], days[0])
        assert not leave_special(uow, system.hotline, system.store, team, item, early)


def test_no_two_items_of_a_meeting_are_written_alike() -> None:
    fields = ["0404", "1104", "0801", "2201", "0101", "0303", "0404"]
    said = [
        texts_of([topic], rank, title=f"第{rank}件", lead="牵头单位", count=rank + 5)
        for rank, topic in enumerate(fields)
    ]
    assert len(set(said)) == len(fields)
    assert len({texts.causes for texts in said}) == len(fields) - 1, "one field, one cause"
    assert not any("{" in str(asdict(texts).values()) for texts in said)


def test_what_lies_after_the_end_has_not_happened(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system, START - timedelta(days=31))
    with system.store.write() as uow:
        early = START + timedelta(days=3)
        (item,) = hold_meeting(uow, system.hotline, *who(people), BEFORE, early)
        assert item.status == AgendaStatus.SCHEDULED
