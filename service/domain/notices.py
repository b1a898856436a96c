"""Which step tells whom what: a table, the Chinese texts, and when nobody is to be woken.

Texts name a ticket by its number alone: no name, no number of a caller, no address. A 举报 is
called by nothing else, so its texts say nothing of the matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.deadlines import LOCAL
from service.domain.permissions import Role
from service.domain.steps import Step
from service.domain.ticket import WITH_UNIT, Channel, Status, Ticket, Urgency

CODE = "{code}"
"""Where the query code is put at the moment of sending: a stored text does not hold it."""


class NoticeKind(StrEnum):
    """What a notice tells."""

    REGISTERED = "registered"
    ANSWERED = "answered"
    REJECTED = "rejected"
    MERGED = "merged"
    DISPATCHED = "dispatched"
    CO_HANDLING = "co_handling"
    WITHDRAWN = "withdrawn"
    OBJECTION_REFUSED = "objection_refused"
    SENT_BACK = "sent_back"
    REDO = "redo"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    EXTENSION_DENIED = "extension_denied"
    TERMINATED = "terminated"
    REMINDED = "reminded"
    SUPERVISED = "supervised"
    INSTRUCTED = "instructed"
    CLOSED = "closed"
    OBJECTION_CLOSING = "objection_closing"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DUTY = "duty"


class Audience(StrEnum):
    """Whom a notice is for: the caller (and those merged into the ticket), or people of a unit."""

    CALLER = "caller"
    MERGED_CALLERS = "merged_callers"
    CLERKS = "clerks"
    HEADS = "heads"
    CO_CLERKS = "co_clerks"


class NoticeChannel(StrEnum):
    """How a notice reaches somebody."""

    PAGE = "page"
    SMS = "sms"
    MAIL = "mail"


class NoticeState(StrEnum):
    """Where a notice stands; ``dead``: given up after many tries, a person may send it again."""

    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"
    DEAD = "dead"


ROLES_OF: Mapping[Audience, frozenset[Role]] = {
    Audience.CLERKS: frozenset({Role.UNIT_CLERK, Role.HANDLER}),
    Audience.CO_CLERKS: frozenset({Role.UNIT_CLERK, Role.HANDLER}),
    Audience.HEADS: frozenset({Role.UNIT_HEAD}),
}
CALLERS = frozenset({Audience.CALLER, Audience.MERGED_CALLERS})


@dataclass(frozen=True, slots=True)
class Rule:
    """After this step these people are told this.

    ``source``: only from this state; ``unless_spoken``: not to a caller who heard it on the phone.
    """

    step: Step
    kind: NoticeKind
    audiences: tuple[Audience, ...]
    source: Status | None = None
    unless_spoken: bool = False


Told = tuple[NoticeKind, datetime]
K, A = NoticeKind, Audience
_UNIT = (A.CLERKS, A.HEADS)

RULES: tuple[Rule, ...] = (
    Rule(Step.REGISTER, K.REGISTERED, (A.CALLER,)),
    Rule(Step.ANSWER, K.ANSWERED, (A.CALLER,), unless_spoken=True),
    Rule(Step.REJECT, K.REJECTED, (A.CALLER,), unless_spoken=True),
    Rule(Step.MERGE, K.MERGED, (A.CALLER,)),
    Rule(Step.DISPATCH, K.DISPATCHED, (A.CLERKS,)),
    Rule(Step.DISPATCH, K.CO_HANDLING, (A.CO_CLERKS,)),
    Rule(Step.RECALL, K.WITHDRAWN, (A.CLERKS,), source=Status.DISPATCHED),
    Rule(Step.RECALL, K.WITHDRAWN, (A.CLERKS,), source=Status.IN_PROGRESS),
    Rule(Step.RECALL, K.WITHDRAWN, (A.CLERKS,), source=Status.SUSPENDED),
    Rule(Step.UPHOLD, K.WITHDRAWN, (A.CLERKS,)),
    Rule(Step.REFUSE, K.OBJECTION_REFUSED, _UNIT),
    Rule(Step.SEND_BACK, K.SENT_BACK, (A.CLERKS,)),
    Rule(Step.REDO, K.REDO, _UNIT),
    Rule(Step.RECALL, K.REDO, _UNIT, source=Status.CLOSED),
    Rule(Step.SUSPEND, K.SUSPENDED, (A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.GRANT_EXTENSION, K.EXTENDED, (A.CALLER, A.MERGED_CALLERS, A.CLERKS)),
    Rule(Step.DENY_EXTENSION, K.EXTENSION_DENIED, (A.CLERKS,)),
    Rule(Step.TERMINATE, K.TERMINATED, (A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.REMIND, K.REMINDED, (A.CLERKS,)),
    Rule(Step.SUPERVISE, K.SUPERVISED, _UNIT),
    Rule(Step.INSTRUCT, K.INSTRUCTED, _UNIT),
    Rule(Step.CLOSE, K.CLOSED, (A.CALLER, A.MERGED_CALLERS)),
    Rule(Step.CLOSE_EXPLAINED, K.CLOSED, (A.CALLER, A.MERGED_CALLERS)),
)

CLOCK_AUDIENCES: Mapping[NoticeKind, tuple[Audience, ...]] = {
    K.OBJECTION_CLOSING: (A.CLERKS,),
    K.DUE_SOON: _UNIT,
    K.OVERDUE: _UNIT,
}
DUTY_AUDIENCES = _UNIT

_TO_CALLER: dict[NoticeKind, str] = {
    K.REGISTERED: "您的诉求已登记，编号{no}，查询码{code}，凭两者可查进展{link}。",
    K.ANSWERED: "您的诉求{no}已答复，凭查询码{code}可查看并评价{link}。",
    K.REJECTED: "您的诉求{no}不属于受理范围，凭查询码{code}可看正确渠道{link}。",
    K.MERGED: "您的诉求{no}已与同一事项合并办理，办结后会告知您{link}。",
    K.SUSPENDED: "您的诉求{no}因客观原因暂缓，预计{due}前恢复办理{link}。",
    K.EXTENDED: "您的诉求{no}经批准延长办理时间，预计{due}前办结{link}。",
    K.TERMINATED: "您的诉求{no}已终止办理，凭查询码{code}可查原因{link}。",
    K.CLOSED: "您的诉求{no}已办结，凭查询码{code}可查看结果并评价{link}。",
}
_TO_STAFF: dict[NoticeKind, str] = {
    K.DISPATCHED: "新派来工单{no}{topic}，请于{sign}前签收，{due}前办结。",
    K.CO_HANDLING: "工单{no}{topic}请贵单位协办，请及时反馈。",
    K.WITHDRAWN: "工单{no}已从贵单位撤回，不必再办。",
    K.OBJECTION_REFUSED: "工单{no}退单未获同意，原时限不变，请于{due}前办结。",
    K.SENT_BACK: "工单{no}的答复被退回，请按审核意见补充后再提交。",
    K.REDO: "工单{no}需要重办（第{round}次办理），请于{due}前办结。",
    K.EXTENDED: "工单{no}延期已批准，请于{due}前办结。",
    K.EXTENSION_DENIED: "工单{no}延期未批准，请于{due}前办结。",
    K.REMINDED: "工单{no}被催办，请于{clock}前办理。",
    K.SUPERVISED: "工单{no}已列入督办，请尽快办理并反馈。",
    K.INSTRUCTED: "工单{no}有领导批示，请查看并落实。",
    K.OBJECTION_CLOSING: "工单{no}的退单期限将于{objection}截止，不属本单位职责请尽快退单。",
    K.DUE_SOON: "工单{no}即将到期，请于{clock}前办理。",
    K.OVERDUE: "工单{no}已超过{clock}的时限，请立即办理并反馈。",
    K.DUTY: "议题“{title}”已进入治理，涉及贵单位工单{count}件，请按责任清单落实。",
}


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which nobody is woken; equal hours mean never."""

    begins: int = 22
    ends: int = 8

    def cover(self, now: datetime) -> bool:
        """Whether ``now`` falls into them."""
        hour = now.astimezone(LOCAL).hour
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends


@dataclass(frozen=True, slots=True)
class SendingRules:
    """How often a notice is tried before a person has to look; data that a city edits.

    ``lease``: how long the one who sends it may take before another one tries.
    """

    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(hours=1)
    tries: int = 12
    lease: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """How an installation tells people; ``public_url``: where callers reach its pages, if they can.

    ``since``: steps taken before it tell nobody, as when a history is written down afterwards.
    """

    public_url: str = ""
    quiet: QuietHours = QuietHours()
    sending: SendingRules = SendingRules()
    since: datetime | None = None

    @property
    def link(self) -> str:
        """The page where a caller looks up a ticket, or nothing."""
        return f"{self.public_url.rstrip('/')}/track" if self.public_url else ""


def rules_for(step: Step, source: Status | None, channel: Channel) -> list[Rule]:
    """The rows of the table for a step from a state, on a ticket that came by this channel."""
    return [
        rule
        for rule in RULES
        if rule.step is step
        and rule.source in (None, source)
        and not (rule.unless_spoken and channel is Channel.PHONE)
    ]


def clock_kinds(ticket: Ticket, now: datetime, soon: timedelta) -> list[Told]:
    """What the clock has to tell the unit now, each with the deadline it is about."""
    if ticket.status not in WITH_UNIT:
        return []
    told: list[Told] = []
    clock = ticket.sign_due_at if ticket.status is Status.DISPATCHED else ticket.due_at
    if clock is not None and clock - soon <= now:
        told.append((K.OVERDUE if now > clock else K.DUE_SOON, clock))
    closing = ticket.object_due_at
    may_object = ticket.status in (Status.DISPATCHED, Status.IN_PROGRESS)
    is_open = may_object and not ticket.is_designated
    if is_open and closing is not None and now <= closing <= now + soon / 4:
        told.append((K.OBJECTION_CLOSING, closing))
    return told


def text_of(kind: NoticeKind, ticket: Ticket, *, to_caller: bool, link: str, topic: str) -> str:
    """The text; ``link``: where callers look, ``topic``: the matter in a word, for staff.

    ``{code}`` stands where the query code is to be put.
    """
    template = (_TO_CALLER if to_caller else _TO_STAFF)[kind]
    shown = "" if ticket.is_reported or not topic else f"（{topic}）"
    clock = ticket.sign_due_at if ticket.status is Status.DISPATCHED else ticket.due_at
    return template.format(
        no=ticket.no,
        code=CODE,
        link=f"：{link}" if link else "",
        topic=shown,
        due=moment(ticket.due_at),
        sign=moment(ticket.sign_due_at),
        clock=moment(clock),
        objection=moment(ticket.object_due_at),
        round=ticket.round,
    )


def duty_text(title: str, count: int) -> str:
    """What a unit is told of an agenda item that has come to it."""
    return _TO_STAFF[K.DUTY].format(title=title, count=count)


def moment(at: datetime | None) -> str:
    """A deadline in the fewest characters: 3月17日17:30."""
    if at is None:
        return "规定时限"
    local = at.astimezone(LOCAL)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def wait_before(attempt: int, rules: SendingRules) -> timedelta:
    """How long to wait after the ``attempt``-th try that failed: doubling, up to a cap."""
    doubled: timedelta = rules.first_wait * (1 << min(attempt - 1, 16))
    return min(doubled, rules.longest_wait)


def is_pressing(ticket: Ticket) -> bool:
    """Whether its notices may come at night."""
    return ticket.urgency is Urgency.EMERGENCY


def kinds_for_staff() -> Iterable[NoticeKind]:
    """What people of the units can be told; one chooses among these."""
    return _TO_STAFF
