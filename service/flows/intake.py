"""Intake: a request is read, routed and registered as a ticket, once per source number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from models.reading import Reading
from models.words.privacy import mask
from service.domain.catalogue import Catalogue, Route
from service.domain.clocks.deadlines import LOCAL
from service.domain.errors import BadInput, Stale
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.texts import storable
from service.domain.ticket import Channel, Element, RequestType, Status, Ticket, Urgency
from service.flows.dispatch import SendOn, forward, how_far
from service.flows.files import attachments
from service.flows.files.attachments import Kept
from service.flows.notices import tell
from service.flows.prefill import Prefill, elements_asked, is_narrow, within
from service.flows.steps import Desk
from service.flows.together.precedents import route_of, route_of_ticket
from service.store.callers import Caller
from service.store.contents import CONTENT, content_hash

TEXT_CHARS = 20_000
TITLE_CHARS = 200
# What is said beside the text; the interfaces take no more either.
_MOST = {"name": 100, "phone": 100, "address": 500, "place": 500, "occurred": 500, "demand": 500}
_TEXTS = ("text", "title", "topic", "area", "place", "occurred", "demand", "dedupe_key")


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a caller asks for, as an agent, a page or a file gives it.

    Empty fields are taken from the reading; filled ones overrule it. ``registered_at``: when
    the caller spoke, if not now. ``dedupe_key``: repeats under it return the first ticket.
    ``is_title_from_text``: the title says the text in short and tells nothing more.
    ``source``: what another system said of it and no field holds; kept with the first step.
    ``files``: what came along, kept already.
    """

    text: str
    channel: Channel
    title: str = ""
    caller: Caller = field(default_factory=Caller)
    request_type: RequestType | None = None
    urgency: Urgency | None = None
    topic: str = ""
    area: str = ""
    place: str = ""
    occurred: str = ""
    demand: str = ""
    dedupe_key: str | None = None
    is_title_from_text: bool = False
    registered_at: datetime | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Kept, ...] = ()


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
    request = _storable(request)
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


def check(request: NewRequest) -> None:
    """Raises ``BadInput`` when there is nothing to register, or too much."""
    wrong: dict[str, str] = {}
    if not request.text.strip():
        wrong["text"] = "请填写诉求内容"
    elif len(request.text) > TEXT_CHARS:
        wrong["text"] = f"最多 {TEXT_CHARS} 字，现在是 {len(request.text)} 字，请分开登记"
    if len(request.title) > TITLE_CHARS:
        wrong["title"] = f"标题最多 {TITLE_CHARS} 字"
    told = {name: getattr(request, name) for name in ("place", "occurred", "demand")}
    told |= {name: getattr(request.caller, name) for name in ("name", "phone", "address")}
    for name, said in told.items():
        if len(said) > _MOST[name]:
            wrong[name] = f"最多 {_MOST[name]} 字，现在是 {len(said)} 字"
    if wrong:
        raise BadInput("诉求没有登记，请改正标出的各项。", wrong)


def is_same(stored: str, text: str) -> bool:
    """Whether a ticket's text is this one; what was added to it later does not count."""
    return stored == text.strip() or stored.startswith(f"{text.strip()}\n补充：")


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
    return Receipt(known, _route_of(desk, known), None, is_repeat=True)


def _storable(request: NewRequest) -> NewRequest:
    caller = Caller(*(storable(getattr(request.caller, f.name)) for f in fields(Caller)))
    texts: dict[str, Any] = {
        name: storable(text) for name in _TEXTS if (text := getattr(request, name))
    }
    return replace(request, caller=caller, **texts)


def _route_of(desk: Desk, ticket: Ticket) -> Route:
    return route_of_ticket(desk, ticket)
