"""Turns suspensions and provisional deadlines into rows of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.domain.errors import DomainError
from service.domain.lifecycle.steps import Blocker
from service.domain.localtime import local_day
from service.flows.desk import Desk
from service.flows.queries.supervision.rechecked import Rechecked, published
from service.flows.queries.supervision.suspended import Waiting
from service.labels import label_of
from service.web.contexts.waiting import RecheckedRow, SuspendedRow
from service.web.render import day, moment
from service.web.views.clockwords import left_words
from service.web.views.listrows import chip, row_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a supervisor just tried on one card, and why it was refused."""

    no: str
    typed: Mapping[str, str]
    problem: DomainError


def suspended_row(item: Waiting, desk: Desk, refused: Refusal | None = None) -> SuspendedRow:
    """One suspended ticket: why, since when, until when, and what was said at the last review."""
    refused = refused if refused and refused.no == item.line.no else None
    problem = refused.problem if refused else None
    most = desk.hotline.profile.suspension_reviews
    said = item.last
    facts = [
        ("客观原因", label_of(Blocker, item.blocker)),
        ("理由", item.reason),
        ("挂账时间", moment(item.since)),
        ("承诺日期", item.promised_on.isoformat() if item.promised_on else ""),
        ("恢复后还剩", left_words(item.seconds_left)),
        (
            "上次复核",
            f"{moment(said.at)} {said.actor_name}：{said.data.get('reason', '')}" if said else "",
        ),
    ]
    return SuspendedRow(
        row=row_of(item.line, desk.now),
        facts=[{"term": term, "value": value} for term, value in facts if value],
        review=chip(item.review_at, item.review_left, desk.now),
        reviews=f"已续 {item.reviews} 次，最多 {most} 次",
        may_go_on=item.reviews < most,
        is_early=item.is_early,
        typed=refused.typed if refused else {},
        wrong=problem.fields if problem else {},
        error=problem.message if problem else "",
    )


def deadlines_tab(desk: Desk) -> list[dict[str, Any]]:
    """A tab that leads to the deadlines to be reset, while there are any."""
    count = len(published(desk.uow, desk.hotline, desk.now).other)
    tab = {"label": "核定期限", "href": "/deadlines", "count": count, "current": False}
    return [tab] if count else []


def rechecked_row(item: Rechecked, now: datetime, why_not: Mapping[str, str]) -> RecheckedRow:
    """One provisional deadline beside the one by the published calendar."""
    row = row_of(item.line, now, why_not=why_not)
    days = local_day(item.should_be) - local_day(item.promised)
    change = f"{'晚' if days.days > 0 else '早'} {abs(days.days)} 天" if days else "同一天"
    return RecheckedRow(
        row=row,
        url=row.url,
        token=row.token,
        no=row.no,
        row_tone="",
        promised=f"{day(item.promised)}（暂定）",
        should_be=day(item.should_be),
        change=change,
    )
