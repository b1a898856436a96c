"""One row per way to violate a guard: what is wrong, and what the refusal says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from service.domain.callback.questions import QUESTIONS
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Answer, Element, Guess, RequestType, Status, Urgency
from service.domain.together.cotask import CoTask, TaskState
from tests.factories import (
    CO_UNIT,
    DECISION,
    DENIED,
    DESIGNATOR,
    NOW,
    OTHER_UNIT,
    PROPOSED,
    UNIT,
    a_consultation,
    a_member,
    a_ticket,
    an_actor,
    consent,
)


@dataclass(frozen=True)
class Bad:
    """One way to violate a guard; ``agreed``: who consented to the explanation proposed."""

    rule: str
    status: Status
    step: Step
    role: Role
    says: str
    ticket: dict[str, Any] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)
    actor: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    agreed: int = 0


S, R = Status, Role
RELEASED, REPORTED = TaskState.RELEASED, TaskState.REPORTED
LATE = NOW + timedelta(days=40)
CONTENT = dict.fromkeys(QUESTIONS, Answer.YES)
ANSWERED = {"answered_for": PROPOSED["answered_for"]}
BAD = [
    Bad("brings_something", S.IN_PROGRESS, Step.ATTACH, R.CALLER, "没有填写内容",
        given={"note": ""}),
    Bad("may_be_taken_down", S.CLOSED, Step.REMOVE_ATTACHMENT, R.AGENT, "没有这个附件",
        facts={"attachment": None}),
    Bad("may_be_answered", S.REGISTERED, Step.ANSWER, R.AGENT, "可直办",
        ticket={"request_type": RequestType.COMPLAINT}, facts={"may_answer": False}),
    Bad("report_needs_reviewer", S.REGISTERED, Step.REJECT, R.AGENT, "会签",
        ticket={"request_type": RequestType.REPORT}),
    Bad("report_needs_reviewer", S.REGISTERED, Step.REJECT, R.AGENT, "会签",
        ticket={"request_type": RequestType.REPORT},
        progress={"endorsements": consent(Step.REJECT, by=an_actor(R.AGENT).id)}),
    Bad("master_is_open", S.REGISTERED, Step.MERGE, R.AGENT, "没有找到主单",
        facts={"master": None}),
    Bad("master_is_open", S.REGISTERED, Step.MERGE, R.AGENT, "自己",
        facts={"master": a_ticket(S.REGISTERED)}),
    Bad("master_is_open", S.PENDING_DISPATCH, Step.MERGE, R.DISPATCHER, "已经办结",
        facts={"master": a_ticket(S.CLOSED, no="20260101000001")}),
    Bad("master_is_open", S.PENDING_DISPATCH, Step.MERGE, R.DISPATCHER, "已经办结",
        facts={"master": a_ticket(S.MERGED, no="20260101000001")}),
    Bad("has_five_elements", S.REGISTERED, Step.SUBMIT, R.AGENT, "还缺：时间、地点",
        ticket={"missing": (Element.TIME, Element.PLACE)}),
    Bad("has_five_elements", S.MERGED, Step.UNMERGE, R.DISPATCHER, "还缺：姓名",
        ticket={"missing": (Element.NAME,)}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "举报",
        ticket={"request_type": RequestType.REPORT}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "加急件",
        ticket={"urgency": Urgency.URGENT}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "紧急件",
        ticket={"urgency": Urgency.EMERGENCY}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "加急件",
        facts={"deadline_class": "urgent"}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "已经派过单",
        ticket={"dispatches": 1}),
    Bad("may_be_automatic", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "没有把握",
        ticket={"is_certain": False}),
    Bad("unit_exists", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "没有这个承办单位：nobody",
        given={"unit": "nobody"}),
    Bad("unit_exists", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "没有这个承办单位：ghost",
        given={"co_units": [OTHER_UNIT, "ghost"]}),
    Bad("unit_exists", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "不能同时",
        given={"co_units": [UNIT]}),
    Bad("follows_decision", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "3号已定主办单位",
        given={"unit": OTHER_UNIT}, facts={"decision": DECISION}),
    Bad("designation_is_signed", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "第 3 次派单",
        ticket={"dispatches": 2}),
    Bad("designation_is_signed", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "从列表中",
        given={"designated_by": "路过的人"}),
    Bad("designation_is_signed", S.PENDING_DISPATCH, Step.DISPATCH, R.DISPATCHER, "写明理由",
        given={"designated_by": DESIGNATOR, "reason": ""}),
    *(Bad("rests_on_decision", status, Step.RECALL, R.DISPATCHER, "联席会商",
          facts={"decision": None}) for status in (S.IN_PROGRESS, S.SUSPENDED)),
    *(Bad("is_own_unit", status, step, R.UNIT_CLERK, "不是您的单位", actor={"unit": OTHER_UNIT})
      for status, step in (
          (S.DISPATCHED, Step.SIGN), (S.DISPATCHED, Step.OBJECT), (S.IN_PROGRESS, Step.OBJECT),
          (S.SUSPENDED, Step.RESUME), (S.IN_PROGRESS, Step.REPLY),
          (S.IN_PROGRESS, Step.FIRST_CONTACT), (S.IN_PROGRESS, Step.REQUEST_EXTENSION),
          (S.IN_PROGRESS, Step.REQUEST_TERMINATION))),
    *(Bad("has_open_task", S.IN_PROGRESS, step, R.UNIT_HEAD, says, **more)
      for step in (Step.CO_SIGN, Step.CO_REPORT, Step.CO_OBJECT)
      for says, more in (
          ("不是这张工单的协办", {"ticket": {"co_units": (OTHER_UNIT,)}}),
          ("不是这张工单的协办", {"progress": {"co_tasks": (CoTask(UNIT, state=RELEASED),)}}),
          ("已经反馈过", {"ticket": {"co_units": (UNIT,)},
                      "progress": {"co_tasks": (CoTask(UNIT, state=REPORTED),)}}))),
    Bad("is_unsigned", S.DISPATCHED, Step.CO_SIGN, R.HANDLER, "已经签收了协办",
        ticket={"co_units": (UNIT,)},
        progress={"co_tasks": (CoTask(UNIT, state=TaskState.WORKING),)}),
    *(Bad("may_ask_out", S.IN_PROGRESS, Step.CO_OBJECT, R.UNIT_CLERK, says,
          ticket={"co_units": (UNIT,)}, progress={"co_tasks": (task,)})
      for says, task in (("在等裁定", CoTask(UNIT, wants_out=True)),
                         ("没有获准", CoTask(UNIT, was_kept=True)))),
    *(Bad("somebody_co_handles", S.IN_PROGRESS, step, role, "没有等着反馈的")
      for step, role in ((Step.CO_RELEASE, R.DISPATCHER), (Step.CO_REMIND, R.SUPERVISOR),
                         (Step.CO_SUPERVISE, R.SUPERVISOR))),
    *(Bad("co_unit_is_at_work", S.IN_PROGRESS, step, role, "没有在办的协办任务",
          ticket={"co_units": (OTHER_UNIT,)})
      for step, role in ((Step.CO_RELEASE, R.DISPATCHER), (Step.CO_REMIND, R.SUPERVISOR),
                         (Step.CO_SUPERVISE, R.SUPERVISOR))),
    *(Bad("is_own_unit", S.IN_PROGRESS, step, R.UNIT_CLERK, "不是您的单位",
          actor={"unit": OTHER_UNIT}, ticket={"co_units": (CO_UNIT,)})
      for step in (Step.CO_ADD, Step.CO_RELEASE, Step.CO_REMIND)),
    Bad("somebody_wants_out", S.IN_PROGRESS, Step.CO_KEEP, R.DISPATCHER, "没有等着反馈的",
        ticket={"co_units": (CO_UNIT,)}),
    Bad("co_unit_wants_out", S.IN_PROGRESS, Step.CO_KEEP, R.DISPATCHER, "没有申请退出",
        progress={"co_tasks": (CoTask(OTHER_UNIT, wants_out=True), CoTask(CO_UNIT))}),
    *(Bad("co_unit_is_free", S.IN_PROGRESS, Step.CO_ADD, R.DISPATCHER, says, **more)
      for says, more in (
          ("没有这个承办单位：ghost", {"given": {"co_unit": "ghost"}}),
          ("不能同时", {"given": {"co_unit": UNIT}}),
          ("已经在协办", {"ticket": {"co_units": (CO_UNIT,)}}))),
    Bad("may_consult", S.PENDING_DISPATCH, Step.CONSULT, R.DISPATCHER, "已经在会商",
        progress={"consultation": a_consultation(UNIT, OTHER_UNIT)}),
    Bad("may_consult", S.IN_PROGRESS, Step.CONSULT, R.DISPATCHER, "两次退单",
        progress={"refused_objections": 1}),
    *(Bad("asks_known_units", S.PENDING_DISPATCH, Step.CONSULT, R.DISPATCHER, says,
          given={"units": units})
      for says, units in (("ghost", [UNIT, "ghost"]), ("2 到 6 个", [UNIT]))),
    *(Bad("hours_are_allowed", S.PENDING_DISPATCH, Step.CONSULT, R.DISPATCHER, "1 到 80",
          given={"hours": hours}) for hours in ("0", "81")),
    Bad("is_asked", S.PENDING_DISPATCH, Step.OPINE, R.HANDLER, "没有请您的单位",
        progress={"consultation": a_consultation(CO_UNIT, OTHER_UNIT)}),
    Bad("is_asked", S.PENDING_DISPATCH, Step.OPINE, R.HANDLER, "没有请您的单位",
        progress={"consultation": a_consultation(UNIT, OTHER_UNIT, ended_at=NOW)}),
    *(Bad("names_somebody", S.PENDING_DISPATCH, Step.OPINE, R.UNIT_CLERK, says,
          given={"stance": "not_ours", "suggested_unit": unit},
          progress={"consultation": a_consultation(UNIT, OTHER_UNIT)})
      for says, unit in (("应由哪个单位", ""), ("别的单位", UNIT), ("别的单位", "ghost"))),
    Bad("somebody_is_silent", S.PENDING_DISPATCH, Step.REMIND_OPINIONS, R.DISPATCHER, "没有在会商"),
    Bad("somebody_is_silent", S.PENDING_DISPATCH, Step.REMIND_OPINIONS, R.DISPATCHER, "都答复了",
        progress={"consultation": a_consultation()}),
    Bad("is_running", S.PENDING_DISPATCH, Step.END_CONSULTATION, R.DISPATCHER, "没有在会商"),
    Bad("is_not_cut_short", S.PENDING_DISPATCH, Step.DISPATCH, R.SYSTEM, "正在会商",
        progress={"consultation": a_consultation(UNIT, OTHER_UNIT)}),
    Bad("objection_is_open", S.DISPATCHED, Step.OBJECT, R.UNIT_CLERK, "指定承办",
        ticket={"is_designated": True}),
    Bad("objection_is_open", S.DISPATCHED, Step.OBJECT, R.UNIT_CLERK, "期限已过", now=LATE),
    Bad("is_not_late", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "已经超期",
        ticket={"due_at": NOW - timedelta(minutes=1)},
        progress={"endorsements": consent(Step.SUSPEND)}),
    Bad("consent_is_in_time", S.IN_PROGRESS, Step.ENDORSE, R.REVIEWER, "不用会签",
        ticket={"due_at": NOW - timedelta(minutes=1)}),
    Bad("is_suspended_by_two", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "会签"),
    Bad("is_suspended_by_two", S.IN_PROGRESS, Step.SUSPEND, R.SUPERVISOR, "会签",
        progress={"endorsements": consent(Step.SUSPEND, by=an_actor(R.SUPERVISOR).id)}),
    Bad("is_suspended_by_two", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "会签",
        progress={"endorsements": consent(Step.CLOSE_EXPLAINED)}),
    Bad("has_no_open_extension", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "先批复",
        progress={"endorsements": consent(Step.SUSPEND), "extension_asked_days": 3}),
    Bad("may_go_on", S.SUSPENDED, Step.REVIEW_SUSPENSION, R.SUPERVISOR, "已经复核续期 3 次",
        progress={"suspension_reviews": 3}),
    Bad("review_promise_is_ahead", S.SUSPENDED, Step.REVIEW_SUSPENSION, R.SUPERVISOR, "晚于今天",
        given={"promised_on": "2026-03-10"}),
    Bad("review_promise_is_ahead", S.SUSPENDED, Step.REVIEW_SUSPENSION, R.SUPERVISOR, "晚于今天",
        given={"promised_on": ""}, ticket={"suspended_until": NOW.date()}),
    Bad("is_time_to_review", S.SUSPENDED, Step.REVIEW_SUSPENSION, R.SUPERVISOR, "提前复核",
        given={"early": ""}, ticket={"review_due_at": NOW + timedelta(hours=25)}),
    Bad("is_over", S.SUSPENDED, Step.RESUME, R.SYSTEM, "没有过承诺日期",
        ticket={"suspended_until": NOW.date()}),
    *(Bad("is_published_now", status, Step.RESET_DEADLINE, role, says, progress=progress,
          ticket={"is_provisional": is_guess})
      for status in (S.DISPATCHED, S.RETURN_PENDING, S.IN_PROGRESS)
      for role, says, progress, is_guess in (
          (R.SUPERVISOR, "不用核定", {}, False),
          (R.SUPERVISOR, "还没有公布", {"guess": Guess(NOW, 300, "wd")}, True),
          (R.SYSTEM, "要由督办员", {"guess": Guess(NOW, 3, "wd")}, True))),
    Bad("promise_is_ahead", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "一年以内",
        given={"promised_on": "2062-03-10"}, progress={"endorsements": consent(Step.SUSPEND)}),
    Bad("promise_is_ahead", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "晚于今天",
        given={"promised_on": "2026-03-10"}, progress={"endorsements": consent(Step.SUSPEND)}),
    Bad("promise_is_ahead", S.IN_PROGRESS, Step.SUSPEND, R.DISPATCHER, "晚于今天",
        # One in the morning of the eleventh in Shanghai is still the tenth in UTC.
        given={"promised_on": "2026-03-11"}, progress={"endorsements": consent(Step.SUSPEND)},
        now=datetime(2026, 3, 10, 17, 0, tzinfo=UTC)),
    Bad("was_held", S.IN_PROGRESS, Step.SUMMON, R.SUPERVISOR, "不能晚于今天",
        given={"held_on": "2026-03-11"}),
    Bad("was_contacted", S.IN_PROGRESS, Step.REPLY, R.HANDLER, "首次联系",
        progress={"first_contact": False}),
    Bad("co_units_have_reported", S.IN_PROGRESS, Step.REPLY, R.HANDLER, "还有 1 个协办单位",
        ticket={"co_units": ("sanitation", OTHER_UNIT)},
        progress={"co_tasks": (CoTask(OTHER_UNIT, state=REPORTED),)}),
    Bad("reply_covers_demands", S.REPLIED, Step.APPROVE, R.REVIEWER, "逐项",
        given={"answers_each_demand": ""}),
    Bad("termination_was_requested", S.IN_PROGRESS, Step.TERMINATE, R.DISPATCHER, "书面申请",
        progress={"termination_requested": False}),
    *(Bad("is_not_handler", S.CALLBACK_DUE, step, R.CALLBACK_CLERK, "由别人来做",
          progress={"handlers": (an_actor(R.CALLBACK_CLERK).id,)}, agreed=999)
      for step in (Step.CLOSE, Step.REDO, Step.CLOSE_EXPLAINED, Step.CALL_ATTEMPT,
                   Step.CALLER_ANSWER, Step.PROPOSE_EXPLAINED)),
    *(Bad("is_not_handler", S.CALLBACK_DUE, step, R.REVIEWER, "由热线的人来做",
          actor={"unit": UNIT}, ticket=DENIED, progress=PROPOSED)
      for step in (Step.ENDORSE, Step.OVERRULE)),
    # Of a merged ticket the master's unit is barred, and the master's handlers.
    *(Bad("is_not_handler", S.MERGED, step, R.CALLBACK_CLERK, "由热线的人来做",
          actor={"unit": UNIT})
      for step in (Step.CALL_ATTEMPT, Step.CALLER_ANSWER, Step.SPLIT_OFF)),
    *(Bad("is_free_to_call", status, step, R.CALLBACK_CLERK, "李回访正在回访",
          facts={"held_by": "李回访"})
      for status, step in (
          (S.CALLBACK_DUE, Step.CLOSE), (S.CALLBACK_DUE, Step.REDO),
          (S.CALLBACK_DUE, Step.CLOSE_EXPLAINED), (S.CALLBACK_DUE, Step.CALL_ATTEMPT),
          (S.CALLBACK_DUE, Step.CALLER_ANSWER), (S.CALLBACK_DUE, Step.PROPOSE_EXPLAINED),
          (S.MERGED, Step.CALL_ATTEMPT), (S.MERGED, Step.SPLIT_OFF))),
    # What was said is noted by whoever has claimed the call: an attempt, answers, a ruling on them.
    *(Bad(rule, status, step, R.CALLBACK_CLERK, "先领取这通回访", facts={"is_claimed": False})
      for rule, status, step in (
          ("call_is_claimed", S.CALLBACK_DUE, Step.CALL_ATTEMPT),
          ("call_is_claimed", S.MERGED, Step.CALL_ATTEMPT),
          ("answer_is_claimed", S.CALLBACK_DUE, Step.CALLER_ANSWER),
          ("answer_is_claimed", S.MERGED, Step.CALLER_ANSWER),
          ("new_answers_are_claimed", S.CALLBACK_DUE, Step.CLOSE),
          ("new_answers_are_claimed", S.CALLBACK_DUE, Step.REDO),
          ("new_answers_are_claimed", S.CALLBACK_DUE, Step.PROPOSE_EXPLAINED))),
    Bad("new_answers_are_claimed", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "先领取",
        facts={"is_claimed": False}, given=dict.fromkeys(QUESTIONS, "")),
    Bad("new_answers_are_claimed", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "先领取",
        facts={"is_claimed": False}, ticket=DENIED, progress=ANSWERED | {"answered_by": 999}),
    Bad("new_answers_are_claimed", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK,
        "先领取", facts={"is_claimed": False}, given={"solved": "yes", "satisfied": "no"},
        ticket=DENIED, progress=PROPOSED | {"answered_by": 999}, agreed=999),
    Bad("is_not_denied", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "合理的请重办",
        given=dict.fromkeys(QUESTIONS, ""), ticket=DENIED, progress=ANSWERED),
    *(Bad("is_not_content", S.CALLBACK_DUE, step, R.CALLBACK_CLERK, "直接办结",
          given=dict.fromkeys(QUESTIONS, ""), ticket=CONTENT, progress=PROPOSED, agreed=999)
      for step in (Step.REDO, Step.PROPOSE_EXPLAINED)),
    *(Bad("callback_has_begun", S.MERGED, step, R.CALLBACK_CLERK, "主单还没有到回访",
          facts={"master": a_ticket(S.REPLIED)})
      for step in (Step.CALL_ATTEMPT, Step.CALLER_ANSWER, Step.SPLIT_OFF)),
    Bad("has_five_elements", S.MERGED, Step.SPLIT_OFF, R.CALLBACK_CLERK, "还缺：时间",
        ticket={"missing": (Element.TIME,)}),
    Bad("may_be_called_now", S.CALLBACK_DUE, Step.CALL_ATTEMPT, R.CALLBACK_CLERK, "10:05 以后",
        progress={"call_again_at": (NOW + timedelta(minutes=5)).isoformat()}),
    Bad("may_be_called_now", S.CALLBACK_DUE, Step.CALL_ATTEMPT, R.CALLBACK_CLERK, "免打扰",
        now=NOW + timedelta(hours=12)),
    *(Bad("next_call_is_named", S.CALLBACK_DUE, Step.CALL_ATTEMPT, R.CALLBACK_CLERK, says,
          given={"outcome": "call_later", "call_at": at})
      for at, says in (("", "请填约定"), ("2026-03-10T09:00", "晚于现在"),
                       ("2026-05-01T09:00", "最远三十天"))),
    Bad("number_is_lacking", S.MERGED, Step.CALL_ATTEMPT, R.CALLBACK_CLERK, "留了联系方式",
        given={"outcome": "no_number"}),
    *(Bad("members_are_content", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, says,
          facts={"members": (a_member(**member),)})
      for member, says in (({}, "还有 1 位"), ({"satisfied": "no"}, "1 位不满意"))),
    Bad("members_were_called", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK,
        "还有 1 位", facts={"members": (a_member(),)}, ticket=DENIED, progress=PROPOSED,
        agreed=999),
    Bad("answers_are_known", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK, "三个问题",
        given=dict.fromkeys(QUESTIONS, ""), progress=PROPOSED | {"answered_for": ""}, agreed=999),
    Bad("is_unhappy", S.CALLBACK_DUE, Step.PROPOSE_EXPLAINED, R.CALLBACK_CLERK, "不需要重办",
        given={"solved": "yes", "satisfied": "yes"}),
    Bad("is_unhappy", S.CALLBACK_DUE, Step.REDO, R.CALLBACK_CLERK, "三个问题",
        given={"solved": "", "satisfied": "no"}),
    Bad("is_unhappy", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK, "不需要重办",
        given={"solved": "yes"}, ticket=CONTENT, progress=PROPOSED, agreed=999),
    # Neither a clerk's answers nor a consent given before rewrite what the caller said.
    *(Bad("keeps_own_words", status, step, R.CALLBACK_CLERK, "照他答的",
          given={"solved": "yes", "satisfied": "no"}, ticket=DENIED, agreed=999,
          progress=PROPOSED | {"self_answered_for": PROPOSED["answered_for"]})
      for status, step in (
          (S.CALLBACK_DUE, Step.REDO), (S.CALLBACK_DUE, Step.PROPOSE_EXPLAINED),
          (S.CALLBACK_DUE, Step.CLOSE_EXPLAINED), (S.CALLBACK_DUE, Step.CALLER_ANSWER))),
    Bad("keeps_own_words", S.MERGED, Step.CALLER_ANSWER, R.CALLBACK_CLERK, "写在备注里",
        ticket=DENIED, facts={"master": a_ticket(S.CALLBACK_DUE)},
        progress=ANSWERED | {"self_answered_for": PROPOSED["answered_for"]}),
    *(Bad("corrects_own_record", S.CALLBACK_DUE, step, R.CALLBACK_CLERK, "由他更正",
          given={"solved": solved, "satisfied": solved}, ticket=DENIED,
          progress=ANSWERED | {"answered_by": 999})
      for step, solved in ((Step.CALLER_ANSWER, "yes"), (Step.REDO, "unsaid"),
                           (Step.PROPOSE_EXPLAINED, "unsaid"))),
    *(Bad(rule, S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, says, ticket=CONTENT,
          given={"satisfied": "unsaid"}, progress=ANSWERED | more)
      for rule, says, more in (
          ("corrects_own_record", "由他更正", {"answered_by": 999}),
          ("keeps_own_words", "照他答的", {"self_answered_for": PROPOSED["answered_for"]}))),
    *(Bad("keeps_to_consent", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK, says,
          given=given, ticket=DENIED, progress=PROPOSED | said, agreed=999)
      for given, said, says in (
          ({"satisfied": "no"}, {}, "不能改回访结果"),
          ({}, {"answered_for": ""}, "不能改回访结果"),
          ({"explanation": "另一种解释"}, {}, "不能另写"))),
    *(Bad("is_explained_by_two", S.CALLBACK_DUE, Step.CLOSE_EXPLAINED, R.CALLBACK_CLERK, says,
          ticket=DENIED, progress=PROPOSED, agreed=by, facts=more)
      for by, more, says in (
          (0, {}, "要由质检审核员"), (an_actor(R.CALLBACK_CLERK).id, {}, "要由质检审核员"))),
    *(Bad(rule, S.CALLBACK_DUE, step, R.REVIEWER, says, ticket=said, progress=PROPOSED | more)
      for rule, step in (("consent_is_asked", Step.ENDORSE),
                         ("explanation_was_proposed", Step.OVERRULE))
      for said, more, says in (
          (DENIED, {"explained_by": 0}, "没有待会签"), (DENIED, {"explanation": ""}, "没有待会签"),
          (DENIED, {"explained_by": an_actor(R.REVIEWER).id}, "另一个人"),
          (CONTENT, {}, "不用再裁定"))),
    Bad("has_not_consented", S.CALLBACK_DUE, Step.ENDORSE, R.REVIEWER, "已经会签过",
        ticket=DENIED, progress=PROPOSED, agreed=an_actor(R.REVIEWER).id),
    Bad("has_not_consented", S.IN_PROGRESS, Step.ENDORSE, R.REVIEWER, "已经会签过",
        progress={"endorsements": consent(Step.SUSPEND, by=an_actor(R.REVIEWER).id)}),
    *(Bad("may_answer_himself", status, Step.SELF_ANSWER, R.CALLER, says, **more)
      for status, says, more in (
          (S.CALLBACK_DUE, "已经答过", {"progress": {"self_answered_for": "20260310000001#1"}}),
          (S.MERGED, "还不用回答", {"facts": {"master": a_ticket(S.IN_PROGRESS)}}),
          (S.CLOSED, "过了", {"ticket": {"ended_at": NOW - timedelta(days=16)}}))),
    *(Bad("order_is_unsettled", S.MERGED, Step.UNMERGE, R.DISPATCHER, "已经办结",
          facts={"master": a_ticket(status)}) for status in (S.CLOSED, S.ANSWERED)),
    *(Bad("is_history", status, Step.ARCHIVE, R.SYSTEM, "没有办过的工单不能归档",
          given={"history": ""}) for status in (S.REGISTERED, S.PENDING_DISPATCH)),
    Bad("order_has_ended", S.MERGED, Step.ARCHIVE, R.SYSTEM, "还没有办结",
        facts={"master": a_ticket(S.CALLBACK_DUE)}),
    Bad("callback_is_complete", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "三个问题都要问到"
        .replace("都要", "要都"), given={"solved": ""}),
    Bad("callback_is_complete", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "现在 2 次",
        given={"responded": "", "solved": "", "satisfied": ""}, progress={"failed_calls": 2}),
    Bad("callback_is_complete", S.CALLBACK_DUE, Step.CLOSE, R.CALLBACK_CLERK, "请重办",
        given={"satisfied": "no"}, progress={"failed_calls": 9}),
    Bad("is_unhappy", S.CALLBACK_DUE, Step.REDO, R.CALLBACK_CLERK, "不需要重办",
        given={"solved": "yes", "satisfied": "unsaid"}),
    *(Bad("may_be_reopened", S.CLOSED, Step.RECALL, role, "超过 15 天",
          ticket={"ended_at": NOW - timedelta(days=15, minutes=1)})
      for role in (R.AGENT, R.CALLER)),
    Bad("extension_is_open", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "已经超期",
        now=LATE),
    Bad("extension_is_open", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "最多延期 1",
        progress={"extensions": 1}),
    Bad("extension_is_open", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "等批复",
        progress={"extension_asked_days": 2}),
    *(Bad("days_are_allowed", S.IN_PROGRESS, Step.REQUEST_EXTENSION, R.UNIT_CLERK, "1 到 10",
          given={"days": days}) for days in ("0", "11")),
    Bad("days_are_allowed", S.IN_PROGRESS, Step.GRANT_EXTENSION, R.DISPATCHER, "1 到 10",
        given={"days": "11"}, progress={"extension_asked_days": 5}),
    *(Bad("extension_was_asked", S.IN_PROGRESS, step, R.DISPATCHER, "没有待批复")
      for step in (Step.GRANT_EXTENSION, Step.DENY_EXTENSION)),
    Bad("caller_is_told", S.IN_PROGRESS, Step.GRANT_EXTENSION, R.DISPATCHER, "告知诉求人",
        given={"told_caller": ""}, progress={"extension_asked_days": 5}),
    Bad("needs_consent", S.IN_PROGRESS, Step.ENDORSE, R.REVIEWER, "不需要会签",
        given={"step": "reply"}),
    # Consent to what cannot happen yet is no consent: the callback has not been made.
    Bad("needs_consent", S.IN_PROGRESS, Step.ENDORSE, R.REVIEWER, "不需要会签",
        given={"step": "close_explained"}),
    Bad("changes_something", S.REGISTERED, Step.CORRECT, R.AGENT, "没有填写",
        given={"topic": ""}),
    Bad("fills_in_words", S.REGISTERED, Step.CORRECT, R.AGENT, "补充内容",
        given={"fills": ["time"]}),
    *(Bad("is_own_unit", S.IN_PROGRESS, step, R.UNIT_CLERK, "不是您的单位",
          actor={"unit": OTHER_UNIT}, progress={"assignee": 7})
      for step in (Step.ASSIGN, Step.UNASSIGN)),
    Bad("is_colleague", S.IN_PROGRESS, Step.ASSIGN, R.UNIT_CLERK, "本单位能办理",
        facts={"assignee": an_actor(R.HANDLER, unit=OTHER_UNIT)}),
    Bad("is_colleague", S.IN_PROGRESS, Step.ASSIGN, R.UNIT_CLERK, "本单位能办理",
        facts={"assignee": an_actor(R.ANALYST, unit=UNIT)}),
    Bad("is_colleague", S.DISPATCHED, Step.ASSIGN, R.HANDLER, "本单位能办理",
        facts={"assignee": None}),
    Bad("is_somebody_else", S.IN_PROGRESS, Step.ASSIGN, R.HANDLER, "已经是",
        facts={"assignee": an_actor(R.HANDLER, id=7)}, progress={"assignee": 7}),
    Bad("is_assigned", S.IN_PROGRESS, Step.UNASSIGN, R.HANDLER, "还没有交给"),
]  # fmt: skip
