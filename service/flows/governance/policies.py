"""Keeping the policy library, searching it, and what it says about a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.domain.errors import BadInput
from service.domain.governance.policy import (
    Policy,
    applying,
    check_right,
    check_why,
    checked,
    matching,
    retired,
)
from service.domain.texts import whole
from service.flows.desk import Desk
from service.flows.queries.choices import unit_code

_CITED = 3


@dataclass(frozen=True, slots=True)
class Cited:
    """A policy beside a request: its name, the sentence for an answer, the unit it names."""

    policy_id: int
    title: str
    citation: str
    lead: str


def keep(desk: Desk, values: Mapping[str, str], policy_id: int = 0, version: int = 0) -> Policy:
    """Keep a new policy (``policy_id`` 0) or a new edition of one.

    ``values``: title, document_no, issuer, valid_from, valid_to, topics (by commas), area, lead,
    summary, clauses, item_id, why. Raises ``NotFound``, ``Stale``, ``NotAllowed``, ``BadInput``.
    """
    policy = _typed(desk, values)
    held = desk.catalogue
    checked(policy, desk.actor, held.items, held.active_units)
    if policy.item_id is not None:
        desk.uow.agenda.get(policy.item_id)
    if not policy_id:
        _check_new(desk, policy)
        return desk.uow.policies.add(policy, desk.by("新增"))
    before = desk.uow.policies.get(policy_id)
    why = check_why(values.get("why", ""))
    policy = replace(policy, id=policy_id, retired_on=before.retired_on)
    desk.uow.policies.edit(policy, version, desk.by(why))
    return policy


def _check_new(desk: Desk, policy: Policy) -> None:
    """What is in the library gets another edition, not another entry."""
    same = (policy.title, policy.document_no)
    for other in desk.uow.policies.all():
        if other.retired_on is None and (other.title, other.document_no) == same:
            raise BadInput("政策库里已有同名同文号的一条。", {"title": "已有这一条，请去修改它"})


def retire(desk: Desk, policy_id: int, version: int, why: str) -> Policy:
    """Retire a policy from today on; it stays in the library.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed``, ``BadInput``.
    """
    check_right(desk.actor)
    policy = retired(desk.uow.policies.get(policy_id), desk.today)
    desk.uow.policies.edit(policy, version, desk.by(check_why(why)))
    return policy


def search(desk: Desk, text: str) -> list[Policy]:
    """The policies that have most of the words of the text; without words every one."""
    every = desk.uow.policies.all()
    if not text.strip():
        return every
    cut = desk.hotline.reader.segmenter.cut
    return matching(every, cut(text), [cut(_text(policy)) for policy in every])


def about(desk: Desk, topic: str, area: str) -> list[Cited]:
    """What the library says today about a topic in an area, the newest first, three at most."""
    every = desk.uow.policies.all()
    if not every:
        return []
    held = desk.catalogue
    found = applying(every, topic, held.chain(area), desk.today)[:_CITED]
    return [
        Cited(p.id, p.title, p.citation, held.units[p.lead].name if p.lead in held.units else "")
        for p in found
    ]


def _typed(desk: Desk, values: Mapping[str, str]) -> Policy:
    given = {name: text.strip() for name, text in values.items()}
    item = given.get("item_id", "")
    return Policy(
        title=given.get("title", "").strip("《》"),
        document_no=given.get("document_no", ""),
        issuer=given.get("issuer", ""),
        valid_from=_day(given.get("valid_from", ""), "valid_from"),
        valid_to=_day(given["valid_to"], "valid_to") if given.get("valid_to") else None,
        topics=_topics(desk, given.get("topics", "")),
        area=_area(desk, given.get("area", "")),
        lead=unit_code(desk.catalogue, given.get("lead", "")) if given.get("lead") else "",
        summary=given.get("summary", ""),
        clauses=given.get("clauses", ""),
        item_id=whole(item),
    )


def _topics(desk: Desk, text: str) -> tuple[str, ...]:
    """Codes of topics given by code or by name; what is neither stays as typed."""
    names = {item.path[-1]: code for code, item in desk.catalogue.items.items()}
    typed = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",")]
    return tuple(dict.fromkeys(names.get(part, part) for part in typed if part))


def _area(desk: Desk, text: str) -> str:
    names = {name: code for code, name in desk.catalogue.area_names.items()}
    code = names.get(text, text)
    if code and code not in desk.catalogue.areas:
        raise BadInput("适用地区要从列表里选。", {"area": "从列表里选"})
    return code


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("请写明日期。", {name: "请选日期"}) from None


def _text(policy: Policy) -> str:
    parts: Sequence[str] = (policy.title, policy.document_no, policy.issuer, policy.summary)
    return "\n".join((*parts, policy.clauses))
