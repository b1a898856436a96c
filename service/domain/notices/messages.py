"""Which step tells whom what: a table, the Chinese texts, and when nobody is to be woken.

Texts name a ticket by its number alone: no name, no number of a caller, no address. A 举报 is
called by nothing else, so its texts say nothing of the matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.localtime import LOCAL
from service.domain.permissions import Role
from service.domain.ticket import Status, Ticket, Urgency
from service.domain.together.cohandling import open_tasks, task_of

CODE = "{code}"
"""Where the query code is put at the moment of sending: a stored text does not hold it."""


class NoticeKind(StrEnum):
    """What a notice tells."""

    REGISTERED = "registered"
    ANSWERED = "answered"
    REJECTED = "rejected"
    MERGED = "merged"
    SPLIT_OFF = "split_off"
    CALLBACK = "callback"
    DISPATCHED = "dispatched"
    CO_HANDLING = "co_handling"
    CO_REPORTED = "co_reported"
    CO_WANTS_OUT = "co_wants_out"
    CO_KEPT = "co_kept"
    CO_RELEASED = "co_released"
    CO_REMINDED = "co_reminded"
    CO_SUPERVISED = "co_supervised"
    CO_DUE_SOON = "co_due_soon"
    CO_OVERDUE = "co_overdue"
    CONSULTED = "consulted"
    OPINION_REMINDED = "opinion_reminded"
    WITHDRAWN = "withdrawn"
    OBJECTION_REFUSED = "objection_refused"
    SENT_BACK = "sent_back"
    REDO = "redo"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    STILL_SUSPENDED = "still_suspended"
    REVIEW_DUE = "review_due"
    RECHECK = "recheck"
    RESET = "reset"
    EXTENDED = "extended"
    EXTENSION_DENIED = "extension_denied"
    TERMINATED = "terminated"
    REMINDED = "reminded"
    SUPERVISED = "supervised"
    ESCALATED = "escalated"
    TIER_REACHED = "tier_reached"
    SUMMON_DUE = "summon_due"
    SUMMONED = "summoned"
    HOTLINE_LATE = "hotline_late"
    INSTRUCTED = "instructed"
    CLOSED = "closed"
    OBJECTION_CLOSING = "objection_closing"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DUTY = "duty"
    MENTIONED = "mentioned"
    ASSIGNED = "assigned"
    ATTACHED = "attached"
    LETTER = "letter"
    LIST_AGAIN = "list_again"
    LIST_DUE = "list_due"
    LIST_ANSWERED = "list_answered"
    SECOND_LOOK = "second_look"
    MATTER_ASKED = "matter_asked"
    MATTER_REMINDED = "matter_reminded"
    MATTER_CALLED = "matter_called"
    MATTER_DECIDED = "matter_decided"
    MATTER_DUE = "matter_due"
    MATTER_ANSWERED = "matter_answered"
    MATTER_SETTLED = "matter_settled"
    OPINIONS_IN = "opinions_in"
    SAMPLE_DIFFERS = "sample_differs"
    SEASON_AHEAD = "season_ahead"
    AGENDA_RETURNED = "agenda_returned"
    AGENDA_LOOK = "agenda_look"
    AGENDA_ASKED = "agenda_asked"
    REPORT_TO_SIGN = "report_to_sign"
    REPORT_RETURNED = "report_returned"
    REPORT_SIGNED = "report_signed"
    MINUTES_TO_SIGN = "minutes_to_sign"


class Audience(StrEnum):
    """Whom a notice is for: the caller (and those merged into the ticket), or people of a unit."""

    CALLER = "caller"
    MERGED_CALLERS = "merged_callers"
    CLERKS = "clerks"
    HEADS = "heads"
    CO_CLERKS = "co_clerks"
    CO_HEADS = "co_heads"
    ASKED = "asked"
    DISPATCHERS = "dispatchers"
    SUPERVISORS = "supervisors"
    LEADERS = "leaders"
    ANALYSTS = "analysts"


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
    Audience.CO_HEADS: frozenset({Role.UNIT_HEAD}),
    Audience.ASKED: frozenset({Role.UNIT_CLERK, Role.UNIT_HEAD}),
    Audience.HEADS: frozenset({Role.UNIT_HEAD}),
    Audience.DISPATCHERS: frozenset({Role.DISPATCHER}),
    Audience.SUPERVISORS: frozenset({Role.SUPERVISOR}),
    Audience.LEADERS: frozenset({Role.LEADER}),
    Audience.ANALYSTS: frozenset({Role.ANALYST}),
}
CALLERS = frozenset({Audience.CALLER, Audience.MERGED_CALLERS})
OF_HOTLINE = frozenset(
    {Audience.DISPATCHERS, Audience.SUPERVISORS, Audience.LEADERS, Audience.ANALYSTS}
)


K = NoticeKind

_TO_CALLER: dict[NoticeKind, str] = {
    K.REGISTERED: "您的诉求已登记，编号{no}，查询码{code}，凭两者可查进展{link}。",
    K.ANSWERED: "您的诉求{no}已答复，凭查询码{code}可查看并评价{link}。",
    K.REJECTED: "您的诉求{no}不属于受理范围，凭查询码{code}可看正确渠道{link}。",
    K.MERGED: "您的诉求{no}已与同一事项合并办理，办结后会告知您{link}。",
    K.SPLIT_OFF: "您的诉求{no}改为单独办理，办理情况会再告知您{link}。",
    K.DISPATCHED: "您的诉求{no}已交承办单位办理，预计{due}前办结{link}。",
    K.CALLBACK: "您的诉求{no}已有办理结果，将电话回访；也可凭查询码{code}自助回答{link}。",
    K.REDO: "您的诉求{no}将重新办理，预计{due}前办结{link}。",
    K.SUSPENDED: "您的诉求{no}因客观原因暂缓，预计{due}前恢复办理{link}。",
    K.STILL_SUSPENDED: "您的诉求{no}仍需等待，预计{due}前恢复办理{link}。",
    K.RESUMED: "您的诉求{no}已恢复办理，预计{due}前办结{link}。",
    K.RESET: "您的诉求{no}按公布的放假安排核定期限，预计{due}前办结{link}。",
    K.EXTENDED: "您的诉求{no}经批准延长办理时间，预计{due}前办结{link}。",
    K.TERMINATED: "您的诉求{no}已终止办理，凭查询码{code}可查原因{link}。",
    K.CLOSED: "您的诉求{no}已办结，凭查询码{code}可查看结果并评价{link}。",
}
_TO_STAFF: dict[NoticeKind, str] = {
    K.DISPATCHED: "新派来工单{no}{topic}，请于{sign}前签收，{due}前办结。",
    K.CO_HANDLING: "工单{no}{topic}请贵单位协办，请于{co_sign}前签收，{co_due}前反馈。",
    K.CO_REPORTED: "工单{no}有协办单位反馈，{co_left}。",
    K.CO_WANTS_OUT: "工单{no}有协办单位认为不是本单位的事，等待裁定。",
    K.CO_KEPT: "工单{no}退出协办的申请未获同意，请于{co_due}前反馈。",
    K.CO_RELEASED: "工单{no}已免除贵单位的协办任务，不必再办。",
    K.CO_REMINDED: "工单{no}的协办任务被催办，请于{co_clock}前办理。",
    K.CO_SUPERVISED: "工单{no}的协办任务已列入督办，请立即向主办单位反馈。",
    K.CO_DUE_SOON: "工单{no}的协办任务即将到期，请于{co_clock}前办理。",
    K.CO_OVERDUE: "工单{no}的协办任务已超过{co_clock}的时限，请立即办理并反馈。",
    K.CONSULTED: "工单{no}{topic}请贵单位会商，请于{opinion}前答复是否属本单位职责。",
    K.OPINION_REMINDED: "工单{no}的会商还没有收到贵单位答复，请于{opinion}前答复。",
    K.OPINIONS_IN: "工单{no}的会商意见已齐，请派单或结束会商。",
    K.WITHDRAWN: "工单{no}已从贵单位撤回，不必再办。",
    K.OBJECTION_REFUSED: "工单{no}退单未获同意，原时限不变，请于{due}前办结。",
    K.SENT_BACK: "工单{no}的答复被退回，请按审核意见补充后再提交。",
    K.REDO: "工单{no}需要重办（第{round}次办理），请于{due}前办结。",
    K.SUSPENDED: "工单{no}已同意挂账，承诺{due}前恢复办理。",
    K.STILL_SUSPENDED: "工单{no}经复核继续挂账，承诺{due}前恢复办理。",
    K.RESUMED: "工单{no}已恢复办理，请于{due}前办结。",
    K.RESET: "工单{no}按公布的放假安排核定期限，请于{due}前办结。",
    K.EXTENDED: "工单{no}延期已批准，请于{due}前办结。",
    K.EXTENSION_DENIED: "工单{no}延期未批准（理由见办理过程），请于{due}前办结。",
    K.REMINDED: "工单{no}被催办，请于{clock}前办理。",
    K.SUPERVISED: "工单{no}已列入督办，请尽快办理并反馈。",
    K.ESCALATED: "工单{no}已被提级督办，请立即办理并反馈。",
    K.SUMMONED: "工单{no}已被约谈或挂牌督办，请按要求整改。",
    K.INSTRUCTED: "工单{no}有领导批示，请查看并落实。",
    K.OBJECTION_CLOSING: "工单{no}的退单期限将于{objection}截止，不属本单位职责请尽快退单。",
    K.DUE_SOON: "工单{no}即将到期，请于{clock}前办理。",
    K.OVERDUE: "工单{no}已超过{clock}的时限，请立即办理并反馈。",
    K.MENTIONED: "工单{no}的备注提到了您，请查看。",
    K.ASSIGNED: "工单{no}{topic}交给您承办，请于{clock}前办理。",
    K.ATTACHED: "工单{no}的诉求人补充了材料，请查看。",
    K.MATTER_ASKED: "跨界事项“{title}”请贵单位表态，请于{clock}前答复。",
    K.MATTER_REMINDED: "跨界事项“{title}”还在等贵单位表态，请于{clock}前答复。",
    K.MATTER_CALLED: "{no}定于{clock}在{place}召开，议“{title}”，请贵单位派人参加。",
    K.MATTER_DECIDED: "{no}已就“{title}”作出决定，涉及贵单位分工，请于{due}前落实。",
    K.MATTER_DUE: "{no}给贵单位的分工将于{due}到期，请抓紧落实并反馈。",
    K.DUTY: "议题“{title}”已进入治理，涉及贵单位工单{count}件，请按责任清单落实。",
    K.LETTER: "督办函{no}已送达，共{count}项，请签收并于{due}前报送结果。",
    K.LIST_AGAIN: "督办事项{no}的结果未通过验收，请于{due}前重新报送。",
    K.LIST_DUE: "督办事项{no}应于{due}前报送结果，请抓紧办理。",
}
_TO_HOTLINE: dict[NoticeKind, str] = {
    K.REVIEW_DUE: "工单{no}挂账已到复核时间，请复核：继续挂账，或恢复办理。",
    K.RECHECK: "{count}件工单的暂定期限与新公布的放假安排不一致，请逐件或成批核定。",
    K.TIER_REACHED: "工单{no}{what}，系统已按规则{tier}。",
    K.SUMMON_DUE: "工单{no}提级督办后仍未办好，请研究是否约谈或挂牌。",
    K.HOTLINE_LATE: "工单{no}{what}，请安排办理。",
    K.LIST_ANSWERED: "{unit}报送了督办事项{no}的结果，请验收。",
    K.SEASON_AHEAD: "“{title}”预计{due}前后进入高发期，上一季{count}件，请研究是否提前部署。",
    K.MATTER_ANSWERED: "跨界事项“{title}”各单位都已表态，可以召集会商。",
    K.MATTER_SETTLED: "{no}已就“{title}”作出决定，涉及工单{count}件，请按决定派单。",
    K.SAMPLE_DIFFERS: "工单{no}的抽查与原回访不一致，请研究是否重新办理。",
    K.AGENDA_RETURNED: "议题“{title}”最近两个月又到了治理前的件数，建议重新治理，请研究。",
    K.AGENDA_ASKED: "议题“{title}”的抽样回访问完了：{found}，请看是否可以验收。",
    K.AGENDA_LOOK: "议题“{title}”定于{due}回头看，请安排。",
    K.REPORT_TO_SIGN: "{who}把《{title}》送您签发，请审阅。",
    K.REPORT_RETURNED: "《{title}》被{who}退回修改：{why}",
    K.REPORT_SIGNED: "《{title}》已由{who}签发。",
    K.MINUTES_TO_SIGN: "{due}调度会的纪要写好了，每个议题都记了决定，请签发。",
    K.SECOND_LOOK: "督办事项{no}定于{due}回头看，请安排。",
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


def text_of(
    kind: NoticeKind, ticket: Ticket, *, to_caller: bool, link: str, topic: str, unit: str = ""
) -> str:
    """The text; ``link``: where callers look, ``topic``: the matter in a word, for staff.

    ``unit``: the co-unit that is told of its own task.

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
        due=moment(ticket.due_at) + ("（暂定）" if ticket.is_provisional else ""),
        sign=moment(ticket.sign_due_at),
        clock=moment(clock),
        objection=moment(ticket.object_due_at),
        round=ticket.round,
        **_of_task(ticket, unit),
    )


def _of_task(ticket: Ticket, unit: str) -> dict[str, str]:
    task, held = task_of(ticket, unit), ticket.progress.consultation
    left = len(open_tasks(ticket))
    return {
        "co_sign": moment(task.sign_due_at if task else None),
        "co_due": moment(task.due_at if task else None),
        "co_clock": moment(task.clock if task else None),
        "co_left": f"还有{left}家没有反馈" if left else "都反馈了，可以答复",
        "opinion": moment(held.due_at if held else None),
    }


def duty_text(title: str, count: int) -> str:
    """What a unit is told of an agenda item that has come to it."""
    return _TO_STAFF[K.DUTY].format(title=title, count=count)


def duty_undone_text(title: str) -> str:
    """What a unit is told when the beginning of an item's governance was a slip."""
    return f"议题“{title}”开始治理的决定已撤销，请以新的通知为准。"


def list_text(kind: NoticeKind, **named: object) -> str:
    """What is told of the problem list and the supervision list, or of the hotline's own clocks.

    Raises ``KeyError`` for a kind or a blank that there is not.
    """
    return ({**_TO_STAFF, **_TO_HOTLINE})[kind].format(**named)


def matter_text(kind: NoticeKind, **words: str) -> str:
    """What is told of a matter across borders: title, number, clock, place, due, count."""
    return list_text(kind, **words)


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
