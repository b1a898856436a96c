"""What is to be done next with an agenda item, in one sentence."""

from service.domain.agenda import AgendaStatus
from service.domain.agenda_terms import DUE, LOOK, MEETING
from service.flows.queries.month.agenda import AgendaLine

A = AgendaStatus


def next_words(item: AgendaLine, *, is_held: bool, may_write: bool) -> str:
    """The sentence above the buttons; ``is_held``: its meeting took place.

    ``may_write``: this person may write what is laid before the meeting.
    """
    if not item.changes:
        return _WAITING.get(item.status, "")
    if item.status is A.SCHEDULED:
        return _scheduled(item, is_held=is_held, may_write=may_write)
    if item.status is A.SELECTED and may_write:
        return "下一步：排入调度会；会前写好会议材料，定下跟谁比。"
    due, look = item.agreed.get(DUE.name, ""), item.agreed.get(LOOK.name, "")
    return _NEXT[item.status].format(due=due, look=look)


def _scheduled(item: AgendaLine, *, is_held: bool, may_write: bool) -> str:
    if is_held:
        return "会已开过，下一步：开始治理，写明牵头单位、措施和时限。"
    day = item.agreed.get(MEETING.name, "")
    prepared = "会前写齐会议材料；" if may_write else ""
    return f"{day} 上会。{prepared}会后开始治理。"


_WAITING = {
    A.CANDIDATE: "等调度领导选定。",
    A.SELECTED: "等排入调度会。",
    A.ACCEPTED: "等调度领导闭环。",
}
_NEXT = {
    A.CANDIDATE: "下一步：选为议题；不办的，写理由不列入。",
    A.DROPPED: "没有列入；又要办的，写理由重新列为候选。",
    A.LAPSED: "过期没有选；又要办的，写理由重新列为候选。",
    A.SELECTED: "下一步：排入调度会。",
    A.IN_GOVERNANCE: "单位在办，时限 {due}。办成了通过验收；拖着不办转入督办。",
    A.SUPERVISED: "督办中，时限 {due}。办成了通过验收，或解除督办。",
    A.ACCEPTED: "下一步：闭环；没有治好的，继续治理。",
    A.CLOSED: "下一步：安排 3 到 12 个月以后回头看。",
    A.WATCH: "{look} 回头看：守住了写合格，反弹了重新治理。",
}
