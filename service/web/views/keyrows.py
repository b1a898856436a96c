"""Turns keys for other systems into words."""

from collections.abc import Iterable

from service.domain.ticket import Channel
from service.flows.staff.keys import KeyLine
from service.labels import label, label_of
from service.web.contexts.keys import KeyItem
from service.web.render import day, moment

_NOT_OF_SYSTEMS = frozenset({Channel.PHONE, Channel.LETTER, Channel.FILE})
CHANNELS = [(each.value, label(each)) for each in Channel if each not in _NOT_OF_SYSTEMS]


def newest_first(lines: Iterable[KeyLine]) -> list[KeyLine]:
    """Those in use before those withdrawn, each with the newest first."""
    newest = sorted(lines, key=lambda line: line.created_at, reverse=True)
    return sorted(newest, key=lambda line: line.revoked_at is not None)


def key_item(line: KeyLine) -> KeyItem:
    """One key in the list."""
    state, tone = "在用", "done"
    if line.revoked_at:
        state, tone = f"{day(line.revoked_at)} 吊销", "refused"
    elif line.is_idle:
        state, tone = "账号已停用，用不了", "soon"
    return KeyItem(
        id=line.id,
        name=line.name,
        may_do=may_do(line),
        made=day(line.created_at),
        used=moment(line.used_at) if line.used_at else "没有用过",
        state=state,
        tone=tone,
        may_revoke=line.revoked_at is None,
    )


def may_do(line: KeyLine) -> str:
    """What somebody who holds the key can do."""
    if line.channel:
        return f"登记诉求，只查自己报的；渠道记作“{label_of(Channel, line.channel)}”"
    roles = "、".join(label(role) for role in line.roles)
    return f"和 {line.person}（{line.acts_as}，{roles}）一样"


def example(address: str, token: str) -> str:
    """A command that shows the other side that the key works; it reads a text and keeps nothing."""
    head = f'curl {address}/api/v1/triage -H "Authorization: Bearer {token}"'
    return f'{head} -H "Content-Type: application/json" -d \'{{"text": "解放路路灯不亮"}}\''
