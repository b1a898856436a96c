"""Turns meetings into rows of words."""

from collections.abc import Mapping, Sequence
from datetime import date

from service.flows.queries.meetings import MeetingView, Taken
from service.labels import label
from service.web.contexts.meetings import MeetingPage, MeetingRow, MeetingsPage, TakenRow
from service.web.views.agendarows import TONES

_NAMED = 4


def meetings_page(found: Sequence[MeetingView], today: date) -> MeetingsPage:
    """The list of the meetings."""
    return MeetingsPage(rows=[_row(view, today) for view in found])


def meeting_page(
    view: MeetingView,
    today: date,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    error: str = "",
) -> MeetingPage:
    """One meeting; what was typed stays."""
    last = len(view.taken)
    return MeetingPage(
        url=f"/meetings/{view.held_on.isoformat()}",
        title=f"{_day(view.held_on)}月调度会",
        when=_when(view.held_on, today),
        rows=[
            _taken(number, each, typed or {}, wrong or {}, is_last=number == last)
            for number, each in enumerate(view.taken, 1)
        ],
        version=view.version,
        is_waiting=view.is_waiting,
        may_order=view.may_order,
        may_write=view.may_write,
        error=error,
    )


def _row(view: MeetingView, today: date) -> MeetingRow:
    titles = [each.line.title for each in view.taken]
    rest = f"等 {len(titles)} 个" if len(titles) > _NAMED else ""
    decided = sum(bool(each.decision) for each in view.taken)
    return MeetingRow(
        url=f"/meetings/{view.held_on.isoformat()}",
        day=_day(view.held_on),
        when=_when(view.held_on, today),
        items=len(titles),
        decided=f"{decided} 个记了决定" if decided else "还没有记决定",
        titles="、".join(titles[:_NAMED]) + rest,
    )


def _taken(
    number: int,
    each: Taken,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    is_last: bool,
) -> TakenRow:
    line, name = each.line, f"decision-{each.line.id}"
    return TakenRow(
        id=line.id,
        number=number,
        url=f"/agenda/{line.id}",
        title=line.title,
        reasons="；".join(line.reasons),
        status=label(line.status),
        status_tone=TONES.get(line.status, "working"),
        lacks="、".join(each.lacks),
        is_first=number == 1,
        is_last=is_last,
        name=name,
        decision=typed.get(name, each.decision),
        may_decide=each.may_decide,
        version=each.version,
        error=wrong.get(name, ""),
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _when(day: date, today: date) -> str:
    days = (day - today).days
    return "今天" if days == 0 else f"还有 {days} 天" if days > 0 else f"已开过 {-days} 天"
