"""What every flow works with beside the unit of work: the reader, the rules, the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock, Thread
from typing import Any

import structlog

from models.reader import Reader
from service.domain.agenda import AgendaRules
from service.domain.attachments import AttachmentRules
from service.domain.catalogue import Catalogue
from service.domain.clocks.deadlines import Calendar, Profile
from service.domain.lifecycle.case import Rules
from service.domain.localtime import local_day
from service.domain.notices.messages import NoticeRules
from service.domain.outlook import OutlookRules
from service.domain.supervision.pressure import SupervisionRules
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.rows import Rows
from service.store.uow import UnitOfWork

_log = structlog.get_logger("reader")
_KEPT = 4


@dataclass
class Hotline:
    """The rules and models of one installation; built once by ``bootstrap.build``.

    ``make_reader`` is called at the first reading: commands that read nothing start fast. It is
    called again when ``reader_stamp`` has changed: another reader was put in use meanwhile. A
    catalogue with other words than the reader's has one built beside the work, which takes
    seconds; the old one reads until then.

    ``days``: the city's own word on days that ``calendar`` was made of by ``make_calendar``.
    """

    profile: Profile
    calendar: Calendar
    make_reader: Callable[[], Reader]
    reader_stamp: Callable[[], object] = lambda: None
    auto_dispatch: bool = True
    city: str = ""
    supervision: SupervisionRules = field(default_factory=SupervisionRules)
    agenda: AgendaRules = field(default_factory=AgendaRules)
    notices: NoticeRules = field(default_factory=NoticeRules)
    outlook: OutlookRules = field(default_factory=OutlookRules)
    attachments: AttachmentRules = field(default_factory=AttachmentRules)
    make_calendar: Callable[[Mapping[date, bool]], Calendar] | None = None
    days: Mapping[date, bool] = field(default_factory=dict)
    _catalogue: tuple[Any, Catalogue] | None = None
    _reader: Reader | None = None
    _read_as_of: object = None
    _reading: Lock = field(default_factory=Lock)
    _topics: str = ""
    _built_for: str = ""
    _rows: dict[str, Rows] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        """The reader in use, loaded once however many threads ask."""
        stamp = self.reader_stamp()
        with self._reading:
            if self._reader is None or stamp != self._read_as_of:
                self._reader, self._read_as_of = self.make_reader(), stamp
            elif self._topics not in ("", self._built_for, self._reader.catalogue.digest):
                self._built_for = self._topics
                Thread(target=self._renew, args=[stamp], daemon=True, name="reader").start()
            return self._reader

    def _renew(self, stamp: object) -> None:
        """Build the reader of the catalogue in force; when that fails the old one goes on."""
        try:
            fresh = self.make_reader()
        except Exception as problem:
            _log.error("reader_not_renewed", kind=type(problem).__name__)
            return
        with self._reading:
            self._reader, self._read_as_of = fresh, stamp
        _log.info("reader_renewed", topics=len(fresh.catalogue.leaves))

    @property
    def rules(self) -> Rules:
        """What the domain's guards and effects work with."""
        return Rules(self.profile, self.calendar)

    def catalogue(self, uow: UnitOfWork, now: datetime) -> Catalogue:
        """The catalogue in force; read again only when units, areas or versions changed.

        With it the calendar, when the city has spoken about other days since: whoever asks for a
        step asks for the catalogue first, so that no process has to be started anew.
        """
        version = uow.catalogues.version_on(local_day(now))
        stamp = (version, uow.catalogues.stamp())
        held = self._catalogue
        if held is None or held[0] != stamp:
            self._topics = catalogue_rows.version_topics(uow, version).digest
            self._renew_calendar(uow.catalogues.days())
            held = self._catalogue = (stamp, uow.catalogues.load(version))
        return held[1]

    def _renew_calendar(self, days: Mapping[date, bool]) -> None:
        if self.make_calendar and days != self.days:
            self.calendar, self.days = self.make_calendar(days), days

    def rows(self, uow: UnitOfWork, version: str) -> Rows:
        """The rows of a version, which never change; the last few are held."""
        if version not in self._rows:
            while len(self._rows) >= _KEPT:
                self._rows.pop(next(iter(self._rows)), None)
            self._rows[version] = catalogue_rows.version_rows(uow, version)
        return self._rows[version]
