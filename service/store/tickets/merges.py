"""Which tickets were merged into which, through any number of merges."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.ticket import Ticket
from service.store.database.engine import in_chunks, value_held
from service.store.tables.tickets import TicketRow
from service.store.tickets.tickets import Tickets


class Merges:
    """The merges of one unit of work, those not yet written among them."""

    def __init__(self, session: Session, tickets: Tickets) -> None:
        self._session = session
        self._tickets = tickets

    def members(self, no: str) -> list[Ticket]:
        """The tickets merged into this one, by number; those merged into them among them."""
        return self.members_of([no])[no]

    def members_of(self, numbers: Iterable[str]) -> dict[str, list[Ticket]]:
        """``members`` of many orders at once; one query for each depth of merging."""
        root = {no: no for no in numbers}
        found: dict[str, list[str]] = {no: [] for no in root}
        frontier = list(root)
        while frontier:
            joined = {no: to for no, to in self._joined(frontier) if no not in root}
            for no, to in joined.items():
                root[no] = root[to]
                found[root[no]].append(no)
            frontier = list(joined)
        return {no: self._tickets.get_many(sorted(below)) for no, below in found.items()}

    def order(self, ticket: Ticket) -> Ticket:
        """The ticket at the end of the chain of merges; itself when it was not merged."""
        shown, seen = ticket, {ticket.no}
        while shown.master_no and shown.master_no not in seen:
            seen.add(shown.master_no)
            master = self._tickets.find(shown.master_no)
            if master is None:
                break
            shown = master
        return shown

    def lock(self, no: str) -> Ticket:
        """The newest ticket, which nobody else changes or locks before this unit of work ends.

        Whoever decides upon an order and all its callers locks the order, and so does whoever
        changes one of the callers: of two at once the second sees what the first has done. Of what
        was read before, the ticket and its members are read again where they have changed.
        Raises ``NotFound`` and ``Stale``.
        """
        if no not in self._tickets.born:
            version = select(TicketRow.version).where(TicketRow.no == no)
            self._tickets.let_go_before(no, value_held(self._session, version) or 0)
        return self._tickets.get(no)

    def _joined(self, masters: list[str]) -> list[tuple[str, str]]:
        """(ticket, the one it joined) for those that joined one of these, as things are now."""
        fresh = self._tickets.joined
        pairs = {no: to for to in masters for no in fresh.get(to, ())}
        # Nothing in the database can have joined what this unit of work registered itself.
        for chunk in in_chunks(no for no in masters if no not in self._tickets.born):
            query = select(TicketRow.no, TicketRow.master_no, TicketRow.version)
            for no, to, version in self._session.execute(
                query.where(TicketRow.master_no.in_(chunk))
            ):
                self._tickets.let_go_before(no, version)
                held = self._tickets.held(no)
                if held is None or held.master_no == to:
                    pairs[no] = to
        return list(pairs.items())
