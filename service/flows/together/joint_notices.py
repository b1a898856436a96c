"""What a matter across borders tells the units it concerns, and when."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from service.domain.localtime import LOCAL, local_day
from service.domain.notices.messages import (
    Audience,
    NoticeChannel,
    NoticeKind,
    matter_text,
    moment,
)
from service.domain.together.matters import Matter, MatterStep
from service.flows.hotline import Hotline
from service.flows.notices import tell_people, tell_units
from service.store.staff.notices import Draft
from service.store.uow import UnitOfWork

_KINDS = {
    MatterStep.ASK: NoticeKind.MATTER_ASKED,
    MatterStep.REMIND: NoticeKind.MATTER_REMINDED,
    MatterStep.CALL: NoticeKind.MATTER_CALLED,
    MatterStep.DECIDE: NoticeKind.MATTER_DECIDED,
}
_DUE_SOON = timedelta(days=2)


def tell_of_matter(
    uow: UnitOfWork, hotline: Hotline, step: MatterStep, matter: Matter, now: datetime
) -> None:
    """Gather what a step of a matter tells the units and the dispatchers; most tell nothing."""
    _tell_dispatchers(uow, hotline, step, matter, now)
    kind = _KINDS.get(step)
    if kind is None:
        return
    units: Iterable[str] = matter.units
    if kind in (NoticeKind.MATTER_ASKED, NoticeKind.MATTER_REMINDED):
        units = matter.waiting_for
    if matter.resolution is not None:
        units = (matter.resolution.lead, *matter.resolution.co_units)
        kind = NoticeKind.MATTER_DUE if step is MatterStep.REMIND else kind
    event = f"matter:{matter.id}:{matter.version}"
    tell_units(uow, hotline, units, _draft(matter, kind, event), now)


def _tell_dispatchers(
    uow: UnitOfWork, hotline: Hotline, step: MatterStep, matter: Matter, now: datetime
) -> None:
    """Who sends the tickets hears when every unit has answered, and of the decision."""
    is_answered = step is MatterStep.ANSWER and not matter.waiting_for
    if not is_answered and step is not MatterStep.DECIDE:
        return
    kind = NoticeKind.MATTER_ANSWERED if is_answered else NoticeKind.MATTER_SETTLED
    # An answer that is put right afterwards tells nothing new.
    event = f"matter:{matter.id}:{kind.value}:{len(matter.units)}"
    draft = _draft(matter, kind, event)
    tell_people(uow, hotline, draft, ("", (Audience.DISPATCHERS,)), now)


def tell_of_matter_clocks(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Gather what deadlines of matters tell the units now, each once; for how many matters."""
    asked = uow.matters.waiting(now + hotline.supervision.soon)
    for matter in asked:
        assert matter.answer_by is not None  # noqa: S101  (it was looked up by that)
        late = "over" if now > matter.answer_by else "soon"
        event = f"matter:{matter.id}@{late}:{matter.answer_by.isoformat()}"
        draft = _draft(matter, NoticeKind.MATTER_REMINDED, event)
        tell_units(uow, hotline, matter.waiting_for, draft, now)
    due = uow.matters.falling_due(local_day(now + _DUE_SOON))
    for matter in due:
        held = matter.resolution
        assert held is not None  # noqa: S101  (it has a due day)
        event = f"matter:{matter.id}@due:{held.due_on.isoformat()}"
        draft = _draft(matter, NoticeKind.MATTER_DUE, event)
        tell_units(uow, hotline, (held.lead, *held.co_units), draft, now)
    return len(asked) + len(due)


def _draft(matter: Matter, kind: NoticeKind, event: str) -> Draft:
    session, held = matter.session, matter.resolution
    words = {
        "title": matter.title,
        "no": session.no if session else "",
        "place": session.place if session else "",
        "clock": moment(session.at if session else matter.answer_by),
        "due": _day(held.due_on) if held else "",
        "count": str(len(matter.tickets)),
    }
    return Draft(
        event=event,
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=matter_text(kind, **words),
        link=f"/joint/{matter.id}",
    )


def _day(day: date) -> str:
    at = datetime.combine(day, time(12), LOCAL)
    return f"{at.month}月{at.day}日"
