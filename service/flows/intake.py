"""Intake: a request is read, routed and registered as a ticket, once per source number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.reading import Reading
from models.words.privacy import mask
from service.domain.catalogue import Catalogue, Route
from service.domain.errors import Stale
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.ticket import Element, RequestType, Status, Ticket, Urgency
from service.flows.desk import Desk
from service.flows.dispatch import SendOn, forward, how_far
from service.flows.files import attachments
from service.flows.notices import tell
from service.flows.prefill import Prefill, elements_asked, is_narrow, within
from service.flows.requests import TEXT_CHARS, TITLE_CHARS, NewRequest, as_stored, check, is_same
from service.flows.together.precedents import route_of, route_of_ticket
from service.store.audit.contents import CONTENT, content_hash


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a request."""

    ticket: Ticket
    route: Route
    reading: Reading | None
    is_repeat: bool = False


def read(desk: Desk, request: NewRequest) -> Reading:
    """The reading of one request; a title that only repeats the text is not read again."""
    title = "" if request.is_title_from_text else request.title
    return desk.hotline.reader.read(request.text, title)


def triage(desk: Desk, text: str, title: str = "") -> tuple[Reading, Route]:
    """The reading and the route of a text; nothing is stored."""
    reading = desk.hotline.reader.read(text[:TEXT_CHARS], title[:TITLE_CHARS])
    return reading, route_of(desk, reading.topic.code, reading.area, f"{title}\n{text}")


def receive(desk: Desk, request: NewRequest, reading: Reading | None = None) -> Receipt:
    """Register one request. A repeat under the same ``dedupe_key`` returns the first ticket.

    Raises ``BadInput`` for an empty or overlong text, ``Stale`` for another text under the key.
    """
    request = as_stored(request)
    repeat = _repeat_of(desk, request)
    if repeat is not None:
        return repeat
    check(request)
    reading = reading or read(desk, request)
    day = (request.registered_at or desk.now).astimezone(LOCAL).strftime("%Y%m%d")
    number = desk.uow.tickets.next_numbers(day, 1)[0]
    # Taking a number makes registrations wait for each other: one that came at the same moment
    # has been written by now.
    repeat = _repeat_of(desk, request)
    if repeat is not None:
        return repeat
    caller_id = desk.uow.callers.keep(request.caller, desk.now)
    receipt = register(desk, request, reading, number, caller_id)
    tell(desk.uow, desk.hotline, Step.REGISTER, (receipt.ticket, receipt.ticket), desk.now)
    return receipt


def register(
    desk: Desk,
    request: NewRequest,
    reading: Reading,
    number: str,
    caller_id: int | None,
    send_on: SendOn | None = None,
) -> Receipt:
    """Write the ticket with its reading, route and first step; send it on where that is sure.

    ``send_on``: how far at most; by its channel when not said.
    """
    ticket = draft(request, reading, number, desk)
    suggested = route_of_ticket(desk, ticket)
    entry = _first_entry(desk, request, ticket, suggested, reading.area)
    desk.uow.tickets.add(ticket, entry, caller_id=caller_id, dedupe_key=request.dedupe_key)
    attachments.record(desk.uow, entry, request.files)
    desk.uow.readings.add(number, reading, suggested)
    ticket = forward(desk, ticket, suggested, send_on or how_far(request.channel))
    return Receipt(ticket, suggested, reading)


def draft(request: NewRequest, reading: Reading, number: str, desk: Desk) -> Ticket:
    """The ticket of a request: what a person gave, and the reading for the rest."""
    catalogue = desk.catalogue
    said = Prefill(request.text, reading, catalogue, request.place)
    broad = next((place.text for place in reading.places), "")
    ticket = Ticket(
        no=number,
        version=1,
        status=Status.REGISTERED,
        channel=request.channel,
        request_type=request.request_type or RequestType(reading.request_type),
        urgency=request.urgency or Urgency(reading.urgency),
        title=request.title or said.title or reading.summary,
        text=request.text.strip(),
        registered_at=request.registered_at or desk.now,
        topic=_in_use(request.topic or reading.topic.code, catalogue),
        area=within(request.area, reading.area, catalogue),
        place=request.place or said.place or broad,
        demands=max(1, len(reading.demands)),
        is_certain=bool(request.topic) or reading.certain,
        divert=reading.divert,
    )
    return replace(ticket, missing=_missing(request, said, ticket, reading, catalogue))


def _in_use(topic: str, catalogue: Catalogue) -> str:
    """The topic, or its successor: a reader may know for a while what was retired."""
    item = catalogue.item(topic)
    return item.topic if item else topic


def fresh(desk: Desk, requests: Sequence[NewRequest]) -> list[NewRequest]:
    """The requests whose key is not taken yet, in order; a key counts once in the list too."""
    keys = [r.dedupe_key for r in requests if r.dedupe_key]
    taken = desk.uow.tickets.known_dedupe_keys(keys) if keys else set()
    unseen: list[NewRequest] = []
    for request in requests:
        if request.dedupe_key in taken:
            continue
        if request.dedupe_key:
            taken.add(request.dedupe_key)
        unseen.append(request)
    return unseen


def _missing(
    request: NewRequest, said: Prefill, ticket: Ticket, reading: Reading, catalogue: Catalogue
) -> tuple[Element, ...]:
    """The elements still to ask for: needed for such a ticket, neither said nor filled in."""
    given = {
        Element.NAME: request.caller.name or request.caller.phone,
        Element.PLACE: is_narrow(request.place, request.area, catalogue),
        Element.TIME: request.occurred or said.occurred,
        Element.DEMAND: request.demand or said.demand,
    }
    asked = elements_asked(ticket, catalogue)
    lacking = (Element(value) for value in reading.missing)
    return tuple(e for e in lacking if e in asked and not given.get(e))


def _first_entry(
    desk: Desk, request: NewRequest, ticket: Ticket, suggested: Route, read_area: str
) -> Entry:
    """The register step keeps what the machine suggested and what a person chose instead."""
    names = ("topic", "request_type", "urgency", "area")
    chosen = {name: str(value) for name in names if (value := getattr(request, name))}
    if ticket.area == read_area:
        chosen.pop("area", None)
    data: dict[str, Any] = {
        "unit": suggested.unit,
        "reason": suggested.reason,
        CONTENT: content_hash(ticket),
    }
    if chosen:
        data["chosen"] = chosen
    if request.occurred:
        data["occurred"] = mask(request.occurred).text
    if request.demand:
        data["demand"] = mask(request.demand).text
    if request.source:
        data["source"] = dict(request.source)
    rules, files = desk.hotline.attachments, request.files
    data |= attachments.described(desk.uow, rules, ticket.no, Step.REGISTER, files)
    return Entry(
        no=ticket.no,
        seq=1,
        step=Step.REGISTER,
        at=desk.now,
        actor_id=desk.actor.id,
        actor_name=desk.actor.name,
        actor_unit=desk.actor.unit,
        source=None,
        target=Status.REGISTERED,
        round=1,
        data=data,
    )


def _repeat_of(desk: Desk, request: NewRequest) -> Receipt | None:
    if not request.dedupe_key:
        return None
    known = desk.uow.tickets.by_dedupe_key(request.dedupe_key)
    if known is None:
        return None
    if not is_same(known.text, request.text):
        what = "这个编号已登记过，但内容不同；若是另一件事请改编号。"
        raise Stale(what, known.version, known.status)
    return Receipt(known, route_of_ticket(desk, known), None, is_repeat=True)
