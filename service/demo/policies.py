"""Invented policies of the simulated city, left by its agenda items; one is retired."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from service.demo.meeting_texts import texts_of
from service.domain.localtime import local_day
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.flows.governance import policies
from service.flows.hotline import Hotline
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork

_BACK = timedelta(days=20)


def leave_policies(
    uow: UnitOfWork,
    hotline: Hotline,
    keeper: Actor,
    items: Sequence[AgendaItemRow],
    end: datetime,
) -> int:
    """Keep a policy about the topic of each of the first three items; return how many."""
    desk = Desk(uow, hotline, keeper, end)
    start = local_day(end - _BACK).isoformat()
    for number, item in enumerate(items[:3], 1):
        tickets = uow.tickets.get_many(uow.agenda.tickets(item.id)[:1])
        held = desk.catalogue.item(tickets[0].topic) if tickets else None
        if held is None:
            continue
        said = texts_of(
            [held.topic], number - 1, title=item.title, lead="牵头单位", count=item.tickets
        )
        kept = policies.keep(
            desk,
            {
                "title": f"“{held.path[-1]}”诉求协同处置办法",
                "issuer": f"{hotline.city}12345热线联席会议",
                "document_no": f"示例〔{start[:4]}〕{number}号",
                "valid_from": start,
                "topics": held.topic,
                "lead": tickets[0].lead_unit if number == 1 else "",
                "summary": said.summary,
                "clauses": said.clauses,
                "item_id": str(item.id),
            },
        )
        if number == 3:
            policies.retire(desk, kept.id, kept.version, "已并入新的办法。")
    return min(len(items), 3)
