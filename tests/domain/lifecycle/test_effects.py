"""What steps change on the ticket beyond its state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.clocks import suspension
from service.domain.clocks.hours import Hours
from service.domain.clocks.running import Clock, Running, next_clock
from service.domain.errors import Refused
from service.domain.lifecycle.advance import advance
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import Answer, Element, RequestType, ResultCode, Status, Ticket, Urgency
from service.domain.together.cotask import CoTask, TaskState
from tests.factories import (
    CALENDAR,
    CO_UNIT,
    DESIGNATOR,
    NOW,
    OTHER_UNIT,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    consent,
    good_input,
    profile,
    try_step,
    with_progress,
)

DISPATCHER, CLERK = an_actor(Role.DISPATCHER), an_actor(Role.UNIT_CLERK)
CALLBACK = an_actor(Role.CALLBACK_CLERK)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def test_dispatching_starts_every_clock() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH, request_type=RequestType.COMPLAINT)
    sent = try_step(ticket, DISPATCHER, Step.DISPATCH, co_units=[CO_UNIT]).ticket
    assert (sent.lead_unit, sent.co_units, sent.dispatches) == (UNIT, (CO_UNIT,), 1)
    assert (sent.catalogue_version, sent.profile) == ("1-test", "henan")
    assert sent.dispatched_at == NOW
    assert sent.sign_due_at == at("2026-03-11 10:00")
    assert sent.object_due_at == at("2026-03-11 18:00")
    assert sent.due_at == at("2026-03-24 18:00")
    assert not sent.is_provisional


def test_an_urgent_ticket_has_two_hours_to_be_signed() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH, urgency=Urgency.URGENT)
    sent = try_step(ticket, DISPATCHER, Step.DISPATCH).ticket
    assert sent.sign_due_at == NOW + timedelta(hours=2)
    assert sent.due_at == NOW + timedelta(hours=24)


def test_the_third_dispatch_is_a_designation() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH)
    designated = []
    for name in ("", "", DESIGNATOR):
        ticket = try_step(ticket, DISPATCHER, Step.DISPATCH, designated_by=name).ticket
        designated.append(ticket.is_designated)
        ticket = try_step(ticket, DISPATCHER, Step.RECALL).ticket
    assert designated == [False, False, True]


def test_a_new_unit_inherits_nothing_that_the_last_one_asked_for_or_did() -> None:
    ticket = with_progress(
        a_ticket(Status.RETURN_PENDING, co_units=(CO_UNIT,)),
        co_tasks=(CoTask(CO_UNIT, state=TaskState.REPORTED),),
        extension_asked_days=4,
    )
    ticket = try_step(ticket, DISPATCHER, Step.UPHOLD).ticket
    assert (ticket.lead_unit, ticket.co_units, ticket.due_at, ticket.sign_due_at) == (
        "",
        (),
        None,
        None,
    )
    progress = try_step(ticket, DISPATCHER, Step.DISPATCH, unit=OTHER_UNIT).ticket.progress
    assert not progress.first_contact
    assert not progress.co_reported
    assert not progress.extension_asked_days
    assert not progress.termination_requested


def test_a_refused_objection_leaves_the_original_deadline_running() -> None:
    ticket = a_ticket(Status.RETURN_PENDING)
    after = try_step(ticket, DISPATCHER, Step.REFUSE).ticket
    assert after.due_at == ticket.due_at
    assert after.signed_at == NOW
    assert after.progress.refused_objections == 1


def test_an_objection_itself_does_not_stop_the_clock() -> None:
    ticket = a_ticket(Status.DISPATCHED)
    assert try_step(ticket, CLERK, Step.OBJECT).ticket.due_at == ticket.due_at


def test_a_suspension_gives_back_the_working_time_that_was_left() -> None:
    # Tuesday 10 March 10:00; due on Monday 16 March 10:00: 36 working hours are left.
    ticket = with_progress(a_ticket(Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND))
    waiting = try_step(ticket, DISPATCHER, Step.SUSPEND, promised_on="2026-06-30").ticket
    assert suspension.time_left(waiting, profile().hours, CALENDAR) == 36 * 3600
    assert waiting.suspended_until == date(2026, 6, 30)
    assert waiting.review_due_at == at("2026-03-24 18:00")
    resumed = _resume(waiting, at("2026-05-08 09:30"))
    # Of Friday 8 May 8.5 hours, of 9 (made up), 11 and 12 nine each, the last half on 13.
    assert resumed.due_at == at("2026-05-13 09:30")
    assert (resumed.suspended_until, resumed.review_due_at) == (None, None)
    assert resumed.progress.pause is None


def test_a_suspended_ticket_is_late_only_after_the_promised_date() -> None:
    ticket = with_progress(a_ticket(Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND))
    waiting = try_step(ticket, DISPATCHER, Step.SUSPEND, promised_on="2026-06-30").ticket
    assert not waiting.is_late(at("2026-06-30 18:00"))
    assert waiting.is_late(at("2026-06-30 18:01"))


def test_who_suspends_in_the_last_hour_resumes_with_that_hour() -> None:
    ticket = with_progress(
        a_ticket(Status.IN_PROGRESS, due_at=NOW + timedelta(hours=1)),
        endorsements=consent(Step.SUSPEND),
    )
    waiting = try_step(ticket, DISPATCHER, Step.SUSPEND).ticket
    assert _resume(waiting, at("2026-03-11 17:30")).due_at == at("2026-03-12 09:30")


def test_what_was_suspended_when_days_were_counted_resumes_with_its_days() -> None:
    suspended = a_ticket(Status.SUSPENDED, due_at=at("2026-06-30 18:00"))
    resumed = _resume(with_progress(suspended, working_days_left=4), at("2026-05-08 09:30"))
    assert resumed.due_at == at("2026-05-13 18:00")
    assert _resume(suspended, at("2026-05-08 09:30")).due_at == at("2026-05-09 18:00")


def test_a_limit_by_the_clock_is_paused_by_the_clock() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH, urgency=Urgency.URGENT)
    sent = try_step(ticket, DISPATCHER, Step.DISPATCH).ticket
    assert sent.progress.runs_through
    at_work = with_progress(
        replace(sent, status=Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND)
    )
    waiting = try_step(at_work, DISPATCHER, Step.SUSPEND).ticket
    assert _resume(waiting, NOW + timedelta(hours=7)).due_at == NOW + timedelta(hours=31)


def test_a_review_lets_a_suspension_go_on_so_often_and_no_more() -> None:
    supervisor = an_actor(Role.SUPERVISOR)
    ticket = with_progress(a_ticket(Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND))
    waiting = try_step(ticket, DISPATCHER, Step.SUSPEND, promised_on="2026-06-30").ticket
    for promised_on in ("", "2026-07-31", "2026-03-20"):
        waiting = try_step(waiting, supervisor, Step.REVIEW_SUSPENSION, promised_on=promised_on)
        waiting = waiting.ticket
    assert waiting.suspended_until == date(2026, 3, 20)
    # It ends before another review would be due.
    assert waiting.review_due_at is None
    with pytest.raises(Refused, match="已经复核续期 3 次"):
        try_step(waiting, supervisor, Step.REVIEW_SUSPENSION, promised_on="2026-08-01")


def test_a_suspension_whose_date_has_come_goes_on_only_with_another_date() -> None:
    ticket = a_ticket(Status.SUSPENDED, suspended_until=NOW.date())
    with pytest.raises(Refused, match="晚于今天"):
        try_step(ticket, an_actor(Role.SUPERVISOR), Step.REVIEW_SUSPENSION, promised_on="")


def test_the_program_resumes_only_after_the_promised_day() -> None:
    ticket = a_ticket(Status.SUSPENDED, suspended_until=NOW.date())
    with pytest.raises(Refused, match="没有过承诺日期"):
        try_step(ticket, SYSTEM, Step.RESUME)
    over = replace(ticket, suspended_until=NOW.date() - timedelta(days=1))
    assert try_step(over, SYSTEM, Step.RESUME).ticket.status is Status.IN_PROGRESS


def test_what_waits_for_an_extension_is_not_suspended() -> None:
    ticket = with_progress(
        a_ticket(Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND), extension_asked_days=3
    )
    with pytest.raises(Refused, match="先批复"):
        try_step(ticket, DISPATCHER, Step.SUSPEND)


def test_each_clock_is_promised_when_it_starts() -> None:
    waiting = try_step(a_ticket(), an_actor(Role.AGENT), Step.SUBMIT).ticket
    assert next_clock(waiting) == Running(Clock.DISPATCH, NOW + timedelta(hours=24))
    pressing = try_step(waiting, DISPATCHER, Step.CORRECT, topic="", urgency="urgent").ticket
    assert pressing.dispatch_due_at == NOW + timedelta(hours=2)
    signed = try_step(a_ticket(Status.DISPATCHED), CLERK, Step.SIGN).ticket
    assert signed.contact_due_at == NOW + timedelta(hours=24)
    signed = with_progress(signed, first_contact=False)
    assert next_clock(signed) == Running(Clock.CONTACT, NOW + timedelta(hours=24))
    spoken = try_step(signed, CLERK, Step.FIRST_CONTACT).ticket
    assert next_clock(spoken) == Running(Clock.HANDLE, spoken.due_at or NOW)


def test_a_unit_is_promised_by_its_own_hours() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH, request_type=RequestType.HELP)
    own = {UNIT: Hours(((510, 720), (870, 1050))), OTHER_UNIT: Hours(((0, 1440),), is_daily=True)}
    due_at = {}
    for unit in (UNIT, OTHER_UNIT, CO_UNIT):
        data = parse(Step.DISPATCH, good_input(Step.DISPATCH, unit=unit))
        case = a_case(ticket, DISPATCHER, data)
        case = replace(case, facts=replace(case.facts, hours=own))
        due_at[unit] = advance(case, Step.DISPATCH).ticket.due_at
    assert due_at == {
        UNIT: at("2026-03-17 17:30"),
        OTHER_UNIT: at("2026-03-15 23:59"),
        CO_UNIT: at("2026-03-17 18:00"),
    }


def test_who_resumes_after_the_promised_date_has_gained_no_time() -> None:
    # 36 working hours were left; they count from the evening of 30 June: 1, 2, 3 and 6 July.
    ticket = with_progress(a_ticket(Status.IN_PROGRESS), endorsements=consent(Step.SUSPEND))
    waiting = try_step(ticket, DISPATCHER, Step.SUSPEND, promised_on="2026-06-30").ticket
    resumed = _resume(waiting, at("2026-07-20 09:00"))
    assert resumed.due_at == at("2026-07-06 18:00")
    assert resumed.is_late(at("2026-07-20 09:00"))


def _resume(ticket: Ticket, now: datetime) -> Ticket:
    return advance(a_case(ticket, CLERK, {}, now=now), Step.RESUME).ticket


def test_an_extension_moves_the_deadline_from_where_it_was() -> None:
    ticket = a_ticket(Status.IN_PROGRESS)
    asked = try_step(ticket, CLERK, Step.REQUEST_EXTENSION, days="5").ticket
    assert asked.due_at == ticket.due_at
    granted = try_step(asked, DISPATCHER, Step.GRANT_EXTENSION, days="5").ticket
    assert granted.due_at == at("2026-03-23 18:00")
    assert (granted.progress.extensions, granted.progress.extension_asked_days) == (1, 0)


def test_a_denied_extension_leaves_the_deadline_and_may_be_asked_again() -> None:
    ticket = a_ticket(Status.IN_PROGRESS)
    asked = try_step(ticket, CLERK, Step.REQUEST_EXTENSION).ticket
    denied = try_step(asked, DISPATCHER, Step.DENY_EXTENSION).ticket
    assert denied.due_at == ticket.due_at
    assert try_step(denied, CLERK, Step.REQUEST_EXTENSION).ticket.progress.extension_asked_days == 3


def test_signing_and_replying_make_one_a_handler() -> None:
    signed = try_step(a_ticket(Status.DISPATCHED), CLERK, Step.SIGN).ticket
    assert signed.signed_at == NOW
    other = an_actor(Role.HANDLER)
    contacted = try_step(signed, other, Step.FIRST_CONTACT).ticket
    replied = try_step(contacted, other, Step.REPLY, result_code="partly").ticket
    assert replied.progress.handlers == (CLERK.id, other.id)
    assert (replied.result_code, replied.replied_at) == (ResultCode.PARTLY, NOW)


def test_a_redo_is_a_new_round_at_the_same_unit_with_a_new_deadline() -> None:
    ticket = with_progress(
        a_ticket(Status.CALLBACK_DUE, round=2, callback_due_at=NOW, co_units=(CO_UNIT,)),
        failed_calls=2,
        co_tasks=(CoTask(CO_UNIT, state=TaskState.REPORTED),),
        handlers=(5,),
        extensions=1,
    )
    again = try_step(ticket, CALLBACK, Step.REDO, satisfied="no").ticket
    assert (again.round, again.is_designated, again.lead_unit) == (3, True, UNIT)
    assert again.due_at == at("2026-03-13 18:00")
    assert (again.callback_due_at, again.replied_at) == (None, None)
    assert (again.solved, again.satisfied) == (Answer.NO, Answer.NO)
    progress = again.progress
    assert (progress.failed_calls, progress.co_reported, progress.first_contact) == (0, (), False)
    # What was done and what was used up stays: the handler never calls back.
    assert (progress.handlers, progress.extensions) == ((5,), 1)


def test_reopening_keeps_the_number_and_goes_on_counting_rounds() -> None:
    ticket = a_ticket(Status.CLOSED, round=3, ended_at=NOW - timedelta(days=2))
    again = try_step(ticket, an_actor(Role.CALLER), Step.RECALL).ticket
    assert (again.no, again.round, again.ended_at) == (ticket.no, 4, None)


def test_approval_starts_the_callback_clock() -> None:
    ticket = with_progress(a_ticket(Status.REPLIED), failed_calls=2)
    due = try_step(ticket, an_actor(Role.REVIEWER), Step.APPROVE).ticket
    assert due.callback_due_at == at("2026-03-13 18:00")
    assert due.progress.failed_calls == 0


def test_closing_keeps_the_three_answers() -> None:
    closed = try_step(a_ticket(Status.CALLBACK_DUE), CALLBACK, Step.CLOSE, satisfied="unsaid")
    assert closed.ticket.ended_at == NOW
    assert (closed.ticket.responded, closed.ticket.solved, closed.ticket.satisfied) == (
        Answer.YES,
        Answer.YES,
        Answer.UNSAID,
    )


def test_merging_and_undoing_it_leaves_the_ticket_waiting_for_its_own_unit() -> None:
    merged = try_step(a_ticket(Status.REGISTERED), DISPATCHER, Step.MERGE).ticket
    assert (merged.master_no, merged.ended_at) == ("20260310000009", NOW)
    alone = try_step(merged, DISPATCHER, Step.UNMERGE).ticket
    assert (alone.master_no, alone.ended_at, alone.status) == ("", None, Status.PENDING_DISPATCH)


def test_an_answer_at_first_contact_ends_the_ticket() -> None:
    answered = try_step(a_ticket(Status.REGISTERED), an_actor(Role.AGENT), Step.ANSWER).ticket
    assert (answered.reply, answered.replied_at, answered.ended_at) == ("测试内容", NOW, NOW)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"topic": "020202"}, {"topic": "020202", "is_certain": True}),
        ({"topic": "", "area": "c1"}, {"area": "c1", "is_certain": False}),
        ({"topic": "", "request_type": "report"}, {"request_type": RequestType.REPORT}),
        ({"topic": "", "urgency": "urgent"}, {"urgency": Urgency.URGENT}),
        ({"topic": "", "place": "样例路"}, {"place": "样例路", "missing": (Element.TIME,)}),
        ({"topic": "", "area": "c1"}, {"missing": (Element.TIME,)}),
        ({"topic": "", "supplement": "昨晚八点"}, {"missing": (Element.TIME, Element.PLACE)}),
        (
            {"topic": "", "supplement": "昨晚八点", "fills": ["time"]},
            {"missing": (Element.PLACE,)},
        ),
        ({"topic": "", "supplement": "昨晚，样例路", "fills": "time,place"}, {"missing": ()}),
    ],
)
def test_a_correction_changes_what_was_put_right(
    given: dict[str, str], expected: dict[str, object]
) -> None:
    missing = (Element.TIME, Element.PLACE)
    ticket = a_ticket(Status.REGISTERED, is_certain=False, missing=missing)
    after = try_step(ticket, DISPATCHER, Step.CORRECT, **given).ticket
    assert {name: getattr(after, name) for name in expected} == expected


def test_a_supplement_is_added_below_what_the_caller_said() -> None:
    ticket = a_ticket(Status.REGISTERED)
    after = try_step(ticket, DISPATCHER, Step.CORRECT, topic="", supplement="昨晚八点").ticket
    assert after.text == f"{ticket.text}\n补充：昨晚八点"


def test_reminding_and_supervising_are_counted() -> None:
    ticket = a_ticket(Status.IN_PROGRESS)
    supervisor = an_actor(Role.SUPERVISOR)
    ticket = try_step(ticket, supervisor, Step.REMIND).ticket
    ticket = try_step(ticket, supervisor, Step.SUPERVISE).ticket
    ticket = try_step(ticket, supervisor, Step.SUPERVISE).ticket
    assert (ticket.progress.reminders, ticket.progress.supervision_level) == (1, 2)


def test_the_callers_own_verdict_is_kept() -> None:
    closed = a_ticket(Status.CLOSED, satisfied=Answer.YES)
    after = try_step(closed, an_actor(Role.CALLER), Step.EVALUATE, satisfied="no").ticket
    assert (after.satisfied, after.status) == (Answer.NO, Status.CLOSED)


def test_a_deadline_into_an_unpublished_year_is_marked_in_the_step() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH)
    data = parse(Step.DISPATCH, good_input(Step.DISPATCH))
    new_year = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    move = advance(replace(a_case(ticket, DISPATCHER, data), now=new_year), Step.DISPATCH)
    assert move.ticket.is_provisional
    assert move.entry.data["is_provisional"] is True
