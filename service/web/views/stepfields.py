"""The fields of a step's form: their order, what is folded away, what can be chosen."""

from collections.abc import Mapping
from typing import Any

from service.domain.callback.questions import QUESTIONS, recorded
from service.domain.lifecycle.fields import Field, Kind
from service.domain.lifecycle.forms import FIELDS
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Element, Ticket
from service.flows.queries import choices
from service.labels import label, label_of
from service.labels.fields import FIELD_LABELS, STEP_FIELD_HINTS, STEP_FIELD_LABELS

_LONG = frozenset(
    {
        *("reply", "reason", "note", "explanation", "supplement", "legal_basis"),
        *("co_task", "question", "opinion", "result"),
    }
)
_SHORT = frozenset({"note", "supplement", "legal_basis"})
_SIGNED = ("designated_by", "reason")
# What the domain takes as words and a form offers as a choice.
_CHOSEN = {"designated_by": Kind.CHOICE}
# The steps that name one of the co-units at work; another step names a new one.
_OF_CO_UNITS = (Step.CO_KEEP, Step.CO_RELEASE, Step.CO_REMIND, Step.CO_SUPERVISE)
_ADDS = ("supplement", "fills", "place", "occurred", "demand")


def fields_of(
    step: Step,
    ticket: Ticket,
    picks: choices.Choices,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    designates: bool = False,
) -> list[dict[str, Any]]:
    """The fields of a step's form in order; ``typed`` fills them, ``wrong`` says what is amiss.

    ``designates``: dispatching now is a designation, so who designates and why must be said.
    """
    asked = _SIGNED if designates and step is Step.DISPATCH else ()
    return [
        {
            "name": field.name,
            "label": STEP_FIELD_LABELS.get((step, field.name), FIELD_LABELS[field.name]),
            "hint": STEP_FIELD_HINTS.get((step, field.name), ""),
            "kind": _kind(field, step).value,
            "is_required": field.is_required or field.name in asked,
            "is_long": field.name in _LONG,
            "rows": 2 if field.name in _SHORT else 3,
            "is_folded": is_folded and field.name not in asked,
            "options": _options(field, picks, ticket, step),
            "value": typed.get(field.name, ""),
            "error": wrong.get(field.name, ""),
        }
        for field, is_folded in _arranged(step, ticket)
    ]


_RULES = (Step.CLOSE, Step.REDO, Step.PROPOSE_EXPLAINED)


def _arranged(step: Step, ticket: Ticket) -> list[tuple[Field, bool]]:
    """The fields in the order of the form, each with whether it is folded away.

    While elements are missing, a correction is there to add them. Nobody is asked for answers that
    were noted, nor for those to which an explanation was consented.
    """
    fields = [field for field in FIELDS[step] if field.kind is not Kind.STEP]
    if step is Step.CLOSE_EXPLAINED or (step in _RULES and recorded(ticket, ticket)):
        fields = [field for field in fields if field.name not in QUESTIONS]
    if step is not Step.CORRECT:
        return [(field, not field.is_required and _is_aside(field)) for field in fields]
    if not ticket.missing:
        return [(field, _is_aside(field)) for field in fields if field.name != "fills"]
    adds = [field for name in _ADDS for field in fields if field.name == name]
    return [*((f, False) for f in adds), *((f, True) for f in fields if f not in adds)]


def _is_aside(field: Field) -> bool:
    return field.name in _LONG or field.name in _CHOSEN or field.kind is Kind.UNITS


def _kind(field: Field, step: Step) -> Kind:
    if field.name == "co_unit" and step in _OF_CO_UNITS:
        return Kind.CHOICE
    return _CHOSEN.get(field.name, field.kind)


def _options(
    field: Field, picks: choices.Choices, ticket: Ticket, step: Step
) -> list[tuple[str, str]]:
    if field.name == "co_unit" and step in _OF_CO_UNITS:
        return picks.asking_out if step is Step.CO_KEEP else picks.co_units
    if field.name in _CHOSEN:
        return picks.designators
    if field.kind is Kind.CHOICES and field.choices is Element:
        return [(element.value, label(element)) for element in ticket.missing]
    if field.choices is not None:
        return [(member.value, label_of(field.choices, member.value)) for member in field.choices]
    by_kind = {
        Kind.UNIT: picks.units,
        Kind.UNITS: picks.units,
        Kind.TOPIC: picks.topics,
        Kind.AREA: picks.areas,
    }
    return by_kind.get(field.kind, [])
