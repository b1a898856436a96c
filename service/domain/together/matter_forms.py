"""What each step of a matter across borders asks for."""

from collections.abc import Mapping
from typing import Any

from service.domain.lifecycle.fields import Field, Kind, read_fields
from service.domain.together.matters import (
    Crossing,
    MatterStep,
    Position,
)

_TITLE_CHARS = 100
_NOTE = Field("note")
M = MatterStep
MATTER_FIELDS: Mapping[MatterStep, tuple[Field, ...]] = {
    M.OPEN: (
        Field("title", longest=_TITLE_CHARS),
        Field("question"),
        Field("crossings", Kind.CHOICES, choices=Crossing),
        Field("tickets", Kind.UNITS),
        Field("topic", Kind.TOPIC, is_required=False),
        Field("area", Kind.AREA, is_required=False),
    ),
    M.ASK: (Field("units", Kind.UNITS), Field("answer_by", Kind.DATE)),
    M.CALL: (
        Field("held_on", Kind.DATE),
        Field("held_at", longest=5),
        Field("place", longest=200),
        Field("chair", longest=60),
        Field("units", Kind.UNITS),
        Field("agenda"),
    ),
    M.DECIDE: (
        Field("lead", Kind.UNIT),
        Field("co_units", Kind.UNITS, is_required=False),
        Field("duties"),
        Field("due_on", Kind.DATE),
        Field("legal_basis"),
        Field("said"),
        Field("was_on", Kind.DATE, is_required=False),
        Field("was_at", longest=5, is_required=False),
        Field("is_precedent", Kind.FLAG, is_required=False),
        Field("precedent_topic", Kind.TOPIC, is_required=False),
        Field("precedent_area", Kind.AREA, is_required=False),
        Field("precedent_words", Kind.UNITS, is_required=False),
        Field("valid_until", Kind.DATE, is_required=False),
    ),
    M.ESCALATE: (Field("reason"),),
    M.CARRY_OUT: (),
    M.CLOSE: (_NOTE,),
    M.WITHDRAW: (Field("reason"),),
    M.ANSWER: (
        Field("position", Kind.CHOICE, choices=Position),
        Field("said"),
        Field("legal_basis"),
        Field("suggested", Kind.UNIT, is_required=False),
    ),
    M.ADD_TICKETS: (Field("tickets", Kind.UNITS),),
    M.REMIND: (_NOTE,),
    M.NOTE: (_NOTE,),
}


def read_matter_step(step: MatterStep, given: Mapping[str, Any]) -> dict[str, Any]:
    """The step's data in its own types. Raises ``BadInput`` naming every field that is wrong."""
    return read_fields(MATTER_FIELDS[step], given)
