"""Turns agenda items into words and buttons."""

from service.domain.agenda import AgendaStatus, needs_note
from service.flows.queries.agenda import AgendaLine
from service.labels import label
from service.web.contexts.months import Change, ItemRow

A = AgendaStatus
VERBS: dict[tuple[AgendaStatus, AgendaStatus], str] = {
    (A.CANDIDATE, A.SELECTED): "选为议题",
    (A.CANDIDATE, A.DROPPED): "不列入",
    (A.DROPPED, A.CANDIDATE): "重新列为候选",
    (A.SELECTED, A.SCHEDULED): "排入调度会",
    (A.SELECTED, A.CANDIDATE): "退回候选",
    (A.SCHEDULED, A.IN_GOVERNANCE): "开始治理",
    (A.SCHEDULED, A.SELECTED): "暂不调度",
    (A.IN_GOVERNANCE, A.SUPERVISED): "转入督办",
    (A.IN_GOVERNANCE, A.ACCEPTED): "通过验收",
    (A.SUPERVISED, A.IN_GOVERNANCE): "解除督办",
    (A.SUPERVISED, A.ACCEPTED): "通过验收",
    (A.ACCEPTED, A.CLOSED): "闭环",
    (A.ACCEPTED, A.IN_GOVERNANCE): "没有治好，继续治理",
    (A.CLOSED, A.WATCH): "安排回头看",
    (A.WATCH, A.IN_GOVERNANCE): "问题反弹，重新治理",
    (A.WATCH, A.CLOSED): "回头看合格",
}
_TONES = {
    A.CANDIDATE: "waiting",
    A.SUPERVISED: "overdue",
    A.ACCEPTED: "done",
    A.CLOSED: "done",
    A.WATCH: "soon",
    A.DROPPED: "refused",
}
_WAY = (A.CANDIDATE, A.SELECTED, A.SCHEDULED, A.IN_GOVERNANCE, A.ACCEPTED, A.CLOSED, A.WATCH)
_BESIDE = {A.SUPERVISED: A.IN_GOVERNANCE}


def item_row(line: AgendaLine) -> ItemRow:
    """An agenda item with the buttons this person has."""
    return ItemRow(
        id=line.id,
        url=f"/agenda/{line.id}",
        month=line.month,
        title=line.title,
        reasons="；".join(line.reasons),
        status=label(line.status),
        status_tone=_TONES.get(line.status, "working"),
        tickets=line.tickets,
        version=line.version,
        changes=[_change(line.status, target) for target in line.changes],
    )


def stages(status: AgendaStatus) -> list[dict[str, str]]:
    """The progress line; an item left out shows only that."""
    if status is A.DROPPED:
        return [
            {"label": label(A.CANDIDATE), "state": "past"},
            {"label": label(status), "state": "now"},
        ]
    now = _WAY.index(_BESIDE.get(status, status))
    return [
        {
            "label": label(status if n == now else stage),
            "state": "past" if n < now else "now" if n == now else "next",
        }
        for n, stage in enumerate(_WAY)
    ]


def _change(status: AgendaStatus, target: AgendaStatus) -> Change:
    wants_note = needs_note(status, target)
    return Change(
        target=target.value,
        label=VERBS[status, target],
        needs_note=wants_note,
        is_main=not wants_note,
        is_danger=target is A.DROPPED,
    )
