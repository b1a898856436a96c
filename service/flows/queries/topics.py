"""The dispatch catalogue as people look it up: which topic, who leads it where, why."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from service.domain.catalogue import Item, Level, Route, route
from service.domain.errors import NotFound
from service.domain.permissions import Permission
from service.flows.queries import choices
from service.flows.steps import Desk
from service.store.tables import TicketRow
from service.store.tickets import sees

_RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic; ``leads``: names of unit families by level; ``co``: those that help."""

    code: str
    path: tuple[str, ...]
    leads: dict[Level, str]
    co: tuple[str, ...]
    deadline_class: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class TopicView:
    """One topic with what it means in an area, and how many tickets of it came of late.

    ``recent`` is None for people who see no tickets.
    """

    line: TopicLine
    area: str
    route: Route
    unit: str
    co_units: tuple[str, ...]
    recent: int | None
    version: str


@dataclass(frozen=True, slots=True)
class Group:
    """A first-level topic and how many topics it holds."""

    code: str
    name: str
    topics: int


def groups(desk: Desk) -> list[Group]:
    """The first level of the catalogue in force, by code."""
    held: dict[tuple[str, str], int] = {}
    for item in desk.catalogue.items.values():
        key = (item.topic[:2], item.path[0])
        held[key] = held.get(key, 0) + 1
    return [Group(code, name, number) for (code, name), number in sorted(held.items())]


def search(desk: Desk, q: str, group: str = "") -> list[TopicLine]:
    """The topics whose code or names contain every word of ``q``, below a group if given."""
    words = q.split()
    return [
        _line(desk, item)
        for item in desk.catalogue.items.values()
        if item.topic.startswith(group)
        and all(word in f"{item.topic} {' '.join(item.path)}" for word in words)
    ]


def view(desk: Desk, topic: str, area: str) -> TopicView:
    """A topic and where its tickets go from an area. Raises ``NotFound``."""
    catalogue = desk.catalogue
    item = catalogue.item(topic)
    if item is None:
        raise NotFound("派单目录里没有这个主题。")
    found = route(topic, area, catalogue)
    return TopicView(
        line=_line(desk, item),
        area=area,
        route=found,
        unit=choices.unit_name(catalogue, found.unit),
        co_units=tuple(choices.unit_name(catalogue, code) for code in found.co_units),
        recent=_recent(desk, topic),
        version=catalogue.version,
    )


def _recent(desk: Desk, topic: str) -> int | None:
    if not desk.actor.may(Permission.TICKET_READ):
        return None
    since = desk.now - _RECENT
    query = select(func.count()).select_from(TicketRow)
    query = query.where(
        sees(desk.actor), TicketRow.topic == topic, TicketRow.registered_at >= since
    )
    return desk.uow.session.scalar(query) or 0


def _line(desk: Desk, item: Item) -> TopicLine:
    names = desk.catalogue.family_names
    return TopicLine(
        code=item.topic,
        path=item.path,
        leads={level: names.get(code, code) for level, code in item.leads.items()},
        co=tuple(names.get(code, code) for code in item.co_families),
        deadline_class=item.deadline_class,
        may_answer=item.may_answer,
    )
