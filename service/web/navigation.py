"""The main navigation: which entry each permission opens, in the order of a working day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from service.domain.permissions import UNIT_ROLES, Actor, Permission, Role

P = Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation; ``key`` is its Alt+letter.

    ``sends_to``: where its form is sent, when that is no address below ``href``. ``group``: what
    it is a part of, for people who have too many entries for one line.
    """

    label: str
    href: str
    permissions: tuple[Permission, ...]
    key: str = ""
    sends_to: str = ""
    group: str = ""


ENTRIES: tuple[Entry, ...] = (
    Entry("登记工单", "/tickets/new", (P.TICKET_REGISTER,), "n", "/tickets"),
    Entry("待派单", "/dispatch", (P.TICKET_DISPATCH,), "d"),
    Entry("本单位工单", "/inbox", (P.TICKET_SIGN,), "i"),
    Entry("待审核", "/review", (P.TICKET_REVIEW,), "r"),
    Entry("待回访", "/callback", (P.TICKET_CALL_BACK,), "b", group="回访"),
    Entry("议题回访", "/surveys", (P.TICKET_CALL_BACK,), group="回访"),
    Entry("解释会签", "/explained", (P.TICKET_ENDORSE,), group="回访"),
    Entry(
        "抽查",
        "/inspections",
        (P.INSPECTION_QUALITY, P.INSPECTION_DISCIPLINE, P.TICKET_SUPERVISE),
        group="回访",
    ),
    Entry("督办台", "/supervision", (P.TICKET_SUPERVISE,), "u", "/problems/new", group="督办"),
    Entry("挂账复核", "/suspended", (P.TICKET_REVIEW_SUSPENSION,), group="督办"),
    Entry("即将超期", "/at-risk", (P.TICKET_SUPERVISE, P.TICKET_READ_UNIT), group="督办"),
    Entry("双清单", "/problems", (P.LIST_READ, P.LIST_READ_UNIT), group="督办"),
    Entry("敷衍线索", "/findings", (P.TICKET_SUPERVISE, P.TICKET_READ_UNIT), group="督办"),
    Entry("跨界事项", "/joint", (P.JOINT_READ,)),
    Entry("本月热点", "/month", (P.AGENDA_READ,), "m", group="研判"),
    Entry("走势", "/trends", (P.AGENDA_READ,), group="研判"),
    Entry("民情月历", "/outlook", (P.AGENDA_READ,), group="研判"),
    Entry("议题", "/agenda", (P.AGENDA_READ,), "g", group="研判"),
    Entry("调度会", "/meetings", (P.AGENDA_READ,), group="研判"),
    Entry("责任清单", "/duties", (P.AGENDA_READ, P.LIST_REPORT), group="研判"),
    Entry("月报", "/reports", (P.REPORT_READ,), "p", group="研判"),
    Entry("专报和简报", "/specials", (P.REPORT_READ,), group="研判"),
    Entry("工单查询", "/tickets", (P.TICKET_READ,), "q"),
    Entry(
        "派单目录",
        "/catalogue",
        (P.CATALOGUE_EDIT, P.TICKET_REGISTER, P.TICKET_DISPATCH),
        "c",
        group="目录和模型",
    ),
    Entry("政策库", "/policies", (P.CATALOGUE_READ,), group="目录和模型"),
    Entry("读件模型", "/readers", (P.READER_MANAGE,), group="目录和模型"),
    Entry("学习建议", "/learning", (P.READER_MANAGE, P.CATALOGUE_EDIT), group="目录和模型"),
    Entry("任务记录", "/jobs", (P.JOB_READ,), "j", group="系统"),
    Entry("上线检查", "/readiness", (P.USER_MANAGE,), group="系统"),
    Entry("本市资料", "/setup", (P.USER_MANAGE,), group="系统"),
    Entry("人员", "/people", (P.USER_MANAGE,), "l", group="系统"),
    Entry("接口密钥", "/keys", (P.USER_MANAGE,), group="系统"),
    Entry("审计", "/audit", (P.AUDIT_READ,), "a", group="系统"),
)


def entries_for(actor: Actor) -> list[Entry]:
    """The entries this person sees."""
    return [entry for entry in ENTRIES if any(actor.may(p) for p in entry.permissions)]


def current_of(entries: list[Entry], path: str, *, is_sent: bool = False) -> str:
    """The address of the entry that a page belongs to; ``is_sent``: it answers a form."""
    came_from = [entry.href for entry in entries if is_sent and entry.sends_to == path]
    found = came_from or [entry.href for entry in entries if path.startswith(entry.href)]
    return max(found, key=len, default="")


_DESKS = ("/tickets/new", "/dispatch", "/inbox", "/review", "/callback", "/supervision")


_ONE_LINE = 7


Bar = list[dict[str, Any]]


def bars(entries: Sequence[Entry], current: str) -> tuple[Bar, Bar]:
    """What stands in the main line, and in a second one the parts of the group one is in.

    ``current``: the address that the page belongs to. Few entries stand in one line as they are.
    """
    if len(entries) <= _ONE_LINE:
        return [_item(entry, is_current=entry.href == current) for entry in entries], []
    line: Bar = []
    parts: Bar = []
    for group, found in groupby(entries, key=lambda entry: entry.group or entry.href):
        members = list(found)
        is_here = current in {entry.href for entry in members}
        if len(members) == 1:
            line.append(_item(members[0], is_current=is_here))
            continue
        line.append(_item(members[0], is_current=is_here) | {"label": group})
        if is_here:
            parts = [_item(entry, is_current=entry.href == current) for entry in members]
    return line, parts


def _item(entry: Entry, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": entry.label,
        "href": entry.href,
        "key": entry.key,
        "current": is_current,
    }


def next_of(actor: Actor) -> Entry | None:
    """Where this person's next piece of work comes from; None for those who only look."""
    return next((entry for entry in entries_for(actor) if entry.href in _DESKS), None)


_HOMES: tuple[tuple[frozenset[Role], str], ...] = (
    (frozenset({Role.LEADER, Role.ANALYST, Role.DISCIPLINE_VIEWER}), "/month"),
    (frozenset({Role.SUPERVISOR}), "/supervision"),
    (UNIT_ROLES, "/inbox"),
    (frozenset({Role.ADMIN}), "/readiness"),
)


def home_of(actor: Actor) -> str:
    """The first page of a person's working day."""
    for roles, href in _HOMES:
        if actor.roles & roles:
            return href
    entries = entries_for(actor)
    return entries[0].href if entries else "/tickets"
