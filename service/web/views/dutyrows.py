"""Turns duties into words and buttons."""

from collections.abc import Mapping
from typing import Any

from service.domain.governance.duties import NEEDS_WORDS, DutyStatus, DutyStep, Light
from service.flows.queries.governance.duties import DutyLine, DutyView
from service.labels import label
from service.store.tables.governance import AgendaDutyStepRow
from service.web.contexts.governance import DutyPage, DutyRow
from service.web.render import moment

_TONES = {Light.RED: "overdue", Light.YELLOW: "soon", Light.GREEN: "working", Light.OFF: "done"}
_MAIN = frozenset({DutyStep.SIGN, DutyStep.REPORT, DutyStep.ACCEPT})
_DANGER = frozenset({DutyStep.WITHDRAW, DutyStep.SUPERVISE})


def duty_row(line: DutyLine) -> DutyRow:
    """A duty in a list."""
    duty = line.duty
    is_open = line.light is not Light.OFF
    left = f"还有 {line.days_left} 天" if line.days_left >= 0 else f"已过 {-line.days_left} 天"
    beside = f"；配合：{'、'.join(line.co_units)}" if line.co_units else ""
    return DutyRow(
        url=f"/duties/{duty.id}",
        task=duty.task,
        title=line.title,
        target=duty.target,
        units=f"{line.lead}牵头{beside}",
        due=f"{duty.due_on.isoformat()}" + (f"（{left}）" if is_open else ""),
        light=label(line.light),
        tone=_TONES[line.light],
        status=label(duty.status) + (f"，督办 {duty.supervised} 次" if duty.supervised else ""),
        percent="" if duty.status is DutyStatus.SENT else f"{duty.percent}%",
    )


def duty_page(
    view: DutyView,
    *,
    is_reader: bool,
    typed: Mapping[str, str] | None = None,
    wrong: tuple[str, Mapping[str, str]] = ("", {}),
) -> DutyPage:
    """One duty with its forms; what was typed stays."""
    row, values = duty_row(view.line), typed or {}
    return DutyPage(
        row=row,
        item_url=f"/agenda/{view.line.duty.item_id}" if is_reader else "",
        facts=[
            {"term": "议题", "value": row.title},
            {"term": "单位", "value": row.units},
            {"term": "时限", "value": row.due},
            {"term": "目标", "value": row.target},
            {"term": "进度", "value": row.percent or "未签收"},
        ],
        timeline=[_entry(step) for step in view.steps],
        steps=[_form(step, values) for step in view.may],
        version=view.line.duty.version,
        error=wrong[0],
        errors=dict(wrong[1]),
    )


def _form(step: DutyStep, typed: Mapping[str, str]) -> dict[str, Any]:
    is_tried = typed.get("step") == step
    kind = "primary" if step in _MAIN else "danger" if step in _DANGER else "secondary"
    return {
        "step": step.value,
        "label": label(step),
        "kind": kind,
        "words": step in NEEDS_WORDS,
        "percent": step is DutyStep.REPORT,
        "said": typed.get("said", "") if is_tried else "",
        "percent_typed": typed.get("percent", "") if is_tried else "",
        "is_open": is_tried,
    }


def _entry(step: AgendaDutyStepRow) -> dict[str, Any]:
    kind = DutyStep(step.step)
    return {
        "label": label(kind) + (f" {step.percent}%" if kind is DutyStep.REPORT else ""),
        "at": moment(step.at),
        "at_iso": step.at.isoformat(),
        "who": step.actor_name,
        "note": step.said,
    }
