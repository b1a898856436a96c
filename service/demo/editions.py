"""Leaves the report of the meeting's month signed, and a correction of it begun."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from service.domain.editions import EditionStep
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.month import editions
from service.store.uow import Store, UnitOfWork

_TEXTS = {
    "note-2": "县区接诉多的，主要是首接以后没有说清归属，几家之间来回转。",
    "note-5": "超期的集中在跨单位事项，卡在牵头单位没有定。",
}
_MORE = {**_TEXTS, "note-3": "居前的几类事都有季节性，提前备料、提前告知能少一半。"}
_REASON = "热点诉求一节漏写了成因，补写后更正"


def leave_editions(
    uow: UnitOfWork,
    store: Store,
    hotline: Hotline,
    who: tuple[Actor, Actor],
    month: str,
    days: tuple[datetime, datetime],
) -> None:
    """The analyst writes and submits, the leader signs; days later the analyst corrects a part.

    ``who``: analyst and leader; ``days``: when the month was over, and the city's end. What would
    have happened after the end has not happened.
    """
    (analyst, leader), (after, end) = who, days
    signed_at, corrected_at = after + timedelta(days=2), after + timedelta(days=12)
    if signed_at > end:
        return
    desk = Desk(uow, hotline, analyst, after + timedelta(days=1))
    _write(desk, month, _TEXTS)
    _take(desk, store, month, EditionStep.SUBMIT)
    _take(Desk(uow, hotline, leader, signed_at), store, month, EditionStep.SIGN)
    if corrected_at <= end:
        _write(Desk(uow, hotline, analyst, corrected_at), month, _MORE, _REASON)


def _write(desk: Desk, month: str, texts: Mapping[str, str], reason: str = "") -> None:
    row = editions.begin(desk, month, reason)
    editions.write(desk, month, row.number, row.version, texts)


def _take(desk: Desk, store: Store, month: str, step: EditionStep) -> None:
    row = desk.uow.editions.of(month)[0]
    editions.take(desk, store, month, row.number, row.version, step)
