"""The guards of the life cycle: each returns None, or a Chinese sentence saying why not.

*Standing* guards look at the ticket, the actor and the time; they decide which buttons a page
shows. *Data* guards also look at what was filled in.
"""

from datetime import timedelta

from service.domain.clocks.deadlines import too_far
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import Step
from service.domain.localtime import local_day
from service.domain.permissions import UNIT_ROLES, Permission
from service.domain.ticket import RequestType, Status, Urgency

# The step of each state that takes two people.
NEEDS_TWO = {
    Status.REGISTERED: Step.REJECT,
    Status.IN_PROGRESS: Step.SUSPEND,
    Status.CALLBACK_DUE: Step.CLOSE_EXPLAINED,
}

NOT_LED = "这张工单的主办单位不是您的单位。"
NOT_ASKED = "您的单位不是这张工单的协办单位。"
# Refused with these, a step is other people's work; it is not that something is lacking.
NO_TASK = "没有等着反馈的协办单位。"
NOT_CONSULTED = "这张工单没有请您的单位会商。"
NO_CONSULTATION = "这张工单没有在会商。"
TOO_EARLY = "单位正在办理；两次退单没有获准的，才再会商。"
NOT_YOURS = frozenset({NOT_LED, NOT_ASKED, NO_TASK, NOT_CONSULTED, NO_CONSULTATION, TOO_EARLY})


def may_be_answered(case: Case) -> str | None:
    """A consultation, or a topic that the catalogue marks 可直办."""
    if case.ticket.request_type is RequestType.CONSULT or case.facts.may_answer:
        return None
    return "只有咨询，或派单目录标明“可直办”的事项，才能直接答复；其他请提交派单。"


def report_needs_reviewer(case: Case) -> str | None:
    """A 举报 is turned away only with a reviewer's consent."""
    if not case.ticket.is_reported:
        return None
    return _needs_second(case, Step.REJECT, "举报不予受理要由质检审核员会签。")


def master_is_open(case: Case) -> str | None:
    """The master ticket exists, is another one, and is still open."""
    master = case.facts.master
    if master is None:
        return "没有找到主单，请核对主单编号。"
    if master.no == case.ticket.no:
        return "不能并到自己。"
    if not master.is_open:
        return f"主单 {master.no} 已经办结，不能再并入；请另行派单并注明关联。"
    return None


def has_five_elements(case: Case) -> str | None:
    """Name, time, place, what happened, what is wanted: all five are there."""
    if not case.ticket.missing:
        return None
    words = {
        "name": "姓名或电话",
        "time": "时间",
        "place": "地点",
        "event": "事由",
        "demand": "诉求",
    }
    lacking = "、".join(words[element] for element in case.ticket.missing)
    return f"五要素不全，还缺：{lacking}。请先补充。"


def may_be_automatic(case: Case) -> str | None:
    """The program never dispatches 举报, urgent, designated or ambiguous tickets."""
    if not case.actor.is_system:
        return None
    ticket = case.ticket
    if ticket.is_reported:
        return "举报件要由派单员派单。"
    levels = {ticket.urgency.value, case.facts.deadline_class}
    if levels != {Urgency.NORMAL.value}:
        return f"{'紧急件' if Urgency.EMERGENCY.value in levels else '加急件'}要由派单员派单。"
    if ticket.dispatches > 0:
        return "已经派过单的要由派单员派单。"
    if not ticket.is_certain:
        return "主题判断没有把握，要由派单员派单。"
    return None


def unit_exists(case: Case) -> str | None:
    """The lead unit and every co-unit are active units, the lead is not a co-unit."""
    lead, co_units = case.data["unit"], case.data.get("co_units", [])
    unknown = [code for code in (lead, *co_units) if code not in case.facts.units]
    if unknown:
        return f"没有这个承办单位：{'、'.join(unknown)}。请从列表中选择。"
    if lead in co_units:
        return "主办单位不能同时是协办单位。"
    return None


def is_own_unit(case: Case) -> str | None:
    """A unit acts only on tickets it leads; people of the hotline pass."""
    if not case.actor.roles & UNIT_ROLES or case.actor.unit == case.ticket.lead_unit:
        return None
    return NOT_LED


def objection_is_open(case: Case) -> str | None:
    """Inside the return window, not designated."""
    ticket = case.ticket
    if ticket.is_designated:
        return "这是指定承办件，不能退单；有困难请联系派单员会商。"
    if ticket.object_due_at is not None and case.now > ticket.object_due_at:
        return "退单期限已过，视为受理，请继续办理。"
    return None


def is_suspended_by_two(case: Case) -> str | None:
    """Hotline and supervisor both agree to a suspension."""
    return _needs_second(case, Step.SUSPEND, "挂账要由督办员或质检审核员会签。")


def is_not_late(case: Case) -> str | None:
    """A suspension, like an extension, comes before expiry: it does not undo being late."""
    if not case.ticket.is_late(case.now):
        return None
    return "已经超期，不能挂账；请尽快答复，或请承办单位申请终止办理。"


def consent_is_in_time(case: Case) -> str | None:
    """Nobody consents to a suspension that comes too late."""
    if NEEDS_TWO.get(case.ticket.status) is not Step.SUSPEND or is_not_late(case) is None:
        return None
    return "已经超期，不能再挂账，不用会签。"


def promise_is_ahead(case: Case) -> str | None:
    """The promised date lies after today, and within a year: a later one is a slip of the pen."""
    today = local_day(case.now)
    if case.data["promised_on"] <= today.isoformat():
        return "承诺日期要晚于今天。"
    return too_far(case.data["promised_on"], today)


def was_contacted(case: Case) -> str | None:
    """The unit has recorded its first contact with the caller."""
    if case.ticket.progress.first_contact:
        return None
    return "还没有首次联系诉求人的记录，请先联系并登记。"


def reply_covers_demands(case: Case) -> str | None:
    """The reviewer states that each demand has an answer."""
    if case.data.get("answers_each_demand"):
        return None
    return "请确认答复逐项回应了诉求；没有的请退回补充。"


def termination_was_requested(case: Case) -> str | None:
    """The unit asked for it in writing."""
    if case.ticket.progress.termination_requested:
        return None
    return "终止办理要先有承办单位的书面申请。"


def may_be_reopened(case: Case) -> str | None:
    """The caller within the days of grace; a second look by the hotline at any time."""
    if case.actor.may(Permission.TICKET_SUPERVISE):
        return None
    ended = case.ticket.ended_at
    grace = timedelta(days=case.rules.profile.grace_days)
    if ended is None or case.now - ended <= grace:
        return None
    return f"办结已超过 {case.rules.profile.grace_days} 天，请新建工单并注明关联。"


def extension_is_open(case: Case) -> str | None:
    """Asked before expiry, no more often than the profile allows, none pending."""
    ticket, profile = case.ticket, case.rules.profile
    if ticket.due_at is not None and case.now > ticket.due_at:
        return "已经超期，不能再申请延期。"
    if ticket.progress.extensions >= profile.extension_count:
        return f"最多延期 {profile.extension_count} 次，已经用完。"
    if ticket.progress.extension_asked_days:
        return "已有一份延期申请在等批复。"
    return None


def days_are_allowed(case: Case) -> str | None:
    """No more working days than the profile's cap."""
    cap = case.rules.profile.extension_days
    if 1 <= case.data["days"] <= cap:
        return None
    return f"延期天数要在 1 到 {cap} 个工作日之间。"


def extension_was_asked(case: Case) -> str | None:
    """There is a request to rule on."""
    if case.ticket.progress.extension_asked_days:
        return None
    return "没有待批复的延期申请。"


def caller_is_told(case: Case) -> str | None:
    """The caller is told of an extension."""
    if case.data.get("told_caller"):
        return None
    return "批准延期前要告知诉求人，请联系后勾选。"


def needs_consent(case: Case) -> str | None:
    """Only a step that needs two people and that may come next can be endorsed."""
    if case.data["step"] == NEEDS_TWO.get(case.ticket.status):
        return None
    return "这张工单现在的这个环节不需要会签。"


def changes_something(case: Case) -> str | None:
    """A correction has content."""
    return None if case.data else "没有填写任何更正或补充。"


def fills_in_words(case: Case) -> str | None:
    """Elements are filled by what was added, not by ticking them off."""
    if not case.data.get("fills") or "supplement" in case.data:
        return None
    return "勾选了补齐的要素，请把内容写在“补充内容”里。"


def _needs_second(case: Case, step: Step, message: str) -> str | None:
    endorsed = any(
        e.step == step and e.by != case.actor.id for e in case.ticket.progress.endorsements
    )
    return None if endorsed else message
