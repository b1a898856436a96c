"""What the caller's words fill in on a new ticket, and what is still to be asked."""

import re
from dataclasses import dataclass
from functools import cached_property

from models.reading import Reading
from models.signals.elements import address, wanted, when
from models.signals.summary import headline
from service.domain.catalogue import Catalogue
from service.domain.ticket import Element, RequestType, Ticket, Urgency

_COUNTY_LEVEL = 2
_ALWAYS = re.compile("一直(?:都)?(?:这样|如此|是这样)|老是|总是|经常|常年|长期|从来(?:都)?没有")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")
FIELDS = ("title", "place", "area", "occurred", "demand")


@dataclass(frozen=True)
class Prefill:
    """What the text itself says, in its own words, for the fields of a new ticket.

    Each is empty where the text does not say it, and looked for when it is first asked for.
    ``given``: the place that a person gave instead.
    """

    text: str
    reading: Reading
    catalogue: Catalogue
    given: str = ""

    @cached_property
    def title(self) -> str:
        """The matter in one line."""
        return title_of(self.text, self.reading, self.given or self.place)

    @cached_property
    def place(self) -> str:
        """Where it is."""
        return address(self.text, self.reading.places)

    @cached_property
    def area(self) -> str:
        """The name of the county, district or zone."""
        county = self.catalogue.county_of(self.reading.area) if self.reading.area else ""
        return self.catalogue.area_names.get(county, "")

    @cached_property
    def occurred(self) -> str:
        """Since when, or that it is always so; a question has not happened at a time."""
        if self.reading.request_type == RequestType.CONSULT:
            return ""
        always = _ALWAYS.search(self.text)
        return when(self.text) or (always.group() if always else "")

    @cached_property
    def demand(self) -> str:
        """What the caller wants."""
        return wanted(self.text)

    def values(self) -> dict[str, str]:
        """Every field with its value."""
        return {name: getattr(self, name) for name in FIELDS}


def title_of(text: str, reading: Reading, place: str) -> str:
    """The matter of a text in one line, with the place where it is."""
    topic = reading.topic.path[-1] if reading.topic.path else ""
    alarms = reading.urgency_words if reading.urgency == Urgency.EMERGENCY else ()
    return _PICTURES.sub("", headline(text, place, reading.evidence, topic, alarms))


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
