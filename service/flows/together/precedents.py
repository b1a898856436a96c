"""Routing with precedents, and ending one or proposing it for the catalogue."""

from datetime import date
from typing import Any

from service.domain.catalogue import Route, route
from service.domain.errors import BadInput, NotAllowed, Refused
from service.domain.governance.leading import cited
from service.domain.permissions import Permission
from service.domain.proposals import Finding, ProposalKind
from service.domain.ticket import Ticket
from service.domain.together.matters import Matter
from service.domain.together.precedents import Asked, Precedent, PrecedentState, applying, follow
from service.flows.desk import Desk

_WHY_CHARS, _MOST_WORDS = 500, 20


def route_of(desk: Desk, topic: str, area: str, text: str) -> Route:
    """Where a request should go now: by the newest precedent that holds, else by the catalogue.

    Without a precedent, a policy that names who leads is cited.
    """
    held = desk.catalogue
    routed = route(topic, area, held)
    standing = desk.uow.precedents.standing()
    found = applying(standing, Asked(topic, area, text, desk.today), held) if standing else ()
    if found:
        return follow(routed, found, held)
    policies = desk.uow.policies.leading()
    return cited(routed, policies, (topic, area), desk.today, held) if policies else routed


def route_of_ticket(desk: Desk, ticket: Ticket) -> Route:
    """The same for a ticket."""
    return route_of(desk, ticket.topic, ticket.area, f"{ticket.title}\n{ticket.text}")


def keep(desk: Desk, matter: Matter, data: dict[str, Any]) -> Precedent | None:
    """The precedent that a decision leaves behind, if it is to leave one.

    Raises ``BadInput`` for a topic or a date that cannot be.
    """
    held, session = matter.resolution, matter.session
    if not data.get("is_precedent") or held is None or session is None:
        return None
    topic = str(data.get("precedent_topic") or matter.topic)
    if desk.catalogue.item(topic) is None:
        raise BadInput("先例要有主题。", {"precedent_topic": "请从列表中选主题"})
    if len(data.get("precedent_words", ())) > _MOST_WORDS:
        raise BadInput("先例的词语太多。", {"precedent_words": f"最多 {_MOST_WORDS} 个"})
    until = date.fromisoformat(data["valid_until"]) if data.get("valid_until") else None
    if until is not None and until <= desk.today:
        raise BadInput("先例的有效期要晚于今天。", {"valid_until": "要晚于今天"})
    return desk.uow.precedents.add(
        Precedent(
            id=0,
            no=session.no,
            matter_id=matter.id,
            topic=topic,
            lead=held.lead,
            co_units=held.co_units,
            area=str(data.get("precedent_area", "")),
            words=tuple(data.get("precedent_words", ())),
            legal_basis=held.legal_basis,
            valid_from=desk.today,
            valid_until=until,
        )
    )


def end(desk: Desk, precedent_id: int, why: str) -> Precedent:
    """End a precedent from today on.

    Raises ``NotFound``, ``Stale``, ``BadInput`` without a reason.
    """
    _check_right(desk)
    said = why.strip()
    if not said or len(said) > _WHY_CHARS:
        raise BadInput("请写明为什么废止。", {"why": f"写明原因，最多 {_WHY_CHARS} 字"})
    found = desk.uow.precedents.get(precedent_id)
    desk.uow.precedents.end(precedent_id, desk.today, desk.actor.name, said)
    desk.uow.callers.trace(desk.actor, "", f"precedent:end:{precedent_id}", desk.now)
    return found


def propose(desk: Desk, precedent_id: int) -> None:
    """Propose that the catalogue itself says what a precedent says; whoever edits it decides.

    Raises ``Refused`` for one that holds only under words, in one area, or not now.
    """
    _check_right(desk)
    found = desk.uow.precedents.get(precedent_id)
    if found.state(desk.today) is not PrecedentState.VALID:
        raise Refused("只有有效的先例才能建议写进派单目录。", rule="is_valid")
    if found.area or found.words:
        raise Refused("先例带有地区或用词条件，派单目录的一行写不下，仍按先例办。", rule="is_plain")
    unit = desk.catalogue.units[found.lead]
    item = desk.catalogue.item(found.topic)
    level = unit.level.value
    if item is None or unit.level not in item.leads:
        raise Refused(
            "这个主题在目录里没有这一级的主办栏，请数据分析员直接改目录草稿。", rule="has_column"
        )
    figures = {
        "topic": item.topic,
        "level": level,
        "family": unit.family,
        "before": item.leads[unit.level],
        "session": found.no,
        "unit": found.lead,
    }
    matter = desk.uow.matters.get(found.matter_id)
    key = f"{item.topic}:{level}:{found.id}"
    desk.uow.proposals.put(Finding(ProposalKind.PRECEDENT, key, figures, matter.tickets), desk.now)
    desk.uow.callers.trace(desk.actor, "", f"precedent:propose:{precedent_id}", desk.now)


def _check_right(desk: Desk) -> None:
    if not desk.actor.may(Permission.JOINT_ARRANGE):
        raise NotAllowed("您的角色不能办先例。")
