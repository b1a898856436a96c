"""Builds what a caller sees of a ticket: plain words for every state."""

from service.domain.callback.questions import QUESTIONS
from service.domain.ticket import Answer, Status
from service.flows.tracking import Progress
from service.labels import LABELS, label
from service.labels.fields import FIELD_LABELS
from service.web.contexts.public import TrackPage
from service.web.render import day, moment

_STEPS = ("受理", "派单", "办理", "审核回访", "办结")
_REACHED: dict[Status, int] = {
    Status.REGISTERED: 0,
    Status.PENDING_DISPATCH: 1,
    Status.RETURN_PENDING: 1,
    Status.DISPATCHED: 1,
    Status.IN_PROGRESS: 2,
    Status.SUSPENDED: 2,
    Status.REPLIED: 3,
    Status.CALLBACK_DUE: 3,
    Status.CLOSED: 4,
    Status.ANSWERED: 4,
    Status.ARCHIVED: 4,
}
_WORDS: dict[Status, str] = {
    Status.REGISTERED: "您的诉求已经登记，话务员正在核对要素。",
    Status.PENDING_DISPATCH: "您的诉求已经受理，正在确定承办单位。",
    Status.DISPATCHED: "已经派给承办单位，等待签收。",
    Status.RETURN_PENDING: "承办单位对职责有不同意见，热线正在核定。",
    Status.IN_PROGRESS: "承办单位正在办理，会和您联系。",
    Status.SUSPENDED: "因客观原因暂时不能办完，热线会定期跟进。",
    Status.REPLIED: "承办单位已经答复，热线正在审核。",
    Status.CALLBACK_DUE: "有了办理结果。热线会给您打回访电话，您也可以在下面自己回答。",
    Status.CLOSED: "已经办结。",
    Status.ANSWERED: "已经当场答复。",
    Status.REJECTED: "这件事不在热线受理范围内，请看下面的说明。",
    Status.TERMINATED: "这件事已经终止办理，有疑问请拨打 12345。",
    Status.MERGED: "已经和同类诉求合并办理。",
    Status.ARCHIVED: "已经办结并归档。",
}
_AGAIN = "还没有解决的，可以在下面要求重新办理。"
_MERGED = "您的这件已和同类诉求合并，办好以后会单独回访您；办结后还没有解决的，请拨打 12345。"
_PUBLIC: dict[Status, str] = {
    Status.DISPATCHED: "已派单",
    Status.RETURN_PENDING: "核定职责",
    Status.SUSPENDED: "暂缓办理",
    Status.REPLIED: "答复审核中",
}


def track_page(
    progress: Progress, code: str, *, reason: str = "", note: str = "", error: str = ""
) -> TrackPage:
    """The page of one ticket's progress."""
    return TrackPage(
        no=progress.no,
        code=code,
        found=True,
        status=_PUBLIC.get(progress.status, label(progress.status)),
        words=_words(progress),
        stages=_stages(progress.status),
        facts=_facts(progress),
        reply=progress.reply,
        may_answer=progress.may_answer,
        questions=[(name, FIELD_LABELS[name]) for name in QUESTIONS],
        may_evaluate=progress.may_evaluate,
        may_reopen=progress.may_reopen,
        grace_days=progress.grace_days,
        answers=[(a.value, LABELS[Answer][a]) for a in Answer],
        may_attach=progress.may_attach,
        note=note,
        reason=reason,
        error=error,
    )


def _words(progress: Progress) -> str:
    words = _WORDS[progress.status]
    if progress.is_merged:
        return f"{words}{_MERGED}"
    return f"{words}{_AGAIN}" if progress.may_reopen else words


def _stages(status: Status) -> list[dict[str, str]]:
    if status not in _REACHED:
        return [{"label": "受理", "state": "past"}, {"label": label(status), "state": "now"}]
    now = _REACHED[status]
    states = ["past" if n < now else "now" if n == now else "next" for n in range(len(_STEPS))]
    return [{"label": name, "state": s} for name, s in zip(_STEPS, states, strict=True)]


def _facts(progress: Progress) -> list[dict[str, str]]:
    pairs = [
        ("事项", progress.topic),
        ("承办单位", progress.unit),
        ("受理时间", moment(progress.registered_at)),
        ("派单时间", moment(progress.dispatched_at)),
        ("预计办完", day(progress.due_at) + ("（暂定）" if progress.is_provisional else "")),
        ("答复时间", moment(progress.replied_at)),
        ("办结时间", moment(progress.ended_at)),
        ("办理次数", f"第 {progress.round} 次办理" if progress.round > 1 else ""),
        ("合并办理", "已和同类诉求合并，以下是合并后的进度" if progress.is_merged else ""),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]
