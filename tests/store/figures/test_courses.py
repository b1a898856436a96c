"""What had happened to a ticket by an instant is told by its steps alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.store.figures.courses import Course, Happened, fold

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DUE = T0 + timedelta(days=5)
END = T0 + timedelta(days=60)


def step(name: str, target: str, day: float, round_: int = 1, **data: Any) -> Happened:
    return Happened(name, target, T0 + timedelta(days=day), round_, data)


def dispatched(day: float = 0, unit: str = "u1") -> list[Happened]:
    sign_due = T0 + timedelta(days=day + 1)
    data = {"unit": unit, "sign_due_at": sign_due.isoformat(), "due_at": DUE.isoformat()}
    return [
        step("register", "registered", day),
        step("submit", "pending_dispatch", day),
        step("dispatch", "dispatched", day, **data),
    ]


WORKED = [
    *dispatched(),
    step("sign", "in_progress", 0.5),
    step("first_contact", "in_progress", 1),
    step("reply", "replied", 4),
    step("approve", "callback_due", 4.5),
]
ANSWERS = {"responded": "yes", "solved": "no", "satisfied": "unsaid"}


def test_a_reply_before_it_was_due_is_on_time() -> None:
    course = fold(WORKED, END)
    assert course.on_time(END) is True
    assert course.unit == "u1"
    assert course.dispatches == 1
    assert course.signed_at == T0 + timedelta(days=0.5)


def test_a_reply_after_it_was_due_is_late_for_good() -> None:
    late = [*WORKED[:-2], step("reply", "replied", 6)]
    again = [*late, step("redo", "in_progress", 7, 2, due_at=(T0 + timedelta(days=20)).isoformat())]
    assert fold(late, END).on_time(END) is False
    assert fold([*again, step("reply", "replied", 8, 2)], END).on_time(END) is False


@pytest.mark.parametrize(("days", "said"), [(1, None), (4.9, None), (5.1, False)])
def test_what_is_not_answered_is_late_only_once_it_was_due(days: float, said: bool | None) -> None:
    as_of = T0 + timedelta(days=days)
    assert fold(WORKED[:4], as_of).on_time(as_of) is said


def test_a_promised_date_is_the_deadline_while_it_waits() -> None:
    promised = T0 + timedelta(days=30)
    waiting = [*WORKED[:5], step("suspend", "suspended", 2, due_at=promised.isoformat())]
    course = fold(waiting, END)
    assert course.on_time(T0 + timedelta(days=10)) is None
    assert course.on_time(T0 + timedelta(days=31)) is False


def test_suspending_what_is_late_already_does_not_wash_it() -> None:
    promised, due = T0 + timedelta(days=30), T0 + timedelta(days=34)
    steps = [
        *WORKED[:5],
        step("suspend", "suspended", 6, due_at=promised.isoformat()),
        step("resume", "in_progress", 29, due_at=due.isoformat()),
        step("reply", "replied", 30),
    ]
    assert fold(steps, END).on_time(END) is False


@pytest.mark.parametrize(("day", "said"), [(3, None), (6, False)])
def test_what_was_terminated_is_late_only_if_it_was_late_by_then(
    day: float, said: bool | None
) -> None:
    ended = [*WORKED[:4], step("terminate", "terminated", day)]
    assert fold(ended, END).on_time(END) is said


def test_later_steps_are_left_out() -> None:
    course = fold([*WORKED, step("close", "closed", 9, **ANSWERS)], T0 + timedelta(days=5))
    assert course.status == "callback_due"
    assert course.closed_at is None
    assert not course.called_back


def test_the_callback_is_taken_as_it_was_answered() -> None:
    course = fold([*WORKED, step("close", "closed", 9, **ANSWERS)], END)
    assert (course.responded, course.solved, course.satisfied) == (True, False, None)
    assert course.closed_at == T0 + timedelta(days=9)
    assert course.called_back


def test_a_caller_who_was_not_reached_again_said_nothing_of_the_new_round() -> None:
    redone = [*WORKED, step("redo", "in_progress", 5, 2, **ANSWERS)]
    again = [*redone, step("reply", "replied", 6, 2), step("close", "closed", 7, 2)]
    assert fold(redone, END).solved is False
    course = fold(again, END)
    assert (course.responded, course.solved, course.satisfied) == (None, None, None)


def test_a_later_evaluation_leaves_the_other_answers() -> None:
    closed = [*WORKED, step("close", "closed", 9, **ANSWERS)]
    course = fold([*closed, step("evaluate", "closed", 10, satisfied="yes")], END)
    assert (course.responded, course.solved, course.satisfied) == (True, False, True)


def test_archiving_hides_neither_how_nor_when_it_ended() -> None:
    ended = [*WORKED, step("close", "closed", 9, **ANSWERS), step("archive", "archived", 40)]
    course = fold(ended, END)
    assert course.status == "closed"
    assert course.closed_at == T0 + timedelta(days=9)


def test_a_reopened_ticket_is_no_longer_closed() -> None:
    closed = [*WORKED, step("close", "closed", 9, **ANSWERS)]
    course = fold([*closed, step("recall", "in_progress", 10, 2)], END)
    assert (course.status, course.closed_at, course.round) == ("in_progress", None, 2)
    assert course.unit == "u1"


def test_a_second_dispatch_starts_the_signing_anew() -> None:
    steps = [
        *WORKED[:4],
        step("object", "return_pending", 1),
        step("uphold", "pending_dispatch", 2),
        *dispatched(3, "u2")[2:],
    ]
    course = fold(steps, END)
    assert (course.unit, course.dispatches, course.returned) == ("u2", 2, True)
    assert course.signed_at is None
    assert course.dispatched_at == T0
    assert fold(steps[:-1], END).unit == ""


@pytest.mark.parametrize(
    ("contact", "as_of", "said"),
    [(1.0, 9, True), (2.0, 9, False), (None, 1, None), (None, 9, False)],
)
def test_the_first_contact_is_measured_from_signing(
    contact: float | None, as_of: float, said: bool | None
) -> None:
    steps = WORKED[:4] + ([step("first_contact", "in_progress", contact)] if contact else [])
    at = T0 + timedelta(days=as_of)
    assert fold(steps, at).contacted_within(timedelta(hours=24), at) is said


def test_what_was_promised_counts_and_not_the_rules_of_today() -> None:
    by = {"contact_due_at": (T0 + timedelta(days=2)).isoformat()}
    steps = [*WORKED[:3], step("sign", "in_progress", 0.5, **by)]
    for contact, said in ((1.9, True), (2.1, False)):
        course = fold([*steps, step("first_contact", "in_progress", contact)], END)
        assert course.contacted_within(timedelta(hours=1), END) is said
    by = {"dispatch_due_at": (T0 + timedelta(days=1)).isoformat()}
    again = {"dispatch_due_at": (T0 + timedelta(days=9)).isoformat()}
    sent = [step("submit", "pending_dispatch", 0, **by), *dispatched()[2:]]
    back = [*sent, step("recall", "pending_dispatch", 8, **again)]
    assert fold(back, END).dispatch_due_at == T0 + timedelta(days=1)


def test_without_steps_it_is_registered_and_nothing_more() -> None:
    assert fold([], END) == Course()
    assert fold(WORKED, T0 - timedelta(days=1)) == Course()


def test_votes_of_another_system_count_whenever_it_was_taken_over() -> None:
    taken_over = step("register", "registered", 50, source={"likes": 12})
    assert fold([taken_over], T0).votes == 12


def test_a_merged_caller_answers_for_the_unit_of_the_order_and_counts_when_he_did() -> None:
    merged = [step("register", "registered", 0), step("merge", "merged", 1)]
    order = {"order": "x", "order_round": "1", "order_unit": "u1"}
    asked = [*merged, step("caller_answer", "merged", 9, **ANSWERS, **order)]
    course = fold(asked, END)
    assert (course.unit, course.dispatches, course.called_back) == ("u1", 0, True)
    assert (course.responded, course.solved) == (True, False)
    assert course.closed_at == T0 + timedelta(days=9)
    apart = fold([*asked, step("split_off", "pending_dispatch", 10)], END)
    assert (apart.unit, apart.called_back, apart.solved, apart.closed_at) == ("", False, None, None)


def test_answers_noted_before_the_closing_are_the_callbacks() -> None:
    said = [*WORKED, step("self_answer", "callback_due", 5, **ANSWERS)]
    closed = fold([*said, step("close", "closed", 6)], END)
    assert (closed.responded, closed.solved, closed.called_back) == (True, False, True)
    again = [*said, step("redo", "in_progress", 6, 2), step("reply", "replied", 7, 2)]
    unreached = fold([*again, step("close", "closed", 9, 2)], END)
    assert (unreached.responded, unreached.solved) == (None, None)
