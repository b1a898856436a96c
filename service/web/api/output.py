"""Domain values as the JSON that other systems read: codes and names side by side."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.fields import Field
from service.domain.lifecycle.forms import FIELDS
from service.domain.lifecycle.table import Row
from service.domain.supervision.pressure import running_clock
from service.domain.ticket import Ticket
from service.domain.together.cohandling import tasks
from service.flows.desk import Desk
from service.flows.discretion import told_by_reporters, told_of_asking, without_names
from service.flows.queries import choices
from service.flows.queries.desks.lists import TicketLine
from service.flows.queries.tickets.ticket import TicketView
from service.flows.staff import assigning
from service.flows.tracking import Progress
from service.labels import label
from service.labels.fields import FIELD_LABELS

_INSIDE = ("progress", "profile", "is_certain", "demands")


def ticket_out(ticket: Ticket, desk: Desk) -> dict[str, Any]:
    """The ticket as it stands."""
    catalogue = desk.catalogue
    values = {name: value for name, value in asdict(ticket).items() if name not in _INSIDE}
    told = told_by_reporters(desk, {ticket.no: ticket.request_type})
    if ticket.no in told:
        shown = ("title", "text", "place", "reply")
        values |= {name: without_names(values[name], told[ticket.no]) for name in shown}
    return values | {
        "status_label": label(ticket.status),
        "topic_name": choices.topic_name(catalogue, ticket.topic),
        "area_name": choices.area_name(catalogue, ticket.area),
        "lead_unit_name": choices.unit_name(catalogue, ticket.lead_unit),
        "clock_at": running_clock(ticket),
        "is_late": ticket.is_late(desk.now),
        "assignee": assigning.names_of(desk, [ticket]).get(ticket.no, ""),
        **_asked(ticket, told.get(ticket.no)),
    }


def _asked(ticket: Ticket, told: tuple[str, ...] | None) -> dict[str, Any]:
    """The co-units' tasks and the consultation; ``told`` is masked in them, unless it is None."""
    progress = ticket.progress if told is None else told_of_asking(ticket.progress, told)
    shown = replace(ticket, progress=progress)
    held = progress.consultation
    return {
        "co_tasks": [asdict(task) for task in tasks(shown)],
        "consultation": asdict(held) if held else None,
    }


def view_out(view: TicketView, desk: Desk) -> dict[str, Any]:
    """The ticket with its steps, reading, route and what this person may do next."""
    reading = view.reading
    return ticket_out(view.ticket, desk) | {
        "query_code": view.query_code,
        "caller": asdict(view.caller),
        "members": [member.no for member in view.members],
        "reading": dict(reading.body) if reading else None,
        "route": dict(reading.route) if reading else None,
        "steps": [entry_out(entry) for entry in reversed(view.entries)],
        "possible": [row_out(row, None) for row in view.open_steps]
        + [row_out(row, why_not) for row, why_not in view.refused_steps],
    }


def line_out(line: TicketLine) -> dict[str, Any]:
    """One ticket of a list."""
    values = asdict(line)
    values["clock_at"] = values.pop("clock")
    values["time_left"] = values.pop("left")
    return values | {"status_label": label(line.status)}


def entry_out(entry: Entry) -> dict[str, Any]:
    """One step that was taken."""
    return {
        "seq": entry.seq,
        "step": entry.step,
        "step_label": label(entry.step),
        "at": entry.at,
        "actor": entry.actor_name,
        "unit": entry.actor_unit,
        "source": entry.source,
        "target": entry.target,
        "round": entry.round,
        "data": dict(entry.data),
    }


def row_out(row: Row, why_not: str | None) -> dict[str, Any]:
    """One step that may be taken; ``refused`` says what stands in its way now."""
    return {
        "step": row.step,
        "step_label": label(row.step),
        "target": row.target,
        "is_record": row.is_record,
        "fields": [field_out(field, FIELD_LABELS[field.name]) for field in FIELDS[row.step]],
        "refused": why_not,
    }


def progress_out(progress: Progress) -> dict[str, Any]:
    """What a caller may know."""
    return asdict(progress) | {"status_label": label(progress.status)}


def route_out(route: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """Where the ticket should go and why."""
    return dict(route) | {"unit_name": choices.unit_name(desk.catalogue, route["unit"])}


def field_out(field: Field, words: str) -> dict[str, Any]:
    """One thing that a step asks for; ``words``: what a person calls it."""
    return {
        "name": field.name,
        "label": words,
        "kind": field.kind,
        "is_required": field.is_required,
        "choices": [member.value for member in field.choices] if field.choices else None,
    }
