"""The dispatch catalogue as people look it up: which topic, who leads it where, why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from service.domain.catalogue import Item, Level, Route, route
from service.domain.errors import NotFound
from service.domain.permissions import Permission
from service.flows.catalogue.rows import Cells, parts
from service.flows.desk import Desk
from service.flows.queries import choices
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

_RECENT = timedelta(days=90)
_NEAR = 12
_PLACES = ("level3", "words", "definition", "phrasings")


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic; ``leads``: names of unit families by level; ``co``: those that help.

    ``said``: the word or sentence in which a search found it, empty when it was the name.
    """

    code: str
    path: tuple[str, ...]
    leads: dict[Level, str]
    co: tuple[str, ...]
    deadline_class: str
    may_answer: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A topic that is easily taken for this one; ``code`` is empty when none has that name."""

    name: str
    code: str
    how_to_tell: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """One topic with what it means in an area, and how many tickets of it came of late.

    ``recent`` is None for people who see no tickets; ``successor`` is the line of the topic that
    took over, None for a topic in use.
    """

    line: TopicLine
    area: str
    route: Route
    unit: str
    co_units: tuple[str, ...]
    recent: int | None
    version: str
    cells: Cells
    near: tuple[NearMiss, ...]
    successor: TopicLine | None


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


def search(desk: Desk, q: str, group: str = "", family: str = "") -> list[TopicLine]:
    """The topics in whose code, names, definition, words or phrasings every word of ``q`` stands.

    Below a group and led by a family at any level, if given. Those whose name says it come first,
    retired ones of that name last.
    """
    words = q.split()
    rows = desk.hotline.rows(desk.uow, desk.catalogue.version)
    found: list[tuple[int, TopicLine]] = []
    for item in desk.catalogue.items.values():
        if not item.topic.startswith(group) or (family and family not in item.leads.values()):
            continue
        cells = rows[item.topic]
        whole = " ".join((item.topic, *item.path, *(cells[place] for place in _PLACES)))
        if all(word in whole for word in words):
            rank, said = _where(cells, f"{item.topic} {' '.join(item.path)}", words)
            found.append((rank, _line(desk, item, said)))
    found += [
        (len(_PLACES) + 1, _line(desk, item, "已停用"))
        for item in desk.catalogue.retired.values()
        if words and item.topic.startswith(group) and not family
        if all(word in f"{item.topic} {' '.join(item.path)}" for word in words)
    ]
    return [line for _, line in sorted(found, key=lambda pair: (pair[0], pair[1].code))]


def families(desk: Desk) -> list[tuple[str, str]]:
    """The families that lead some topic, by code and name."""
    leading = {code for item in desk.catalogue.items.values() for code in item.leads.values()}
    names = desk.catalogue.family_names
    return [(code, name) for code, name in names.items() if code in leading]


def view(desk: Desk, topic: str, area: str) -> TopicView:
    """A topic, retired or not, and where its tickets go from an area. Raises ``NotFound``."""
    catalogue = desk.catalogue
    item = catalogue.items.get(topic) or catalogue.retired.get(topic)
    if item is None:
        raise NotFound("派单目录里没有这个主题。")
    found, heir = route(topic, area, catalogue), catalogue.item(topic)
    cells = desk.hotline.rows(desk.uow, catalogue.version)[topic]
    return TopicView(
        line=_line(desk, item),
        area=area,
        route=found,
        unit=choices.unit_name(catalogue, found.unit),
        co_units=tuple(choices.unit_name(catalogue, code) for code in found.co_units),
        recent=_recent(desk, topic),
        version=catalogue.version,
        cells=cells,
        near=tuple(_near(desk, cells)),
        successor=_line(desk, heir) if heir and item.successor else None,
    )


def _where(cells: Cells, named: str, words: list[str]) -> tuple[int, str]:
    """How near the name a search hit, and the entry that says it best."""
    if all(word in named for word in words):
        return 0, ""
    for rank, place in enumerate(_PLACES[1:], start=1):
        entries = parts(place, cells[place]) if place != "definition" else [cells[place]]
        for entry in entries:
            hit = next((w for w in words if w in entry and w not in named), "")
            if hit:
                return rank, _around(entry, hit)
    return len(_PLACES), ""


def _around(entry: str, word: str) -> str:
    """What stands before and after a word, for a line in a list."""
    start = max(0, entry.index(word) - _NEAR)
    end = entry.index(word) + len(word) + _NEAR
    return f"{'…' if start else ''}{entry[start:end]}{'…' if end < len(entry) else ''}"


def _near(desk: Desk, cells: Cells) -> Iterator[NearMiss]:
    codes = {item.path[-1]: item.topic for item in desk.catalogue.items.values()}
    for entry in parts("near_misses", cells["near_misses"]):
        name, _, how = entry.partition("：")
        yield NearMiss(name, codes.get(name, ""), how)


def _recent(desk: Desk, topic: str) -> int | None:
    if not desk.actor.may(Permission.TICKET_READ):
        return None
    since = desk.now - _RECENT
    query = select(func.count()).select_from(TicketRow)
    query = query.where(
        sees(desk.actor), TicketRow.topic == topic, TicketRow.registered_at >= since
    )
    return desk.uow.session.scalar(query) or 0


def _line(desk: Desk, item: Item, said: str = "") -> TopicLine:
    names = desk.catalogue.family_names
    return TopicLine(
        code=item.topic,
        path=item.path,
        leads={level: names.get(code, code) for level, code in item.leads.items()},
        co=tuple(names.get(code, code) for code in item.co_families),
        deadline_class=item.deadline_class,
        may_answer=item.may_answer,
        said=said,
    )
