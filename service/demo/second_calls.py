"""Last month's samples in the simulated city: most second calls agree, a few do not."""

from datetime import datetime

from service.domain.callback.inspection import Inspection, SampleKind
from service.domain.permissions import Actor
from service.domain.ticket import Answer
from service.flows.calling import inspection
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.store.uow import UnitOfWork

_BY = {SampleKind.QUALITY: "reviewer01", SampleKind.DISCIPLINE: "discipline_viewer"}
_LEFT = 4
_EVERY = 9


def call_again(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Draw the samples of the month before and call most of them; return how many were drawn.

    Every ninth caller says no now; the last few of each sample wait to be called.
    """
    count = inspection.draw_month(uow, hotline, now)
    for kind, name in _BY.items():
        desk = Desk(uow, hotline, people[name], now)
        drawn = uow.inspections.listed([kind])
        for number, each in enumerate(drawn[: max(0, len(drawn) - _LEFT)]):
            given = _said(each, number)
            inspection.reveal(desk, each.id)
            inspection.note(desk, each.id, given)
    return count


def _said(each: Inspection, number: int) -> dict[str, str]:
    if not each.closed.answers:
        return {"unreached": "1"}
    said = dict(each.closed.answers)
    if number % _EVERY == _EVERY // 2:
        said |= {"solved": Answer.NO.value, "satisfied": Answer.NO.value}
    return said
