"""Where a ticket should go, or went, as the page tells it: once, with what speaks for it."""

from service.flows.queries.tickets.ticket import TicketView
from service.flows.suggestion import Suggestion
from service.labels.intake import bar_words
from service.store.tickets.readings import StoredReading
from service.web.contexts.tickets import Why


def why(view: TicketView) -> Why | None:
    """The machine's suggestion, as it was once the ticket went; None without one."""
    if view.suggestion is not None:
        return _to_be_sent(view, view.suggestion)
    if view.reading is None or not view.reading.route.get("unit"):
        return None
    return _sent(view, view.reading)


def _to_be_sent(view: TicketView, found: Suggestion) -> Why:
    names = view.unit_names
    return Why(
        title="系统建议的承办单位",
        unit=names.get(found.unit, found.unit) or "请派单员定",
        reason=found.reason,
        confidence=found.confidence,
        evidence=list(found.evidence),
        runners_up=[{"label": names.get(code, code)} for code in found.runners_up],
        co_units=[names.get(code, code) for code in found.co_units],
        bars=bar_words(found.bars, view.ticket.urgency),
        source=_source(view.reading) if view.reading else "",
    )


def _sent(view: TicketView, reading: StoredReading) -> Why:
    unit = reading.route["unit"]
    return Why(
        title="登记时系统的建议",
        unit=view.unit_names.get(unit, unit),
        reason=reading.route.get("reason", ""),
        confidence=reading.body["topic"]["confidence"],
        evidence=list(reading.body.get("evidence", ())),
        bars=bar_words(reading.body.get("bars", ()), view.ticket.urgency),
        source=_source(reading),
        is_settled=True,
    )


def _source(reading: StoredReading) -> str:
    return f"派单目录 {reading.route['catalogue_version']}，模型 {reading.model_version}"
