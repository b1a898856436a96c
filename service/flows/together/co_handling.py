"""What co-units are asked to do when the dispatcher says nothing of it."""

from collections.abc import Mapping
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.ticket import Ticket


def usual_task(catalogue: Catalogue, ticket: Ticket, data: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the co-units' tasks, as the catalogue has it; nothing where they are given.

    ``data``: what a dispatch was given. They are stored with the step like what a person typed.
    """
    if not data.get("co_units") or data.get("co_task"):
        return {}
    item = catalogue.item(ticket.topic)
    if item is None:
        return {"co_task": "协助主办单位办理，反馈本单位职责内核实和处理的情况。"}
    units = [catalogue.units.get(code) for code in data["co_units"]]
    families = {unit.family for unit in units if unit}
    by_catalogue = families and families <= set(item.co_families)
    why = f"派单目录“{item.path[-1]}”列为协办" if by_catalogue else f"“{item.path[-1]}”请协办"
    return {"co_task": f"{why}：协助主办单位办理，反馈本单位职责内核实和处理的情况。"}
