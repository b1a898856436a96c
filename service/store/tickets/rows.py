"""Tickets and steps to rows and back, and the hash that chains the steps."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.supervision.pressure import running_clock
from service.domain.ticket import (
    Answer,
    Channel,
    Element,
    Endorsement,
    Guess,
    Pause,
    Progress,
    RequestType,
    ResultCode,
    Status,
    Ticket,
    Urgency,
)
from service.domain.together.cotask import CoTask, TaskState
from service.store.database.columns import dump_json
from service.store.tickets.task_values import consultation_of, task_of, values_of

GENESIS = "0" * 64
_PLAIN = tuple(f.name for f in fields(Ticket))
_ENUMS: dict[str, Any] = {
    "status": Status,
    "channel": Channel,
    "request_type": RequestType,
    "urgency": Urgency,
    "result_code": ResultCode,
    "responded": Answer,
    "solved": Answer,
    "satisfied": Answer,
}
_DEFAULT_PROGRESS = asdict(Progress())


def ticket_values(ticket: Ticket) -> dict[str, Any]:
    """The column values of a ticket; ``clock_at`` is the deadline that runs in its state."""
    values = {name: getattr(ticket, name) for name in _PLAIN}
    for name in _ENUMS:
        value = values[name]
        values[name] = None if value is None else value.value
    values["missing"] = [element.value for element in ticket.missing]
    values["co_units"] = list(ticket.co_units)
    values["progress"] = _progress_values(ticket.progress)
    values["clock_at"] = running_clock(ticket)
    return values


def ticket_of(row: Mapping[str, Any]) -> Ticket:
    """The ticket that the column values describe."""
    values = {name: row[name] for name in _PLAIN}
    for name, enum in _ENUMS.items():
        values[name] = None if values[name] is None else enum(values[name])
    values["missing"] = tuple(Element(value) for value in values["missing"])
    values["co_units"] = tuple(values["co_units"])
    values["progress"] = _progress_of(values["progress"])
    return Ticket(**values)


def step_values(entry: Entry, previous: str) -> dict[str, Any]:
    """The column values of a step, chained to the hash before it."""
    values: dict[str, Any] = {
        "no": entry.no,
        "seq": entry.seq,
        "step": entry.step.value,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "actor_unit": entry.actor_unit,
        "source": entry.source.value if entry.source else None,
        "target": entry.target.value,
        "round": entry.round,
        "data": dict(entry.data),
    }
    return {**values, "previous": previous, "hash": step_hash(values, previous)}


def step_hash(values: Mapping[str, Any], previous: str) -> str:
    """SHA-256 over the step's values and the hash before it."""
    at: datetime = values["at"]
    parts = [
        previous,
        values["no"],
        str(values["seq"]),
        values["step"],
        at.astimezone(UTC).isoformat(),
        str(values["actor_id"]),
        values["actor_name"],
        values["actor_unit"],
        values["source"] or "",
        values["target"],
        str(values["round"]),
        dump_json(values["data"]),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def entry_of(row: Mapping[str, Any]) -> Entry:
    """The step that the column values describe."""
    return Entry(
        no=row["no"],
        seq=row["seq"],
        step=Step(row["step"]),
        at=row["at"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        actor_unit=row["actor_unit"],
        source=Status(row["source"]) if row["source"] else None,
        target=Status(row["target"]),
        round=row["round"],
        data=row["data"],
    )


def _progress_values(progress: Progress) -> dict[str, Any]:
    """Only what differs from a fresh ticket, so that rows stay short."""
    values: dict[str, Any] = {}
    for name, default in _DEFAULT_PROGRESS.items():
        value = getattr(progress, name)
        if value != default:
            values[name] = value if not isinstance(value, tuple) else list(value)
    if progress.pause is not None:
        pause = progress.pause
        ends = [pause.at.isoformat(), pause.due_at.isoformat()]
        values["pause"] = [*ends, pause.is_provisional]
    if progress.guess is not None:
        values["guess"] = asdict(progress.guess) | {"since": progress.guess.since.isoformat()}
    if "co_tasks" in values:
        values["co_tasks"] = [values_of(task) for task in progress.co_tasks]
    if progress.consultation is not None:
        values["consultation"] = values_of(progress.consultation)
    if "endorsements" in values:
        values["endorsements"] = [_short(e) for e in progress.endorsements]
    return values


def _short(consent: Endorsement) -> list[Any]:
    return [consent.step, consent.by, *([consent.to] if consent.to else [])]


def _progress_of(values: Mapping[str, Any]) -> Progress:
    known: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items()}
    if "pause" in known:
        at, due_at, is_provisional = known["pause"]
        ends = (datetime.fromisoformat(at), datetime.fromisoformat(due_at))
        known["pause"] = Pause(*ends, is_provisional=is_provisional)
    if "guess" in known:
        since = datetime.fromisoformat(known["guess"]["since"])
        known["guess"] = Guess(**(known["guess"] | {"since": since}))
    # Rows from before co-units had tasks of their own say only who has reported.
    reported = known.pop("co_reported", ())
    if "co_tasks" in known or reported:
        past = tuple(CoTask(unit, state=TaskState.REPORTED) for unit in reported)
        known["co_tasks"] = past + tuple(task_of(task) for task in known.get("co_tasks", ()))
    if "consultation" in known:
        known["consultation"] = consultation_of(known["consultation"])
    if "endorsements" in known:
        known["endorsements"] = tuple(Endorsement(*each) for each in known["endorsements"])
    return Progress(**known)
