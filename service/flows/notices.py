"""Writes down who is to be told of a step, in the transaction of the step itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import (
    CALLERS,
    OF_HOTLINE,
    ROLES_OF,
    Audience,
    NoticeChannel,
    NoticeKind,
    NoticeRules,
    duty_text,
    duty_undone_text,
    is_pressing,
    text_of,
)
from service.domain.notices.rules import (
    CLOCK_AUDIENCES,
    DUTY_AUDIENCES,
    clock_kinds,
    co_clock_kinds,
    rules_for,
    units_told,
)
from service.domain.permissions import Actor
from service.domain.ticket import WITH_UNIT, Ticket
from service.flows.hotline import Hotline
from service.flows.queries.installation.night import near_co_deadlines
from service.store.staff.notices import Draft
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.tickets import TicketRow
from service.store.uow import UnitOfWork

_LOOK_BACK = timedelta(days=7)


def tell(
    uow: UnitOfWork,
    hotline: Hotline,
    step: Step,
    change: tuple[Ticket, Ticket],
    now: datetime,
) -> None:
    """Gather what a step tells whom; ``change``: the ticket before and after it.

    It is written when the step is, or not at all. A unit that has lost the ticket is the one that
    had it before.
    """
    before, after = change
    if not _is_live(hotline.notices, now):
        return
    for rule in rules_for(step, before.status, after.channel):
        for audience in rule.audiences:
            event = f"{after.no}#{after.version}"
            uow.notices.add(_drafts(uow, hotline, (rule.kind, audience, event), change, now), now)


def tell_of_clocks(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Gather what the deadlines tell the units now; return for how many tickets.

    Of what has been told for a deadline nothing is written again. Deadlines that passed more than
    a week ago are the business of supervision.
    """
    soon, told = hotline.supervision.soon, 0
    for ticket in _near_a_deadline(uow, now, soon):
        kinds = clock_kinds(ticket, now, soon)
        for kind, deadline in kinds:
            event = f"{ticket.no}@{kind.value}:{deadline.isoformat()}"
            for audience in CLOCK_AUDIENCES[kind]:
                about = (kind, audience, event)
                uow.notices.add(_drafts(uow, hotline, about, (ticket, ticket), now), now)
        told += bool(kinds)
    return told + _tell_of_co_clocks(uow, hotline, now)


def _tell_of_co_clocks(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    soon, told = hotline.supervision.soon, 0
    for ticket in uow.tickets.get_many(near_co_deadlines(uow, now - _LOOK_BACK, now + soon)):
        for unit, (kind, deadline) in co_clock_kinds(ticket, now, soon):
            event = f"{ticket.no}@{kind.value}:{unit}:{deadline.isoformat()}"
            for audience in CLOCK_AUDIENCES[kind]:
                about = (kind, audience, event)
                drafts = _to_staff(uow, hotline, about, (ticket, ticket), now, unit)
                uow.notices.add(list(drafts), now)
            told += 1
    return told


def tell_of_duty(
    uow: UnitOfWork,
    hotline: Hotline,
    item: AgendaItemRow,
    now: datetime,
    *,
    is_undone: bool = False,
) -> None:
    """Gather what an agenda item under governance tells the units that lead its tickets.

    ``is_undone``: that it was a slip and is not.
    """
    if not _is_live(hotline.notices, now):
        return
    tickets = uow.tickets.get_many(uow.agenda.tickets(item.id))
    counts = Counter(ticket.lead_unit for ticket in tickets if ticket.lead_unit)
    for unit, count in sorted(counts.items()):
        people = [p for audience in DUTY_AUDIENCES for p in _staff(uow, unit, audience)]
        draft = Draft(
            event=f"agenda:{item.id}:{item.version}",
            kind=NoticeKind.DUTY,
            channel=NoticeChannel.PAGE,
            receiver="",
            text=duty_undone_text(item.title) if is_undone else duty_text(item.title, count),
            link="/duties",  # units do not read the agenda itself
        )
        uow.notices.add(_to_people(uow, draft, people), now)


def tell_people(
    uow: UnitOfWork,
    hotline: Hotline,
    draft: Draft,
    whom: tuple[str, Sequence[Audience]],
    now: datetime,
) -> None:
    """Gather one notice for people of a unit, or of the hotline where the audience is there.

    ``whom``: the unit's code and the audiences; of the same event nobody is told twice.
    """
    if not _is_live(hotline.notices, now):
        return
    unit, audiences = whom
    people = {
        person.id: person
        for audience in audiences
        for person in _staff(uow, "" if audience in OF_HOTLINE else unit, audience)
    }
    uow.notices.add(_to_people(uow, draft, people.values()), now)


def tell_units(
    uow: UnitOfWork, hotline: Hotline, units: Iterable[str], draft: Draft, now: datetime
) -> None:
    """Gather one notice for the clerks and heads of some units; those told before are not again."""
    if not _is_live(hotline.notices, now):
        return
    for unit in dict.fromkeys(units):
        people = [p for audience in DUTY_AUDIENCES for p in _staff(uow, unit, audience)]
        uow.notices.add(_to_people(uow, draft, people), now)


def _is_live(rules: NoticeRules, now: datetime) -> bool:
    return rules.since is None or now >= rules.since


def _drafts(
    uow: UnitOfWork,
    hotline: Hotline,
    about: tuple[NoticeKind, Audience, str],
    change: tuple[Ticket, Ticket],
    now: datetime,
) -> list[Draft]:
    kind, audience, event = about
    before, after = change
    if audience is Audience.CALLER:
        return [_to_caller(after, after.no, kind, event, hotline.notices)]
    if audience is Audience.MERGED_CALLERS:
        merged = uow.merges.members(after.no)
        return [_to_caller(after, m.no, kind, event, hotline.notices) for m in merged]
    return list(_to_staff(uow, hotline, about, (before, after), now))


def _to_caller(
    ticket: Ticket, own_no: str, kind: NoticeKind, event: str, rules: NoticeRules
) -> Draft:
    """What the caller of ``own_no`` is told, which is the ticket or one merged into it."""
    text = text_of(kind, ticket, to_caller=True, link=rules.link, topic="")
    return Draft(
        event=event,
        kind=kind,
        channel=NoticeChannel.SMS,
        receiver=f"caller:{own_no}",
        no=own_no,
        text=text.replace(ticket.no, own_no),
        is_pressing=is_pressing(ticket),
    )


def _to_staff(
    uow: UnitOfWork,
    hotline: Hotline,
    about: tuple[NoticeKind, Audience, str],
    change: tuple[Ticket, Ticket],
    now: datetime,
    only: str = "",
) -> Iterator[Draft]:
    (kind, audience, event), (before, after) = about, change
    told = (only,) if only else units_told(audience, before, after)
    staff = {unit: _staff(uow, unit, audience) for unit in told}
    if not any(staff.values()):
        return
    topic = hotline.catalogue(uow, now).item(after.topic)
    name = topic.path[-1] if topic else ""
    for unit, people in staff.items():
        draft = Draft(
            event=event,
            kind=kind,
            channel=NoticeChannel.PAGE,
            receiver="",
            no=after.no,
            # Who has lost the ticket does not see it any longer.
            link="/inbox" if unit and unit not in after.units_asked else f"/tickets/{after.no}",
            text=text_of(kind, after, to_caller=False, link="", topic=name, unit=unit),
            is_pressing=is_pressing(after),
        )
        yield from _to_people(uow, draft, people)


def _to_people(uow: UnitOfWork, draft: Draft, people: Iterable[Actor]) -> list[Draft]:
    """The draft once for each person and each channel that the person wants for its kind."""
    told = list(people)
    wanted = uow.bells.channels([person.id for person in told], draft.kind)
    return [draft.to(person.id, channel) for person in told for channel in wanted[person.id]]


def _staff(uow: UnitOfWork, unit: str, audience: Audience) -> list[Actor]:
    assert audience not in CALLERS  # noqa: S101  (a row of the table that cannot be)
    return [p for p in uow.notices.staff(unit, uow.people) if p.roles & ROLES_OF[audience]]


def _near_a_deadline(uow: UnitOfWork, now: datetime, soon: timedelta) -> list[Ticket]:
    query = (
        select(TicketRow.no)
        .where(TicketRow.status.in_([status.value for status in WITH_UNIT]))
        .where(
            TicketRow.clock_at.between(now - _LOOK_BACK, now + soon)
            | TicketRow.object_due_at.between(now, now + soon / 4)
        )
        .order_by(TicketRow.no)
    )
    return uow.tickets.get_many(list(uow.session.scalars(query)))
