"""A new request as an agent, a page or a file gives it, and what may not be registered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from service.domain.errors import BadInput
from service.domain.texts import storable
from service.domain.ticket import Channel, RequestType, Urgency
from service.flows.files.attachments import Kept
from service.store.tickets.callers import Caller

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


def as_stored(request: NewRequest) -> NewRequest:
    """The request without what no database can hold."""
    caller = Caller(*(storable(getattr(request.caller, f.name)) for f in fields(Caller)))
    texts: dict[str, Any] = {
        name: storable(text) for name in _TEXTS if (text := getattr(request, name))
    }
    return replace(request, caller=caller, **texts)
