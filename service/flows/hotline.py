"""What every flow works with beside the unit of work: the reader, the rules, the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from models.reader import Reader
from service.domain.agenda import AgendaRules
from service.domain.case import Rules
from service.domain.catalogue import Catalogue
from service.domain.deadlines import LOCAL, Calendar, Profile
from service.domain.supervision import SupervisionRules
from service.store.uow import UnitOfWork


@dataclass
class Hotline:
    """The rules and models of one installation; built once by ``bootstrap.build``.

    ``make_reader`` is called at the first reading: commands that read nothing start fast. It is
    called again when ``reader_stamp`` has changed: another reader was put in use meanwhile.
    """

    profile: Profile
    calendar: Calendar
    make_reader: Callable[[], Reader]
    reader_stamp: Callable[[], object] = lambda: None
    auto_dispatch: bool = True
    city: str = ""
    supervision: SupervisionRules = field(default_factory=SupervisionRules)
    agenda: AgendaRules = field(default_factory=AgendaRules)
    _catalogue: tuple[Any, Catalogue] | None = None
    _reader: Reader | None = None
    _read_as_of: object = None
    _reading: Lock = field(default_factory=Lock)

    @property
    def reader(self) -> Reader:
        """The reader in use, loaded once however many threads ask."""
        stamp = self.reader_stamp()
        with self._reading:
            if self._reader is None or stamp != self._read_as_of:
                self._reader, self._read_as_of = self.make_reader(), stamp
            return self._reader

    @property
    def rules(self) -> Rules:
        """What the domain's guards and effects work with."""
        return Rules(self.profile, self.calendar)

    def catalogue(self, uow: UnitOfWork, now: datetime) -> Catalogue:
        """The catalogue in force; read again only when units, areas or versions changed."""
        version = uow.catalogues.version_on(now.astimezone(LOCAL).date())
        stamp = (version, uow.catalogues.stamp())
        held = self._catalogue
        if held is None or held[0] != stamp:
            held = self._catalogue = (stamp, uow.catalogues.load(version))
        return held[1]
