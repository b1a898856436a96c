"""Turns what people did to tickets into verdicts on their topics: rows to learn from.

One verdict per ticket, the latest truth. What a person only let pass weighs less than what a
person put right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from models.training.learning import Lesson
from models.words.privacy import mask
from service.domain.catalogue import Catalogue, route
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM
from service.domain.ticket import Status
from service.flows.queries.catalogue.verdicts import Deed, Told

CORRECTED, RETURNED, MERGED, CONFIRMED = "corrected", "returned", "merged", "confirmed"
KIND_WORDS = {
    CORRECTED: "人工更正主题",
    RETURNED: "退单成立后改派",
    MERGED: "并入已定主题的工单",
    CONFIRMED: "派单员照建议派出并办结",
}
_WEIGHTS = {CORRECTED: 1.0, RETURNED: 0.7, MERGED: 0.5, CONFIRMED: 0.5}
_DONE = frozenset({Status.CLOSED.value, Status.ARCHIVED.value})
_SETTLED_ELSEWHERE = 0.5
"""A topic inferred from the unit that took over is trusted less than one that a person named."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person's work says of a ticket's topic, and from which step and role that is known."""

    no: str
    kind: str
    topic: str
    seq: int
    at: datetime
    role: str
    weight: float


@dataclass(frozen=True)
class Gathered:
    """The tickets of a span with the verdicts on them, and the pairs that people merged."""

    told: tuple[Told, ...]
    verdicts: Mapping[str, Verdict]
    pairs: tuple[tuple[str, str], ...] = field(default=())

    def lessons(self) -> list[Lesson]:
        """The verdicts with their texts, personal data masked, for training."""
        return [
            Lesson(
                key=told.no,
                text=mask(told.text).text,
                title=mask(told.title).text,
                code=verdict.topic,
                at=verdict.at,
                kind=verdict.kind,
                weight=verdict.weight,
            )
            for told in self.told
            if (verdict := self.verdicts.get(told.no)) is not None
        ]

    def rows(self) -> list[dict[str, str]]:
        """Where each verdict comes from, without any text."""
        read = {told.no: told.read for told in self.told}
        return [
            {
                "工单号": v.no,
                "读出的主题": read[v.no],
                "结论": v.topic,
                "依据": KIND_WORDS[v.kind],
                "环节序号": str(v.seq),
                "角色": v.role,
                "权重": f"{v.weight:g}",
            }
            for v in self.verdicts.values()
        ]


def gather(told: Iterable[Told], catalogue: Catalogue, roles: Mapping[int, str]) -> Gathered:
    """The verdicts on these tickets under the catalogue of today. Total."""
    tickets = tuple(told)
    found = {t.no: v for t in tickets if (v := _verdict(t, catalogue, roles)) is not None}
    pairs = []
    for ticket in tickets:
        deed = _last(ticket.deeds, Step.MERGE)
        if not ticket.master_no or deed is None or deed.actor_id == SYSTEM.id:
            continue
        pairs.append((ticket.no, ticket.master_no))
        master = found.get(ticket.master_no)
        if ticket.no not in found and master is not None:
            found[ticket.no] = _made(ticket, MERGED, master.topic, deed, roles)
    return Gathered(tickets, found, tuple(pairs))


def returns(deeds: Sequence[Deed]) -> list[str]:
    """The units whose return was upheld, in order: each ruling is on the objection before it."""
    rulings = [d for d in deeds if d.step in (Step.OBJECT, Step.UPHOLD, Step.REFUSE)]
    return [
        before.actor_unit
        for before, after in pairwise(rulings)
        if before.step == Step.OBJECT and after.step == Step.UPHOLD and before.actor_unit
    ]


def after_correction(ticket: Told) -> tuple[Deed, ...]:
    """The deeds since a person last set the topic; all when nobody has."""
    deed = _correction(ticket)
    return tuple(d for d in ticket.deeds if deed is None or d.seq > deed.seq)


def _verdict(ticket: Told, catalogue: Catalogue, roles: Mapping[int, str]) -> Verdict | None:
    since = after_correction(ticket)
    last = _last(since, Step.DISPATCH)
    if returns(since) and last is not None and last.actor_id != SYSTEM.id:
        return _after_return(ticket, last, catalogue, roles)
    deed = _correction(ticket)
    if deed is not None:
        kind = CONFIRMED if ticket.topic == ticket.read else CORRECTED
        made = _made(ticket, kind, ticket.topic, deed, roles)
        return replace(made, weight=_WEIGHTS[CORRECTED])
    if last is None or last.actor_id == SYSTEM.id or ticket.status not in _DONE:
        return None
    is_as_suggested = bool(ticket.suggested) and last.data.get("unit") == ticket.suggested
    if not is_as_suggested or not ticket.read or ticket.topic != ticket.read:
        return None
    return _made(ticket, CONFIRMED, ticket.topic, last, roles)


def _after_return(
    ticket: Told, last: Deed, catalogue: Catalogue, roles: Mapping[int, str]
) -> Verdict | None:
    """The topic by which the catalogue sends the ticket where it ended; None when none does."""
    unit = str(last.data.get("unit", ""))
    for code in dict.fromkeys((ticket.topic, *ticket.others)):
        if code and route(code, ticket.area, catalogue).unit == unit:
            made = _made(ticket, RETURNED, code, last, roles)
            return made if code == ticket.topic else replace(made, weight=_SETTLED_ELSEWHERE)
    return None


def _made(ticket: Told, kind: str, topic: str, deed: Deed, roles: Mapping[int, str]) -> Verdict:
    role = roles.get(deed.actor_id, "")
    return Verdict(ticket.no, kind, topic, deed.seq, deed.at, role, _WEIGHTS[kind])


def _correction(ticket: Told) -> Deed | None:
    by_people = [
        d
        for d in ticket.deeds
        if d.step == Step.CORRECT and d.data.get("topic") and d.actor_id != SYSTEM.id
    ]
    return by_people[-1] if by_people else None


def _last(deeds: Sequence[Deed], step: Step) -> Deed | None:
    found = [d for d in deeds if d.step == step]
    return found[-1] if found else None
