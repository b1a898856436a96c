"""Prepares for a season before it begins: tells the leaders once, lays it before the meeting."""

from datetime import datetime, timedelta

from sqlalchemy import select

from service.domain.errors import NotAllowed, NotFound
from service.domain.localtime import local_day, local_month
from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.domain.outlook import due, item_topic
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.month.seasons import of_body
from service.flows.notices import tell_people
from service.flows.queries.choices import topic_level_name
from service.flows.queries.month.seasons import seasons_of
from service.store.figures import counts
from service.store.month.agenda_items import AgendaDraft
from service.store.staff.notices import Draft
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.notices import NoticeRow
from service.store.uow import UnitOfWork

_ONCE = timedelta(days=180)
_RANK = 100


def propose(desk: Desk, topic: str) -> AgendaItemRow:
    """Lay a season before the coming meeting (未诉先办), with the tickets of the last one.

    Returns the item that is there already, if one is. Raises ``NotFound`` or ``NotAllowed``.
    """
    if not (desk.actor.may(Permission.AGENDA_EDIT) or desk.actor.may(Permission.AGENDA_DECIDE)):
        raise NotAllowed("您的角色不能提出议题，请联系数据分析员或调度领导。")
    origin = next(iter(desk.uow.outlooks.origins()), "")
    line = next((s for s in seasons_of(desk, origin) if s.season.topic == topic), None)
    if line is None:
        raise NotFound("没有这个高发季，可能已经重新分析，请回到民情月历。")
    if line.item:
        return desk.uow.agenda.get(line.item)
    season = line.season
    numbers = counts.numbers(desk.uow.session, topic, season.counted_from, season.ended_on)
    reasons = (
        f"上一季 {season.count} 件，{season.years} 年里有 {season.seen} 年如此",
        f"预计 {line.starts_on.month} 月 {line.starts_on.day} 日前后开始",
        *(f"{name} {n} 件" for _, name, n in line.units[:1]),
    )
    draft = AgendaDraft(item_topic(topic), f"未诉先办：{line.name}", _RANK, reasons, numbers)
    month = local_month(desk.now)
    note = "从民情月历提出，在高发季以前"
    return desk.uow.agenda.nominate(month, draft, desk.actor, desk.now, note=note)


def tell_of_seasons(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Tell the leaders of the seasons that begin soon, each once; return how many."""
    origin = next(iter(uow.outlooks.origins()), "")
    today = local_day(now)
    found = [of_body(topic, body) for topic, body in uow.outlooks.seasons(origin)]
    told = 0
    for season in due(found, today, hotline.outlook):
        if _is_told(uow, season.topic, now):
            continue
        name = topic_level_name(hotline.catalogue(uow, now), season.topic)
        on = season.next_on(today)[0]
        draft = Draft(
            event=f"season:{season.topic}:{on}",
            kind=NoticeKind.SEASON_AHEAD,
            channel=NoticeChannel.PAGE,
            receiver="",
            text=list_text(
                NoticeKind.SEASON_AHEAD,
                title=name,
                due=f"{on.month}月{on.day}日",
                count=season.count,
            ),
            link=f"/outlook#season-{season.topic}",
        )
        tell_people(uow, hotline, draft, ("", (Audience.LEADERS,)), now)
        told += 1
    return told


def _is_told(uow: UnitOfWork, topic: str, now: datetime) -> bool:
    query = select(NoticeRow.id).where(
        NoticeRow.event.startswith(f"season:{topic}:"), NoticeRow.created_at >= now - _ONCE
    )
    return uow.session.scalar(query.limit(1)) is not None
