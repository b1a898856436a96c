"""Reports on demand: asked for by a person, made by a job, kept as they were made."""

import hashlib
from datetime import date, datetime, timedelta

from analytics.reports.report_sets import Sets
from models.words.privacy import mask
from service.domain.errors import BadInput, NotAllowed
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.month.brief import brief
from service.flows.month.scope import Scope, check, scope_of, week_before
from service.flows.month.sets import packed
from service.flows.month.special import special
from service.reporting.paper import Paper
from service.store.database.columns import dump_json
from service.store.month.special_reports import FAILED, READY, WAITING
from service.store.tables.reports import SpecialReportRow
from service.store.uow import UnitOfWork

_LONGEST, _MOST_WAITING = 60, 20
_BY_CLOCK = "系统"


def ask(desk: Desk, scope: Scope, title: str = "") -> SpecialReportRow:
    """Ask for a special report; a job makes it.

    Raises ``NotAllowed``, ``NotFound`` for an agenda item, or ``BadInput`` naming the field.
    """
    if not (desk.actor.may(Permission.REPORT_DRAFT) or desk.actor.may(Permission.REPORT_SIGN)):
        raise NotAllowed("您的角色不能要专报，请联系数据分析员。")
    title = title.strip()
    if len(title) > _LONGEST:
        raise BadInput(f"标题最多 {_LONGEST} 字。", {"title": "太长"})
    if mask(title).kinds:
        raise BadInput("标题里不要写姓名、电话和住址。", {"title": "有个人信息"})
    check(desk.uow, desk.catalogue, scope, desk.now)
    waiting = desk.uow.special_reports.count_waiting()
    if waiting >= _MOST_WAITING:
        raise BadInput(f"已有 {waiting} 份报告等着做，请等它们做完再要。")
    return desk.uow.special_reports.ask(title, scope.to_json(), desk.actor.name, desk.now)


def ask_again(desk: Desk, report_id: int) -> SpecialReportRow:
    """Ask once more for one that failed. Raises ``NotFound``, ``NotAllowed`` or ``BadInput``."""
    row = desk.uow.special_reports.get(report_id)
    if not (desk.actor.may(Permission.REPORT_DRAFT) or desk.actor.may(Permission.REPORT_SIGN)):
        raise NotAllowed("您的角色不能要专报，请联系数据分析员。")
    if row.state != FAILED:
        raise BadInput("这份报告没有出错，不用重做；数据变了就另要一份。")
    row.state, row.error = WAITING, ""
    return row


def work_out(
    uow: UnitOfWork, hotline: Hotline, row: SpecialReportRow, now: datetime
) -> tuple[Paper, Sets]:
    """Make a report that was asked for; only reads. Raises ``BadInput`` or ``NotFound``."""
    scope = scope_of(row.scope)
    if row.week:
        return brief(uow, hotline, scope, now)
    check(uow, hotline.catalogue(uow, now), scope, now)
    return special(uow, hotline, scope, now, row.title)


def keep(row: SpecialReportRow, paper: Paper, sets: Sets, now: datetime) -> None:
    """Keep what was made; the same data leave it as it was."""
    body, text = paper.to_json(), packed(sets)
    made = hashlib.sha256(dump_json([body, sets]).encode()).hexdigest()
    row.state, row.error = READY, ""
    if row.data_hash != made:
        row.paper, row.packed, row.data_hash, row.made_at = body, text, made, now
        row.title = paper.title


def fail(row: SpecialReportRow, why: str) -> None:
    """Note why a report could not be made; what an earlier run made of it stays."""
    row.state, row.error = (READY if row.paper else FAILED), why


def begin_week(uow: UnitOfWork, monday: date, now: datetime) -> SpecialReportRow:
    """The brief of the week that begins on a Monday, to be made or made again."""
    row = uow.special_reports.of_week(monday.isoformat())
    if row is None:
        scope = week_before(monday + timedelta(days=7))
        row = uow.special_reports.ask("", scope.to_json(), _BY_CLOCK, now, monday.isoformat())
    return row
