"""Each co-unit has a task and clocks of its own, inside the lead's, and answers for itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.domain.clocks.deadlines import Limit, LimitUnit
from service.domain.lifecycle.advance import Move, advance
from service.domain.lifecycle.case import JointDecision, Rules
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import RequestType, Status, Ticket, Urgency
from service.domain.together import cohandling
from service.domain.together.cotask import CoTask, TaskState
from service.domain.together.redispatch import steps_to
from tests.factories import (
    CALENDAR,
    CO_UNIT,
    NOW,
    OTHER_UNIT,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    consent,
    good_input,
    profile,
    rules,
    try_step,
    with_progress,
)

DISPATCHER, LEAD = an_actor(Role.DISPATCHER), an_actor(Role.UNIT_CLERK)
HELPER = an_actor(Role.UNIT_CLERK, id=900, unit=CO_UNIT)


def at(text: str) -> datetime:
    """A local time of 2026, month-day hour:minute."""
    return datetime.fromisoformat(f"2026-{text}:00+08:00").astimezone(UTC)


def sent(*units: str, now: datetime = NOW, given: Rules | None = None, **ticket: Any) -> Ticket:
    """Dispatched with co-units; by default a complaint with ten working days."""
    usual = {"request_type": RequestType.COMPLAINT} | ticket
    waiting = a_ticket(Status.PENDING_DISPATCH, **usual)
    data = parse(Step.DISPATCH, {"unit": UNIT, "co_units": units or (CO_UNIT,)})
    case = a_case(waiting, DISPATCHER, data, now=now, rules=given or rules())
    return advance(case, Step.DISPATCH).ticket


def step(ticket: Ticket, who: Actor, step: Step, now: datetime = NOW, **given: Any) -> Move:
    data = parse(step, good_input(step, ticket.status, **given))
    return advance(a_case(ticket, who, data, now=now), step)


def of(ticket: Ticket, unit: str = CO_UNIT) -> CoTask:
    task = cohandling.task_of(ticket, unit)
    assert task is not None
    return task


@pytest.mark.parametrize(
    ("kind", "urgency", "sign", "report"),
    [
        # Tuesday 10 March, ten in the morning: two thirds of ten, five, three working days.
        (RequestType.COMPLAINT, Urgency.NORMAL, "03-11T10:00", "03-19T18:00"),
        (RequestType.HELP, Urgency.NORMAL, "03-11T10:00", "03-16T18:00"),
        (RequestType.CONSULT, Urgency.NORMAL, "03-11T10:00", "03-12T18:00"),
        # Twenty-four hours are shared out by the hour.
        (RequestType.COMPLAINT, Urgency.URGENT, "03-10T12:00", "03-11T02:00"),
    ],
)
def test_a_co_unit_has_two_thirds_of_the_leads_time(
    kind: RequestType, urgency: Urgency, sign: str, report: str
) -> None:
    task = of(sent(request_type=kind, urgency=urgency))
    assert (task.state, task.sign_due_at, task.due_at) == (TaskState.WAITING, at(sign), at(report))


@pytest.mark.parametrize(
    ("decided", "due", "is_shortened"),
    [("03-12T23:59", "03-12T23:59", False), ("04-10T23:59", "03-24T18:00", True)],
)
def test_a_decision_gives_its_own_task_and_date_within_the_leads_time(
    decided: str, due: str, is_shortened: bool
) -> None:
    duties = ((UNIT, "接管路灯"), (CO_UNIT, "清理灯下垃圾"))
    held = JointDecision("联席会商〔2026〕3号", UNIT, (CO_UNIT,), duties, at(decided))
    waiting = a_ticket(Status.PENDING_DISPATCH, request_type=RequestType.COMPLAINT)
    ((_, given),) = steps_to(waiting, held)
    plain = a_case(waiting, DISPATCHER, parse(Step.DISPATCH, given))
    ticket = advance(
        replace(plain, facts=replace(plain.facts, decision=held)), Step.DISPATCH
    ).ticket
    task = of(ticket)
    assert task.words.startswith("清理灯下垃圾\n（联席会商〔2026〕3号定的落实期限")
    assert ("提前到答复期限" in task.words) is is_shortened
    assert task.due_at == at(due)
    assert ticket.due_at == at("03-24T18:00")


def test_the_share_and_a_limit_of_its_own_are_data() -> None:
    half = Rules(replace(profile(), co_share=(1, 2)), CALENDAR)
    assert of(sent(given=half)).due_at == at("03-17T18:00")
    fixed = Limit(2, LimitUnit.WORKING_DAYS)
    own = Rules(replace(profile(), co_report=fixed), CALENDAR)
    assert of(sent(given=own)).due_at == at("03-12T18:00")
    # Never later than the lead has to reply.
    short = sent(given=own, request_type=RequestType.HELP, urgency=Urgency.URGENT)
    assert of(short).due_at == short.due_at


def test_what_was_promised_is_stored_with_the_step() -> None:
    waiting = a_ticket(Status.PENDING_DISPATCH)
    entry = try_step(waiting, DISPATCHER, Step.DISPATCH, co_units=[CO_UNIT], co_task="清运").entry
    (promised,) = entry.data["co_tasks"]
    assert (promised["unit"], promised["words"]) == (CO_UNIT, "清运")
    assert promised["due_at"] == at("03-12T18:00").isoformat()
    assert "co_tasks" not in step(sent(), HELPER, Step.CO_SIGN).entry.data


def test_each_unit_reads_its_own_lines_of_the_task_or_those_for_all() -> None:
    text = f"查明原因\n{CO_UNIT}：清运垃圾\n{CO_UNIT}:每天一次\n{OTHER_UNIT}："
    units = (CO_UNIT, OTHER_UNIT, "third")
    assert cohandling.words_for(text, CO_UNIT, units) == "清运垃圾\n每天一次"
    assert cohandling.words_for(text, "third", units) == "查明原因"
    assert cohandling.words_for("", CO_UNIT, units) == ""


def test_a_co_unit_signs_reports_and_is_the_handler_of_its_task() -> None:
    signed = step(sent(), HELPER, Step.CO_SIGN).ticket
    assert (of(signed).state, of(signed).handler) == (TaskState.WORKING, HELPER.name)
    assert of(signed).clock == of(signed).due_at
    later = NOW + timedelta(days=1)
    done = step(signed, HELPER, Step.CO_REPORT, later).ticket
    assert (of(done).state, of(done).signed_at, of(done).closed_at) == (
        TaskState.REPORTED,
        NOW,
        later,
    )
    assert HELPER.id in done.progress.handlers
    assert cohandling.open_tasks(done) == ()
    # Who reports at once has signed with it.
    assert of(step(sent(), HELPER, Step.CO_REPORT).ticket).signed_at == NOW


def test_a_co_unit_asks_out_and_is_released_or_kept() -> None:
    asked = step(sent(), HELPER, Step.CO_OBJECT).ticket
    assert of(asked).wants_out
    assert of(asked).is_open  # the clock runs on until it is ruled on
    kept = step(asked, DISPATCHER, Step.CO_KEEP).ticket
    assert (of(kept).wants_out, of(kept).was_kept) == (False, True)
    freed = step(asked, LEAD, Step.CO_RELEASE).ticket
    assert (freed.co_units, of(freed).state) == ((), TaskState.RELEASED)
    # Asked again later it gets a fresh task.
    again = step(freed, DISPATCHER, Step.CO_ADD).ticket
    assert (again.co_units, of(again).state) == ((CO_UNIT,), TaskState.WAITING)
    assert len(again.progress.co_tasks) == 1


def test_one_who_comes_later_has_two_thirds_of_what_is_left() -> None:
    ticket = sent(OTHER_UNIT)
    later = at("03-18T10:00")  # the lead has until 24 March: four working days
    added = step(ticket, LEAD, Step.CO_ADD, later, co_task="查管线").ticket
    assert (added.co_units, of(added).words) == ((OTHER_UNIT, CO_UNIT), "查管线")
    assert of(added).due_at == at("03-23T18:00")
    assert of(added, OTHER_UNIT) == of(ticket, OTHER_UNIT)
    late = step(ticket, LEAD, Step.CO_ADD, at("03-25T10:00")).ticket
    assert of(late).due_at == at("03-26T18:00")  # the lead is late itself: the next working day


def test_reminders_and_supervision_are_of_one_co_unit_alone() -> None:
    ticket = sent(CO_UNIT, OTHER_UNIT)
    ticket = step(ticket, LEAD, Step.CO_REMIND).ticket
    ticket = step(ticket, an_actor(Role.SUPERVISOR), Step.CO_SUPERVISE).ticket
    assert (of(ticket).reminders, of(ticket).supervision_level) == (1, 1)
    assert of(ticket, OTHER_UNIT).reminders == 0
    assert (ticket.progress.reminders, ticket.progress.supervision_level) == (0, 0)


def test_a_new_round_opens_new_tasks_and_a_withdrawal_drops_them() -> None:
    ticket = step(sent(), HELPER, Step.CO_REPORT).ticket
    due = replace(ticket, status=Status.CALLBACK_DUE)
    redone = try_step(due, an_actor(Role.CALLBACK_CLERK), Step.REDO).ticket
    assert (of(redone).state, of(redone).reminders) == (TaskState.WAITING, 0)
    assert of(redone).due_at is not None
    back = try_step(sent(), DISPATCHER, Step.RECALL).ticket
    assert (back.co_units, back.progress.co_tasks) == ((), ())


def test_while_the_ticket_is_suspended_no_co_units_clock_runs_but_a_late_one_stays_late() -> None:
    working = replace(sent(CO_UNIT, OTHER_UNIT), status=Status.IN_PROGRESS)
    late = replace(of(working, OTHER_UNIT), due_at=NOW - timedelta(hours=1))
    ready = with_progress(working, co_tasks=(of(working), late), endorsements=consent(Step.SUSPEND))
    suspended = try_step(ready, DISPATCHER, Step.SUSPEND).ticket
    assert (of(suspended).clock, of(suspended, OTHER_UNIT)) == (None, late)
    back = at("05-11T10:00")
    resumed = step(suspended, an_actor(Role.SUPERVISOR), Step.RESUME, back).ticket
    due_at = of(resumed).due_at
    assert due_at is not None
    assert resumed.due_at is not None
    assert back < due_at <= resumed.due_at
    assert of(resumed, OTHER_UNIT) == late


def test_an_extension_gives_the_co_units_their_share_but_no_late_one_gains() -> None:
    ticket = replace(sent(CO_UNIT, OTHER_UNIT), status=Status.IN_PROGRESS)
    late = replace(of(ticket, OTHER_UNIT), due_at=NOW - timedelta(hours=1))
    ready = with_progress(ticket, co_tasks=(of(ticket), late), extension_asked_days=10)
    more = try_step(ready, DISPATCHER, Step.GRANT_EXTENSION, days=10).ticket
    before, after = of(ticket).due_at, of(more).due_at
    assert before is not None
    assert after is not None
    assert after > before
    assert of(more, OTHER_UNIT) == late


TUESDAY = at("03-24T18:00")  # when the lead of ``sent`` has to reply


@pytest.mark.parametrize(
    ("changes", "task", "now", "held_up"),
    [
        ({}, {}, TUESDAY, False),
        ({}, {}, TUESDAY + timedelta(hours=1), True),
        # The lead has not even spoken to the caller: it lags itself.
        ({"first_contact": False}, {}, TUESDAY + timedelta(hours=1), False),
        ({}, {"closed_at": TUESDAY, "state": TaskState.REPORTED}, TUESDAY + timedelta(1), False),
    ],
)
def test_a_lead_that_only_waits_for_a_late_co_unit_is_told_apart(
    changes: dict[str, Any], task: dict[str, Any], now: datetime, held_up: bool
) -> None:
    ticket = replace(sent(), status=Status.IN_PROGRESS)
    ticket = with_progress(
        ticket, **{"first_contact": True, "co_tasks": (replace(of(ticket), **task),)} | changes
    )
    assert cohandling.delaying(ticket, now) == ((CO_UNIT,) if held_up else ())
    assert cohandling.waited_for(ticket, now) == ((CO_UNIT,) if held_up else ())


def test_a_late_reply_says_which_co_unit_it_waited_for() -> None:
    ticket = with_progress(replace(sent(), status=Status.IN_PROGRESS), first_contact=True)
    reported = step(ticket, HELPER, Step.CO_REPORT, TUESDAY + timedelta(hours=2)).ticket
    entry = step(reported, LEAD, Step.REPLY, TUESDAY + timedelta(hours=3)).entry
    assert entry.data["delayed_by"] == [CO_UNIT]
    in_time = step(ticket, HELPER, Step.CO_REPORT).ticket
    assert "delayed_by" not in step(in_time, LEAD, Step.REPLY).entry.data


def test_a_co_unit_of_before_tasks_were_kept_has_one_without_a_clock() -> None:
    ticket = a_ticket(Status.IN_PROGRESS, co_units=(CO_UNIT,))
    assert of(ticket) == CoTask(CO_UNIT)
    assert of(step(ticket, HELPER, Step.CO_REPORT).ticket).state is TaskState.REPORTED
