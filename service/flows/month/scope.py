"""What a special report is about: its days, and what else all its tickets share."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, func, select

from analytics.months import Period
from service.domain.catalogue import Catalogue
from service.domain.errors import BadInput
from service.domain.localtime import LOCAL
from service.flows.queries.desks.filters import places_within
from service.store.tables.agenda import AgendaTicketRow
from service.store.tables.tickets import TicketRow
from service.store.uow import UnitOfWork

_MOST_DAYS, _MOST_TICKETS = 800, 60_000


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: the days, both included, and what else all its tickets share."""

    first: date
    last: date
    topic: str = ""
    area: str = ""
    unit: str = ""
    item: int = 0

    @property
    def is_narrow(self) -> bool:
        """Whether it is about less than all requests of its days."""
        return bool(self.topic or self.area or self.unit or self.item)

    def to_json(self) -> dict[str, Any]:
        """The scope as plain data."""
        return {**asdict(self), "first": self.first.isoformat(), "last": self.last.isoformat()}


def scope_of(data: Mapping[str, Any]) -> Scope:
    """The scope that ``to_json`` wrote."""
    days = {name: date.fromisoformat(data[name]) for name in ("first", "last")}
    return Scope(**{**data, **days})


def week_before(today: date) -> Scope:
    """The last whole week, Monday to Sunday."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Scope(monday, monday + timedelta(days=6))


def periods(scope: Scope, now: datetime) -> tuple[Period, Period]:
    """The days of a scope, and as many just before. Raises ``BadInput``."""
    days = (scope.last - scope.first).days + 1
    if not 0 < days <= _MOST_DAYS:
        raise BadInput(f"起止日期要先起后止，最多 {_MOST_DAYS} 天。", {"last": "日期不对"})
    start = datetime.combine(scope.first, time.min, LOCAL)
    if start > now:
        raise BadInput("这段日子还没有开始。", {"first": "还没有开始"})
    end = datetime.combine(scope.last + timedelta(days=1), time.min, LOCAL)
    seen = min(now, end - timedelta(seconds=1))
    return Period(start, end, seen), Period(start - timedelta(days=days), start, seen)


def check(uow: UnitOfWork, catalogue: Catalogue, scope: Scope, now: datetime) -> None:
    """Raise ``BadInput`` where ``special`` would, and for more tickets than are bearable."""
    period, before = periods(scope, now)
    named(uow, scope, catalogue)
    query = select(func.count()).where(
        TicketRow.registered_at >= before.start,
        TicketRow.registered_at < period.end,
        *wanted(scope, catalogue),
    )
    count = uow.session.scalar(query) or 0
    if count > _MOST_TICKETS:
        raise BadInput(
            f"连同对比的上一段共 {count} 件，超过 {_MOST_TICKETS} 件，请缩短日期，"
            "或限定主题、区域、议题。整月的请看月报。",
            {"last": "工单太多"},
        )


def named(uow: UnitOfWork, scope: Scope, catalogue: Catalogue) -> str:
    """What the report is about, in words.

    Raises ``BadInput`` for an unknown code, ``NotFound`` for an unknown agenda item.
    """
    said = []
    if scope.topic:
        said.append(_topic_name(scope.topic, catalogue))
    if scope.area:
        if scope.area not in catalogue.areas:
            raise BadInput("没有这个区域。", {"area": "没有这个区域"})
        said.append(catalogue.area_names.get(scope.area, scope.area))
    if scope.unit:
        if scope.unit not in catalogue.units:
            raise BadInput("没有这个单位。", {"unit": "没有这个单位"})
        said.append(catalogue.units[scope.unit].name)
    if scope.item:
        said.append(uow.agenda.get(scope.item).title)
    return "".join(f"“{name}”" for name in said)


def _topic_name(topic: str, catalogue: Catalogue) -> str:
    depth = len(topic) // 2
    paths = (item.path for code, item in catalogue.items.items() if code.startswith(topic))
    path = next(paths, None)
    if path is None or depth not in (1, 2, 3):
        raise BadInput("目录里没有这个主题。", {"topic": "没有这个主题"})
    return path[depth - 1]


def wanted(scope: Scope, catalogue: Catalogue) -> list[ColumnElement[bool]]:
    """What the tickets' rows must be; the unit is told by their course, not by the row."""
    found: list[ColumnElement[bool]] = []
    if scope.topic:
        found.append(TicketRow.topic.startswith(scope.topic, autoescape=True))
    if scope.area:
        found.append(TicketRow.area.in_(places_within(catalogue, scope.area)))
    if scope.item:
        members = select(AgendaTicketRow.no).where(AgendaTicketRow.item_id == scope.item)
        found.append(TicketRow.no.in_(members))
    return found


def of_unit(tickets: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The tickets that were with the scope's unit, if it has one."""
    kept = tickets[tickets["unit"] == scope.unit] if scope.unit else tickets
    return kept.reset_index(drop=True)
