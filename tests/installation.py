"""An installation for tests: its clock, its reader, one account per role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from models.reader import Reader
from models.reading import Reading
from service.bootstrap import System, build, seed
from service.domain.permissions import ACCOUNT_ROLES, UNIT_ROLES, Actor, Role
from service.flows.staff.people import hash_password
from service.settings import Settings
from service.store.uow import UnitOfWork

# A Tuesday, ten in the morning in Shanghai, with no holiday near.
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PASSWORD = "correct-horse-1"
UNIT, OTHER_UNIT = "urban_management", "water_company"
HUMAN_ROLES = ACCOUNT_ROLES
_seeded: list[Any] = []
_read: dict[tuple[str, str], Reading] = {}
SignIn = Callable[[Role | str], TestClient]


@dataclass
class Clock:
    """The time as the tests tell it; call it, move it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> datetime:
        """Let time pass: ``advance(days=1, hours=2)``."""
        self.at += timedelta(**span)
        return self.at


class Remembering(Reader):
    """A reader that reads a text once: the same few sentences are registered all day long."""

    def read(self, text: str, title: str = "") -> Reading:
        """As a reader does."""
        if (text, title) not in _read:
            _read[text, title] = super().read(text, title)
        return _read[text, title]


def furnish(settings: Settings) -> None:
    """Build an installation with a catalogue and the accounts of the tests."""
    system = build(settings)
    seed(system)
    with system.store.write() as uow:
        add_people(uow, hash_password(PASSWORD))
    system.store.engine.dispose()


def add_people(uow: UnitOfWork, hashed: str) -> None:
    """One account per role; those of the unit are in ``UNIT``, one more clerk in another."""
    for role in HUMAN_ROLES:
        unit = UNIT if role in UNIT_ROLES else ""
        uow.people.add(
            role.value, f"测试{role.value}", frozenset({role}), password=hashed, unit=unit, now=NOW
        )
    uow.people.add(
        "neighbour",
        "测试neighbour",
        frozenset({Role.UNIT_CLERK}),
        password=hashed,
        unit=OTHER_UNIT,
        now=NOW,
    )


def open_system(settings: Settings, reader: Reader, clock: Callable[[], datetime]) -> System:
    """Build an installation whose clock and reader are given.

    All are copies of one, so the catalogue that one reads from its tables is held by the next;
    what changes a catalogue changes its stamp, and then it is read again.
    """
    system = build(settings)
    system.hotline.make_reader = lambda: reader
    system.now = clock  # type: ignore[method-assign]
    if not _seeded:
        with system.store.read() as uow:
            system.hotline.catalogue(uow, NOW)
        _seeded.append(system.hotline._catalogue)
    system.hotline._catalogue = _seeded[0]
    return system


def actor_named(uow: UnitOfWork, username: str) -> Actor:
    """The person with an account of that name."""
    row = uow.people.by_username(username)
    assert row is not None
    return Actor(row.id, row.name, frozenset(Role(role) for role in row.roles), row.unit)
