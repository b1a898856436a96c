"""The guards of what concerns attachments: adding something, taking a file down."""

from service.domain.lifecycle.case import Case
from service.domain.permissions import Permission
from service.domain.ticket import WITH_UNIT

_ASK = "只能撤下自己（或本单位）传的附件，其他的请联系督办员。"
_TOO_LATE = "已经提交的附件可以撤下，彻底删除请联系督办员。"


def brings_something(case: Case) -> str | None:
    """What a caller adds later has words or a file."""
    return None if case.data else "没有填写内容，也没有选择文件。"


def may_be_taken_down(case: Case) -> str | None:
    """By who sent it or a colleague, or by the hotline.

    A unit takes content away for good only while it has the ticket: later it is evidence.
    """
    attachment, actor = case.facts.attachment, case.actor
    if attachment is None or not attachment.is_there:
        return "没有这个附件，或已经撤下。"
    if actor.may(Permission.TICKET_SUPERVISE) or actor.may(Permission.TICKET_CORRECT):
        return None
    if actor.id != attachment.actor_id and (not actor.unit or actor.unit != attachment.actor_unit):
        return _ASK
    is_late = bool(actor.unit) and case.ticket.status not in WITH_UNIT
    return _TOO_LATE if is_late and case.data.get("wipes") else None
