"""Who of a unit has how many of its tickets, and how many of those are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from service.domain.errors import BadInput
from service.domain.ticket import WITH_UNIT
from service.flows.desk import Desk
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

EVERYBODY, NOBODY, MINE = "all", "none", "mine"
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Share:
    """One person's tickets; ``id`` 0 and no name: those that nobody in particular has."""

    id: int
    name: str
    count: int
    late: int


def assignee() -> ColumnElement[int]:
    """Who sees to a ticket, 0 while nobody is named."""
    held: Any = TicketRow.progress["assignee"].as_integer()
    return func.coalesce(held, 0)


def only(desk: Desk, wanted: Conditions, who: str) -> Conditions:
    """The list narrowed to one person's tickets; ``who``: one of the words above, or an id.

    Raises ``BadInput`` for anything else.
    """
    if who == EVERYBODY:
        return wanted
    known = {NOBODY: 0, MINE: desk.actor.id}
    if who not in known and not (who.isascii() and who.isdecimal() and len(who) < 10):
        raise BadInput("没有这个承办人，请从页面上选。", {"who": "不认识"})
    return (*wanted, assignee() == (known[who] if who in known else int(who)))


def shares(desk: Desk, wanted: Conditions) -> list[Share]:
    """Everybody with a ticket of the list, whoever looks first, then most first, nobody last."""
    who, late = assignee(), func.count().filter(TicketRow.clock_at < desk.now)
    query = select(who, func.count(), late).where(*wanted).select_from(TicketRow).group_by(who)
    found = desk.uow.session.execute(query).all()
    names = desk.uow.people.names({key for key, _, _ in found if key})
    held = [Share(key, names.get(key, ""), count, behind) for key, count, behind in found]
    return sorted(held, key=lambda one: (one.id != desk.actor.id, not one.id, -one.count, one.name))


def at_unit(desk: Desk) -> Conditions:
    """Everything that the person's unit has to do now, whatever tab it lies in."""
    states = [status.value for status in WITH_UNIT]
    return (sees(desk.actor), TicketRow.lead_unit == desk.actor.unit, TicketRow.status.in_(states))
