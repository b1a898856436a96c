"""The tiers that the rules call for: a table for people, and laws that hold for every ticket."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.domain.clocks.running import Clock
from service.domain.clocks.worktime import WorkTime
from service.domain.errors import Refused
from service.domain.lifecycle.advance import advance
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM, Role
from service.domain.supervision.pressure import SupervisionRules, Tier
from service.domain.supervision.tiers import RANKS, Known, called_for, overdue_here, watched
from service.domain.ticket import WITH_UNIT, Status, Ticket, Urgency
from service.supervision_file import load_supervision
from tests.factories import (
    CALENDAR,
    CO_UNIT,
    NOW,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    try_step,
    with_progress,
)

WRITTEN = Path(__file__).parents[2] / "data" / "supervision_rules.csv"
FAR = NOW + timedelta(hours=900)
WORK = WorkTime(CALENDAR)
_FIELD = {"sign": "sign_due_at", "handle": "due_at", "contact": "contact_due_at"}


@cache
def rules() -> SupervisionRules:
    return load_supervision("default")


def written() -> Iterator[dict[str, str]]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def ticket_of(row: dict[str, str]) -> Ticket:
    clocks = {"sign_due_at": FAR, "due_at": FAR, "contact_due_at": FAR}
    clocks[_FIELD[row["时钟"]]] = NOW + timedelta(hours=float(row["距时限小时"]))
    ticket = a_ticket(
        Status(row["状态"]), urgency=Urgency(row["紧急程度"]), round=int(row["轮次"]), **clocks
    )
    return with_progress(
        ticket,
        first_contact=row["时钟"] != "contact",
        reminders=int(row["已催办"]),
        supervision_level=int(row["已督办级"]),
        refusing_units=tuple(f"unit{n}" for n in range(int(row["退过的单位"]))),
    )


@pytest.mark.parametrize("row", list(written()), ids=lambda row: row["情形"])
def test_the_rules_call_for_what_is_written(row: dict[str, str]) -> None:
    known = Known(findings=int(row["属实线索"]))
    called = called_for(ticket_of(row), known, NOW, rules(), WORK)
    found = (called.rule.tier.value, called.rule.code) if called else ("", "")
    assert found == (row["应采取"], row["规则"])


def test_every_rule_about_units_stands_in_the_table_of_cases() -> None:
    used = {row["规则"] for row in written()}
    of_units = {
        rule.code
        for rule in rules().tiers
        if rule.clock not in (Clock.DISPATCH, Clock.CALLBACK, Clock.CO)
    }
    assert of_units - used == set()


def pressed(ticket: Ticket, called: Any) -> Ticket:
    """The ticket after the step that the rule calls for."""
    step = Step.REMIND if called.rule.tier is Tier.REMIND else Step.SUPERVISE
    data = {"note": "按规则", "rule": called.rule.code, "tier": called.rule.tier.value}
    return advance(a_case(ticket, SYSTEM, data), step).ticket


@pytest.mark.parametrize("round_", [1, 3, 5])
@pytest.mark.parametrize("late_hours", [-20, 1, 200, 2000])
def test_each_tier_is_used_once_and_never_a_lower_one_after_it(
    round_: int, late_hours: int
) -> None:
    ticket = a_ticket(Status.IN_PROGRESS, due_at=NOW - timedelta(hours=late_hours), round=round_)
    ticket = with_progress(ticket, first_contact=True, reminders=0, supervision_level=0)
    used: list[int] = []
    while called := called_for(ticket, Known(), NOW, rules(), WORK):
        used.append(RANKS[called.rule.tier])
        ticket = pressed(ticket, called)
    assert used == sorted(set(used))
    assert len(used) <= len(Tier)


def test_a_new_dispatch_starts_the_tiers_anew() -> None:
    ticket = with_progress(a_ticket(Status.PENDING_DISPATCH), tiers=("remind", "escalate"))
    sent = try_step(ticket, an_actor(Role.DISPATCHER), Step.DISPATCH).ticket
    assert sent.progress.tiers == ()
    assert sent.progress.supervision_level == 0


def test_only_tickets_with_a_unit_are_pressed() -> None:
    for status in set(Status) - WITH_UNIT:
        ticket = a_ticket(status, due_at=NOW - timedelta(days=9), round=9, sign_due_at=NOW)
        assert called_for(ticket, Known(findings=9), NOW, rules(), WORK) is None


def test_the_hotline_s_own_clocks_are_told_of_and_nothing_more() -> None:
    waiting = a_ticket(Status.PENDING_DISPATCH, dispatch_due_at=NOW - timedelta(minutes=1))
    to_call = a_ticket(Status.CALLBACK_DUE, callback_due_at=NOW - timedelta(minutes=1))
    found = [overdue_here(t, Known(), NOW, rules(), WORK) for t in (waiting, to_call)]
    assert [[c.rule.code for c in each] for each in found] == [["dispatch-late"], ["callback-late"]]
    assert all(c.clock and c.clock.unit == "" for each in found for c in each)


def test_a_clock_runs_against_whoever_is_to_act() -> None:
    ticket = with_progress(
        a_ticket(Status.IN_PROGRESS, co_units=(CO_UNIT,), contact_due_at=NOW, due_at=FAR),
        first_contact=False,
    )
    found = {(each.clock, each.unit) for each in watched(ticket, timedelta(hours=24))}
    assert (Clock.HANDLE, UNIT) in found
    assert (Clock.CONTACT, UNIT) in found
    assert (Clock.CO, CO_UNIT) in found


def test_a_summons_is_recorded_by_people_with_person_day_and_result() -> None:
    ticket = a_ticket(Status.IN_PROGRESS)
    for role in (Role.SUPERVISOR, Role.LEADER):
        after = try_step(ticket, an_actor(role), Step.SUMMON).ticket
        assert (after.progress.summons, after.progress.tiers) == (1, ("summon",))
        assert after.status is ticket.status


def test_a_summons_that_has_not_been_held_is_not_recorded() -> None:
    given = {"form": "talk", "person": "张某（副局长）", "held_on": "2026-03-11", "result": "限期"}
    case = a_case(
        a_ticket(Status.IN_PROGRESS), an_actor(Role.SUPERVISOR), parse(Step.SUMMON, given)
    )
    with pytest.raises(Refused, match="不能晚于今天"):
        advance(case, Step.SUMMON)
    held = replace(case, data={**case.data, "held_on": "2026-03-10"})
    assert advance(held, Step.SUMMON).entry.data["person"] == "张某（副局长）"
