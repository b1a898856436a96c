"""The main navigation: which entry each permission opens, in the order of a working day."""

from dataclasses import dataclass

from service.domain.permissions import UNIT_ROLES, Actor, Permission, Role

P = Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation; ``key`` is its Alt+letter.

    ``sends_to``: where its form is sent, when that is no address below ``href``.
    """

    label: str
    href: str
    permissions: tuple[Permission, ...]
    key: str = ""
    sends_to: str = ""


ENTRIES: tuple[Entry, ...] = (
    Entry("登记工单", "/tickets/new", (P.TICKET_REGISTER,), "n", "/tickets"),
    Entry("待派单", "/dispatch", (P.TICKET_DISPATCH,), "d"),
    Entry("本单位工单", "/inbox", (P.TICKET_SIGN,), "i"),
    Entry("待审核", "/review", (P.TICKET_REVIEW,), "r"),
    Entry("待回访", "/callback", (P.TICKET_CALL_BACK,), "b"),
    Entry("解释会签", "/explained", (P.TICKET_ENDORSE,)),
    Entry(
        "抽查",
        "/inspections",
        (P.INSPECTION_QUALITY, P.INSPECTION_DISCIPLINE, P.TICKET_SUPERVISE),
    ),
    Entry("督办台", "/supervision", (P.TICKET_SUPERVISE,), "u"),
    Entry("挂账复核", "/suspended", (P.TICKET_REVIEW_SUSPENSION,)),
    Entry("即将超期", "/at-risk", (P.TICKET_SUPERVISE, P.TICKET_READ_UNIT)),
    Entry("双清单", "/problems", (P.LIST_READ, P.LIST_READ_UNIT)),
    Entry("敷衍线索", "/findings", (P.TICKET_SUPERVISE, P.TICKET_READ_UNIT)),
    Entry("跨界事项", "/joint", (P.JOINT_READ,)),
    Entry("本月热点", "/month", (P.AGENDA_READ,), "m"),
    Entry("议题", "/agenda", (P.AGENDA_READ,), "g"),
    Entry("月报", "/reports", (P.REPORT_READ,), "p"),
    Entry("工单查询", "/tickets", (P.TICKET_READ,), "q"),
    Entry("派单目录", "/catalogue", (P.CATALOGUE_EDIT, P.TICKET_REGISTER, P.TICKET_DISPATCH), "c"),
    Entry("任务记录", "/jobs", (P.JOB_READ,), "j"),
    Entry("读件模型", "/readers", (P.READER_MANAGE,)),
    Entry("学习建议", "/learning", (P.READER_MANAGE, P.CATALOGUE_EDIT)),
    Entry("人员", "/people", (P.USER_MANAGE,), "l"),
    Entry("审计", "/audit", (P.AUDIT_READ,), "a"),
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


def next_of(actor: Actor) -> Entry | None:
    """Where this person's next piece of work comes from; None for those who only look."""
    return next((entry for entry in entries_for(actor) if entry.href in _DESKS), None)


_HOMES: tuple[tuple[frozenset[Role], str], ...] = (
    (frozenset({Role.LEADER, Role.ANALYST, Role.DISCIPLINE_VIEWER}), "/month"),
    (frozenset({Role.SUPERVISOR}), "/supervision"),
    (UNIT_ROLES, "/inbox"),
)


def home_of(actor: Actor) -> str:
    """The first page of a person's working day."""
    for roles, href in _HOMES:
        if actor.roles & roles:
            return href
    entries = entries_for(actor)
    return entries[0].href if entries else "/tickets"
