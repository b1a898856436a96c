"""Leaves a signed special report on the district that a meeting's foremost item is about."""

from collections import Counter
from datetime import date, datetime, timedelta

from service.demo.meeting_texts import texts_of
from service.domain.editions import EditionStep
from service.domain.localtime import local_day
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.month import asked, editions
from service.flows.month.scope import Scope
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import Store, UnitOfWork

_ASKED, _SIGNED = timedelta(days=3, hours=10), timedelta(hours=6)
_LEAD = "牵头单位"


def leave_special(
    uow: UnitOfWork,
    hotline: Hotline,
    store: Store,
    who: tuple[Actor, Actor],
    item: AgendaItemRow,
    days: tuple[datetime, datetime],
) -> int:
    """The analyst answers what a district's month was like and the leader signs; return its id.

    Of the whole city where the item lies in no district; 0 where it would lie after the end.
    ``who``: analyst and leader; ``days``: when the month was over, and the city's end.
    """
    (analyst, leader), (after, end) = who, days
    at = after + _ASKED
    tickets = uow.tickets.get_many(uow.agenda.tickets(item.id))
    desk = Desk(uow, hotline, analyst, at)
    counties = Counter(desk.catalogue.county_of(ticket.area) for ticket in tickets)
    county = next((code for code, _ in counties.most_common() if code), "")
    if at > end:
        return 0
    first = date.fromisoformat(f"{item.month}-01")
    last = local_day(after) - timedelta(days=1)
    scope = Scope(first, last, area=county)
    name = desk.catalogue.area_names.get(county, hotline.city)
    row = asked.ask(desk, scope, f"{name}{first.month}月诉求专报：{item.title}等")
    asked.keep(row, *asked.work_out(uow, hotline, row, at), at)
    uow.session.flush()
    said = texts_of([t.topic for t in tickets], 0, title=item.title, lead=_LEAD, count=item.tickets)
    draft = editions.begin(desk, row.id)
    texts = {"note-2": said.causes, "advice": said.path}
    draft = editions.write(desk, row.id, draft.number, draft.version, texts)
    draft = editions.take(desk, store, row.id, draft.number, draft.version, EditionStep.SUBMIT)
    desk = Desk(uow, hotline, leader, at + _SIGNED)
    if desk.now <= end:
        editions.take(desk, store, row.id, draft.number, draft.version, EditionStep.SIGN)
    return row.id
