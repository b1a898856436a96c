"""A list of tickets as table rows for people, with personal data masked."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement

from service.domain.localtime import LOCAL
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.discretion import told_by_reporters, without_names
from service.flows.queries import choices
from service.flows.queries.desks.filters import Filters, conditions
from service.flows.queries.desks.lists import DUE_FIRST, NEWEST_FIRST, Page, TicketLine, find
from service.labels import label

COLUMNS = (
    *("工单编号", "标题", "诉求内容", "诉求类型", "紧急程度", "主题", "地区", "地点", "受理渠道"),
    *("登记时间", "状态", "主办单位", "协办单位", "派单时间", "办理期限", "答复时间", "办结时间"),
    *("承办人", "办理轮次", "办理结果", "答复内容", "是否联系", "是否解决", "是否满意"),
)
DESK_COLUMNS = (*COLUMNS[:2], "当前时限", "已过时限", *COLUMNS[2:])
_CHUNK = 500


def rows(desk: Desk, filters: Filters, most: int | None = None) -> Iterator[dict[str, str]]:
    """One mapping of ``COLUMNS`` per ticket this person may see, newest first, at most ``most``.

    Free texts are masked; who asked is not in it. Times are Shanghai's. The memory it takes does
    not grow with the number of rows.
    """
    for _, row in _found(desk, conditions(desk, filters), NEWEST_FIRST, most):
        yield row


def rows_of_desk(
    desk: Desk, wanted: Sequence[ColumnElement[bool]], most: int
) -> Iterator[dict[str, str]]:
    """The same for a desk's list, as ``DESK_COLUMNS``: by the deadline that runs now.

    ``wanted``: what the list asks for, visibility among it.
    """
    for line, row in _found(desk, wanted, DUE_FIRST, most):
        late = "是" if line.left is TimeLeft.OVERDUE else ""
        yield row | {"当前时限": _moment(line.clock), "已过时限": late}


def _found(
    desk: Desk, wanted: Sequence[ColumnElement[bool]], sort: str, most: int | None
) -> Iterator[tuple[TicketLine, dict[str, str]]]:
    left, cursor = most, ""
    while left is None or left > 0:
        page = find(desk, wanted, Page(sort, cursor, min(_CHUNK, left or _CHUNK)))
        tickets = {t.no: t for t in desk.uow.tickets.get_many([line.no for line in page.rows])}
        told = told_by_reporters(desk, {no: t.request_type for no, t in tickets.items()})
        for line in page.rows:
            yield line, _row(tickets[line.no], desk, told.get(line.no, ()), line.assignee)
        desk.uow.tickets.forget()
        left = None if left is None else left - len(tickets)
        cursor = page.older
        if not cursor:
            return


def _row(ticket: Ticket, desk: Desk, told: tuple[str, ...], assignee: str) -> dict[str, str]:
    catalogue = desk.catalogue
    values = (
        ticket.no,
        without_names(ticket.title, told),
        without_names(ticket.text, told),
        label(ticket.request_type),
        label(ticket.urgency),
        choices.topic_name(catalogue, ticket.topic),
        choices.area_name(catalogue, ticket.area),
        without_names(ticket.place, told),
        label(ticket.channel),
        _moment(ticket.registered_at),
        label(ticket.status),
        choices.unit_name(catalogue, ticket.lead_unit),
        "、".join(choices.unit_name(catalogue, code) for code in ticket.co_units),
        _moment(ticket.dispatched_at),
        _moment(ticket.due_at) + ("（暂定）" if ticket.is_provisional else ""),
        *(_moment(at) for at in (ticket.replied_at, ticket.ended_at)),
        assignee,
        str(ticket.round),
        label(ticket.result_code) if ticket.result_code else "",
        without_names(ticket.reply, told),
        *(label(a) if a else "" for a in (ticket.responded, ticket.solved, ticket.satisfied)),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""
