"""Which units refuse a ticket, and when there are too many of them."""

from dataclasses import replace

from service.domain.ticket import Progress, Ticket

REFUSALS_ESCALATE = 3
"""So many units that refuse one ticket bring it before the supervisor (提级督办)."""


def refused_by(progress: Progress, unit: str) -> Progress:
    """The progress with this unit among those that refuse the ticket; each counts once."""
    units = tuple(dict.fromkeys((*progress.refusing_units, unit)))
    return replace(progress, refusing_units=tuple(filter(None, units)))


def is_passed_around(ticket: Ticket) -> bool:
    """Whether so many units have refused it that it is no longer the dispatcher's alone."""
    return len(ticket.progress.refusing_units) >= REFUSALS_ESCALATE
