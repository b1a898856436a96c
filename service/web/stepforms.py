"""Turns the table's rows into forms, and what was typed into what a step takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.errors import BadInput
from service.domain.guards import NEEDS_TWO
from service.domain.steps import FIELDS, Field, Kind, Step
from service.domain.table import Row
from service.domain.ticket import Status
from service.flows.queries import choices
from service.labels import FIELD_LABELS, label, label_of, step_label
from service.web.contexts.tickets import StepForm

DANGER = frozenset({Step.REJECT, Step.TERMINATE, Step.OBJECT, Step.REDO})
# What usually comes next, the furthest first: a reply shows only after the first contact.
USUAL = (
    Step.REPLY,
    Step.FIRST_CONTACT,
    Step.SIGN,
    Step.CO_REPORT,
    Step.SUBMIT,
    Step.DISPATCH,
    Step.REFUSE,
    Step.APPROVE,
    Step.CLOSE,
    Step.RESUME,
    Step.UNMERGE,
)
_LONG = frozenset({"reply", "reason", "note", "explanation", "supplement", "legal_basis"})


def forms(
    rows: list[Row],
    catalogue: Catalogue,
    status: Status,
    *,
    preset: Mapping[str, str],
    tried: tuple[str, Mapping[str, str], BadInput | None, str] | None = None,
) -> list[StepForm]:
    """A form per step, the first move as the main one; ``tried`` keeps what was just typed."""
    picks = choices.choices(catalogue)
    made: list[StepForm] = []
    main = tried[0] if tried else _main_of([row.step for row in rows])
    for row in rows:
        is_tried = tried is not None and tried[0] == row.step
        typed = tried[1] if tried and is_tried else preset
        wrong = tried[2].fields if tried and is_tried and tried[2] else {}
        made.append(
            StepForm(
                step=row.step.value,
                label=step_label(row.step, row.target),
                is_record=row.is_record,
                is_danger=row.step in DANGER,
                is_main=row.step == main,
                fields=[
                    _field(f, typed, wrong, _options(f, picks, status)) for f in FIELDS[row.step]
                ],
                error=tried[3] if tried and is_tried else "",
            )
        )
    return made


def _main_of(steps: Sequence[Step]) -> str:
    """The step that a person most likely came for; empty when there is none."""
    return next((step for step in USUAL if step in steps), "")


def resolve(step: Step, typed: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """What was typed, with names of units, topics and areas turned into codes."""
    given = dict(typed)
    for field in FIELDS[step]:
        value = given.get(field.name)
        if not value:
            continue
        if field.kind is Kind.UNIT:
            given[field.name] = choices.unit_code(catalogue, str(value).strip())
        elif field.kind is Kind.UNITS:
            given[field.name] = _unit_codes(catalogue, value)
        elif field.kind is Kind.TOPIC:
            given[field.name] = _known_topic(catalogue, str(value).strip())
        elif field.kind is Kind.AREA:
            given[field.name] = _known_area(catalogue, str(value).strip())
    return given


def _unit_codes(catalogue: Catalogue, value: Any) -> list[str]:
    parts = value if isinstance(value, list) else str(value).replace("，", ",").split(",")
    names = (str(part).strip() for part in parts)
    return [choices.unit_code(catalogue, name) for name in names if name]


def _known_topic(catalogue: Catalogue, typed: str) -> str:
    code = choices.topic_code(catalogue, typed)
    if code not in catalogue.items:
        raise BadInput("没有这个主题，请从列表中选择。", {"topic": "没有这个主题"})
    return code


def _known_area(catalogue: Catalogue, typed: str) -> str:
    code = choices.area_code(catalogue, typed)
    if code not in catalogue.area_names:
        raise BadInput("没有这个地区，请从列表中选择。", {"area": "没有这个地区"})
    return code


def _field(
    field: Field,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    options: list[tuple[str, str]],
) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": FIELD_LABELS[field.name],
        "kind": field.kind.value,
        "is_required": field.is_required,
        "is_long": field.name in _LONG,
        "options": options,
        "value": typed.get(field.name, ""),
        "error": wrong.get(field.name, ""),
    }


def _options(field: Field, picks: choices.Choices, status: Status) -> list[tuple[str, str]]:
    if field.kind is Kind.STEP:
        step = NEEDS_TWO.get(status)
        return [(step.value, label(step))] if step else []
    if field.choices is not None:
        return [(member.value, label_of(field.choices, member.value)) for member in field.choices]
    by_kind = {
        Kind.UNIT: picks.units,
        Kind.UNITS: picks.units,
        Kind.TOPIC: picks.topics,
        Kind.AREA: picks.areas,
    }
    return by_kind.get(field.kind, [])
