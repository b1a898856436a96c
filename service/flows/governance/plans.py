"""Choosing what an agenda item is measured by, freezing it with the meeting, measuring monthly."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from service.domain.agenda import AgendaStatus
from service.domain.governance.plan import (
    MEASURED,
    Plan,
    check_choosing,
    chosen,
    frozen,
    has_returned,
    target_state,
)
from service.flows.desk import Desk
from service.flows.governance.comparison import measured, proposed
from service.flows.hotline import Hotline
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork


def choose(desk: Desk, item_id: int, version: int, given: Mapping[str, str]) -> Plan:
    """Keep the comparison and the target that people chose for an item before its meeting.

    ``given``: controls (kept, by commas), at_most, expected. Raises ``NotFound``, ``Stale``,
    ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    item = desk.uow.agenda.get(item_id)
    if item.version != version:
        raise desk.uow.agenda.stale(item)
    check_choosing(AgendaStatus(item.status), desk.actor)
    plan = chosen(
        proposed(desk.uow, desk.catalogue, item_id, desk.now),
        given.get("controls", "").split(","),
        given.get("at_most", ""),
        given.get("expected", ""),
    )
    desk.uow.plans.add(item_id, plan, desk.by(), is_frozen=False)
    return plan


def freeze(desk: Desk, item: AgendaItemRow, meeting_on: date) -> Plan:
    """Fix what an item is measured by, as its meeting is called.

    It is what people chose since the last meeting was called, else what the months before suggest.
    """
    row = desk.uow.plans.newest([item.id]).get(item.id)
    if row is not None and not row.is_frozen:
        plan = Plan.from_json(row.body)
    else:
        plan = proposed(desk.uow, desk.catalogue, item.id, desk.now)
    plan = frozen(plan, meeting_on)
    desk.uow.plans.add(item.id, plan, desk.by(), is_frozen=True)
    return plan


def refreeze(desk: Desk, item: AgendaItemRow, meeting_on: date) -> None:
    """Carry what an item is measured by to another day of its meeting."""
    row = desk.uow.plans.newest([item.id]).get(item.id)
    if row is not None:
        plan = frozen(Plan.from_json(row.body), meeting_on)
        desk.uow.plans.add(item.id, plan, desk.by(), is_frozen=True)


def unfreeze(desk: Desk, item: AgendaItemRow) -> None:
    """What people had chosen stands again, as a meeting was called by a slip."""
    rows = desk.uow.plans.of_item(item.id)
    if len(rows) > 1 and rows[-1].is_frozen and not rows[-2].is_frozen:
        plan = Plan.from_json(rows[-2].body)
        desk.uow.plans.add(item.id, plan, desk.by(), is_frozen=False)


def measure(
    uow: UnitOfWork, hotline: Hotline, month: str, now: datetime
) -> dict[int, dict[str, Any]]:
    """What the frozen comparisons of items under governance say after a month, by item.

    Only reads. Items whose first month after has not come are left out.
    """
    items = [row.id for row in uow.agenda.all() if AgendaStatus(row.status) in MEASURED]
    found = {}
    for item_id, row in uow.plans.newest(items).items():
        plan = Plan.from_json(row.body)
        if row.is_frozen and plan.start <= month:
            body = measured(uow, hotline.catalogue(uow, now), plan, month)
            after = body["after"]
            assert isinstance(after, list)  # noqa: S101
            found[item_id] = body | {
                "target": target_state(after, plan.at_most).value,
                "returned": has_returned(after, plan),
            }
    return found
