"""What the page of one hot topic shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.domain import agenda
from service.domain.localtime import local_day
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.lists import Page, TicketLine
from service.flows.queries.month.agenda import AgendaLine, line_of, visible_count
from service.store.tables.month import HotTopicRow, HotTopicTicketRow
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

_TICKETS = 100


@dataclass(frozen=True, slots=True)
class Again:
    """Another topic of the month with the same requests; ``shared``: how many both have."""

    topic: HotTopicRow
    shared: int


@dataclass(frozen=True, slots=True)
class TopicView:
    """A hot topic. ``tickets``: those this person may see, the typical one first; ``hidden``: how
    many others there are. ``days``: requests by local day. ``item``: its agenda item, if any.
    ``again``: the event that a theme repeats, or the themes that repeat an event.
    """

    topic: HotTopicRow
    item: AgendaLine | None
    tickets: tuple[TicketLine, ...]
    shown_of: int
    hidden: int
    days: tuple[tuple[str, int], ...]
    history: tuple[tuple[str, int], ...]
    may_pick: bool
    again: tuple[Again, ...]


def topic_view(desk: Desk, month: str, topic_id: str) -> TopicView:
    """A hot topic with its tickets. Raises ``NotFound``."""
    topic = desk.uow.months.topic(month, topic_id)
    members = select(HotTopicTicketRow.no).where(
        HotTopicTicketRow.month == month, HotTopicTicketRow.topic_id == topic_id
    )
    found = lists.find(desk, [sees(desk.actor), TicketRow.no.in_(members)], Page(size=_TICKETS))
    typical = [line for line in found.rows if line.no == topic.typical_no]
    others = [line for line in found.rows if line.no != topic.typical_no]
    visible = visible_count(desk, members)
    item = desk.uow.agenda.of_topic(month, topic_id)
    return TopicView(
        topic=topic,
        item=line_of(desk, item) if item else None,
        tickets=(*typical, *others),
        shown_of=visible,
        hidden=topic.size - visible,
        days=_days(desk, members),
        history=tuple(desk.uow.months.history(topic_id)),
        may_pick=item is None and desk.actor.may(Permission.AGENDA_DECIDE),
        again=_again(desk, topic),
    )


def repeats(desk: Desk, month: str, topics: Sequence[HotTopicRow]) -> dict[str, tuple[Again, ...]]:
    """The themes of a month that are one of its events over again, by the event, largest first."""
    known = {topic.topic_id: topic for topic in topics}
    found: dict[str, list[Again]] = {}
    for event, theme, shared in desk.uow.months.shared(month):
        if agenda.is_repeat(shared, known[theme].size, desk.hotline.agenda):
            found.setdefault(event, []).append(Again(known[theme], shared))
    return {
        event: tuple(sorted(themes, key=lambda a: (-a.shared, a.topic.topic_id)))
        for event, themes in found.items()
    }


def _again(desk: Desk, topic: HotTopicRow) -> tuple[Again, ...]:
    topics = desk.uow.months.topics(topic.month)
    found = repeats(desk, topic.month, topics)
    if topic.level == "event":
        return found.get(topic.topic_id, ())
    return tuple(
        Again(event, theme.shared)
        for event in topics
        for theme in found.get(event.topic_id, ())
        if theme.topic.topic_id == topic.topic_id
    )


def _days(desk: Desk, members: Any) -> tuple[tuple[str, int], ...]:
    """Requests by local day, days without any between the first and the last included."""
    query = select(TicketRow.registered_at).where(TicketRow.no.in_(members))
    days = sorted(local_day(at) for at in desk.uow.session.scalars(query))
    if not days:
        return ()
    span = range((days[-1] - days[0]).days + 1)
    every = [days[0].fromordinal(days[0].toordinal() + n) for n in span]
    return tuple((day.isoformat(), days.count(day)) for day in every)
