"""Supervision: how a deadline stands."""

from datetime import timedelta

import pytest

from service.domain.supervision.pressure import (
    SupervisionRules,
    TimeLeft,
    running_clock,
    time_left,
)
from service.domain.ticket import Status
from tests.factories import NOW, a_ticket

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


def test_a_ticket_without_a_deadline_is_never_late() -> None:
    assert not a_ticket(Status.IN_PROGRESS, due_at=None).is_late(NOW + 999 * DAY)


def test_lateness_begins_after_the_last_moment() -> None:
    ticket = a_ticket(Status.IN_PROGRESS, due_at=NOW)
    assert not ticket.is_late(NOW)
    assert ticket.is_late(NOW + timedelta(seconds=1))
