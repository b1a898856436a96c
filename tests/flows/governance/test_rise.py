"""Why a matter rose is told of the very requests that its comparison counts."""

import pytest
from sqlalchemy import select

from analytics.months import month_of, shift
from analytics.reports.growth_words import AGAIN, BEFORE, FRESH, NOW
from service.bootstrap import System
from service.domain.permissions import SYSTEM, Actor, Role
from service.flows.dissecting import typical_of_item
from service.flows.governance.comparison import TREATED, frame_of, proposed
from service.flows.governance.rise import rise_of
from service.store.month.agenda_items import AgendaDraft
from service.store.tables.tickets import TicketRow
from tests.flows.month.tenmonths import LAST, ten_months


@pytest.mark.long
def test_what_is_told_is_what_the_comparison_counts(
    system: System, people: dict[Role, Actor]
) -> None:
    ten_months(system, seed=7)
    with system.write_desk(people[Role.LEADER]) as desk:
        wanted = TicketRow.no.startswith(LAST.replace("-", ""))
        every = list(desk.uow.session.scalars(select(TicketRow.no).where(wanted)))
        draft = AgendaDraft("E1", "一件事", 1, ["多"], every)
        item = desk.uow.agenda.nominate(LAST, draft, SYSTEM, desk.now, note="")
        plan = proposed(desk.uow, desk.catalogue, item.id, desk.now)
        series = frame_of(desk.uow, desk.catalogue, plan.scope, LAST).loc[TREATED]
        rise = rise_of(desk, item)
        assert rise is not None
        sets = {name: rise.numbers(name) or [] for name in (NOW, BEFORE, FRESH, AGAIN)}
        assert len(sets[NOW]) == series[LAST] > 0
        assert len(sets[BEFORE]) == series[shift(LAST, -1)]
        assert not set(sets[FRESH]) & set(sets[AGAIN])
        assert {*sets[FRESH], *sets[AGAIN]} <= set(sets[NOW])
        assert set(month_of(rise.rows["registered_at"])) <= {shift(LAST, -n) for n in range(3)}
        told = typical_of_item(desk, item.id)
        types = {
            t.no: t.request_type.value for t in desk.uow.tickets.get_many([t.no for t in told])
        }
        assert len(told) == 2
        assert set(types.values()) <= {"complaint", "help"}
        # A month that is not over is not compared.
        item.month = f"{desk.now:%Y-%m}"
        assert rise_of(desk, item) is None
