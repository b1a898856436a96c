"""The desk that every flow is called with: who works, in which transaction, on what, when."""

from dataclasses import dataclass
from datetime import date, datetime

from service.domain.by import By
from service.domain.catalogue import Catalogue
from service.domain.localtime import local_day
from service.domain.permissions import Actor
from service.flows.hotline import Hotline
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Desk:
    """One person at work in one transaction."""

    uow: UnitOfWork
    hotline: Hotline
    actor: Actor
    now: datetime

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force now."""
        return self.hotline.catalogue(self.uow, self.now)

    def by(self, note: str = "") -> By:
        """What a step keeps of whoever takes it now."""
        return By(self.actor, self.now, note)

    @property
    def today(self) -> date:
        """The day here."""
        return local_day(self.now)
