"""Handing a ticket to one of the unit's own people: who can be named, who was, telling them."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.errors import BadInput
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.assignment import NOT_OF_UNIT, is_shown_to, may_be_named
from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import NoticeChannel, NoticeKind, text_of
from service.domain.permissions import Actor
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.store.staff.notices import Draft
from service.store.staff.people import actor_of

STEPS = (Step.ASSIGN, Step.UNASSIGN)


def colleagues(desk: Desk, unit: str) -> list[tuple[str, str]]:
    """Whom the unit can name, oneself first: user name and name."""
    rows = [row for row in desk.uow.people.accounts_in(unit) if may_be_named(actor_of(row), unit)]
    rows.sort(key=lambda row: row.id != desk.actor.id)
    return [
        (row.username, f"{row.name}（我）" if row.id == desk.actor.id else row.name) for row in rows
    ]


def named(desk: Desk, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the step keeps of the person: the name instead of the user name, and the id.

    Raises ``BadInput`` for a name that no active account of the actor's unit has.
    """
    row = desk.uow.people.by_username(str(data["assignee"]))
    if row is None or not row.is_active or not may_be_named(actor_of(row), desk.actor.unit):
        raise BadInput(NOT_OF_UNIT, {"assignee": "没有这个人"})
    return {"assignee": row.name, "assignee_id": row.id}


def person(desk: Desk, data: Mapping[str, Any]) -> Actor:
    """The person that ``named`` found."""
    return actor_of(desk.uow.people.get(int(data["assignee_id"])))


def tell(desk: Desk, entry: Entry, ticket: Ticket) -> None:
    """Gather the notice for whom a ticket was handed to, unless they took it themselves."""
    since, whom = desk.hotline.notices.since, ticket.progress.assignee
    is_silent = since is not None and desk.now < since
    if entry.step is not Step.ASSIGN or whom == entry.actor_id or is_silent:
        return
    item = desk.catalogue.item(ticket.topic)
    topic = item.path[-1] if item else ""
    draft = Draft(
        event=f"{ticket.no}#{ticket.version}:assigned",
        kind=NoticeKind.ASSIGNED,
        channel=NoticeChannel.PAGE,
        receiver="",
        no=ticket.no,
        link=f"/tickets/{ticket.no}",
        text=text_of(NoticeKind.ASSIGNED, ticket, to_caller=False, link="", topic=topic),
    )
    wanted = desk.uow.bells.channels([whom], draft.kind)
    desk.uow.notices.add([draft.to(whom, channel) for channel in wanted[whom]], desk.now)


def names_of(desk: Desk, tickets: Sequence[Ticket]) -> dict[str, str]:
    """Number → the person named, of the tickets whose unit's people this person may know."""
    shown = {
        t.no: t.progress.assignee
        for t in tickets
        if t.progress.assignee and is_shown_to(desk.actor, t.lead_unit)
    }
    names = desk.uow.people.names(set(shown.values()))
    return {no: names.get(who, "") for no, who in shown.items()}


def told_to(desk: Desk, entries: Sequence[Entry]) -> list[Entry]:
    """The steps without those by which another unit handed the ticket to one of its people."""
    return [e for e in entries if e.step not in STEPS or is_shown_to(desk.actor, e.actor_unit)]
