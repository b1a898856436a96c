"""How fast tickets are carried: steps through the table, the chain and the one door."""

import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from models.reading import Reading
from service.bench.measure import Result, compare
from service.bench.texts import bodies
from service.bootstrap import System, build, seed
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import Channel
from service.flows import intake, steps
from service.flows.requests import NewRequest
from service.settings import Settings
from service.store.tables.tickets import StepRow
from service.store.tickets.rows import GENESIS

_AGENT = Actor(1, "话务员", frozenset({Role.AGENT}))
_START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def carry(size: int) -> Result:
    """Registering and completing ``size`` tickets: flows, guards, hash chain, version check.

    The reference inserts two rows per ticket with the same columns and checks nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        system = build(Settings(data=Path(folder)))
        seed(system)
        texts = bodies(size)
        readings = system.hotline.reader.read_many(texts)
        counts: defaultdict[str, int] = defaultdict(int)
        return compare(
            "carry",
            size,
            lambda: _through_flows(system, texts, readings, _next(counts, "ours")),
            lambda: _plain_rows(system, size, _next(counts, "plain")),
            "two bare INSERTs per ticket in bulk, no rule asked, nothing chained",
        )


def _next(counts: defaultdict[str, int], name: str) -> int:
    counts[name] += 1
    return counts[name]


def _through_flows(system: System, texts: list[str], readings: list[Reading], turn: int) -> None:
    now = _START + timedelta(days=turn)
    with system.write_desk(_AGENT, now) as desk:
        for text, reading in zip(texts, readings, strict=True):
            request = NewRequest(
                text=text, channel=Channel.PHONE, place="见内容", occurred="见内容", demand="见内容"
            )
            ticket = intake.receive(desk, request, reading).ticket
            steps.take(desk, ticket.no, Step.CORRECT, {"supplement": "来电人补充姓名"})


def _plain_rows(system: System, size: int, turn: int) -> None:
    rows = [
        {
            "no": f"bench-{turn}-{number}",
            "seq": seq,
            "step": "note",
            "at": _START,
            "actor_id": 1,
            "actor_name": "话务员",
            "actor_unit": "",
            "source": None,
            "target": "registered",
            "round": 1,
            "data": {"note": "x" * 60},
            "previous": GENESIS,
            "hash": GENESIS,
        }
        for number in range(size)
        for seq in (1, 2)
    ]
    with system.store.write() as uow:
        uow.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        uow.session.execute(insert(StepRow), rows)
        uow.session.rollback()
