"""The seasons that a month's work found: who they fall to, and what was done about them before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from analytics.months import shift
from service.domain.agenda import AgendaStatus
from service.domain.localtime import local_month
from service.domain.outlook import Season, item_topic
from service.flows.desk import Desk
from service.flows.month.seasons import of_body
from service.flows.queries.choices import topic_level_name, unit_name
from service.store.figures import counts
from service.store.tables.agenda import AgendaItemRow, AgendaTicketRow
from service.store.tables.tickets import TicketRow

_ITEMS = 3
Counted = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class PastItem:
    """An agenda item whose tickets are mostly of a topic, and what its effect was found to be."""

    id: int
    month: str
    title: str
    status: AgendaStatus
    effect: str


@dataclass(frozen=True, slots=True)
class SeasonLine:
    """A season as it comes next; what it is counted by has code, name and number.

    ``item``: the agenda item that prepares for it, 0 when there is none yet.
    """

    season: Season
    name: str
    starts_on: date
    ends_on: date
    is_running: bool
    weeks: int
    units: tuple[Counted, ...]
    areas: tuple[Counted, ...]
    leaves: tuple[Counted, ...]
    past: tuple[PastItem, ...]
    item: int


def seasons_of(desk: Desk, origin: str) -> list[SeasonLine]:
    """The seasons that a month's work found, the next one first."""
    today = desk.today
    stored = [of_body(topic, body) for topic, body in desk.uow.outlooks.seasons(origin)]
    lines = [_line(desk, season, today) for season in stored]
    return sorted(lines, key=lambda line: (line.starts_on, -line.season.count))


def _line(desk: Desk, season: Season, today: date) -> SeasonLine:
    starts_on, ends_on = season.next_on(today)
    catalogue = desk.catalogue
    return SeasonLine(
        season=season,
        name=topic_level_name(catalogue, season.topic),
        starts_on=starts_on,
        ends_on=ends_on,
        is_running=season.is_running(today),
        weeks=season.weeks_until(today),
        units=tuple((c, unit_name(catalogue, c), n) for c, n in season.units),
        areas=tuple((c, catalogue.area_names.get(c, c), n) for c, n in season.areas),
        leaves=tuple((c, topic_level_name(catalogue, c), n) for c, n in season.leaves),
        past=tuple(_past_items(desk, season.topic)),
        item=_item_of(desk, season.topic),
    )


def _past_items(desk: Desk, topic: str) -> list[PastItem]:
    """The newest agenda items at least half of whose tickets are of the topic."""
    query = (
        select(AgendaItemRow.id, AgendaItemRow.month, AgendaItemRow.title, AgendaItemRow.status)
        .join(AgendaTicketRow, AgendaTicketRow.item_id == AgendaItemRow.id)
        .join(TicketRow, TicketRow.no == AgendaTicketRow.no)
        .where(counts.below(topic), AgendaItemRow.status.not_in(_NOT_TAKEN))
        .where(AgendaItemRow.topic_id != item_topic(topic))
        .group_by(AgendaItemRow.id)
        .having(2 * func.count() >= AgendaItemRow.tickets)
        .order_by(AgendaItemRow.month.desc(), AgendaItemRow.id)
    )
    rows = desk.uow.session.execute(query.limit(_ITEMS)).all()
    effects = desk.uow.plans.effects([row.id for row in rows])
    return [
        PastItem(
            id=row.id,
            month=row.month,
            title=row.title,
            status=AgendaStatus(row.status),
            effect=str(effects[row.id].body.get("verdict", "")) if row.id in effects else "",
        )
        for row in rows
    ]


_NOT_TAKEN = tuple(
    state.value for state in (AgendaStatus.CANDIDATE, AgendaStatus.DROPPED, AgendaStatus.LAPSED)
)


def _item_of(desk: Desk, topic: str) -> int:
    """The agenda item of the season laid within a year, newest first; 0 without one."""
    since = shift(local_month(desk.now), -9)
    query = (
        select(AgendaItemRow.id)
        .where(AgendaItemRow.topic_id == item_topic(topic), AgendaItemRow.month >= since)
        .order_by(AgendaItemRow.month.desc())
    )
    return desk.uow.session.scalar(query.limit(1)) or 0
