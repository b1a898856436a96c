"""Clocks that run out soon in the words of the page, and why each is pressing."""

from collections.abc import Mapping
from dataclasses import replace

from service.domain.clocks.pace import Risk
from service.domain.clocks.running import OF_HOTLINE, Clock
from service.domain.permissions import Permission
from service.domain.supervision.pressure import time_left
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.supervision.at_risk import AtRisk
from service.flows.supervision.clock_reminders import Reminder
from service.labels import label
from service.web.contexts.supervision import RiskRow
from service.web.render import moment
from service.web.views.listrows import chip, row_of

COLUMNS = (
    *("工单编号", "标题", "主题", "地区", "时钟", "责任单位", "到期时间", "剩余工作小时"),
    *("风险", "通常用时中位数（工作小时）", "八成在多少工作小时以内", "依据"),
)
_TONES = {Risk.HIGH: "overdue", Risk.MIDDLE: "soon", Risk.LOW: "done"}
_HERE = "热线"
_OWN_ACTS = {
    Clock.DISPATCH: (Permission.TICKET_DISPATCH, "派单", "派单员", "/tickets/{no}#steps"),
    Clock.CALLBACK: (Permission.TICKET_CALL_BACK, "回访", "回访员", "/callback/{no}"),
}


def risk_row(item: AtRisk, desk: Desk, why_not: Mapping[str, str]) -> RiskRow:
    """One clock in words."""
    is_ours = item.clock in OF_HOTLINE
    token = Reminder(item.line.no, item.clock, item.unit).token
    act, act_url = _own_act(item, desk) if is_ours else ("", "")
    left = time_left(item.due_at, desk.now, desk.hotline.supervision)
    risk = item.standing.risk
    row = replace(row_of(item.line, desk.now), why_not=why_not.get(token, ""))
    return RiskRow(
        row=row,
        url=row.url,
        token="" if is_ours else token,
        no=item.line.no,
        row_tone="overdue" if risk is Risk.HIGH else "",
        clock=label(item.clock),
        unit=_whose(item, desk),
        chip=chip(item.due_at, left, desk.now),
        risk=label(risk),
        risk_tone=_TONES.get(risk, "refused"),
        why=why(item),
        why_not=row.why_not,
        act=act,
        act_url=act_url,
    )


def _own_act(item: AtRisk, desk: Desk) -> tuple[str, str]:
    """What is to be done about a clock of the hotline itself, where no unit can be reminded."""
    right, does, who, url = _OWN_ACTS[item.clock]
    if desk.actor.may(right):
        return f"去{does}", url.format(no=item.line.no)
    return f"等{who}{does}", ""


def why(item: AtRisk) -> str:
    """Why the clock is pressing: the usual time, and what is left of it."""
    pace, basis = item.standing.pace, item.standing.basis
    left = f"只剩 {_working(item)}"
    if pace is None or basis is None:
        return f"{left}；{label(Risk.UNKNOWN)}。"
    whose = label(basis) if item.unit else "热线办这一步"
    usual, most = span(pace.median, item.day), span(pace.p80, item.day)
    return f"{whose}通常要 {usual}（八成在 {most}以内），{left}。"


def _working(item: AtRisk) -> str:
    """What is left, said to be working time where the words do not say so already."""
    words = span(item.left, item.day)
    return words if "工作" in words else f"{words}工作时间"


def span(seconds: float, day: float) -> str:
    """Working time as people say it: days of work, below one in hours, then minutes."""
    if seconds >= day:
        return f"{seconds / day:.1f} 个工作日"
    if seconds >= 3600:
        return f"{seconds / 3600:.1f} 小时"
    return f"{seconds / 60:.0f} 分钟" if seconds >= 60 else "不到 1 分钟"


def sheet_row(item: AtRisk, desk: Desk) -> dict[str, object]:
    """One clock as a row of ``COLUMNS``; nothing of who asked."""
    pace = item.standing.pace
    values = (
        item.line.no,
        item.line.title or item.line.summary,
        item.line.topic,
        item.line.area,
        label(item.clock),
        _whose(item, desk),
        moment(item.due_at),
        round(item.left / 3600, 1),
        label(item.standing.risk),
        round(pace.median / 3600, 1) if pace else "",
        round(pace.p80 / 3600, 1) if pace else "",
        why(item),
    )
    return dict(zip(COLUMNS, values, strict=True))


def clock_options(by_clock: Mapping[Clock, int]) -> list[tuple[str, str]]:
    """The clocks with how many run out soon."""
    return [(c.value, f"{label(c)}（{count}）") for c, count in by_clock.items() if count]


def _whose(item: AtRisk, desk: Desk) -> str:
    return choices.unit_name(desk.catalogue, item.unit) if item.unit else _HERE
