"""The table of the two lists: every way leads on, none around the unit or the supervisor."""

from datetime import date
from itertools import product

import pytest

from service.domain.permissions import ACCOUNT_ROLES, UNIT_ROLES, Role
from service.domain.supervision.duallist import (
    ACTS,
    SEEN_BY_UNIT,
    EntrySource,
    EntryState,
    EntryStep,
    ListEntry,
    act_of,
    possible,
)
from tests.factories import NOW, OTHER_UNIT, UNIT, an_actor

MOVES = [act for act in ACTS if act.target is not None]
ENDS = {EntryState.CLOSED, EntryState.WITHDRAWN}


def an_entry(state: EntryState) -> ListEntry:
    words = ("路灯长期不亮", "未修", "逐件核查")
    day = date(2026, 3, 20)
    return ListEntry(1, 1, state, UNIT, *words, day, EntrySource.TICKETS, NOW, tickets=("N1",))


def reached(without: EntryStep | None = None) -> set[EntryState]:
    """The states that can be reached from the problem list, without one kind of step."""
    found, ahead = set[EntryState](), {EntryState.LISTED}
    while ahead:
        found |= ahead
        onward = {m.target for m in MOVES if m.sources & found and m.step is not without}
        ahead = {state for state in onward if state is not None} - found
    return found


def test_every_state_is_reached_and_only_two_are_ends() -> None:
    assert reached() == set(EntryState)
    assert {s for s in EntryState if not any(s in move.sources for move in MOVES)} == ENDS


@pytest.mark.parametrize(
    "step", [EntryStep.HAND_OVER, EntryStep.RECEIVE, EntryStep.REPLY, EntryStep.ACCEPT]
)
def test_nothing_is_closed_around_a_letter_a_receipt_a_result_or_an_acceptance(
    step: EntryStep,
) -> None:
    assert EntryState.CLOSED not in reached(without=step)


def test_a_step_leads_one_way_from_a_state() -> None:
    for state, step in product(EntryState, EntryStep):
        rows = [act for act in ACTS if act.step is step and state in act.sources]
        assert len(rows) <= 1
        assert act_of(state, step) is (rows[0] if rows else None)


@pytest.mark.parametrize("state", EntryState)
def test_units_act_on_their_own_and_the_hotline_on_its_side(state: EntryState) -> None:
    entry = an_entry(state)
    for role in ACCOUNT_ROLES:
        mine = {act.step for act in possible(entry, an_actor(role))}
        if role in UNIT_ROLES:
            assert not {act.step for act in possible(entry, an_actor(role, unit=OTHER_UNIT))}
            assert all(act.is_units for act in possible(entry, an_actor(role)))
            assert not mine or state in SEEN_BY_UNIT
        elif role is not Role.SUPERVISOR:
            assert mine == set(), role
        else:
            assert not any(act.is_units for act in possible(entry, an_actor(role)))
