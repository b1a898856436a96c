"""Seals over the steps: what is removed, changed or slipped in later no longer fits its seal.

Each seal covers the steps taken since the seal before it and is chained to that one, so that every
step is covered exactly once. The chain of a ticket's own steps notices a step changed inside it;
a seal notices when a whole ticket, or the end of one, has gone.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables.installation import SealRow
from service.store.tables.tickets import StepRow
from service.store.tickets.rows import GENESIS

# A step is written a little after the time it bears; what is younger waits for the next seal.
SETTLED = timedelta(minutes=10)
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Covered:
    """What lies in the time of one seal: how many tickets and steps, and the hash over them."""

    tickets: int
    steps: int
    last_no: str
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A seal that no longer fits: the steps from ``since`` to ``at`` are not those it covered."""

    since: datetime
    at: datetime
    sealed_steps: int
    found_steps: int


class Seals:
    """The seals of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, now: datetime) -> int:
        """Seal what was done since the last seal; return how many steps it covers.

        Nothing is sealed, and 0 returned, when nothing new has settled.
        """
        last = self._last()
        since, previous = (last.at, last.hash) if last else (_LONG_AGO, GENESIS)
        until = now - SETTLED
        if until <= since:
            return 0
        covered = self._cover(since, until, previous)
        if covered.steps:
            self._session.add(
                SealRow(
                    at=until,
                    tickets=covered.tickets,
                    steps=covered.steps,
                    last_no=covered.last_no,
                    previous=previous,
                    hash=covered.hash,
                )
            )
            self._session.flush()
        return covered.steps

    def broken(self) -> Iterator[BrokenSeal]:
        """The seals that no longer fit what the database holds, oldest first.

        A seal that was itself taken out or changed shows at the one after it.
        """
        since, previous = _LONG_AGO, GENESIS
        for seal in self._session.scalars(select(SealRow).order_by(SealRow.id)).all():
            covered = self._cover(since, seal.at, previous)
            if covered.hash != seal.hash or seal.previous != previous:
                yield BrokenSeal(since, seal.at, seal.steps, covered.steps)
            since, previous = seal.at, seal.hash

    def count(self) -> int:
        """How many seals there are."""
        return len(self._session.scalars(select(SealRow.id)).all())

    def _last(self) -> SealRow | None:
        return self._session.scalar(select(SealRow).order_by(SealRow.id.desc()).limit(1))

    def _cover(self, since: datetime, until: datetime, previous: str) -> Covered:
        digest = hashlib.sha256(previous.encode())
        tickets, steps, last_no = 0, 0, ""
        query = (
            select(StepRow.no, StepRow.hash)
            .where(StepRow.at > since, StepRow.at <= until)
            .order_by(StepRow.no, StepRow.seq)
            .execution_options(yield_per=_CHUNK)
        )
        for no, step_hash in self._session.execute(query):
            digest.update(step_hash.encode())
            tickets += no != last_no
            steps, last_no = steps + 1, no
        return Covered(tickets, steps, last_no, digest.hexdigest())
