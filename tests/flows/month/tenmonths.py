"""Ten small months of requests by chance, written straight into the tables with their steps."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from analytics.months import month_start, span
from service.bootstrap import System
from service.domain.catalogue import Level, Unit
from service.domain.ticket import Channel, RequestType
from service.store.tables.catalogue import CatalogueItemRow
from service.store.tables.city import AreaRow, UnitRow
from service.store.tables.tickets import StepRow, TicketRow
from service.store.uow import UnitOfWork
from tests.stories import Story

FIRST, LAST = "2025-05", "2026-02"
MONTHS = span(FIRST, LAST)
_MOST = 26
_AREAS = (
    ("1", "甲市", "city", ""),
    ("11", "乙区", "district", "1"),
    ("111", "丙街道", "street", "11"),
    ("1111", "戊社区", "community", "111"),
    ("12", "丁县", "county", "1"),
    ("121", "己镇", "town", "12"),
)
_UNITS = (
    Unit("c11", "乙区人民政府", Level.COUNTY, "county_government", area="11"),
    Unit("c12", "丁县人民政府", Level.COUNTY, "county_government", area="12"),
    Unit("t111", "丙街道办事处", Level.TOWNSHIP, "township", area="111"),
)
_WAYS = ("answer", "reject", "merge", "wait", "send", "send", "send", "send", "send", "send")
Step = tuple[str, str, datetime, dict[str, Any]]


def ten_months(system: System, seed: int) -> None:
    """Requests from May 2025 to February 2026, some of them in work over the turn of a month."""
    chance = random.Random(seed)  # noqa: S311  (a test's chance)
    no = Story(system).waiting().no
    with system.store.write() as uow:
        names = ("code", "name", "kind", "parent")
        uow.catalogues.add_areas(dict(zip(names, a, strict=True)) | {"aliases": ""} for a in _AREAS)
        uow.catalogues.add_units(_UNITS)
        choices = _choices(uow)
        like = dict(_row(uow, TicketRow, TicketRow.no == no))
        step = dict(_row(uow, StepRow, StepRow.no == no))
        tickets, steps = [], []
        for month in MONTHS:
            for n in range(chance.randint(8, _MOST)):
                values = _ticket(chance, choices, month, n)
                way = list(_way(chance, choices["units"], values["registered_at"]))
                tickets.append({**like, **values, "status": way[-1][1], "ended_at": _ended(way)})
                steps += [{**step, "no": values["no"], **s} for s in _numbered(way)]
        uow.session.execute(insert(TicketRow), tickets)
        uow.session.execute(insert(StepRow), steps)


def _row(uow: UnitOfWork, table: Any, where: Any) -> Any:
    return uow.session.execute(select(table.__table__).where(where)).first()._mapping


def _choices(uow: UnitOfWork) -> dict[str, list[str]]:
    ask = uow.session.scalars
    return {
        "topics": sorted(ask(select(CatalogueItemRow.topic)))[::9],
        "areas": ["", *sorted(ask(select(AreaRow.code)))],
        "units": sorted(ask(select(UnitRow.code)))[:14] + ["t111"] * 3,
    }


def _ticket(
    chance: random.Random, choices: dict[str, list[str]], month: str, n: int
) -> dict[str, Any]:
    at = month_start(month) + timedelta(minutes=chance.randint(0, 28 * 24 * 60 - 1))
    return {
        "no": f"{month[:4]}{month[5:]}66{n:06d}",
        "dedupe_key": f"{month}:{n}",
        "registered_at": at,
        "channel": chance.choice(list(Channel)).value,
        "request_type": chance.choice(list(RequestType)).value,
        "topic": chance.choice(choices["topics"]),
        "area": chance.choice(choices["areas"]),
        "lead_unit": "",
    }


def _way(chance: random.Random, units: list[str], at: datetime) -> Iterator[Step]:
    """The steps of one request: name, state after it, when, data."""
    kind = chance.choice(_WAYS)
    yield "register", "registered", at, {}
    at += timedelta(minutes=5)
    ends = {"answer": "answered", "reject": "rejected", "merge": "merged"}
    if kind in ends:
        yield kind, ends[kind], at, {}
        return
    yield "submit", "pending_dispatch", at, {"dispatch_due_at": _in(at, 4)}
    if kind == "send":
        yield from _sent(chance, units, at)


def _sent(chance: random.Random, units: list[str], at: datetime) -> Iterator[Step]:
    for returned in (chance.random() < 0.2, False):
        at += timedelta(hours=chance.randint(1, 6))
        due = {"sign_due_at": _in(at, 24), "due_at": _in(at, 120)}
        yield "dispatch", "dispatched", at, {"unit": chance.choice(units), **due}
        if not returned:
            break
        at += timedelta(hours=3)
        yield "object", "return_pending", at, {}
        yield "uphold", "pending_dispatch", at + timedelta(hours=1), {}
    if chance.random() < 0.1:
        return
    at += timedelta(hours=chance.randint(1, 40))
    yield "sign", "in_progress", at, {}
    while chance.random() < 0.85:
        at += timedelta(hours=chance.randint(2, 200))
        yield "reply", "replied", at, {"result_code": "solved"}
        yield "approve", "callback_due", at + timedelta(hours=1), {}
        at += timedelta(hours=5)
        if chance.random() < 0.75:
            yield "close", "closed", at, _answers(chance)
            return
        yield "redo", "in_progress", at, _answers(chance)


def _answers(chance: random.Random) -> dict[str, str]:
    names = ("responded", "solved", "satisfied")
    return {name: chance.choice(("yes", "yes", "no", "unsaid")) for name in names}


def _in(at: datetime, hours: int) -> str:
    return (at + timedelta(hours=hours)).isoformat()


def _ended(way: list[Step]) -> datetime | None:
    _, target, at, _ = way[-1]
    return at if target in ("answered", "rejected", "merged", "closed") else None


def _numbered(way: list[Step]) -> Iterator[dict[str, Any]]:
    rounds = 1
    for seq, (name, target, at, data) in enumerate(way, 1):
        rounds += name == "redo"
        values = {"seq": seq, "step": name, "target": target, "at": at}
        yield {**values, "round": rounds, "data": data}
