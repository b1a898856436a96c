"""Before a hard ticket is dispatched units are asked; their answers point to one, or to nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.domain.errors import Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import Status, Ticket
from service.domain.together import consultation
from service.domain.together.designation import is_to_be_designated
from service.domain.together.opinion import (
    Consultation,
    Ending,
    Opinion,
    Proposal,
    Stance,
    proposal,
)
from tests.factories import (
    CO_UNIT,
    NOW,
    OTHER_UNIT,
    UNIT,
    a_consultation,
    a_ticket,
    an_actor,
    try_step,
    with_progress,
)

DISPATCHER = an_actor(Role.DISPATCHER)
CLERK = an_actor(Role.UNIT_CLERK)
OTHER = an_actor(Role.UNIT_HEAD, id=901, unit=OTHER_UNIT)


def asked(status: Status = Status.PENDING_DISPATCH, **given: Any) -> Ticket:
    ticket = with_progress(a_ticket(status), refused_objections=2)
    return try_step(ticket, DISPATCHER, Step.CONSULT, **given).ticket


def held(ticket: Ticket) -> Consultation:
    found = ticket.progress.consultation
    assert found is not None
    return found


def said(unit: str, stance: Stance, named: str = "") -> Opinion:
    return Opinion(unit, stance, "意见", NOW, named=named)


@pytest.mark.parametrize(
    ("hours", "due"),
    # Tuesday ten o'clock; offices work from nine to six.
    [("8", "2026-03-10T18:00"), ("9", "2026-03-11T10:00"), ("", "2026-03-11T17:00")],
)
def test_answers_are_due_in_working_hours(hours: str, due: str) -> None:
    move = try_step(a_ticket(Status.PENDING_DISPATCH), DISPATCHER, Step.CONSULT, hours=hours)
    promised = datetime.fromisoformat(f"{due}:00+08:00").astimezone(UTC)
    assert held(move.ticket).due_at == promised
    assert move.entry.data["opinions_due_at"] == promised.isoformat()
    assert move.ticket.status is Status.PENDING_DISPATCH


@pytest.mark.parametrize(
    ("hours", "dispatch_due", "due"),
    [
        ("", timedelta(hours=2), timedelta(hours=2)),
        ("", timedelta(days=30), timedelta(hours=31)),
        ("8", timedelta(hours=2), timedelta(hours=8)),
        ("", timedelta(hours=-1), timedelta(hours=31)),
    ],
    ids=["capped", "early enough", "hours were chosen", "dispatch is late already"],
)
def test_unless_said_otherwise_answers_are_due_before_the_dispatch(
    hours: str, dispatch_due: timedelta, due: timedelta
) -> None:
    ticket = replace(a_ticket(Status.PENDING_DISPATCH), dispatch_due_at=NOW + dispatch_due)
    move = try_step(ticket, DISPATCHER, Step.CONSULT, hours=hours)
    assert held(move.ticket).due_at == NOW + due


def test_each_unit_answers_once_and_may_put_its_answer_right() -> None:
    ticket = asked()
    assert held(ticket).silent == (UNIT, OTHER_UNIT)
    ticket = try_step(ticket, CLERK, Step.OPINE, stance="ours").ticket
    changed = {"stance": "not_ours", "suggested_unit": CO_UNIT}
    ticket = try_step(ticket, CLERK, Step.OPINE, **changed).ticket
    (opinion,) = held(ticket).opinions
    assert (opinion.stance, opinion.named, opinion.by) == (Stance.NOT_OURS, CO_UNIT, CLERK.name)
    assert held(ticket).silent == (OTHER_UNIT,)


@pytest.mark.parametrize(
    ("opinions", "points_to"),
    [
        ([], Proposal()),
        ([said("a", Stance.OURS), said("b", Stance.MAY_HELP)], Proposal("a", ("b",))),
        ([said("a", Stance.OURS), said("b", Stance.OURS)], Proposal()),
        ([said("a", Stance.NOT_OURS, "c"), said("b", Stance.MAY_HELP)], Proposal("c", ("b",))),
        # Who says it is its own duty counts for more than whom others name.
        ([said("a", Stance.NOT_OURS, "c"), said("b", Stance.OURS)], Proposal("b")),
        ([said("a", Stance.NOT_OURS, "b"), said("b", Stance.NOT_OURS, "a")], Proposal()),
        (
            [said(u, Stance.NOT_OURS, n) for u, n in (("a", "c"), ("b", "c"), ("d", "e"))],
            Proposal("c"),
        ),
        # Whom the others name does not help himself beside.
        ([said("a", Stance.NOT_OURS, "b"), said("b", Stance.MAY_HELP)], Proposal("b")),
    ],
)
def test_the_answers_point_to_one_unit_or_to_nobody(
    opinions: list[Opinion], points_to: Proposal
) -> None:
    units = tuple(opinion.unit for opinion in opinions)
    assert proposal(a_consultation(*units, opinions=tuple(opinions))) == points_to


def test_a_dispatch_ends_it_and_notes_whom_it_heard() -> None:
    ticket = try_step(asked(), OTHER, Step.OPINE, stance="ours").ticket
    move = try_step(ticket, DISPATCHER, Step.DISPATCH, unit=OTHER_UNIT)
    assert move.entry.data["consulted"] == [OTHER_UNIT]
    assert held(move.ticket).ended_at == NOW
    assert not move.ticket.is_in_consultation
    assert consultation.running(move.ticket) is None
    plain = try_step(a_ticket(Status.PENDING_DISPATCH), DISPATCHER, Step.DISPATCH)
    assert "consulted" not in plain.entry.data


def test_it_may_end_without_a_result() -> None:
    ticket = try_step(asked(), DISPATCHER, Step.END_CONSULTATION, ending="joint_session").ticket
    assert (held(ticket).ending, ticket.is_in_consultation) == (Ending.JOINT_SESSION, False)
    assert not is_to_be_designated(ticket)
    # Another one may be held afterwards.
    assert try_step(ticket, DISPATCHER, Step.CONSULT).ticket.is_in_consultation
    ended = try_step(asked(), DISPATCHER, Step.END_CONSULTATION, ending="designate").ticket
    assert is_to_be_designated(ended)


def test_the_program_never_dispatches_what_is_in_consultation() -> None:
    with pytest.raises(Refused, match="正在会商"):
        try_step(asked(), SYSTEM, Step.DISPATCH)


def test_after_two_refused_objections_units_are_asked_while_one_works_on_it() -> None:
    ticket = asked(Status.IN_PROGRESS)
    assert ticket.is_in_consultation
    assert ticket.units_asked == (UNIT, UNIT, OTHER_UNIT)
    replied = try_step(ticket, CLERK, Step.REPLY).ticket
    assert not replied.is_in_consultation
