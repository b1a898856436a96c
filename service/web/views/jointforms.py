"""The forms of a matter across borders: what each step asks, and names turned into codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.lifecycle.fields import Field, Kind
from service.domain.together.matter_forms import MATTER_FIELDS
from service.domain.together.matters import MatterStatus, MatterStep
from service.flows.queries import choices
from service.flows.queries.choices import Choices
from service.flows.queries.together.joint import MatterView
from service.labels import label
from service.web.contexts.joint import MatterForm

LABELS: dict[str, str] = {
    "title": "标题",
    "question": "要议定的问题",
    "crossings": "属于哪种跨界",
    "tickets": "工单",
    "topic": "主题",
    "area": "地区",
    "units": "请哪些单位",
    "answer_by": "表态期限",
    "held_on": "开会日期",
    "held_at": "几点",
    "was_on": "实际开会日期",
    "was_at": "实际开会时间",
    "place": "地点",
    "chair": "主持人",
    "agenda": "议程",
    "lead": "主办单位",
    "co_units": "协办单位",
    "duties": "分工",
    "due_on": "落实期限",
    "legal_basis": "依据",
    "said": "议定的内容",
    "is_precedent": "存为先例：以后同样的诉求照此派",
    "precedent_topic": "先例的主题",
    "precedent_area": "只在这个地区",
    "precedent_words": "只在说到这些词时",
    "valid_until": "有效到",
    "reason": "理由",
    "note": "说明",
    "position": "本单位的态度",
    "suggested": "认为该由谁办",
}
_OF_STEP: dict[tuple[MatterStep, str], str] = {
    (MatterStep.ANSWER, "said"): "意见",
    (MatterStep.ESCALATE, "reason"): "哪里没有谈拢，请领导定什么",
    (MatterStep.CLOSE, "note"): "落实的结果",
    (MatterStep.REMIND, "note"): "要求",
}
_HINTS: dict[str, str] = {
    "units": "多个单位用逗号分开",
    "co_units": "多个单位用逗号分开",
    "tickets": "同一件事的工单编号，用逗号分开",
    "duties": "一行一个单位：“单位：做什么”",
    "precedent_words": "用逗号分开，说到任何一个就算；不填就不看用词",
    "precedent_area": "已填这件事的地区；全市都照此办的才清空",
    "valid_until": "不填就一直有效，直到废止",
    "held_at": "如 14:30",
    "was_on": "不填就是原定的时间；提前开了的要填",
    "was_at": "如 14:30",
    "question": "单位会看到，不要写诉求人的姓名电话",
}
_UNITS = frozenset({"units", "co_units"})
_LONG = frozenset({"question", "agenda", "duties", "legal_basis", "said", "reason", "note"})
_FOLDED = frozenset({"precedent_topic", "precedent_area", "precedent_words", "valid_until"})
_CHANGED_CALL = "改会议安排"
_DANGER = frozenset({MatterStep.WITHDRAW})
_NEXT = {
    MatterStatus.OPENED: (MatterStep.ASK,),
    MatterStatus.POSITIONS_ASKED: (MatterStep.ANSWER, MatterStep.CALL),
    MatterStatus.SESSION_CALLED: (MatterStep.ANSWER, MatterStep.DECIDE),
    MatterStatus.ESCALATED: (MatterStep.DECIDE,),
    MatterStatus.DECIDED: (MatterStep.CARRY_OUT,),
    MatterStatus.CARRIED_OUT: (MatterStep.CLOSE,),
}


@dataclass(frozen=True, slots=True)
class TriedStep:
    """A step of a matter that was just refused: what was typed, why, what is wrong where."""

    step: MatterStep
    typed: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


def resolve(fields: tuple[Field, ...], typed: Mapping[str, str], held: Catalogue) -> dict[str, Any]:
    """What was typed, with names of units, topics and areas turned into codes."""
    given: dict[str, Any] = dict(typed)
    for each in fields:
        value = str(given.get(each.name) or "").strip()
        if not value:
            continue
        if each.kind is Kind.UNIT:
            given[each.name] = choices.unit_code(held, value)
        elif each.kind is Kind.UNITS and each.name in _UNITS:
            given[each.name] = choices.unit_codes(held, value)
        elif each.kind is Kind.TOPIC:
            given[each.name] = choices.topic_code(held, value)
        elif each.kind is Kind.AREA:
            given[each.name] = choices.area_code(held, value)
    return given


def forms(
    view: MatterView, held: Catalogue, presets: Mapping[str, str], tried: TriedStep | None
) -> list[MatterForm]:
    """A form per step that this person may take: the next one unfolded, on top."""
    offered = _NEXT.get(view.matter.status, ())
    steps = sorted(view.steps, key=lambda s: offered.index(s) if s in offered else len(offered))
    main = steps[0] if steps and steps[0] in offered else None
    return [_form(step, view, held, presets, tried, is_main=step is main) for step in steps]


def _form(
    step: MatterStep,
    view: MatterView,
    held: Catalogue,
    presets: Mapping[str, str],
    tried: TriedStep | None,
    *,
    is_main: bool,
) -> MatterForm:
    was_tried = tried is not None and tried.step is step
    values = tried.typed if tried is not None and was_tried else presets
    wrong = tried.wrong if tried is not None and was_tried else {}
    verb = "carry-out" if step is MatterStep.CARRY_OUT else "steps"
    note = ""
    if step is MatterStep.CARRY_OUT:
        count = len(view.matter.tickets)
        note = f"{count} 件工单里有 {view.astray} 件要改派，每一件仍各自过一遍规则。"
    picks = choices.choices(held)
    return MatterForm(
        step=step.value,
        label=_CHANGED_CALL if step is MatterStep.CALL and view.matter.session else label(step),
        action=f"/joint/{view.matter.id}/{verb}",
        fields=[
            field_of(each, picks, values.get(each.name, ""), wrong.get(each.name, ""), step)
            for each in MATTER_FIELDS[step]
        ],
        is_open=is_main or was_tried,
        is_danger=step in _DANGER,
        error=tried.message if tried is not None and was_tried else "",
        note=note,
    )


def field_of(
    each: Field, picks: Choices, value: str, error: str, step: MatterStep | None = None
) -> dict[str, Any]:
    """One field as the template draws it."""
    options: list[tuple[str, str]] = []
    if each.choices is not None:
        options = [(member.value, label(member)) for member in each.choices]
    by_kind = {Kind.UNIT: picks.units, Kind.TOPIC: picks.topics, Kind.AREA: picks.areas}
    lists_units = each.name in _UNITS
    return {
        "name": each.name,
        "label": _OF_STEP.get((step, each.name), LABELS[each.name]) if step else LABELS[each.name],
        "hint": _HINTS.get(each.name, ""),
        "kind": _kind(each).value,
        "is_required": each.is_required,
        "is_long": each.name in _LONG,
        "is_folded": each.name in _FOLDED,
        "options": picks.units if lists_units else by_kind.get(each.kind, options),
        "value": value,
        "error": error,
    }


def _kind(each: Field) -> Kind:
    """What is drawn: some lists are of tickets or words, only those of units are suggested from."""
    if each.kind is Kind.UNITS and each.name not in _UNITS:
        return Kind.TEXT
    return each.kind
