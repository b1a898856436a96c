"""Supervision: how a deadline stands, and the tier that comes next."""

from datetime import timedelta
from typing import Any

import pytest

from service.domain.supervision import (
    SupervisionRules,
    Tier,
    TimeLeft,
    running_clock,
    tier,
    time_left,
)
from service.domain.ticket import WITH_UNIT, Status
from tests.factories import NOW, a_ticket, with_progress

RULES = SupervisionRules()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "stands"),
    [
        (None, TimeLeft.NONE),
        (-1, TimeLeft.OVERDUE),
        (0, TimeLeft.SOON),
        (24 * 60, TimeLeft.SOON),
        (24 * 60 + 1, TimeLeft.AMPLE),
    ],
)
def test_a_deadline_stands_by_the_minutes_that_are_left(left: int | None, stands: TimeLeft) -> None:
    deadline = None if left is None else NOW + timedelta(minutes=left)
    assert time_left(deadline, NOW, RULES) is stands


@pytest.mark.parametrize("status", Status)
def test_the_running_clock_is_that_of_the_state(status: Status) -> None:
    ticket = a_ticket(status, callback_due_at=NOW, sign_due_at=NOW + DAY, due_at=NOW + 2 * DAY)
    expected = {
        Status.DISPATCHED: ticket.sign_due_at,
        Status.IN_PROGRESS: ticket.due_at,
        Status.RETURN_PENDING: ticket.due_at,
        Status.SUSPENDED: ticket.due_at,
        Status.CALLBACK_DUE: ticket.callback_due_at,
    }
    assert running_clock(ticket) == expected.get(status)


TIERS: list[tuple[str, Tier | None, Status, dict[str, Any], dict[str, Any]]] = [
    ("nothing is near", None, Status.IN_PROGRESS, {}, {}),
    ("due in a day", Tier.REMIND, Status.IN_PROGRESS, {"due_at": NOW + DAY}, {}),
    ("reminded already", None, Status.IN_PROGRESS, {"due_at": NOW + DAY}, {"reminders": 1}),
    ("unsigned", Tier.REMIND, Status.DISPATCHED, {"sign_due_at": NOW - DAY}, {}),
    ("overdue", Tier.SUPERVISE, Status.IN_PROGRESS, {"due_at": NOW - DAY}, {"reminders": 1}),
    ("overdue while objecting", Tier.SUPERVISE, Status.RETURN_PENDING, {"due_at": NOW - DAY}, {}),
    (
        "overdue and supervised",
        None,
        Status.IN_PROGRESS,
        {"due_at": NOW - DAY},
        {"supervision_level": 1, "reminders": 1},
    ),
    ("first redo", None, Status.IN_PROGRESS, {"round": 2}, {}),
    ("second redo", Tier.SUPERVISE, Status.IN_PROGRESS, {"round": 3}, {}),
    ("third redo", Tier.ESCALATE, Status.IN_PROGRESS, {"round": 4}, {"supervision_level": 1}),
    ("third redo, escalated", None, Status.IN_PROGRESS, {"round": 4}, {"supervision_level": 2}),
    ("closed", None, Status.CLOSED, {"due_at": NOW - DAY, "round": 4}, {}),
    ("waiting for review", None, Status.REPLIED, {"due_at": NOW - DAY}, {}),
    ("waiting for a promised date", None, Status.SUSPENDED, {"due_at": NOW + 30 * DAY}, {}),
    ("the promise has passed", Tier.SUPERVISE, Status.SUSPENDED, {"due_at": NOW - DAY}, {}),
]


@pytest.mark.parametrize("case", TIERS, ids=lambda case: case[0])
def test_the_tier_follows_from_lateness_and_rounds(case: Any) -> None:
    _, expected, status, changes, progress = case
    ticket = with_progress(a_ticket(status, **changes), **progress)
    assert tier(ticket, NOW, RULES) is expected


def test_only_tickets_with_a_unit_are_supervised() -> None:
    for status in set(Status) - WITH_UNIT:
        ticket = a_ticket(status, due_at=NOW - DAY, round=9, sign_due_at=NOW - DAY)
        assert tier(ticket, NOW, RULES) is None


def test_a_ticket_without_a_deadline_is_never_late() -> None:
    assert not a_ticket(Status.IN_PROGRESS, due_at=None).is_late(NOW + 999 * DAY)


def test_lateness_begins_after_the_last_moment() -> None:
    ticket = a_ticket(Status.IN_PROGRESS, due_at=NOW)
    assert not ticket.is_late(NOW)
    assert ticket.is_late(NOW + timedelta(seconds=1))


def test_a_tier_once_used_is_not_followed_by_a_lower_one() -> None:
    late = a_ticket(Status.IN_PROGRESS, due_at=NOW - DAY)
    supervised = with_progress(late, supervision_level=1)
    assert tier(late, NOW, RULES) is Tier.SUPERVISE
    assert tier(supervised, NOW, RULES) is None


def test_escalation_is_called_for_once() -> None:
    redone = a_ticket(Status.IN_PROGRESS, round=4, due_at=NOW + 9 * DAY)
    assert tier(redone, NOW, RULES) is Tier.ESCALATE
    assert tier(with_progress(redone, supervision_level=2), NOW, RULES) is None
