"""The paper of an agenda item for the monthly meeting: written parts and what the data show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from analytics.wording import month_words
from models.words.privacy import mask
from service.domain.agenda import AgendaStatus
from service.domain.agenda_terms import LOOKED, agreed
from service.domain.governance.paper import DECISION, PARTS, written
from service.domain.governance.plan import MEASURED, Plan
from service.domain.lifecycle.advance import Entry
from service.domain.localtime import LOCAL
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk
from service.flows.dissecting import dissected, typical_of
from service.flows.governance import meeting_calls
from service.flows.governance.baseline import baseline_of, timing_of, worked_out
from service.flows.governance.comparison import name_of, scope_words
from service.flows.governance.measure_words import PLAIN_MEAN, WHY_CONTROLS, due_words
from service.flows.governance.rise import rise_of
from service.flows.queries import choices
from service.labels import label, step_label
from service.reporting.paper import Case, Line, Paper, Section, Table, closed
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.governance import AgendaPlanRow

LOOKED_BACK = "上期回头看"
_UNWRITTEN, _NO_CASE = "还没有写。", "没有可举的例子：举报件不举例。"
_SHOWN, _BACK = 5, 6
_VERDICTS = {
    "fell": "与对照相比下降",
    "rose": "与对照相比上升",
    "no_evidence": "没有足够证据表明有变化",
    "not_estimable": "无法估计",
}


def write(desk: Desk, item_id: int, version: int, given: Mapping[str, str]) -> None:
    """Keep what somebody wrote into the paper of an item as its next version.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    item = desk.uow.agenda.get(item_id)
    row = desk.uow.papers.newest(item_id)
    body = written(AgendaStatus(item.status), desk.actor, row.body if row else {}, given)
    if body.get(DECISION, "") != (row.body.get(DECISION, "") if row else ""):
        meeting_calls.check_decision(desk, item)
    masked = {name: mask(text).text for name, text in body.items()}
    desk.uow.papers.add(item_id, version, masked, desk.by())


def paper_of(desk: Desk, item_id: int) -> Paper:
    """The paper of an item as it stands now; names no caller. Raises ``NotFound``.

    What the meeting decided is not in it: a paper is what was laid before the meeting.
    """
    item = desk.uow.agenda.get(item_id)
    row = desk.uow.papers.newest(item_id)
    said = {part.name: (row.body.get(part.name, "") if row else "") for part in PARTS}
    tickets = desk.uow.tickets.get_many(desk.uow.agenda.tickets(item_id))
    plans = desk.uow.plans.of_item(item_id)
    paper = Paper(
        month=item.month,
        title=f"月调度会议材料：{item.title}",
        issue=f"{month_words(item.month)}　议题{item.rank or ''}",
        issuer=f"{desk.hotline.city}12345政务服务便民热线中心",
        as_of=day_words(desk.now),
        sections=(
            Section("选题理由", (*_chosen(item), *_risen(desk, item))),
            _or("解剖麻雀", _NO_CASE, cases=_dissected(desk, tickets)),
            Section("成因", lines(said["causes"]) or (_UNWRITTEN,), (_evidence(desk, tickets),)),
            Section("解决路径与政策依据", lines(said["path"]) or (_UNWRITTEN,)),
            _or("责任清单", "还没有下达责任。", tables=_duties(desk, item_id)),
            Section("基线与对照、预期", _comparison(desk, plans)),
            Section("督办安排", lines(said["supervision"]) or (_UNWRITTEN,)),
            Section(LOOKED_BACK, _looked_back(desk, item) or ("以前没有在治理、回头看的议题。",)),
        ),
    )
    return closed(paper)


def _or(
    heading: str, nothing: str, *, cases: tuple[Case, ...] = (), tables: tuple[Table, ...] = ()
) -> Section:
    """A section, or the sentence that there is nothing to show."""
    return Section(heading, () if cases or tables else (nothing,), tables, cases)


def _chosen(item: AgendaItemRow) -> tuple[str, ...]:
    said = f"{'；'.join(item.reasons)}。"
    counted = f"{item.tickets} 件"
    return (said,) if counted in said else (said, f"选题时{counted}。")


def _risen(desk: Desk, item: AgendaItemRow) -> tuple[str, ...]:
    """Why there were more than the month before, of all that the comparison counts."""
    rise = rise_of(desk, item)
    return (f"{rise.scope}：{rise.words[0]}", *rise.words[1:]) if rise else ()


def lines(text: str) -> tuple[str, ...]:
    """What people wrote, line by line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def on_words(day: date) -> str:
    """A day as a paper writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(at: datetime) -> str:
    """The local day of an instant as a paper writes it."""
    return on_words(at.astimezone(LOCAL).date())


def _dissected(desk: Desk, tickets: Sequence[Ticket]) -> tuple[Case, ...]:
    """The tickets that stand for the matter, and where each waited longest."""
    found = []
    for ticket in typical_of(desk.uow, tickets):
        told = dissected(desk.catalogue, ticket, desk.now)
        stuck = _stuck(desk.uow.tickets.steps(ticket.no), desk.now, ticket)
        found.append(Case(told.heading, f"{told.text}\n{stuck}", ticket.no))
    return tuple(found)


def _stuck(entries: Sequence[Entry], now: datetime, ticket: Ticket) -> str:
    """Where the longest time passed, the wait since the last step included while it is open."""
    ends = [*(entry.at for entry in entries[1:]), *([now] if ticket.is_open else [])]
    waits = [(end - entry.at, entry) for entry, end in zip(entries, ends, strict=False)]
    if not waits:
        return ""
    longest, entry = max(waits, key=lambda pair: pair[0])
    if longest.days < 1:
        return ""
    return f"停得最久的是“{step_label(entry.step, entry.target)}”之后，{longest.days} 天。"


def _evidence(desk: Desk, tickets: Sequence[Ticket]) -> Table:
    """How the tickets spread: a line per topic and unit, and what was done over."""
    held = desk.catalogue
    topics = Counter(choices.topic_name(held, t.topic) or "未分类" for t in tickets)
    units = Counter(_unit(desk, t) for t in tickets)
    counted = [
        *(Line(("主题", name, count)) for name, count in topics.most_common(_SHOWN)),
        *(Line(("承办单位", name, count)) for name, count in units.most_common(_SHOWN)),
        Line(("重办", "回访后重办过的", sum(t.round > 1 for t in tickets))),
        Line(("未了结", "还没有办结的", sum(t.is_open for t in tickets))),
    ]
    note = f"选题时的 {len(tickets)} 件，同一件可在几行里；主题和单位各列前 {_SHOWN}。"
    return Table("佐证", ("分类", "内容", "数量（件）"), tuple(counted), note=note)


def _unit(desk: Desk, ticket: Ticket) -> str:
    if ticket.status is Status.MERGED:
        return "并入别的工单，一起办"
    return choices.unit_name(desk.catalogue, ticket.lead_unit) or "没有派单"


def _duties(desk: Desk, item_id: int) -> tuple[Table, ...]:
    duties = desk.uow.duties.of_item(item_id)
    if not duties:
        return ()
    name = desk.catalogue
    each = tuple(
        Line(
            (
                number,
                duty.task,
                choices.unit_name(name, duty.lead),
                "、".join(choices.unit_name(name, unit) for unit in duty.co_units) or "—",
                on_words(duty.due_on),
                duty.target,
                label(duty.status),
            )
        )
        for number, duty in enumerate(duties, 1)
    )
    return (Table("责任清单", ("序号", "任务", "牵头", "配合", "时限", "目标", "进展"), each),)


def _comparison(desk: Desk, rows: Sequence[AgendaPlanRow]) -> tuple[str, ...]:
    if not rows:
        return ("还没有定对照方案。",)
    held, plan, at = desk.catalogue, Plan.from_json(rows[-1].body), worked_out(rows)
    names = [name_of(key, plan.scope, held) for key in plan.controls[:_SHOWN]]
    rest = f"等 {len(plan.controls)} 组" if len(plan.controls) > _SHOWN else ""
    said = [f"数{scope_words(plan.scope, held)}：{baseline_of(plan, at).words}，{PLAIN_MEAN}。"]
    if names:
        said.append(f"对照：{WHY_CONTROLS}。这次跟{'、'.join(names)}{rest}比。")
    else:
        said.append(f"没有可比的，效果将无法估计：{plan.why_none}。")
    if found := timing_of(plan, at, desk.now):
        said.append(due_words(found))
    if plan.at_most is not None:
        said.append(f"指标：治理后每月不超过 {plan.at_most} 件，连续两个整月算达标。")
    return (*said, *([f"预期：{plan.expected}"] if plan.expected else []))


def _looked_back(desk: Desk, item: AgendaItemRow) -> tuple[str, ...]:
    """What became of the items of earlier months that are measured."""
    earlier = [
        row
        for row in desk.uow.agenda.all()
        if row.month < item.month and AgendaStatus(row.status) in MEASURED
    ][:_BACK]
    effects = desk.uow.plans.effects([row.id for row in earlier])
    notes = desk.uow.agenda.notes([row.id for row in earlier])
    said = []
    for row in earlier:
        effect = effects.get(row.id)
        found = "还没有满一个月可算" if effect is None else found_words(effect.body)
        looked = agreed(notes.get(row.id, ())).get(LOOKED.name, "")
        found += f"；回头看{looked}" if looked else ""
        said.append(
            f"“{row.title}”（{month_words(row.month)}，{label(AgendaStatus(row.status))}）：{found}。"
        )
    return tuple(said)


def found_words(body: Mapping[str, object]) -> str:
    """What was measured of an item, in words."""
    words = _VERDICTS[str(body["verdict"])]
    if body["effect_pct"] is None:
        return f"{words}，{body['reason']}"
    return f"{words}，估计 {body['effect_pct']}%（{body['low']}% 到 {body['high']}%）"
