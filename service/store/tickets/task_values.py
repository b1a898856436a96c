"""Co-units' tasks and consultations as the JSON that a ticket's row keeps, and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from service.domain.together.cotask import CoTask, TaskState
from service.domain.together.opinion import Consultation, Ending, Opinion, Stance

T = TypeVar("T", CoTask, Opinion, Consultation)
_ENUMS: dict[str, type[StrEnum]] = {"state": TaskState, "stance": Stance, "ending": Ending}


def values_of(thing: CoTask | Opinion | Consultation) -> dict[str, Any]:
    """What differs from a fresh one, times as text."""
    values: dict[str, Any] = {}
    for item in fields(thing):
        value = getattr(thing, item.name)
        if value != item.default:
            values[item.name] = _plain(value)
    return values


def task_of(values: Mapping[str, Any]) -> CoTask:
    """The task that the values describe."""
    return _made(CoTask, values)


def consultation_of(values: Mapping[str, Any]) -> Consultation:
    """The consultation that the values describe."""
    opinions = tuple(_made(Opinion, opinion) for opinion in values.get("opinions", ()))
    return _made(Consultation, {**values, "opinions": opinions, "asked": tuple(values["asked"])})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [values_of(part) if isinstance(part, Opinion) else part for part in value]
    return value.value if isinstance(value, StrEnum) else value


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    known: dict[str, Any] = {
        name: datetime.fromisoformat(value)
        if (name == "at" or name.endswith("_at")) and value
        else _ENUMS[name](value)
        if name in _ENUMS and value
        else value
        for name, value in values.items()
    }
    return kind(**known)
