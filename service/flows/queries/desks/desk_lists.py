"""The list of each desk by its name: who works there, and what its tabs ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.domain.errors import NotFound
from service.domain.permissions import Permission
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks import assigned, queues
from service.flows.queries.desks.queues import Conditions
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees


@dataclass(frozen=True, slots=True)
class DeskList:
    """A desk: what it is called, the right to work there, what each tab asks for."""

    title: str
    right: Permission
    tabs: Callable[[Desk], Mapping[str, Conditions]]


def _callback_tab(desk: Desk) -> dict[str, Conditions]:
    return {"due": (sees(desk.actor), TicketRow.status == Status.CALLBACK_DUE.value)}


DESKS: Mapping[str, DeskList] = {
    "dispatch": DeskList("派单", Permission.TICKET_DISPATCH, queues.dispatch_tabs),
    "inbox": DeskList("本单位工单", Permission.TICKET_SIGN, queues.inbox_tabs),
    "review": DeskList("待审核", Permission.TICKET_REVIEW, queues.review_tab),
    "callback": DeskList("待回访", Permission.TICKET_CALL_BACK, _callback_tab),
    "supervision": DeskList("督办台", Permission.TICKET_SUPERVISE, queues.supervision_tabs),
}


def wanted_by(desk: Desk, name: str, tab: str, who: str = assigned.EVERYBODY) -> Conditions:
    """What a tab of a desk asks for, as on the screen, visibility among it.

    ``who``: only what one person sees to. Raises ``NotFound`` for a tab that is not there and
    ``BadInput`` for nobody.
    """
    tabs = DESKS[name].tabs(desk)
    if tab not in tabs:
        raise NotFound("没有这个页签，请从页面上导出。")
    return tuple(assigned.only(desk, tabs[tab], who))
