"""The guards of the callback of every caller of an order; the others are in ``guards``."""

from datetime import datetime, timedelta

from service.domain.callback import questions as callback
from service.domain.callback.questions import CallerState
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import CallOutcome
from service.domain.localtime import LOCAL
from service.domain.ticket import OPEN, Status, Ticket

_FARTHEST = timedelta(days=30)
_DID_IT = "您办理过这张工单，回访和裁定要由别人来做。"
_UNIT_DID_IT = "这是您单位办理的工单，回访和裁定要由热线的人来做。"
HANDLED_IT = frozenset({_DID_IT, _UNIT_DID_IT})
"""Refused with these, a callback is another person's work."""
_SETTLED = (Status.CLOSED, Status.ANSWERED, Status.ARCHIVED)


def order_of(case: Case) -> Ticket:
    """The order whose callback this is: the master of a merged ticket, else the ticket itself."""
    is_merged = case.ticket.status is Status.MERGED
    return case.facts.master if is_merged and case.facts.master else case.ticket


def is_not_handler(case: Case) -> str | None:
    """Nobody calls back, or rules, on a ticket that he, she or the own unit handled."""
    order = order_of(case)
    if case.actor.id in (*order.progress.handlers, *case.ticket.progress.handlers):
        return _DID_IT
    if case.actor.unit and case.actor.unit in (order.lead_unit, *order.co_units):
        return _UNIT_DID_IT
    return None


def is_free_to_call(case: Case) -> str | None:
    """No other clerk is calling this caller at this moment."""
    if not case.facts.held_by:
        return None
    return f"{case.facts.held_by}正在回访这位诉求人，请先回访别的。"


def callback_has_begun(case: Case) -> str | None:
    """A merged caller is asked when the order is: the reply was approved."""
    if order_of(case).status is Status.CALLBACK_DUE:
        return None
    return "主单还没有到回访环节，或已经办结。"


def may_be_called_now(case: Case) -> str | None:
    """Calls to one caller are spaced, and outside calling hours only as the caller asked."""
    again = callback.again_at(case.ticket)
    if again is not None and case.now < again:
        local = again.astimezone(LOCAL)
        return f"刚打过，{local.month}月{local.day}日 {local:%H:%M} 以后再打。"
    calls = case.rules.profile.calls
    if callback.is_quiet(case.now, calls) and not case.ticket.progress.call_was_asked:
        return f"现在是免打扰时间，{calls.opens:%H:%M} 到 {calls.closes:%H:%M} 再打。"
    return None


def next_call_is_named(case: Case) -> str | None:
    """Who asks to be called later names the time: ahead, and not too far."""
    if case.data["outcome"] != CallOutcome.CALL_LATER:
        return None
    told = case.data.get("call_at")
    if not told:
        return "诉求人约了时间的，请填约定的回访时间。"
    at = datetime.fromisoformat(told).replace(tzinfo=LOCAL)
    if case.now < at <= case.now + _FARTHEST:
        return None
    return "约定的回访时间要晚于现在，最远三十天。"


def number_is_lacking(case: Case) -> str | None:
    """Only a caller without a number is given up at once."""
    if case.data["outcome"] != CallOutcome.NO_NUMBER or not case.facts.has_number:
        return None
    return "这位诉求人留了联系方式，请打过再记。"


def callback_is_complete(case: Case) -> str | None:
    """The order's own caller: three answers and content, or enough failed attempts."""
    given = callback.answers_given(case.data, case.ticket)
    failed = callback.failed_calls(case.ticket, case.ticket)
    return callback.why_not_close(given, failed, case.rules.profile.callback_attempts)


def members_are_content(case: Case) -> str | None:
    """Every merged caller is content or cannot be reached."""
    unhappy = _members(case, CallerState.UNHAPPY)
    if unhappy:
        return (
            f"并入的诉求人里有 {unhappy} 位不满意：合理的请重办，"
            "只有他这一处没办好的请拆出，不合理的请解释办结（需会签）。"
        )
    return members_were_called(case)


def members_were_called(case: Case) -> str | None:
    """Every merged caller was asked or cannot be reached."""
    waiting = _members(case, CallerState.WAITING)
    return f"还有 {waiting} 位并入的诉求人没有回访，都回访了才能办结。" if waiting else None


def is_unhappy(case: Case) -> str | None:
    """One of the callers says unsolved or dissatisfied."""
    given = callback.answers_given(case.data, case.ticket)
    is_half = any(given.values()) and not callback.is_answered(given)
    if is_half:
        return "三个问题要都问到：是否联系、是否解决、是否满意。"
    if not callback.is_content(given) or _members(case, CallerState.UNHAPPY):
        return None
    return callback.ALL_CONTENT


def answers_are_known(case: Case) -> str | None:
    """What is explained was said: three answers, unless the unhappy one was merged into it."""
    given = callback.answers_given(case.data, case.ticket)
    if callback.is_answered(given):
        return None
    failed = callback.failed_calls(case.ticket, case.ticket)
    is_given_up = failed >= case.rules.profile.callback_attempts and not any(given.values())
    if is_given_up and _members(case, CallerState.UNHAPPY):
        return None
    return "三个问题要都问到：是否联系、是否解决、是否满意。"


def keeps_own_words(case: Case) -> str | None:
    """Nobody rewrites what the caller answered himself in this round."""
    order = order_of(case)
    if not callback.is_own_word(case.ticket, order):
        return None
    if not callback.differs(case.data, callback.recorded(case.ticket, order)):
        return None
    return (
        "诉求人自己在网上答过这次回访，不能另记别的回答：请照他答的办结、重办、拆出或申请解释办结，"
        "他另有说法的写在备注里。"
    )


def corrects_own_record(case: Case) -> str | None:
    """Who noted the answers of a callback puts them right; another clerk does not."""
    order, noted_by = order_of(case), case.ticket.progress.answered_by
    known = callback.recorded(case.ticket, order)
    if not callback.differs(case.data, known) or noted_by in (0, case.actor.id):
        return None
    return "这位诉求人的回答是别的回访员记的，记错了要由他更正；诉求人改了主意的，写在备注里。"


def may_answer_himself(case: Case) -> str | None:
    """A caller answers once per round: while called back on, or in the days of grace after it."""
    order = order_of(case)
    if callback.is_own_word(case.ticket, order):
        return "这次办理您已经答过了，谢谢。"
    if order.status is Status.CALLBACK_DUE:
        return None
    grace = timedelta(days=case.rules.profile.grace_days)
    is_fresh = order.ended_at is not None and case.now - order.ended_at <= grace
    if order.status is Status.CLOSED and is_fresh:
        return None
    return "现在还不用回答，或已经过了可以回答的时间。"


def order_is_unsettled(case: Case) -> str | None:
    """A merge is undone before the order is closed; after that the request is a new one."""
    master = case.facts.master
    if master is None or master.status not in _SETTLED:
        return None
    return f"主单 {master.no} 已经办结，不能再撤销并单；没解决的请重启主单，或另行登记并注明关联。"


def order_has_ended(case: Case) -> str | None:
    """A merged ticket is kept as long as its caller may still be called."""
    if case.ticket.status is not Status.MERGED or order_of(case).status not in OPEN:
        return None
    return "并入的主单还没有办结。"


def _members(case: Case, state: CallerState) -> int:
    attempts = case.rules.profile.callback_attempts
    return callback.count_of(case.facts.members, case.ticket, attempts, state)
