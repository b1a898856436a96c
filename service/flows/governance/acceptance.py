"""What an agenda item is accepted on: its target by the months, its callers by the survey."""

from service.domain.agenda import AgendaStatus
from service.domain.callback.calling import SurveyRules
from service.domain.governance.acceptance import Evidence
from service.domain.governance.plan import Plan, TargetState
from service.flows.governance import surveys
from service.flows.governance.surveys import Standing
from service.labels import label
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork

_JUDGED = 2
_AT_WORK = frozenset({AgendaStatus.IN_GOVERNANCE, AgendaStatus.SUPERVISED, AgendaStatus.WATCH})


def evidence(
    uow: UnitOfWork, item: AgendaItemRow, rules: SurveyRules, heard: Standing | None = None
) -> Evidence:
    """The target and the survey of an item as they stand now; ``heard``: when known already."""
    target, said = _target(uow, item)
    heard = heard or surveys.standing_of(uow, item, rules)
    words = heard.now.words if heard.now else label(heard.state)
    effect = uow.plans.effects([item.id]).get(item.id)
    returned = bool(effect and effect.body["returned"])
    return Evidence(target, heard.state, (f"指标：{said}", f"回访：{words}"), returned)


def doubts_of(
    uow: UnitOfWork, item: AgendaItemRow, rules: SurveyRules, heard: Standing
) -> tuple[str, ...]:
    """What speaks against accepting an item that is being worked on; nothing for the others."""
    is_at_work = AgendaStatus(item.status) in _AT_WORK - {AgendaStatus.WATCH}
    return evidence(uow, item, rules, heard).doubts if is_at_work else ()


def _target(uow: UnitOfWork, item: AgendaItemRow) -> tuple[TargetState, str]:
    row = uow.plans.newest([item.id]).get(item.id)
    plan = Plan.from_json(row.body) if row and row.is_frozen else None
    if plan is None or plan.at_most is None:
        return TargetState.NO_TARGET, label(TargetState.NO_TARGET)
    effect = uow.plans.effects([item.id]).get(item.id)
    state = TargetState(effect.body["target"]) if effect else TargetState.TOO_EARLY
    wanted = f"每月不超过 {plan.at_most} 件"
    after = effect.body["after"][-_JUDGED:] if effect else []
    counts = "、".join(f"{count} 件" for count in after)
    came = f"，到 {effect.month} 最近 {counts}" if effect and counts else ""
    return state, f"{wanted}{came}，{label(state)}"
