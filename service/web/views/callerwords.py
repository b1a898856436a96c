"""What the agent tells the caller at the end of the call: who sees to it, and until when."""

from service.domain.clocks.deadlines import dispatch_limit, handling_limit
from service.domain.localtime import LOCAL
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.tickets.ticket import TicketView
from service.labels.catalogue import limit_words


def words_for_caller(desk: Desk, ticket: Ticket) -> str:
    """One or two sentences for a ticket that was registered a moment ago."""
    if ticket.status is Status.DISPATCHED:
        unit = choices.unit_name(desk.catalogue, ticket.lead_unit)
        return f"已经交给{unit}办，{_until(ticket)}答复，单位会先打电话联系。"
    if ticket.status is Status.PENDING_DISPATCH:
        profile = desk.hotline.profile
        sent = limit_words(dispatch_limit(ticket.urgency, profile))
        done = limit_words(handling_limit(ticket.request_type, ticket.urgency, profile))
        return f"派单员 {sent}内派给承办单位，派出后 {done}内答复。"
    fixed = {
        Status.ANSWERED: "已经当场答复，不用再等电话。",
        Status.REJECTED: "这件事热线不受理，请他按您刚才说的渠道反映。",
        Status.MERGED: f"和 {ticket.master_no} 一起办，进展和答复照样会告诉他。",
        Status.REGISTERED: "还没有提交派单：右边补充好再提交。",
    }
    return fixed.get(ticket.status, "")


def progress(desk: Desk, ticket: Ticket) -> str:
    """How far an earlier ticket is, for the caller who asks; empty where the page must be read."""
    unit = choices.unit_name(desk.catalogue, ticket.lead_unit)
    if ticket.status in (Status.DISPATCHED, Status.IN_PROGRESS) and ticket.due_at:
        is_late = ticket.due_at < desk.now
        return f"{unit}正在办，{'已经超过期限' if is_late else _until(ticket) + '答复'}。"
    words = {
        Status.PENDING_DISPATCH: "派单员正在定由谁办。",
        Status.RETURN_PENDING: f"{unit}认为不归它办，派单员正在定。",
        Status.SUSPENDED: f"{unit}因为客观原因挂账，还会接着办。",
        Status.REPLIED: f"{unit}已经答复，正在审核，之后会给他打电话。",
        Status.CALLBACK_DUE: f"{unit}已经答复，回访员会给他打电话。",
        Status.MERGED: f"和 {ticket.master_no} 一起在办，答复照样会告诉他。",
    }
    return words.get(ticket.status, "")


def at_the_end(desk: Desk, view: TicketView) -> tuple[str, str]:
    """What is told the caller, and where his next matter is noted, if one knows who he is."""
    may_go_on = view.may_reveal and view.caller.is_known
    again = f"/tickets/new?same={view.ticket.no}" if may_go_on else ""
    return words_for_caller(desk, view.ticket), again


def _until(ticket: Ticket) -> str:
    if ticket.due_at is None:
        return "在期限内"
    due = ticket.due_at.astimezone(LOCAL)
    guess = "（暂定）" if ticket.is_provisional else ""
    return f"最晚{due.month}月{due.day}日{due:%H:%M}{guess}"
