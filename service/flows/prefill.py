"""What the caller's words fill in on a new ticket, and what is still to be asked."""

from dataclasses import dataclass

from models.reading import Reading
from models.signals.elements import address, wanted, when
from models.signals.summary import headline
from service.domain.catalogue import Catalogue
from service.domain.ticket import Element, RequestType, Ticket, Urgency

_COUNTY_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Prefill:
    """Values for the fields of a new ticket, empty where the text does not say."""

    title: str
    place: str
    area: str
    occurred: str
    demand: str


def prefill(text: str, reading: Reading, catalogue: Catalogue, place: str = "") -> Prefill:
    """What the text itself says, in its own words; ``place``: what a person gave instead.

    ``area`` is the name of the county, district or zone.
    """
    said = address(text, reading.places)
    topic = reading.topic.path[-1] if reading.topic.path else ""
    county = catalogue.county_of(reading.area) if reading.area else ""
    is_question = reading.request_type == RequestType.CONSULT
    alarms = reading.urgency_words if reading.urgency == Urgency.EMERGENCY else ()
    return Prefill(
        title=headline(text, place or said, reading.evidence, topic, alarms),
        place=said,
        area=catalogue.area_names.get(county, ""),
        occurred="" if is_question else when(text),
        demand=wanted(text),
    )


def elements_asked(ticket: Ticket, catalogue: Catalogue) -> frozenset[Element]:
    """What a ticket has to tell before it goes on.

    An emergency waits for neither a name nor a wish; a question that anybody may answer has no
    time and no place, and what somebody suggests has not happened at a time.
    """
    if ticket.urgency is Urgency.EMERGENCY:
        return frozenset({Element.PLACE, Element.EVENT})
    item = catalogue.item(ticket.topic)
    if ticket.request_type is RequestType.CONSULT and item is not None and item.may_answer:
        return frozenset({Element.NAME, Element.EVENT, Element.DEMAND})
    if ticket.request_type is RequestType.SUGGEST:
        return frozenset(Element) - {Element.TIME}
    return frozenset(Element)


def is_narrow(place: str, area: str, catalogue: Catalogue) -> bool:
    """Whether what was filled in says more than the city and the county."""
    if len(catalogue.chain(area)) > _COUNTY_LEVEL:
        return True
    rest = place
    broad = (catalogue.area_names.get(catalogue.city, ""), *catalogue.top_areas.values())
    for name in sorted(filter(None, broad), key=len, reverse=True):
        rest = rest.replace(name, "")
    return len(rest.strip()) > 1


def within(chosen: str, read: str, catalogue: Catalogue) -> str:
    """The area a person chose, or the smaller one inside it that was read."""
    return read if read and (not chosen or chosen in catalogue.chain(read)) else chosen
