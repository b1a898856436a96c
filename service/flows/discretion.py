"""What may not be seen of a ticket that may be seen: who reported a 举报, the query code."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from typing import Any

from models.words.privacy import mask
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Progress, RequestType
from service.flows.desk import Desk
from service.store.tickets.callers import Caller

# An address falls apart after each of its levels; what is left within one names a house.
_PARTS = re.compile(
    r"(?<=[省市区县镇乡])(?![场政])|(?<=街道)|(?<=[路街巷])|[\s,，、]|(?=\d)|(?<=\d)"
)
_AREA = re.compile(r"(?:[省市县镇乡]|街道|(?<![小社园])区)$")
_LEAST_PART = 3


def hides_reporter(actor: Actor, kind: RequestType) -> bool:
    """Whether this person must not learn who reported: units, on every 举报."""
    knows = (Permission.TICKET_READ_REPORTED, Permission.TICKET_REGISTER)
    return kind is RequestType.REPORT and not any(actor.may(permission) for permission in knows)


def told_by_reporters(desk: Desk, kinds: Mapping[str, RequestType]) -> dict[str, tuple[str, ...]]:
    """Number → what the caller told of himself, for each 举报 whose reporter is hidden here.

    ``kinds``: number → type of the tickets about to be shown. Tickets that hide nobody are left
    out; one read for all of them.
    """
    hidden = [no for no, kind in kinds.items() if hides_reporter(desk.actor, kind)]
    told = desk.uow.callers.of_tickets(hidden) if hidden else {}
    return {no: words_of(told[no]) if no in told else () for no in hidden}


def words_of(caller: Caller, place: str = "") -> tuple[str, ...]:
    """What a caller told of himself: name, number, address, and the names within the address.

    ``place``: where the matter is, which everybody has to know; what it holds is left out.
    """
    parts = (part for part in _PARTS.split(caller.address) if len(part) >= _LEAST_PART)
    own = (part for part in parts if not _AREA.search(part) and part not in place)
    return (*astuple(caller), *own)


def without_names(value: Any, known: Iterable[str] = ()) -> Any:
    """The value with names, numbers and addresses masked in every text it holds.

    ``known``: what the caller told of himself; it is taken out wherever it stands.
    """
    words = sorted({word for word in known if len(word) > 1}, key=len, reverse=True)
    return _masked(value, words)


def _masked(value: Any, words: list[str]) -> Any:
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, "[已隐藏]")
        return mask(value).text
    if isinstance(value, Mapping):
        return {key: _masked(item, words) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_masked(item, words) for item in value)
    return value


def told_of_asking(progress: Progress, known: Iterable[str]) -> Progress:
    """The progress, names masked in what co-units were asked to do and units were consulted on."""

    def clean(text: str) -> str:
        return str(without_names(text, known))

    tasks = tuple(replace(task, words=clean(task.words)) for task in progress.co_tasks)
    held = progress.consultation
    if held is not None:
        said = (replace(o, words=clean(o.words)) for o in held.opinions)
        held = replace(held, question=clean(held.question), opinions=tuple(said))
    return replace(progress, co_tasks=tasks, consultation=held)


def query_code(desk: Desk, no: str) -> str:
    """The caller's code, for those who tell it to callers; else empty.

    Whoever has it acts as the caller: a unit could praise its own work.
    """
    tells = (Permission.CALLER_READ, Permission.TICKET_REGISTER)
    may_tell = any(desk.actor.may(permission) for permission in tells)
    return desk.uow.vault.query_code(no) if may_tell else ""
