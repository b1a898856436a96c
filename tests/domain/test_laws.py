"""The laws of the life cycle hold on every path that people can take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.domain.callback import QUESTIONS
from service.domain.errors import DomainError, IllegalStep, NotAllowed, Refused
from service.domain.lifecycle import Entry, advance, possible
from service.domain.permissions import Actor, Permission, Role
from service.domain.steps import FIELDS, Kind, Step, parse
from service.domain.table import MOVES, RECORDS, TABLE
from service.domain.ticket import Element, RequestType, Status, Ticket, Urgency
from tests.factories import (
    CO_UNIT,
    NOW,
    OTHER_UNIT,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    good_input,
    with_progress,
)

PEOPLE = [an_actor(role) for role in Role] + [
    an_actor(Role.UNIT_CLERK, id=900, unit=OTHER_UNIT),
    an_actor(Role.HANDLER, id=901, unit=CO_UNIT),
    # Small hotlines give one person several roles.
    an_actor(Role.CALLBACK_CLERK, id=902, roles=frozenset({Role.CALLBACK_CLERK, Role.REVIEWER})),
    an_actor(Role.HANDLER, id=903, roles=frozenset({Role.HANDLER, Role.CALLBACK_CLERK})),
]
VALUES: dict[Kind, list[Any]] = {
    Kind.UNIT: [UNIT, OTHER_UNIT, "ghost"],
    Kind.UNITS: [[], [CO_UNIT], [OTHER_UNIT, CO_UNIT]],
    Kind.NUMBER: ["0", "3", "10", "11"],
    Kind.DATE: ["2026-03-01", "2026-06-30"],
    Kind.FLAG: ["on", ""],
}
PASSING = (timedelta(minutes=5), timedelta(hours=9), timedelta(days=3))
# Moves are likelier than records, so that the walks get somewhere.
ROWS = {status: [row for row in MOVES * 3 + RECORDS if status in row.sources] for status in Status}
MAY = {right: [person for person in PEOPLE if person.may(right)] for right in Permission}
# Steps that end a path early or leave it where it is would only make the walks short.
RARE = {Step.NOTE, Step.INSTRUCT, Step.REMIND, Step.ARCHIVE, Step.MERGE, Step.REJECT, Step.ANSWER}
RARE |= {Step.TERMINATE, Step.EVALUATE, Step.SUPERVISE}


@dataclass(frozen=True)
class Walk:
    """A path: the ticket's states, the steps between them, and what was refused on the way."""

    tickets: list[Ticket]
    entries: list[Entry]
    refused: list[tuple[bool, DomainError]]

    @property
    def moves(self) -> Iterator[tuple[Ticket, Ticket, Entry]]:
        """Before, after, and the step between them."""
        for (before, after), entry in zip(pairwise(self.tickets), self.entries, strict=True):
            yield before, after, entry


def walk_of(seed: int, steps: int = 60) -> Walk:
    """People do this and that to a ticket, well or badly, and time passes."""
    chance = Random(seed)  # noqa: S311
    ticket, now = _start(chance), NOW
    walk = Walk([ticket], [], [])
    for _ in range(steps):
        row = chance.choice(ROWS[ticket.status])
        if row.step in RARE and chance.random() < 0.9:
            continue
        actor = chance.choice(MAY[row.permission])
        now += chance.choice(PASSING)
        data = parse(row.step, _input(chance, row.step, ticket.status))
        case = a_case(ticket, actor, data, now=now)
        try:
            move = advance(case, row.step)
        except DomainError as problem:
            offered = any(r.step is row.step and why is None for r, why in possible(case))
            walk.refused.append((offered, problem))
            continue
        ticket = move.ticket
        walk.tickets.append(ticket)
        walk.entries.append(move.entry)
    return walk


def _start(chance: Random) -> Ticket:
    ticket = a_ticket(
        chance.choice([Status.REGISTERED, Status.PENDING_DISPATCH]),
        version=1,
        registered_at=NOW,
        request_type=chance.choice(list(RequestType)),
        urgency=chance.choice(list(Urgency)),
        missing=chance.choice([(), (), (Element.PLACE,)]),
        is_certain=chance.random() < 0.5,
    )
    return with_progress(ticket, first_contact=False, termination_requested=False)


def _input(chance: Random, step: Step, status: Status) -> dict[str, Any]:
    given = good_input(step, status)
    if step is Step.DISPATCH and chance.random() < 0.3:
        given["co_units"] = [CO_UNIT]
    if chance.random() < 0.6:
        return given
    for field in FIELDS[step]:
        if field.kind in VALUES and field.name != "suggested_unit":
            given[field.name] = chance.choice(VALUES[field.kind])
        elif field.choices is not None and field.kind is Kind.CHOICE:
            given[field.name] = chance.choice(list(field.choices)).value
    if step is Step.CLOSE and chance.random() < 0.5:
        given |= dict.fromkeys(QUESTIONS, "")
    return given


lives = st.integers(0, 10**9).map(walk_of)


@given(lives)
def test_no_path_closes_without_a_callback_record(walk: Walk) -> None:
    for index, entry in enumerate(walk.entries):
        if entry.target is not Status.CLOSED or entry.source is Status.CLOSED:
            continue
        assert entry.source is Status.CALLBACK_DUE
        assert entry.step in (Step.CLOSE, Step.CLOSE_EXPLAINED)
        answered = all(entry.data.get(question) for question in QUESTIONS)
        round_ = [e for e in walk.entries[:index] if e.round == entry.round]
        calls = sum(e.step is Step.CALL_ATTEMPT for e in round_)
        assert answered or calls >= 3
        if entry.step is Step.CLOSE and answered:
            assert "no" not in (entry.data["solved"], entry.data["satisfied"])


@given(lives)
def test_rounds_never_decrease_and_grow_only_by_a_redo_or_a_recall(walk: Walk) -> None:
    for before, after, entry in walk.moves:
        grown = after.round - before.round
        again = entry.step is Step.REDO or (
            entry.step is Step.RECALL and before.status is Status.CLOSED
        )
        assert grown == int(again)


@given(lives)
def test_every_step_is_one_version_and_the_steps_join_up(walk: Walk) -> None:
    for before, after, entry in walk.moves:
        assert (entry.seq, after.version) == (before.version + 1, before.version + 1)
        assert (entry.source, entry.target) == (before.status, after.status)
        assert entry.round == after.round


@given(lives)
def test_nobody_who_handled_a_ticket_calls_back_on_it(walk: Walk) -> None:
    handled: set[int] = set()
    calling = {Step.CLOSE, Step.CLOSE_EXPLAINED, Step.REDO, Step.CALL_ATTEMPT}
    for entry in walk.entries:
        assert entry.step not in calling or entry.actor_id not in handled
        if entry.step in (Step.SIGN, Step.REPLY):
            handled.add(entry.actor_id)


@given(lives)
def test_a_designated_ticket_stays_designated(walk: Walk) -> None:
    for before, after, _ in walk.moves:
        assert after.is_designated or not before.is_designated


@given(lives)
def test_whoever_has_the_ticket_is_known_and_has_a_deadline(walk: Walk) -> None:
    with_unit = {Status.DISPATCHED, Status.IN_PROGRESS, Status.SUSPENDED, Status.RETURN_PENDING}
    for ticket in walk.tickets:
        if ticket.status in with_unit:
            assert ticket.lead_unit
            assert ticket.due_at is not None
        if ticket.status is Status.PENDING_DISPATCH:
            assert (ticket.lead_unit, ticket.due_at) == ("", None)
        assert (ticket.ended_at is None) == (ticket.is_open)


@given(lives)
def test_what_the_page_offered_is_refused_only_for_what_was_filled_in(walk: Walk) -> None:
    standing = {guard.__name__ for row in TABLE for guard in row.standing}
    for offered, problem in walk.refused:
        assert isinstance(problem, Refused)
        assert offered == (problem.rule not in standing)
        assert problem.message.endswith("。")


@given(lives, st.sampled_from(PEOPLE), st.sampled_from(Step))
def test_who_is_not_offered_a_step_cannot_take_it(walk: Walk, actor: Actor, step: Step) -> None:
    ticket = walk.tickets[-1]
    case = a_case(ticket, actor, parse(step, good_input(step, ticket.status)))
    offered = {row.step: why_not for row, why_not in possible(case)}
    try:
        advance(case, step)
    except (IllegalStep, NotAllowed):
        taken = None
    except Refused:
        taken = False
    else:
        taken = True
    assert (taken is None) == (step not in offered)
    assert not (taken and offered[step])


def test_the_walks_go_everywhere() -> None:
    walks = [walk_of(seed) for seed in range(200)]
    taken = {entry.step for walk in walks for entry in walk.entries}
    assert taken == set(Step) - {Step.REGISTER}
    assert {ticket.status for walk in walks for ticket in walk.tickets} == set(Status)
    assert max(ticket.round for walk in walks for ticket in walk.tickets) >= 3
