"""The policy library (政策库): texts and lasting mechanisms that answers can be based on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.permissions import Actor, Permission

_TITLE, _SHORT, _SUMMARY, _CLAUSES, _WHY = 200, 64, 1000, 8000, 500


class PolicyState(StrEnum):
    """How a policy stands on a day."""

    VALID = "valid"
    TO_COME = "to_come"
    EXPIRED = "expired"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Policy:
    """An edition of a policy. ``topics``: codes it is about; ``area``: where it holds (empty: the
    city); ``lead``: the unit it names for such requests; ``item_id``: the agenda item it came of.
    """

    title: str
    document_no: str
    issuer: str
    valid_from: date
    topics: tuple[str, ...]
    summary: str
    clauses: str = ""
    valid_to: date | None = None
    area: str = ""
    lead: str = ""
    item_id: int | None = None
    id: int = 0
    version: int = 1
    retired_on: date | None = None

    def state(self, day: date) -> PolicyState:
        """How it stands on a day."""
        if self.retired_on is not None and self.retired_on <= day:
            return PolicyState.RETIRED
        if day < self.valid_from:
            return PolicyState.TO_COME
        if self.valid_to is not None and day > self.valid_to:
            return PolicyState.EXPIRED
        return PolicyState.VALID

    @property
    def citation(self) -> str:
        """How an answer names it."""
        number = f"（{self.document_no}）" if self.document_no else ""
        return f"根据《{self.title}》{number}，{self.summary.rstrip('。')}。"

    def to_json(self) -> dict[str, Any]:
        """The edition as plain data."""
        plain = asdict(self) | {"topics": list(self.topics)}
        days = ("valid_from", "valid_to", "retired_on")
        return plain | {n: plain[n].isoformat() for n in days if plain[n]}


def checked(policy: Policy, actor: Actor, topics: Collection[str], units: Collection[str]) -> None:
    """Raises ``NotAllowed``, or ``BadInput`` naming everything missing or wrong."""
    check_right(actor)
    wrong = {}
    if not 0 < len(policy.title) <= _TITLE:
        wrong["title"] = f"名称要写明，最多 {_TITLE} 字"
    if len(policy.document_no) > _SHORT:
        wrong["document_no"] = f"文号最多 {_SHORT} 字"
    if not 0 < len(policy.issuer) <= _TITLE:
        wrong["issuer"] = "发文单位要写明"
    if not 0 < len(policy.summary) <= _SUMMARY:
        wrong["summary"] = f"要点要写明，最多 {_SUMMARY} 字"
    if len(policy.clauses) > _CLAUSES:
        wrong["clauses"] = f"主要条款最多 {_CLAUSES} 字"
    if not policy.topics or any(topic not in topics for topic in policy.topics):
        wrong["topics"] = "主题要从列表里选"
    if policy.lead and policy.lead not in units:
        wrong["lead"] = "牵头单位要从列表里选"
    if policy.valid_to is not None and policy.valid_to < policy.valid_from:
        wrong["valid_to"] = "失效日期早于生效日期"
    if wrong:
        raise BadInput("、".join(wrong.values()) + "。", wrong)


def check_right(actor: Actor) -> None:
    """Raises ``NotAllowed`` for people who do not keep the library."""
    if not (actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.CATALOGUE_EDIT)):
        raise NotAllowed("政策库由数据分析员、督办员和热线管理员维护。")


def check_why(why: str) -> str:
    """The reason of an edition. Raises ``BadInput`` without one."""
    if not 0 < len(why.strip()) <= _WHY:
        raise BadInput("请写明为什么改。", {"why": f"写明原因，最多 {_WHY} 字"})
    return why.strip()


def retired(policy: Policy, day: date) -> Policy:
    """The policy from which nothing is answered any more. Raises ``IllegalStep``."""
    if policy.retired_on is not None:
        raise IllegalStep("这条已经废止了。")
    return replace(policy, retired_on=day)


def applying(
    policies: Iterable[Policy], topic: str, areas: Collection[str], day: date
) -> list[Policy]:
    """The valid policies about a topic that hold in one of the areas, the newest first."""
    found = [
        policy
        for policy in policies
        if topic in policy.topics
        and (not policy.area or policy.area in areas)
        and policy.state(day) is PolicyState.VALID
    ]
    return sorted(found, key=lambda p: (p.valid_from, p.id), reverse=True)


def matching(
    policies: Iterable[Policy], words: Sequence[str], texts: Iterable[Collection[str]]
) -> list[Policy]:
    """The policies with most of the asked words, all of them first; none asked: every one.

    ``texts``: the words of each policy, in the same order. Those with less than half of the asked
    words are left out.
    """
    asked = frozenset(words)
    if not asked:
        return list(policies)
    scored = [(len(asked & frozenset(t)), p) for p, t in zip(policies, texts, strict=True)]
    kept = [(n, p) for n, p in scored if 2 * n >= len(asked) and n]
    return [p for _, p in sorted(kept, key=lambda pair: (-pair[0], -pair[1].id))]
