"""Tells a ticket in five short lines for people who decide on its matter; names nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.hot.typical import Told, typical
from service.domain.catalogue import Catalogue
from service.domain.localtime import LOCAL
from service.domain.ticket import ENDED, Answer, RequestType, Status, Ticket
from service.flows.desk import Desk
from service.flows.plea import gist_of, plea_of, without_room
from service.flows.queries.choices import unit_name
from service.labels import label
from service.store.uow import UnitOfWork

WHERE, WHAT, WANTED, HOW, RESULT = "时间地点", "反映什么", "要求什么", "怎么办的", "结果"
_LOOKED_AT = 300
_TOLD_OF = {Answer.YES: "说解决了", Answer.NO: "说没有解决"}
_PLEASED = {Answer.YES: "，满意", Answer.NO: "，不满意"}


@dataclass(frozen=True, slots=True)
class Dissected:
    """A ticket taken apart; ``lines``: pairs of what a line is about and what it says.

    ``heading``: whether it is one that was settled.
    """

    no: str
    heading: str
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The lines as they stand below one another."""
        return "\n".join(f"{name}：{said}" for name, said in self.lines)


def typical_of_item(desk: Desk, item_id: int) -> tuple[Dissected, ...]:
    """The tickets that stand for an agenda item; of very many a part is looked at."""
    numbers = desk.uow.agenda.tickets(item_id)
    step = len(numbers) // _LOOKED_AT + 1
    tickets = desk.uow.tickets.get_many(numbers[::step])
    return tuple(dissected(desk.catalogue, t, desk.now) for t in typical_of(desk.uow, tickets))


def typical_of(uow: UnitOfWork, tickets: Sequence[Ticket], most: int = 2) -> list[Ticket]:
    """The tickets that stand for a matter, the most typical first; never a report of wrongdoing."""
    known = {t.no: t for t in tickets if t.request_type is not RequestType.REPORT}
    words = uow.readings.words(known)
    told = [
        Told(
            no=no,
            request_type=ticket.request_type.value,
            tokens=words.get(no, ()),
            place=ticket.place,
            length=len(ticket.text),
            is_settled=is_settled(ticket),
            is_own=ticket.status not in (Status.MERGED, Status.REJECTED),
        )
        for no, ticket in known.items()
    ]
    return [known[no] for no in typical(told, most)]


def is_settled(ticket: Ticket) -> bool:
    """Whether it has ended, and the caller did not say no to what was done."""
    is_ended = ticket.status in ENDED | {Status.ARCHIVED}
    return is_ended and Answer.NO not in (ticket.solved, ticket.satisfied)


def dissected(catalogue: Catalogue, ticket: Ticket, now: datetime) -> Dissected:
    """A ticket as it stands, in five lines."""
    plea = plea_of(ticket.title, ticket.text)
    where = where_of(catalogue, ticket.registered_at, ticket.area, ticket.place)
    said = (where, plea.what, plea.wanted, _how(catalogue, ticket), _result(ticket, now))
    heading = "办完的一件" if is_settled(ticket) else "没有办好的一件"
    lines = zip((WHERE, WHAT, WANTED, HOW, RESULT), said, strict=True)
    return Dissected(ticket.no, heading, tuple(lines))


def where_of(catalogue: Catalogue, at: datetime, area: str, place: str) -> str:
    """The day, and the place from the county down."""
    chain = [code for code in catalogue.chain(area)[::-1] if code != catalogue.city]
    names = [catalogue.area_names.get(code, "") for code in chain]
    parts = [*names, without_room(place) if place not in names else ""]
    return f"{_day(at)}，{''.join(part for part in parts if part) or '没有说地点'}"


def _day(at: datetime) -> str:
    local = at.astimezone(LOCAL)
    return f"{local.year}年{local.month}月{local.day}日"


def _how(catalogue: Catalogue, ticket: Ticket) -> str:
    if ticket.status is Status.MERGED:
        return f"和 {ticket.master_no} 是同一件事，并在一起办"
    gist = gist_of(ticket.reply)
    if not ticket.lead_unit or ticket.dispatched_at is None:
        return f"热线答复：{gist}" if gist else "还没有派单"
    over = f"，办了 {ticket.round} 轮" if ticket.round > 1 else ""
    sent = f"{_day(ticket.dispatched_at)}派给{unit_name(catalogue, ticket.lead_unit)}{over}"
    return f"{sent}；答复：{gist}" if gist else f"{sent}，还没有答复"


def _result(ticket: Ticket, now: datetime) -> str:
    state = label(ticket.status)
    if ticket.is_open:
        days = (now - ticket.registered_at).days
        unhappy = "，上次回访说没有解决" if ticket.solved is Answer.NO else ""
        return f"还没有办结（{state}），登记以来 {days} 天{unhappy}"
    ended = f"{_day(ticket.ended_at)}{state}" if ticket.ended_at else state
    if ticket.status is Status.MERGED or ticket.solved is None:
        return ended
    heard = _TOLD_OF.get(ticket.solved, "没有说是否解决")
    pleased = _PLEASED.get(ticket.satisfied, "") if ticket.satisfied else ""
    return f"{ended}，回访时诉求人{heard}{pleased}"
