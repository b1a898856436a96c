"""The store is tested on both databases."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from service.bootstrap import System
from service.domain.lifecycle.advance import Entry, Move
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM
from service.domain.ticket import Status, Ticket
from service.settings import Settings
from service.store.uow import UnitOfWork
from tests.factories import NOW
from tests.walks import Walk


@pytest.fixture
def settings(tmp_path: Path, template: Path, database: str) -> Settings:
    shutil.copytree(template, tmp_path / "data")
    return Settings(data=tmp_path / "data", database_url=database, _env_file=None)  # type: ignore[call-arg]


def first_entry(ticket: Ticket) -> Entry:
    """The register step of a fresh ticket."""
    return Entry(
        no=ticket.no,
        seq=1,
        step=Step.REGISTER,
        at=NOW,
        actor_id=SYSTEM.id,
        actor_name=SYSTEM.name,
        actor_unit="",
        source=None,
        target=ticket.status,
        round=1,
        data={"chosen": {"topic": "010101"}},
    )


def add(uow: UnitOfWork, ticket: Ticket, *, dedupe_key: str | None = None) -> Ticket:
    """Store a fresh ticket (version 1)."""
    assert ticket.version == 1
    uow.tickets.add(ticket, first_entry(ticket), caller_id=None, dedupe_key=dedupe_key)
    return ticket


@pytest.fixture
def store_walk(system: System) -> Callable[..., list[Entry]]:
    """``store_walk(walk, no)``: take a walk in the store, one transaction per step."""

    def stored(walk: Walk, no: str = "20260310000001") -> list[Entry]:
        from dataclasses import replace

        first = replace(walk.tickets[0], no=no)
        entries = [first_entry(first)]
        with system.store.write() as uow:
            add(uow, first)
        for _, after, entry in walk.moves:
            own = replace(entry, no=no)
            with system.store.write() as uow:
                uow.tickets.record(Move(replace(after, no=no), own))
            entries.append(own)
        return entries

    return stored


def a_fresh_ticket(no: str = "20260310000001", **changes: object) -> Ticket:
    """A ticket as it is right after registering."""
    from dataclasses import replace

    from tests.factories import a_ticket

    ticket = replace(a_ticket(Status.REGISTERED), version=1, no=no)
    return replace(ticket, **changes)  # type: ignore[arg-type]
