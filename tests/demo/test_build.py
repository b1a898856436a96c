"""The same seed and end give the same city, to the last step."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.reader import Reader
from service.demo import build as building
from service.domain.ticket import Status
from service.settings import Settings
from service.store.tables.tickets import StepRow, TicketRow

UNTIL = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    """One reader for all, and no slow hash for accounts that nobody signs in to."""
    monkeypatch.setattr("service.demo.furnish.hash_password", lambda _: "x")
    monkeypatch.setattr("service.bootstrap.load_reader", lambda *_, **__: reader)


def city(folder: Path) -> tuple[str, dict[str, int]]:
    """A digest over every ticket and step of a tiny city, and how many are in each state."""
    settings = Settings(data=folder, _env_file=None)  # type: ignore[call-arg]
    built = building.build_demo(settings, months=1, tickets_per_month=40, seed=3, until=UNTIL)
    digest, states = hashlib.sha256(), dict.fromkeys(map(str, Status), 0)
    with built.system.store.read() as uow:
        for ticket in uow.session.scalars(select(TicketRow).order_by(TicketRow.no)):
            states[ticket.status] += 1
            digest.update(f"{ticket.no} {ticket.text} {ticket.topic} {ticket.head}\n".encode())
        for step in uow.session.scalars(select(StepRow).order_by(StepRow.no, StepRow.seq)):
            digest.update(f"{step.no} {step.seq} {step.at} {step.hash}\n".encode())
    built.system.store.engine.dispose()
    return digest.hexdigest(), states


def test_the_same_seed_and_end_give_the_same_city(tmp_path: Path) -> None:
    first, states = city(tmp_path / "a")
    assert city(tmp_path / "b")[0] == first
    assert states[Status.PENDING_DISPATCH] >= 1
