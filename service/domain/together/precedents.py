"""Precedents (先例): what a joint session once decided goes before the catalogue's plain row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from service.domain.catalogue import Catalogue, Route


class PrecedentState(StrEnum):
    """Whether a precedent counts on a day."""

    VALID = "valid"
    TO_COME = "to_come"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Precedent:
    """Whoever leads this topic where the condition holds, by decision of a session ``no``.

    ``area``: this area and all in it, empty for the whole city; ``words``: one of them must stand
    in the request, none: whatever it says; ``ended_on``: the day it was ended (废止), if it was.
    """

    id: int
    no: str
    matter_id: int
    topic: str
    lead: str
    co_units: tuple[str, ...]
    area: str
    words: tuple[str, ...]
    legal_basis: str
    valid_from: date
    valid_until: date | None = None
    ended_on: date | None = None
    ended_by: str = ""
    why_ended: str = ""

    def state(self, day: date) -> PrecedentState:
        """How it stands on a day."""
        if self.ended_on is not None and self.ended_on <= day:
            return PrecedentState.ENDED
        if day < self.valid_from:
            return PrecedentState.TO_COME
        if self.valid_until is not None and day > self.valid_until:
            return PrecedentState.EXPIRED
        return PrecedentState.VALID


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be routed: the topic, where, in what words, on which day."""

    topic: str
    area: str
    text: str
    day: date


def applying(
    precedents: Iterable[Precedent], asked: Asked, catalogue: Catalogue
) -> list[Precedent]:
    """The precedents that hold for a request, the newest first.

    One whose lead takes no tickets any more holds for nothing.
    """
    chain = catalogue.chain(asked.area)
    item = catalogue.item(asked.topic)
    topic = item.topic if item else asked.topic
    found = [
        precedent
        for precedent in precedents
        if precedent.state(asked.day) is PrecedentState.VALID
        and precedent.lead in catalogue.active_units
        and _topic_now(precedent, catalogue) == topic
        and (not precedent.area or precedent.area in chain)
        and (not precedent.words or any(word in asked.text for word in precedent.words))
    ]
    return sorted(found, key=lambda p: (p.valid_from, p.id), reverse=True)


def follow(routed: Route, found: Sequence[Precedent], catalogue: Catalogue) -> Route:
    """The route by the newest precedent, which it names; the catalogue's own one without any.

    Where an older one says otherwise, the reason says so. With co-units a person dispatches.
    """
    if not found:
        return routed
    newest = found[0]
    name = catalogue.units[newest.lead].name
    reason = f"依据{newest.no}，由{name}主办{_condition(newest, catalogue)}。"
    others = [p for p in found[1:] if p.lead != newest.lead]
    if others:
        older = "、".join(f"{p.no}定由{catalogue.units[p.lead].name}" for p in others)
        reason += f"另有{older}，以较新的为准；请废止不再适用的。"
    if routed.unit and routed.unit != newest.lead:
        reason += f"按目录本应由{catalogue.units[routed.unit].name}承办。"
    co_units = tuple(
        unit for unit in dict.fromkeys((*newest.co_units, *routed.co_units)) if unit != newest.lead
    )
    candidates = (routed.unit, *routed.runners_up)
    return replace(
        routed,
        unit=newest.lead,
        reason=reason,
        co_units=co_units,
        runners_up=tuple(u for u in dict.fromkeys(candidates) if u and u != newest.lead),
        is_certain=not newest.co_units,
        precedent=newest.no,
    )


def _topic_now(precedent: Precedent, catalogue: Catalogue) -> str:
    item = catalogue.item(precedent.topic)
    return item.topic if item else precedent.topic


def _condition(precedent: Precedent, catalogue: Catalogue) -> str:
    parts = [catalogue.area_names.get(precedent.area, "")] if precedent.area else []
    parts += [f"说到“{'”“'.join(precedent.words)}”"] if precedent.words else []
    return f"（{'，'.join(part for part in parts if part)}）" if any(parts) else ""
