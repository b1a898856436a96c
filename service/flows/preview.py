"""What would become of a request that is still being typed."""

from dataclasses import dataclass

from models.reading import Reading
from service.domain.catalogue import Route
from service.domain.ticket import Element, Ticket
from service.flows.desk import Desk
from service.flows.intake import draft
from service.flows.prefill import Prefill, elements_asked
from service.flows.requests import TEXT_CHARS, NewRequest
from service.flows.samename import districts_of
from service.flows.together.precedents import route_of_ticket


@dataclass(frozen=True, slots=True)
class Preview:
    """The ticket as it would be registered, and what stands behind it.

    ``asked``: the elements that such a ticket must tell before it goes on; ``same_named``: a place
    that could be in several districts, with their names, while it is not known in which.
    """

    ticket: Ticket
    reading: Reading
    route: Route
    prefill: Prefill
    asked: frozenset[Element]
    has_phone: bool
    same_named: tuple[str, list[str]]


def preview(desk: Desk, request: NewRequest) -> Preview:
    """The preview of a request; nothing is stored. A place that was typed is read with the text."""
    text = request.text[:TEXT_CHARS]
    is_said = not request.place or request.place in text
    reading = desk.hotline.reader.read(text if is_said else f"{text}\n{request.place}")
    ticket = draft(request, reading, "", desk)
    return Preview(
        ticket=ticket,
        reading=reading,
        route=route_of_ticket(desk, ticket),
        prefill=Prefill(text, reading, desk.catalogue, request.place),
        asked=elements_asked(ticket, desk.catalogue),
        has_phone=bool(request.caller.phone),
        same_named=_same_named(desk, ticket, reading),
    )


def _same_named(desk: Desk, ticket: Ticket, reading: Reading) -> tuple[str, list[str]]:
    if ticket.area:
        return "", []
    return districts_of(reading.places, desk.hotline.reader.gazetteer)
