"""What the pages of an agenda item's comparison and effect show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.effects.effect_timing import Timing
from service.domain.agenda import AgendaStatus
from service.domain.agenda_terms import FOUND, WHY_DOUBT
from service.domain.callback.calling import SurveyRules
from service.domain.errors import NotFound
from service.domain.governance.acceptance import Evidence
from service.domain.governance.paper import laid_parts
from service.domain.governance.plan import CHOOSING, Plan
from service.domain.governance.undo import newest, why_not
from service.domain.localtime import local_day
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.governance import acceptance
from service.flows.governance.baseline import Baseline, baseline_of, timing_of, worked_out
from service.flows.governance.comparison import name_of, proposed, scope_words
from service.flows.governance.decisions import outside
from service.flows.governance.rise import Rise, rise_of
from service.flows.governance.surveys import Standing, complaints, standing_of
from service.flows.queries.month.reportsets import Behind, page_of
from service.store.tables.agenda import AgendaItemRow


@dataclass(frozen=True, slots=True)
class MeasuredView:
    """An item's plan and what it said last; ``names``: the controls in words, by key.

    ``effect``: as the flow stored it, None before anything could be measured; ``timing``: when it
    can first be told, None while no meeting is called. ``rise``: why there were so many.
    """

    rise: Rise | None
    plan: Plan | None
    baseline: Baseline | None
    timing: Timing | None
    is_frozen: bool
    at: datetime | None
    by: str
    hash: str
    scope: str
    names: Mapping[str, str]
    month: str
    effect: Mapping[str, Any] | None
    may_choose: bool
    may_write: bool


@dataclass(frozen=True, slots=True)
class JudgedView:
    """What an item is accepted on. ``doubts``: what speaks against it while it is being worked on.

    ``passed``: the reason why it was accepted in spite of doubts, ``found``: what was found then;
    ``unhappy``: ticket and words of those who said it is not solved.
    """

    evidence: Evidence
    heard: Standing
    doubts: tuple[str, ...]
    passed: str
    found: str
    may_draw: bool
    rules: SurveyRules
    unhappy: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UndoView:
    """The newest step, of today, that could be taken back; ``why_not``: empty when it can."""

    source: AgendaStatus
    target: AgendaStatus
    why_not: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """An item, the plan its months suggest, and the newest one that people chose."""

    item: AgendaItemRow
    proposed: Plan
    baseline: Baseline
    chosen: Plan | None
    scope: str
    names: Mapping[str, str]


def measured_view(desk: Desk, item: AgendaItemRow) -> MeasuredView:
    """What an item is measured by, and what came of it."""
    rows = desk.uow.plans.of_item(item.id)
    row = rows[-1] if rows else None
    effect = desk.uow.plans.effects([item.id]).get(item.id)
    plan = Plan.from_json(row.body) if row else None
    at = worked_out(rows) if rows else desk.now
    is_open = AgendaStatus(item.status) in CHOOSING
    may = desk.actor.may(Permission.AGENDA_EDIT) or desk.actor.may(Permission.AGENDA_DECIDE)
    return MeasuredView(
        rise=rise_of(desk, item),
        plan=plan,
        baseline=baseline_of(plan, at) if plan else None,
        timing=timing_of(plan, at, desk.now) if plan else None,
        is_frozen=bool(row and row.is_frozen and not is_open),
        at=row.at if row else None,
        by=row.actor_name if row else "",
        hash=row.hash if row else "",
        scope=scope_words(plan.scope, desk.catalogue) if plan else "",
        names=_names(desk, plan) if plan else {},
        month=effect.month if effect else "",
        effect=effect.body if effect else None,
        may_choose=is_open and may,
        may_write=may and bool(laid_parts(AgendaStatus(item.status))),
    )


def judged_view(desk: Desk, item: AgendaItemRow, agreed: Mapping[str, str]) -> JudgedView:
    """What an item is judged by now; ``agreed``: what was written at its steps."""
    rules = desk.hotline.profile.survey
    heard = standing_of(desk.uow, item, rules)
    may = desk.actor.may(Permission.AGENDA_EDIT) or desk.actor.may(Permission.AGENDA_DECIDE)
    return JudgedView(
        evidence=acceptance.evidence(desk.uow, item, rules, heard),
        heard=heard,
        doubts=acceptance.doubts_of(desk.uow, item, rules, heard),
        passed=agreed.get(WHY_DOUBT.name, ""),
        found=agreed.get(FOUND.name, ""),
        may_draw=may and heard.now is None and heard.callable > 0,
        rules=rules,
        unhappy=tuple(complaints(desk.uow, heard.now.survey.id)) if heard.now else (),
    )


def undo_view(desk: Desk, item_id: int) -> UndoView | None:
    """What could be taken back; None when nothing was decided today, or one may not at all."""
    step = newest(desk.uow.agenda.history(item_id))
    may = desk.actor.may(Permission.AGENDA_EDIT) or desk.actor.may(Permission.AGENDA_DECIDE)
    today = desk.today
    if step is None or step.source is None or not may:
        return None
    if local_day(step.at) != today:
        return None
    refusal = why_not(step, desk.actor, today, outside(desk, item_id, step))
    return UndoView(step.source, step.target, refusal or "")


def behind_rise(desk: Desk, item_id: int, name: str, start: int = 0) -> Behind:
    """The tickets behind a number that tells why an item's matter rose. Raises ``NotFound``."""
    item = desk.uow.agenda.get(item_id)
    rise = rise_of(desk, item)
    numbers = rise.numbers(name) if rise else None
    if rise is None or numbers is None:
        raise NotFound("议题页上没有这个数，可能已经重新计算，请回到议题再点。")
    return page_of(desk, numbers, (item.title, rise.title(name), ""), start)


def plan_view(desk: Desk, item_id: int) -> PlanView:
    """An item with the comparison that can be chosen for it. Raises ``NotFound``."""
    item = desk.uow.agenda.get(item_id)
    suggested = proposed(desk.uow, desk.catalogue, item_id, desk.now)
    row = desk.uow.plans.newest([item_id]).get(item_id)
    return PlanView(
        item=item,
        proposed=suggested,
        baseline=baseline_of(suggested, desk.now),
        chosen=Plan.from_json(row.body) if row and not row.is_frozen else None,
        scope=scope_words(suggested.scope, desk.catalogue),
        names=_names(desk, suggested),
    )


def _names(desk: Desk, plan: Plan) -> dict[str, str]:
    keys = (*plan.controls, *plan.left_out)
    return {key: name_of(key, plan.scope, desk.catalogue) for key in keys}
