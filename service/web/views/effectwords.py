"""Says in words what an agenda item is measured by and what came of it."""

from datetime import date
from typing import Any

from service.domain.agenda import AgendaStatus
from service.domain.governance.plan import MEASURED, Plan, TargetState
from service.domain.localtime import local_day
from service.flows.governance.measure_words import PLAIN_MEAN, WHY_CONTROLS, due_words
from service.flows.queries.governance.governance import MeasuredView, PlanView
from service.labels import label
from service.web.contexts.governance import MeasuredPart, PlanPage
from service.web.render import moment

_VERDICTS = {
    "fell": "与对照相比下降",
    "rose": "与对照相比上升",
    "no_evidence": "没有足够证据",
    "not_estimable": "无法估计",
}


def measured_part(view: MeasuredView, item_id: int, status: AgendaStatus) -> MeasuredPart:
    """The part of the item's page."""
    plan = view.plan
    return MeasuredPart(
        url=f"/agenda/{item_id}/plan",
        may_choose=view.may_choose,
        may_write=view.may_write,
        facts=_facts(view) if plan else [],
        due=_due(view, status),
        compared=_compared(plan) if plan else "",
        controls=[view.names[key] for key in plan.controls] if plan else [],
        baseline=_why_baseline(view) if plan else "",
        verdict=_VERDICTS.get(str(view.effect["verdict"]), "") if view.effect else "",
        said=effect_words(view.effect, view.month) if view.effect else [],
        returned=_returned(view),
    )


def plan_page(
    view: PlanView,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    error: str = "",
) -> PlanPage:
    """The form; what was typed stays."""
    plan = view.chosen or view.proposed
    kept = plan.controls if view.chosen else view.proposed.controls
    values = {
        "at_most": "" if plan.at_most is None else str(plan.at_most),
        "expected": plan.expected,
    }
    values |= typed or {}
    return PlanPage(
        title=view.item.title,
        url=f"/agenda/{view.item.id}",
        version=view.item.version,
        scope=view.scope,
        baseline=f"{view.baseline.words}，{PLAIN_MEAN}",
        why_controls=WHY_CONTROLS,
        why_none=view.proposed.why_none,
        controls=[(key, view.names[key]) for key in view.proposed.controls],
        kept=typed.get("controls", "").split(",") if typed else list(kept),
        at_most=values["at_most"],
        expected=values["expected"],
        errors=errors or {},
        error=error,
    )


def effect_words(effect: Any, month: str) -> list[str]:
    """What the comparison said after a month: verdict, range, placebo, and what not to quote."""
    said = [f"算到 {month}。{effect['reason']}。"]
    if effect["effect_pct"] is not None:
        said.append(
            f"估计变化 {_signed(effect['effect_pct'])}，范围 {_signed(effect['low'])} 到 "
            f"{_signed(effect['high'])}（95%）。"
        )
    if effect["naive_pct"] is not None:
        said.append(
            f"只比前后月均是 {_signed(effect['naive_pct'])}，不要引用：季节过去、全市都变，"
            "它也会变，没有扣掉这些。"
        )
    return said


def _facts(view: MeasuredView) -> list[dict[str, Any]]:
    plan = view.plan
    assert plan is not None  # noqa: S101
    assert view.baseline is not None  # noqa: S101
    facts = [
        {"term": "数什么", "value": view.scope},
        {"term": "治理前", "value": view.baseline.words},
    ]
    if plan.left_out:
        out = "、".join(view.names[key] for key in plan.left_out)
        facts.append({"term": "不作对照", "value": f"{out}（措施也会惠及）"})
    if plan.at_most is not None:
        state = TargetState(view.effect["target"]) if view.effect else None
        now = f"（{label(state)}）" if state else ""
        facts.append({"term": "指标", "value": f"每月不超过 {plan.at_most} 件{now}"})
    if plan.expected:
        facts.append({"term": "预期", "value": plan.expected})
    return [*facts, {"term": "何时定的", "value": _when(view, plan)}]


def _when(view: MeasuredView, plan: Plan) -> str:
    at = view.at
    assert at is not None  # noqa: S101
    if not view.is_frozen:
        return f"{moment(at)} {view.by}，排入调度会时固定"
    late = local_day(at) > date.fromisoformat(plan.meeting_on)
    word = "会后才定，引用时要说明" if late else f"会前固定，{plan.start} 起算治理后"
    return f"{moment(at)} {view.by}，{word}（指纹 {view.hash[:12]}）"


def _returned(view: MeasuredView) -> str:
    if not (view.effect and view.effect["returned"] and view.plan):
        return ""
    last = view.effect["after"][-2:]
    return (
        f"最近两个月 {last[0]} 件、{last[1]} 件，又到了治理前的每月 {view.plan.baseline:g} 件，"
        "建议重新治理。"
    )


def _due(view: MeasuredView, status: AgendaStatus) -> str:
    """When a verdict can come; empty for an item whose meeting is not called."""
    if view.timing is None or not view.is_frozen:
        return ""
    waits = "开始治理以后才按月算。" if status not in MEASURED else ""
    return due_words(view.timing) + waits


def _compared(plan: Plan) -> str:
    if not plan.controls:
        return f"对照：没有可比的，效果将无法估计：{plan.why_none}。"
    return f"对照是{WHY_CONTROLS}。共 {len(plan.controls)} 组，会前定下，事后不能换。"


def _why_baseline(view: MeasuredView) -> str:
    """What the mean is of, and why it is not the count of the item's tickets."""
    assert view.baseline is not None  # noqa: S101
    return (
        f"治理前的数{PLAIN_MEAN}；数的是{view.scope}的全部工单。“选题时”的件数是当月归进这件事的，"
        "口径不同，所以两个数不一样。"
    )


def _signed(value: float) -> str:
    return f"{value:+.1f}%".replace("-", "−")
