"""Tickets as the learning meets them, written down or told from a script; no database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from service.domain.catalogue import Catalogue, Item, Level, Unit, route
from service.domain.lifecycle.steps import Step
from service.flows.queries.catalogue.verdicts import Deed, Told

START = datetime(2026, 1, 1, tzinfo=UTC)
UNITS = {
    code: Unit(code, f"{code}局", Level.CITY, code)
    for code in ("housing", "urban_management", "water_company", "transport")
}
CATALOGUE = Catalogue(
    version="1",
    items={
        code: Item(code, ("一级", "二级", code), {Level.CITY: family})
        for code, family in (
            ("010101", "urban_management"),
            ("030101", "water_company"),
            ("040101", "housing"),
            ("060101", "transport"),
        )
    },
    units=UNITS,
)
DISPATCHER, CLERK = 1, 2
ROLES = {DISPATCHER: "dispatcher", CLERK: "unit_clerk"}


def deed(step: Step, /, *, by: int = DISPATCHER, of: str = "", **data: Any) -> Deed:
    """One step; its number is given by `ticket`."""
    return Deed(0, step.value, START, by, of, data)


def sent(unit: str, **data: Any) -> Deed:
    return deed(Step.DISPATCH, unit=unit, **data)


def returned(unit: str) -> tuple[Deed, Deed]:
    """An objection that was upheld."""
    return deed(Step.OBJECT, by=CLERK, of=unit), deed(Step.UPHOLD)


def ticket(no: str, topic: str, deeds: Sequence[Deed] = (), **changes: Any) -> Told:
    """A closed ticket; read as its topic unless told otherwise."""
    numbered = [
        Deed(n, d.step, d.at, d.actor_id, d.actor_unit, d.data) for n, d in enumerate(deeds, 2)
    ]
    read = changes.pop("read", topic)
    values: dict[str, Any] = {
        "title": "",
        "text": f"第{no}件",
        "at": START,
        "status": "closed",
        "area": "",
        "master_no": "",
        "confidence": 0.8,
        "bars": (),
        "others": (),
        "suggested": route(read, "", CATALOGUE).unit,
        "tokens": (),
        "places": "",
    }
    return Told(no=no, topic=topic, read=read, deeds=tuple(numbered), **(values | changes))
