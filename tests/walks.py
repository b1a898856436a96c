"""Random ways of a ticket through the life cycle: people do this and that, well or badly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from service.domain.callback.questions import QUESTIONS
from service.domain.errors import DomainError
from service.domain.lifecycle.advance import Entry, advance, possible
from service.domain.lifecycle.fields import Kind
from service.domain.lifecycle.forms import FIELDS, parse
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import MOVES, RECORDS, Row
from service.domain.permissions import Actor, Permission, Role
from service.domain.ticket import Element, RequestType, Status, Ticket, Urgency
from tests.factories import (
    CO_UNIT,
    DESIGNATOR,
    NOW,
    OTHER_UNIT,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    good_input,
    with_progress,
)

PEOPLE: list[Actor] = [an_actor(role) for role in Role] + [
    an_actor(Role.UNIT_CLERK, id=900, unit=OTHER_UNIT),
    an_actor(Role.HANDLER, id=901, unit=CO_UNIT),
    an_actor(Role.UNIT_CLERK, id=904, unit=CO_UNIT),
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
CONSULTED = [[UNIT, CO_UNIT], [UNIT, OTHER_UNIT, CO_UNIT], [CO_UNIT]]
PASSING = (timedelta(minutes=5), timedelta(hours=9), timedelta(days=3))
# Moves are likelier than records, so that the walks get somewhere; two records must follow each
# other before the time is over.
_RARELY_REACHED = (Step.REQUEST_EXTENSION, Step.GRANT_EXTENSION, Step.REVIEW_SUSPENSION)
SOON = tuple(row for row in RECORDS if row.step in _RARELY_REACHED)
LIKELY = MOVES * 4 + RECORDS + SOON
ROWS = {status: [row for row in LIKELY if status in row.sources] for status in Status}
MAY = {right: [person for person in PEOPLE if person.may(right)] for right in Permission}
# Who explains, and who consents to it; and the caller, who may change his mind.
THE_TWO = MAY[Permission.TICKET_CALL_BACK] * 2 + MAY[Permission.TICKET_ENDORSE]
THE_TWO += MAY[Permission.TICKET_EVALUATE]
# Steps that end a path early or leave it where it is would only make the walks short.
RARE = {Step.NOTE, Step.INSTRUCT, Step.REMIND, Step.ARCHIVE, Step.MERGE, Step.REJECT, Step.ANSWER}
RARE |= {Step.TERMINATE, Step.EVALUATE, Step.SUPERVISE, Step.RECALL}
RARE |= {Step.CO_ADD, Step.RESUME}

# These need two people or two steps in a row; they are taken when they are offered.
HARD_TO_REACH = {Step.SUSPEND, Step.REVIEW_SUSPENSION, Step.CO_KEEP, Step.CLOSE_EXPLAINED}
EXPLANATIONS = ("测试内容", "测试内容", "另一种解释")


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
        row, actor = _drawn(chance, ticket, now, {entry.step for entry in walk.entries})
        if row.step in RARE and chance.random() < 0.9:
            continue
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


def _drawn(chance: Random, ticket: Ticket, now: datetime, taken: set[Step]) -> tuple[Row, Actor]:
    """What somebody tries next: anything of the table, or more often what a page offers him.

    Of that, moves and what has not been done yet are likelier.
    """
    if chance.random() < 0.8:
        explains = ticket.status is Status.CALLBACK_DUE and ticket.progress.explained_by
        actor = chance.choice(THE_TWO if explains else PEOPLE)
        rows = [row for row, why in possible(a_case(ticket, actor, now=now)) if why is None]
        # Everybody may take a file down at any time: most of the walk would be that.
        rows = [row for row in rows if row.step is not Step.REMOVE_ATTACHMENT] or rows
        moves = [row for row in rows if not row.is_record]
        fresh = [row for row in rows if row.step not in taken and row.step not in RARE]
        if rows:
            if explains:
                moves = [row for row in rows if row.step is Step.OVERRULE] * 2
                fresh = []
            lifted = [row for row in rows if row.step in HARD_TO_REACH | _by_two(ticket)]
            return chance.choice(rows + moves * 2 + fresh * 6 + lifted * 30), actor
    row = chance.choice(ROWS[ticket.status])
    return row, chance.choice(MAY[row.permission])


def _by_two(ticket: Ticket) -> set[Step]:
    """What leads to a step that takes two people."""
    if ticket.status is Status.CALLBACK_DUE and not ticket.progress.explained_by:
        return {Step.PROPOSE_EXPLAINED}
    return {Step.ENDORSE}


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
    if step is Step.DISPATCH and chance.random() < 0.3:
        given["designated_by"] = DESIGNATOR
    if chance.random() < 0.6:
        return given
    for field in FIELDS[step]:
        if field.name == "units":
            given["units"] = chance.choice(CONSULTED)
        elif field.name == "explanation":
            given["explanation"] = chance.choice(EXPLANATIONS)
        elif field.kind in VALUES and field.name not in ("suggested_unit", "co_unit"):
            given[field.name] = chance.choice(VALUES[field.kind])
        elif field.choices is not None and field.kind is Kind.CHOICE:
            given[field.name] = chance.choice(list(field.choices)).value
    if step in (Step.CLOSE, Step.CLOSE_EXPLAINED) and chance.random() < 0.5:
        given |= dict.fromkeys(QUESTIONS, "")
    return given
