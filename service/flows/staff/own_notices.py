"""One's own notices: where one is reached and what one wants to be told; and sending again."""

import re
from collections.abc import Mapping

from service.domain.errors import BadInput
from service.domain.notices.messages import NoticeChannel, NoticeKind, kinds_for_staff
from service.flows.desk import Desk
from service.store.staff.bells import Contact

_MOBILE = re.compile(r"1\d{10}")
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,120}\.[A-Za-z]{2,20}")
Choices = dict[tuple[NoticeKind, NoticeChannel], bool]


def choose(desk: Desk, given: Mapping[str, str]) -> None:
    """Keep where the person is reached and what by which channel.

    ``given``: ``phone``, ``mail``, and for each kind its channels joined by commas. Raises
    ``BadInput`` for an address that cannot be, or a channel chosen without one.
    """
    contact = Contact(given.get("phone", "").strip(), given.get("mail", "").strip())
    choices = chosen(given)
    wrong: dict[str, str] = {}
    if contact.phone and not _MOBILE.fullmatch(contact.phone):
        wrong["phone"] = "请填 11 位手机号"
    if contact.mail and not _MAIL.fullmatch(contact.mail):
        wrong["mail"] = "请填完整的邮箱地址"
    wants = {channel for (_, channel), is_on in choices.items() if is_on}
    if NoticeChannel.SMS in wants and not contact.phone:
        wrong["phone"] = "选了短信，请填手机号"
    if NoticeChannel.MAIL in wants and not contact.mail:
        wrong["mail"] = "选了邮件，请填邮箱"
    if wrong:
        raise BadInput("通知设置没有保存，请改正标出的各项。", wrong)
    desk.uow.bells.choose(desk.actor.id, contact, choices)


def chosen(given: Mapping[str, str]) -> Choices:
    """What a form says of every kind and channel."""
    return {
        (kind, channel): channel.value in given.get(kind.value, "").split(",")
        for kind in kinds_for_staff()
        for channel in NoticeChannel
    }


def resend(desk: Desk, notice_id: int) -> None:
    """Let a notice that was given up be tried anew, with a trace.

    Raises ``NotFound`` or ``Stale``.
    """
    desk.uow.notices.resend(notice_id, desk.now)
    desk.uow.callers.trace(desk.actor, "", f"notice:resend:{notice_id}", desk.now)
