"""Turns meetings into rows of words."""

from collections.abc import Mapping, Sequence
from datetime import date

from service.domain.agenda import AgendaStatus
from service.domain.governance.meeting_life import Arrangement, MeetingState, MeetingStep
from service.flows.governance.put_off import PutOff
from service.flows.queries.governance.meetings import MeetingLine, MeetingView, Taken
from service.flows.queries.month.agenda import AgendaLine
from service.labels import label
from service.store.tables.meetings import MeetingStepRow
from service.web.contexts.meetings import (
    FreeRow,
    MeetingFormPage,
    MeetingPage,
    MeetingRow,
    MeetingsPage,
    TakenRow,
)
from service.web.render import moment
from service.web.views.agendarows import TONES
from service.web.views.meetingnext import next_of

S, T = MeetingState, MeetingStep
_NAMED, _HASH = 4, 12
_TONES = {S.PLANNED: "waiting", S.HELD: "working", S.SIGNED: "done", S.CANCELLED: "refused"}


def url_of(held_on: date) -> str:
    """Where a meeting is."""
    return f"/meetings/{held_on.isoformat()}"


def meetings_page(
    found: Sequence[MeetingLine], today: date, *, may_plan: bool, waiting: int
) -> MeetingsPage:
    """The list of the meetings."""
    return MeetingsPage([_row(line, today) for line in found], may_plan, waiting)


def form_page(
    arrangement: Arrangement | None,
    *,
    version: int | None = None,
    moves: int = 0,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    error: str = "",
) -> MeetingFormPage:
    """The form of a meeting: a new one without ``arrangement``; what was typed stays."""
    values = {"held_on": "", "starts_at": "09:00", "place": "", "chair": "", "title": "", "why": ""}
    action = back = "/meetings"
    if arrangement is not None:
        back = url_of(arrangement.held_on)
        action = f"{back}/change"
        values |= {
            "held_on": arrangement.held_on.isoformat(),
            "starts_at": arrangement.starts_at,
            "place": arrangement.place,
            "chair": arrangement.chair,
            "title": arrangement.title,
        }
    given = {name: (typed or {}).get(name, value) for name, value in values.items()}
    errors = dict.fromkeys(values, "") | dict(wrong or {})
    heading = "改会议安排" if arrangement else "安排会议"
    return MeetingFormPage(heading, action, back, version, moves, given, errors, error)


def meeting_page(
    view: MeetingView,
    today: date,
    heading: str,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    tried: str = "",
    error: str = "",
) -> MeetingPage:
    """One meeting; what was typed stays. ``heading``: that of what came after it."""
    given, url = typed or {}, url_of(view.held_on)
    rows = [
        _taken(number, each, (given, wrong or {}), view)
        for number, each in enumerate((*view.taken, *view.proposed), 1)
    ]
    plan = view.arrangement
    return MeetingPage(
        url=url,
        title=f"{_day(view.held_on)}{plan.title or '月调度会'}",
        when=_when(view.held_on, today, view.state),
        state=label(view.state),
        facts=_facts(view),
        next=next_of(view, today, url),
        rows=rows,
        called=len(view.taken),
        free=[_free(line, may_call=view.may_call) for line in view.free],
        may_arrange=view.may_arrange,
        may_write=T.WRITE in view.may,
        may_correct=T.CORRECT in view.may,
        is_over=view.state in (S.HELD, S.SIGNED),
        version=view.version,
        order=view.order,
        attended=given.get("attended", view.attended),
        said=given.get("said", view.said),
        kept=_kept(view),
        later=[
            {"url": f"/agenda/{each.id}", "title": each.title, "said": list(each.said)}
            for each in view.later
        ],
        later_heading=heading,
        put_off=[_gone(each) for each in view.put_off],
        timeline=[_entry(step) for step in view.steps],
        tried=tried,
        why=given.get("why", "") if tried else "",
        error=error,
    )


def _gone(each: PutOff) -> dict[str, str]:
    said = "；".join(part for part in (each.said, each.where) if part)
    return {"url": f"/agenda/{each.id}", "title": each.title, "said": said}


def _row(line: MeetingLine, today: date) -> MeetingRow:
    plan, titles = line.arrangement, line.titles
    rest = f"等 {len(titles)} 个" if len(titles) > _NAMED else ""
    where = [plan.place, f"{plan.chair}主持" if plan.chair else ""]
    return MeetingRow(
        url=url_of(line.held_on),
        day=f"{_day(line.held_on)} {plan.starts_at}".rstrip(),
        when=_when(line.held_on, today, line.state),
        where="，".join(part for part in (plan.title, *where) if part),
        items=len(titles),
        state=label(line.state),
        tone=_TONES[line.state],
        decided=f"{line.decided} 个记了决定" if line.decided else "",
        titles="、".join(titles[:_NAMED]) + rest,
    )


def _taken(
    number: int,
    each: Taken,
    form: tuple[Mapping[str, str], Mapping[str, str]],
    view: MeetingView,
) -> TakenRow:
    """One item; ``form``: what was typed, and what was wrong with it."""
    typed, wrong = form
    line, name = each.line, f"decision-{each.line.id}"
    return TakenRow(
        id=line.id,
        number=number,
        url=f"/agenda/{line.id}",
        title=line.title,
        reasons="；".join(line.reasons),
        status=label(line.status) if each.is_called else "拟上会，待领导选定",
        status_tone=TONES.get(line.status, "working"),
        lacks="、".join(each.lacks),
        is_first=number == 1,
        is_last=number == len(view.taken),
        name=name,
        decision=typed.get(name, each.decision),
        version=each.version,
        seen=line.version,
        is_called=each.is_called,
        may_call=view.may_call or line.status is AgendaStatus.SELECTED,
        may_leave=not each.is_called or line.status is AgendaStatus.SCHEDULED,
        error=wrong.get(name, ""),
    )


def _free(line: AgendaLine, *, may_call: bool) -> FreeRow:
    is_called = may_call or line.status is AgendaStatus.SELECTED
    return FreeRow(
        id=line.id,
        url=f"/agenda/{line.id}",
        title=line.title,
        month=line.month,
        status=label(line.status),
        status_tone=TONES.get(line.status, "working"),
        tickets=line.tickets,
        reasons="；".join(line.reasons),
        seen=line.version,
        put="排上会" if is_called else "拟上会",
    )


def _facts(view: MeetingView) -> list[dict[str, str]]:
    plan = view.arrangement
    said = {
        "时间": f"{_day(view.held_on)} {plan.starts_at or '几点还没有定'}",
        "地点": plan.place or "还没有定",
        "主持": plan.chair or "还没有定",
    }
    said |= {"参加": view.attended} if view.attended else {}
    return [{"term": term, "value": value} for term, value in said.items()]


def _kept(view: MeetingView) -> str:
    if view.kept is None:
        return ""
    return f"会议材料已于 {moment(view.kept.at)} 留存，以后不变（指纹 {view.kept.hash[:_HASH]}）。"


def _entry(step: MeetingStepRow) -> dict[str, str]:
    return {
        "label": label(MeetingStep(step.step)),
        "at": moment(step.at),
        "at_iso": step.at.isoformat(),
        "who": step.actor_name,
        "note": step.note,
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _when(day: date, today: date, state: MeetingState) -> str:
    if state is S.CANCELLED:
        return "没有开"
    days = (day - today).days
    if days >= 0:
        return f"还有 {days} 天" if days else "今天"
    return f"已开过 {-days} 天" if state is not S.PLANNED else f"会期已过 {-days} 天"
