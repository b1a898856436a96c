"""What a ruling on a unit's request led to, in words."""

from collections.abc import Mapping
from typing import Any

from service.domain.lifecycle.steps import Step
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.queries import choices
from service.web.render import moment


def ruled(desk: Desk, step: Step, after: Ticket, given: Mapping[str, Any]) -> str:
    """Where the ticket is now, until when, and what is left to do."""
    unit = choices.unit_name(desk.catalogue, after.lead_unit)
    due = f"办理期限到 {moment(after.due_at)}" if after.due_at else "办理期限不变"
    words = {
        Step.UPHOLD: "已同意退单，工单回到待派单，请重新派出",
        Step.REFUSE: f"已驳回退单，{unit}继续办，{due}",
        Step.GRANT_EXTENSION: f"已批准延期 {given.get('days', '')} 个工作日，{due}",
        Step.DENY_EXTENSION: f"没有批准延期，{unit}照原来的期限办，{due}",
    }
    return f"{after.no}：{words[step]}。"
