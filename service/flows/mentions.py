"""Whom a note mentions: who can be, who is, and telling them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.lifecycle.advance import Entry
from service.domain.notices.mentions import MENTIONS, Mentionable, mentioned, written
from service.domain.notices.messages import ROLES_OF, Audience, NoticeChannel, NoticeKind, text_of
from service.domain.permissions import Actor
from service.domain.ticket import Ticket
from service.flows.hotline import Hotline
from service.labels import label
from service.store.staff.notices import Draft
from service.store.staff.people import actor_of
from service.store.tickets.visibility import is_visible
from service.store.uow import UnitOfWork

_UNIT_READERS = ROLES_OF[Audience.CLERKS]


def choices(uow: UnitOfWork, catalogue: Catalogue, ticket: Ticket) -> list[tuple[str, str]]:
    """Whom a note on the ticket may mention: what to write after ``@``, and who that is."""
    at_work = [code for code in (ticket.lead_unit, *ticket.co_units) if code]
    people = uow.people.in_units(["", *at_work])
    known = [_person(actor, catalogue, ticket) for actor in people]
    units = [u for u in _units(catalogue, ticket) if u.may_see]
    # Those at work on it stand before the many of the hotline.
    return written([*units, *sorted(known, key=lambda one: not one.place)])


def named(uow: UnitOfWork, catalogue: Catalogue, ticket: Ticket, text: str) -> dict[str, Any]:
    """What a note keeps of those whom it mentions; nothing where it mentions nobody.

    Raises ``BadInput`` for a name that is not known, or not of somebody who may see the ticket.
    """
    if "@" not in text and "＠" not in text:
        return {}
    found = mentioned(text, _known(uow, catalogue, ticket))
    kept = [
        ["person", str(one.person_id)] if one.person_id else ["unit", one.unit] for one in found
    ]
    return {MENTIONS: kept} if kept else {}


def tell(uow: UnitOfWork, hotline: Hotline, entry: Entry, ticket: Ticket, now: datetime) -> None:
    """Gather the notices for those whom a note mentions, but for who wrote it."""
    since = hotline.notices.since
    if MENTIONS not in entry.data or (since is not None and now < since):
        return
    people = sorted(_people(uow, entry.data) - {entry.actor_id})
    draft = Draft(
        event=f"{ticket.no}#{ticket.version}:mention",
        kind=NoticeKind.MENTIONED,
        channel=NoticeChannel.PAGE,
        receiver="",
        no=ticket.no,
        link=f"/tickets/{ticket.no}#step-{entry.seq}",
        text=text_of(NoticeKind.MENTIONED, ticket, to_caller=False, link="", topic=""),
    )
    wanted = uow.bells.channels(people, draft.kind)
    uow.notices.add([draft.to(person, c) for person in people for c in wanted[person]], now)


def _people(uow: UnitOfWork, data: Mapping[str, Any]) -> set[int]:
    told: set[int] = set()
    for kind, key in data[MENTIONS]:
        if kind == "person":
            told.add(int(key))
        else:
            told |= {p.id for p in uow.people.in_unit(key) if p.roles & _UNIT_READERS}
    return told


def _known(uow: UnitOfWork, catalogue: Catalogue, ticket: Ticket) -> list[Mentionable]:
    """Everybody with an account and every unit, each with whether they see the ticket."""
    people = [actor_of(row) for row in uow.people.all() if row.is_active]
    return [*(_person(p, catalogue, ticket) for p in people), *_units(catalogue, ticket)]


def _units(catalogue: Catalogue, ticket: Ticket) -> list[Mentionable]:
    at_work = (ticket.lead_unit, *ticket.co_units)
    return [
        Mentionable(unit.name, unit=unit.code, may_see=unit.code in at_work)
        for unit in catalogue.units.values()
    ]


def _person(actor: Actor, catalogue: Catalogue, ticket: Ticket) -> Mentionable:
    unit = catalogue.units.get(actor.unit)
    place = unit.name if unit else actor.unit
    duty = "、".join(label(role) for role in sorted(actor.roles))
    return Mentionable(actor.name, actor.id, actor.unit, place, is_visible(ticket, actor), duty)
