"""The table of notices: short texts that tell nobody's secrets, at hours when people are awake."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import find
from service.domain.notices.messages import (
    CALLERS,
    CODE,
    Audience,
    NoticeKind,
    QuietHours,
    SendingRules,
    duty_text,
    text_of,
    wait_before,
)
from service.domain.notices.rules import CLOCK_AUDIENCES, RULES, clock_kinds, rules_for
from service.domain.ticket import Channel, RequestType, Status, Ticket
from tests.factories import NOW, a_ticket

SOON = timedelta(hours=24)
LONG = replace(
    a_ticket(Status.IN_PROGRESS),
    title="王大明反映样例路12号三单元漏水",
    text="电话13800000001",
    due_at=datetime(2026, 12, 31, 9, 30, tzinfo=UTC),
    sign_due_at=datetime(2026, 12, 31, 9, 30, tzinfo=UTC),
)
CLOCKS = [(kind, a) for kind, audiences in CLOCK_AUDIENCES.items() for a in audiences]
TOLD = [(rule.kind, audience) for rule in RULES for audience in rule.audiences] + CLOCKS


def text(kind: NoticeKind, audience: Audience, ticket: Ticket = LONG, topic: str = "") -> str:
    return text_of(kind, ticket, to_caller=audience in CALLERS, link="", topic=topic)


@pytest.mark.parametrize(("kind", "audience"), TOLD)
def test_a_text_fits_one_message_and_tells_no_name_number_or_place(
    kind: NoticeKind, audience: Audience
) -> None:
    said = text(kind, audience, topic="机动车违法停放占用盲道")
    assert len(said.replace(CODE, "ABCDEF")) <= 70
    assert LONG.no in said
    for secret in ("王", "样例路", "漏水", "138"):
        assert secret not in said


@pytest.mark.parametrize(("kind", "audience"), TOLD)
def test_of_a_report_nothing_of_the_matter_is_told(kind: NoticeKind, audience: Audience) -> None:
    report = replace(LONG, request_type=RequestType.REPORT)
    assert "停放" not in text(kind, audience, report, "机动车违法停放")


def test_every_rule_is_of_a_step_that_the_table_has() -> None:
    for rule in RULES:
        sources = [rule.source] if rule.source else list(Status)
        is_known = rule.step is Step.REGISTER or any(find(s, rule.step) for s in sources if s)
        assert is_known, rule


def test_callers_are_told_what_they_wait_for() -> None:
    told = {rule.step for rule in RULES if Audience.CALLER in rule.audiences}
    assert told >= {Step.REGISTER, Step.MERGE, Step.GRANT_EXTENSION, Step.CLOSE, Step.TERMINATE}


def test_who_was_answered_on_the_phone_gets_no_text_of_it() -> None:
    assert rules_for(Step.ANSWER, Status.REGISTERED, Channel.PHONE) == []
    assert [r.kind for r in rules_for(Step.ANSWER, Status.REGISTERED, Channel.WEB)] == ["answered"]


def test_a_recall_means_another_thing_from_every_state() -> None:
    kinds = {s: [r.kind for r in rules_for(Step.RECALL, s, Channel.PHONE)] for s in Status}
    assert kinds[Status.DISPATCHED] == ["withdrawn", "co_released"]
    assert kinds[Status.CLOSED] == ["redo", "co_handling"]


@pytest.mark.parametrize(
    ("hours", "expected"), [(-25, []), (-23, ["due_soon"]), (0, ["due_soon"]), (1, ["overdue"])]
)
def test_the_clock_tells_what_is_near_and_what_has_passed(hours: int, expected: list[str]) -> None:
    ticket = replace(a_ticket(Status.IN_PROGRESS), due_at=NOW, object_due_at=None)
    told = clock_kinds(ticket, NOW + timedelta(hours=hours), SOON)
    assert [kind.value for kind, _ in told] == expected


def test_the_end_of_the_return_window_is_told_while_the_unit_may_still_object() -> None:
    ticket = replace(a_ticket(Status.IN_PROGRESS), object_due_at=NOW + timedelta(hours=2))
    assert [kind for kind, _ in clock_kinds(ticket, NOW, SOON)] == [NoticeKind.OBJECTION_CLOSING]
    assert clock_kinds(replace(ticket, is_designated=True), NOW, SOON) == []
    assert clock_kinds(replace(ticket, status=Status.REPLIED), NOW, SOON) == []


@pytest.mark.parametrize(
    ("hour", "is_quiet"), [(21, False), (22, True), (23, True), (0, True), (7, True), (8, False)]
)
def test_nights_are_quiet(hour: int, is_quiet: bool) -> None:
    at = datetime(2026, 3, 10, (hour - 8) % 24, 30, tzinfo=UTC)
    assert QuietHours().cover(at) is is_quiet
    assert not QuietHours(8, 8).cover(at)
    assert QuietHours(12, 14).cover(datetime(2026, 3, 10, 5, 0, tzinfo=UTC))


def test_waiting_doubles_up_to_a_cap() -> None:
    waits = [wait_before(n, SendingRules()) for n in range(1, 40)]
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert all(a <= b for a, b in pairwise(waits))
    assert waits[-1] == SendingRules().longest_wait


def test_a_duty_names_its_matter_and_how_many_tickets() -> None:
    assert "3件" in duty_text("样例路积水", 3)
