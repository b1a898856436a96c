"""Turns notices into the rows of their pages."""

from collections.abc import Mapping
from typing import Any

from service.domain.notices.messages import NoticeChannel, NoticeKind, NoticeState, kinds_for_staff
from service.flows.staff.own_notices import Choices
from service.gateways.gateway import Gateway
from service.gateways.log import LogGateway
from service.labels import label
from service.store.staff.bells import Contact
from service.store.staff.notices import Notice
from service.web.contexts.notices import ChoicesPage, KindChoice, NoticeRow, OutboxRow
from service.web.render import moment


def notice_row(notice: Notice) -> NoticeRow:
    """One notice in its receiver's list."""
    return NoticeRow(
        id=notice.id,
        kind=label(notice.kind),
        text=notice.text,
        at=moment(notice.created_at),
        link=notice.link,
        is_unread=notice.read_at is None,
    )


def outbox_row(notice: Notice) -> OutboxRow:
    """One notice that was given up; neither whom it is for nor its text."""
    return OutboxRow(
        id=notice.id,
        no=notice.no,
        kind=label(notice.kind),
        channel=label(notice.channel),
        at=moment(notice.created_at),
        tries=f"{notice.tries + 1} 次",
        error=notice.error,
    )


def tabs(*, is_mentions: bool) -> list[dict[str, Any]]:
    """All of one's notices, or those of being mentioned."""
    return [
        {"label": "全部", "href": "/notices", "current": not is_mentions},
        {"label": "提到我的", "href": "/notices?mine=1", "current": is_mentions},
    ]


def counts(found: Mapping[tuple[NoticeChannel, NoticeState], int]) -> list[dict[str, str]]:
    """How many stand where, in words."""
    return [
        {"term": f"{label(channel)}{label(state)}", "value": f"{found[channel, state]} 条"}
        for channel in NoticeChannel
        for state in NoticeState
        if (channel, state) in found
    ]


def choices_page(
    contact: Contact,
    choices: Choices,
    gateways: Mapping[NoticeChannel, Gateway],
    errors: dict[str, str],
) -> ChoicesPage:
    """The form of one's wishes as it was filled in, or as it was kept."""
    kinds = [KindChoice(kind.value, label(kind), _on(kind, choices)) for kind in kinds_for_staff()]
    shut = [label(c) for c, gateway in gateways.items() if isinstance(gateway, LogGateway)]
    return ChoicesPage(
        kinds=kinds,
        options=[(channel.value, label(channel)) for channel in NoticeChannel],
        phone=contact.phone,
        mail=contact.mail,
        errors=errors,
        ways=f"本系统还没有配置{'和'.join(shut)}网关，选了也暂时收不到。" if shut else "",
    )


def _on(kind: NoticeKind, choices: Choices) -> list[str]:
    usual = NoticeChannel.PAGE
    return [c.value for c in NoticeChannel if choices.get((kind, c), c is usual)]
