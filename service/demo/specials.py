"""Leaves a special report on the district that a meeting's foremost item is about."""

from collections import Counter
from datetime import date, datetime, timedelta

from service.domain.clocks.deadlines import LOCAL
from service.domain.permissions import Actor
from service.flows.hotline import Hotline
from service.flows.month import asked
from service.flows.month.scope import Scope
from service.flows.steps import Desk
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork

_ASKED = timedelta(days=3, hours=10)


def leave_special(
    uow: UnitOfWork,
    hotline: Hotline,
    analyst: Actor,
    item: AgendaItemRow,
    days: tuple[datetime, datetime],
) -> int:
    """The analyst answers what a district's month was like; return the report's id, 0 for none.

    Of the whole city where the item lies in no district. ``days``: when the month was over, and
    the city's end.
    """
    after, end = days
    at = after + _ASKED
    tickets = uow.tickets.get_many(uow.agenda.tickets(item.id))
    desk = Desk(uow, hotline, analyst, at)
    counties = Counter(desk.catalogue.county_of(ticket.area) for ticket in tickets)
    county = next((code for code, _ in counties.most_common() if code), "")
    if at > end:
        return 0
    first = date.fromisoformat(f"{item.month}-01")
    last = after.astimezone(LOCAL).date() - timedelta(days=1)
    scope = Scope(first, last, area=county)
    name = desk.catalogue.area_names.get(county, hotline.city)
    row = asked.ask(desk, scope, f"{name}{first.month}月诉求专报：{item.title}等")
    asked.keep(row, *asked.work_out(uow, hotline, row, at), at)
    return row.id
