"""What a draft of the catalogue would have changed for last month's tickets.

Who leads and how urgent follow from the topic and the place that are stored: no text is read.
Changed words are tried on a sample of last month's texts, read with the reader in use and with
one built from the draft, so that the difference is the draft's alone.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from analytics.months import shift
from models.reader import Reader
from service.domain.catalogue import Catalogue, route
from service.domain.localtime import local_month
from service.domain.permissions import Permission
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.editing import Work
from service.flows.desk import Desk
from service.flows.month.data import period_of
from service.sheets import atomic_file
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

SAMPLE = 500
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Fate:
    """Where a ticket goes: topic by code, unit by name (empty: a person decides), the class."""

    topic: str
    unit: str
    deadline_class: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Tickets of one topic that would have gone another way; ``code``: the topic they have."""

    code: str
    before: Fate
    after: Fate
    tickets: int


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of a draft on the tickets of a month, most tickets first."""

    month: str
    total: int
    rows: tuple[Effect, ...]

    @property
    def elsewhere(self) -> int:
        """How many would have gone to another unit."""
        return sum(row.tickets for row in self.rows if row.before.unit != row.after.unit)

    @property
    def other_class(self) -> int:
        """How many would have had another deadline class."""
        classes = ((r.before.deadline_class, r.after.deadline_class, r.tickets) for r in self.rows)
        return sum(tickets for before, after, tickets in classes if before != after)

    @property
    def other_topic(self) -> int:
        """How many would have had another topic."""
        return sum(row.tickets for row in self.rows if row.before.topic != row.after.topic)


@dataclass(frozen=True, slots=True)
class Reread:
    """How a sample of texts is read with the draft's words; ``stamp``: the draft as it was."""

    stamp: str
    month: str
    texts: int
    rows: tuple[Effect, ...]


def last_month(desk: Desk) -> str:
    """The month before this one, in Shanghai."""
    return shift(local_month(desk.now), -1)


def drafted(desk: Desk, rows: catalogue_rows.Rows, version: str) -> Catalogue:
    """A catalogue of these rows with the units and places of today."""
    items = {topic: catalogue_rows.item_of(cells) for topic, cells in rows.items()}
    return replace(
        desk.catalogue,
        version=version,
        items={topic: item for topic, item in items.items() if not item.successor},
        retired={topic: item for topic, item in items.items() if item.successor},
    )


def effects(desk: Desk, held: Work) -> Effects:
    """What the draft would have changed for last month's tickets, by the topics they have.

    Counts cover all tickets, whoever asks: they say nothing of any one of them.
    """
    month = last_month(desk)
    before, after = _both(desk, held)
    found: Counter[tuple[str, Fate, Fate]] = Counter()
    total = 0
    for topic, area, tickets in _counted(desk, month):
        total += tickets
        pair = _fate(topic, area, before), _fate(topic, area, after)
        if pair[0] != pair[1]:
            found[topic, *pair] += tickets
    return Effects(month, total, tuple(Effect(*key, n) for key, n in found.most_common()))


def moved(desk: Desk, held: Work) -> Iterator[tuple[str, Fate, Fate]]:
    """The tickets behind ``effects`` one by one, by number: those that this person may see."""
    period = period_of(last_month(desk), desk.now)
    before, after = _both(desk, held)
    if not desk.actor.may(Permission.TICKET_READ):
        return
    query = (
        select(TicketRow.no, TicketRow.topic, TicketRow.area)
        .where(sees(desk.actor), TicketRow.topic.in_(_touched(held)))
        .where(TicketRow.registered_at >= period.start, TicketRow.registered_at < period.end)
        .order_by(TicketRow.no)
    )
    for no, topic, area in desk.uow.session.execute(query):
        old, new = _fate(topic, area, before), _fate(topic, area, after)
        if old != new:
            yield no, old, new


def sample(desk: Desk, month: str) -> list[tuple[str, str, str]]:
    """Area, title and text of at most ``SAMPLE`` tickets, spread evenly over the month."""
    period = period_of(month, desk.now)
    inside = (TicketRow.registered_at >= period.start, TicketRow.registered_at < period.end)
    numbers = list(desk.uow.session.scalars(select(TicketRow.no).where(*inside).order_by("no")))
    step = max(1, -(-len(numbers) // SAMPLE))
    chosen = numbers[::step]
    query = select(TicketRow.area, TicketRow.title, TicketRow.text).where(TicketRow.no.in_(chosen))
    return [(area, title, text) for area, title, text in desk.uow.session.execute(query)]


def reread(
    desk: Desk,
    held: Work,
    readers: tuple[Reader, Reader],
    texts: list[tuple[str, str, str]],
    say: Callable[[int], None] = lambda _: None,
) -> Reread:
    """Read the sample with the reader in use and with the draft's; what comes out otherwise."""
    before, after = _both(desk, held)
    found: Counter[tuple[str, Fate, Fate]] = Counter()
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        say(start)
        areas, titles, bodies = ([row[i] for row in part] for i in range(3))
        pairs = zip(*(r.topics_of(bodies, titles) for r in readers), strict=True)
        for area, (old, new) in zip(areas, pairs, strict=True):
            fates = _fate(old.code, area, before), _fate(new.code, area, after)
            if fates[0] != fates[1]:
                found[old.code, *fates] += 1
    rows = tuple(Effect(*key, n) for key, n in found.most_common())
    return Reread(held.stamp, last_month(desk), len(texts), rows)


def keep(folder: Path, found: Reread) -> None:
    """Keep the last rereading of a draft."""
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_file(folder / "reread.json") as path:
        path.write_text(json.dumps(asdict(found), ensure_ascii=False), encoding="utf-8")


def kept(folder: Path) -> Reread | None:
    """What ``keep`` kept, or None."""
    try:
        plain = json.loads((folder / "reread.json").read_text(encoding="utf-8"))
        rows = tuple(
            Effect(row["code"], Fate(**row["before"]), Fate(**row["after"]), row["tickets"])
            for row in plain["rows"]
        )
        return Reread(plain["stamp"], plain["month"], plain["texts"], rows)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _both(desk: Desk, held: Work) -> tuple[Catalogue, Catalogue]:
    return drafted(desk, held.before, held.base), drafted(desk, held.after, "草稿")


def _touched(held: Work) -> list[str]:
    """Topics whose tickets may go another way: those changed, and those they succeed."""
    wanted = set(held.changed)
    while True:
        more = {t for t, row in held.after.items() if row[catalogue_rows.SUCCESSOR] in wanted}
        if more <= wanted:
            return sorted(wanted)
        wanted |= more


def _counted(desk: Desk, month: str) -> list[tuple[str, str, int]]:
    period = period_of(month, desk.now)
    query = (
        select(TicketRow.topic, TicketRow.area, func.count())
        .where(TicketRow.registered_at >= period.start, TicketRow.registered_at < period.end)
        .group_by(TicketRow.topic, TicketRow.area)
        .order_by(TicketRow.topic, TicketRow.area)
    )
    return [(topic, area, tickets) for topic, area, tickets in desk.uow.session.execute(query)]


def _fate(topic: str, area: str, catalogue: Catalogue) -> Fate:
    found, item = route(topic, area, catalogue), catalogue.item(topic)
    unit = catalogue.units.get(found.unit)
    return Fate(
        item.topic if item else topic, unit.name if unit else found.unit, found.deadline_class
    )
