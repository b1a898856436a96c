"""Who is calling which caller now: a lease of some minutes, so that two clerks never call one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from service.domain.permissions import Actor
from service.store.database.changes import rows_changed
from service.store.database.engine import insert_if_absent
from service.store.tables.callback import CallClaimRow

_MOMENT = timedelta(seconds=1)


class Claims:
    """The claims of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[int, str, datetime]] | None = None

    def take(self, no: str, actor: Actor, now: datetime, lease: timedelta) -> bool:
        """Claim a caller, or claim anew; False while another person's lease runs."""
        self._known = None
        fresh = {"no": no, "person_id": actor.id, "name": actor.name, "until": now}
        insert_if_absent(self._session, CallClaimRow, [fresh])
        is_free = or_(CallClaimRow.until <= now, CallClaimRow.person_id == actor.id)
        taken = rows_changed(
            self._session,
            update(CallClaimRow)
            .where(CallClaimRow.no == no, is_free)
            .values(person_id=actor.id, name=actor.name, until=now + lease),
        )
        return bool(taken)

    def assume(self, no: str, actor: Actor, now: datetime) -> None:
        """Let a caller that nobody has claimed count as claimed at this moment, and write nothing.

        For playing what happened long ago.
        """
        if not self.held([no], now):
            self._loaded()[no] = (actor.id, actor.name, now + _MOMENT)

    def release(self, no: str, actor: Actor) -> None:
        """Let others have the caller, if the claim is this person's."""
        self._known = None
        mine = (CallClaimRow.no == no) & (CallClaimRow.person_id == actor.id)
        self._session.execute(delete(CallClaimRow).where(mine))

    def release_all(self, numbers: Iterable[str]) -> None:
        """Nobody is calling these callers any more, whoever claimed them."""
        self._known = None
        gone = CallClaimRow.no.in_(sorted(numbers))
        self._session.execute(delete(CallClaimRow).where(gone))

    def held(self, numbers: Iterable[str], now: datetime) -> dict[str, tuple[int, str]]:
        """Number → id and name of the person whose lease runs."""
        known = self._loaded()
        found = ((no, known[no]) for no in numbers if no in known)
        return {no: (person, name) for no, (person, name, until) in found if until > now}

    def sweep(self, now: datetime) -> None:
        """Forget the leases that have lapsed."""
        self._session.execute(delete(CallClaimRow).where(CallClaimRow.until <= now))

    def _loaded(self) -> dict[str, tuple[int, str, datetime]]:
        if self._known is None:
            query = select(CallClaimRow.no, CallClaimRow.person_id, CallClaimRow.name)
            rows = self._session.execute(query.add_columns(CallClaimRow.until))
            self._known = {no: (person, name, until) for no, person, name, until in rows}
        return self._known
