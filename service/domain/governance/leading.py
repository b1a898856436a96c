"""Policies that name who leads a kind of request, said beside the route of one."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from service.domain.catalogue import Catalogue, Route
from service.domain.governance.policy import Policy, applying


def cited(
    routed: Route,
    policies: Iterable[Policy],
    where: tuple[str, str],
    on: date,
    catalogue: Catalogue,
) -> Route:
    """The route with the newest valid policy that names a lead for its topic and area.

    ``where``: topic and area. A policy is cited and overrules nothing: one that names another unit
    puts it first among the others, and a person decides.
    """
    topic, area = where
    held = catalogue.item(topic)
    found = _naming(policies, held.topic if held else topic, catalogue.chain(area), on)
    found = [policy for policy in found if policy.lead in catalogue.active_units]
    if not found:
        return routed
    newest = found[0]
    number = f"（{newest.document_no}）" if newest.document_no else ""
    said = f"《{newest.title}》{number}"
    name = catalogue.units[newest.lead].name
    if newest.lead == routed.unit:
        return replace(routed, reason=f"{routed.reason}{said}也明确由{name}牵头。")
    if not routed.unit:
        reason = f"{routed.reason}{said}明确由{name}牵头，请核对后定。"
        return replace(routed, unit=newest.lead, reason=reason, is_certain=False)
    others = (newest.lead, *routed.runners_up)
    return replace(
        routed,
        reason=f"{routed.reason}但{said}明确由{name}牵头，请核对后定。",
        runners_up=tuple(dict.fromkeys(others)),
        is_certain=False,
    )


def _naming(
    policies: Iterable[Policy], topic: str, areas: Collection[str], on: date
) -> list[Policy]:
    return [policy for policy in applying(policies, topic, areas, on) if policy.lead]
