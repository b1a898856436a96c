"""The whole table is walked: every state, every step, every role."""

import csv
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import IllegalStep, NotAllowed, Refused
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import MOVES, RECORDS, TABLE, find
from service.domain.permissions import Role
from service.domain.ticket import ENDED, OPEN, WITH_UNIT, Status
from tests.factories import NOW, a_case, a_ticket, an_actor, good_input, ready_ticket, try_step

WRITTEN = Path(__file__).parents[2] / "data" / "lifecycle.csv"


@cache
def written() -> dict[tuple[Status, Step], tuple[Status, frozenset[Role]]]:
    """The life cycle as it is written down for people."""
    cells = {}
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sources = tuple(Status) if row["现状态"] == "*" else row["现状态"].split()
            roles = frozenset(Role(role) for role in row["可以做的角色"].split())
            for source in map(Status, sources):
                target = source if row["新状态"] == "=" else Status(row["新状态"])
                cells[source, Step(row["环节"])] = (target, roles)
    return cells


@pytest.mark.parametrize("status", Status)
def test_every_step_of_every_role_is_allowed_exactly_where_it_is_written(status: Status) -> None:
    for step in Step:
        target, allowed = written().get((status, step), (None, frozenset()))
        for role in Role:
            actor = an_actor(role)
            ticket = ready_ticket(status, step, actor)
            if target is None:
                with pytest.raises(IllegalStep):
                    try_step(ticket, actor, step)
            elif role not in allowed:
                with pytest.raises(NotAllowed):
                    try_step(ticket, actor, step)
            else:
                move = try_step(ticket, actor, step)
                assert move.ticket.status is target, (status, step, role)
                assert (move.entry.source, move.entry.target) == (status, target)
                assert move.entry.actor_id == actor.id
                assert move.entry.at == NOW


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.step.value)
def test_a_step_adds_one_to_the_version_and_keeps_who_the_ticket_is(row: Any) -> None:
    role = next(role for role in Role if an_actor(role).may(row.permission))
    for status in row.sources:
        before = ready_ticket(status, row.step, an_actor(role))
        move = try_step(before, an_actor(role), row.step)
        after = move.ticket
        assert (after.version, move.entry.seq) == (before.version + 1, before.version + 1)
        assert (after.no, after.channel, after.registered_at) == (
            before.no,
            before.channel,
            before.registered_at,
        )
        assert after.round >= before.round


def test_every_state_is_reached_from_registering() -> None:
    reached = {Status.REGISTERED}
    while fresh := set(_targets(reached)) - reached:
        reached |= fresh
    assert reached == set(Status)


def _targets(states: set[Status]) -> Iterator[Status]:
    for row in MOVES:
        if row.target is not None and row.sources & states:
            yield row.target


def test_only_archived_is_terminal() -> None:
    moved = set().union(*(row.sources for row in MOVES))
    assert set(Status) - moved == {Status.ARCHIVED}


def test_every_state_but_archived_leads_to_the_archive() -> None:
    leading = {Status.ARCHIVED}
    while fresh := {s for r in MOVES if r.target in leading for s in r.sources} - leading:
        leading |= fresh
    assert leading == set(Status)


def test_a_state_has_one_row_per_step() -> None:
    cells = [(source, row.step) for row in TABLE for source in row.sources]
    assert len(cells) == len(set(cells))


def test_every_step_but_registering_stands_in_the_table() -> None:
    assert {row.step for row in TABLE} == set(Step) - {Step.REGISTER}


def test_moves_change_the_state_and_records_do_not() -> None:
    assert not [row.step for row in MOVES if row.target is None or row.target in row.sources]
    assert all(row.is_record for row in RECORDS)


def test_every_state_is_open_or_ended_or_archived() -> None:
    assert OPEN | ENDED | {Status.ARCHIVED} == set(Status)
    assert not OPEN & ENDED
    assert WITH_UNIT < OPEN


def test_closing_is_only_possible_from_the_callback() -> None:
    closing = [row for row in TABLE if row.target is Status.CLOSED]
    assert {row.step for row in closing} == {Step.CLOSE, Step.CLOSE_EXPLAINED}
    assert all(row.sources == {Status.CALLBACK_DUE} for row in closing)


def test_a_step_keeps_what_it_promised() -> None:
    waiting = a_ticket(Status.PENDING_DISPATCH)
    entry = try_step(waiting, an_actor(Role.DISPATCHER), Step.DISPATCH).entry
    assert entry.data["due_at"] == "2026-03-13T10:00:00+00:00"
    assert entry.data["sign_due_at"] == "2026-03-11T02:00:00+00:00"
    assert entry.data["catalogue_version"] == "1-test"
    assert "is_provisional" not in entry.data


def test_a_step_without_a_promise_keeps_only_what_was_filled_in() -> None:
    entry = try_step(a_ticket(Status.REPLIED), an_actor(Role.REVIEWER), Step.SEND_BACK).entry
    assert entry.data == {"reason": "测试内容"}


def test_the_steps_that_are_shown_are_those_of_the_table_for_the_roles() -> None:
    for status in Status:
        for role in Role:
            shown = {row.step for row, _ in lifecycle.possible(_plain_case(status, role))}
            listed = {
                s for (source, s), (_, r) in written().items() if source is status and role in r
            }
            assert shown == listed


def test_a_shown_step_is_accepted_and_a_greyed_one_is_refused_for_the_reason_shown() -> None:
    for status in Status:
        for role in Role:
            case = _plain_case(status, role)
            for row, why_not in lifecycle.possible(case):
                step = row.step
                data = parse(step, good_input(step, status))
                if why_not is None:
                    lifecycle.advance(a_case(case.ticket, case.actor, data), step)
                    continue
                with pytest.raises(Refused) as refusal:
                    lifecycle.advance(a_case(case.ticket, case.actor, data), step)
                assert refusal.value.message == why_not
                assert refusal.value.rule


def _plain_case(status: Status, role: Role) -> Any:
    return a_case(a_ticket(status), an_actor(role))


def test_finding_a_row_agrees_with_the_sources_it_names() -> None:
    for status in Status:
        for step in Step:
            row = find(status, step)
            assert (row is not None) == ((status, step) in written())
            assert row is None or (row.step is step and status in row.sources)


def test_several_roles_may_do_what_any_of_them_may() -> None:
    both = an_actor(Role.AGENT, roles=frozenset({Role.AGENT, Role.DISPATCHER}))
    ticket = a_ticket(Status.REGISTERED)
    states = [ticket.status]
    for step in (Step.SUBMIT, Step.DISPATCH):
        ticket = try_step(ticket, both, step).ticket
        states.append(ticket.status)
    assert all(before is not after for before, after in pairwise(states))
    assert ticket.status is Status.DISPATCHED
