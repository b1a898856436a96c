"""Designation (指定承办): whose word a unit's duty rests on once dispatching has failed.

A ticket that comes back again and again is sent out once more by the name of a supervisor or a
leader, or by the decision of a joint session; a unit that got it so cannot return it.
"""

from typing import Any

from service.domain.lifecycle.case import Case
from service.domain.permissions import Role
from service.domain.ticket import Ticket
from service.domain.together.opinion import Ending
from service.domain.together.refusals import refused_by

DESIGNATING = frozenset({Role.SUPERVISOR, Role.LEADER})
"""Whose name a designation bears."""


def is_designation(case: Case) -> bool:
    """Whether dispatching now designates: by count, by a name given, by a joint decision.

    Also where units were consulted and agreed on nobody.
    """
    return bool(
        case.ticket.is_designated
        or case.ticket.dispatches + 1 >= case.rules.profile.designate_after
        or case.data.get("designated_by")
        or case.facts.decision
        or is_to_be_designated(case.ticket)
    )


def is_to_be_designated(ticket: Ticket) -> bool:
    """Whether units were consulted to no agreement and the next dispatch is a designation."""
    held = ticket.progress.consultation
    return held is not None and held.ending is Ending.DESIGNATE


def _were_heard(ticket: Ticket) -> bool:
    held = ticket.progress.consultation
    return ticket.is_in_consultation and held is not None and bool(held.opinions)


def follows_decision(case: Case) -> str | None:
    """A ticket that a joint session has decided on goes to the lead of that decision."""
    decision = case.facts.decision
    if decision is None or case.data["unit"] == decision.lead:
        return None
    return f"{decision.no}已定主办单位，不能另派；有新情况请在跨界事项里重新会商。"


def designation_is_signed(case: Case) -> str | None:
    """A designation bears the name of a supervisor or leader, and the reason."""
    if case.facts.decision is not None or not is_designation(case):
        return None
    name, count = case.data.get("designated_by", ""), case.ticket.dispatches + 1
    if not name:
        return f"第 {count} 次派单是指定承办：请选由哪位督办员或领导指定，并写明理由。"
    if name not in case.facts.designators:
        return "指定人要是在岗的督办员或调度领导，请从列表中选择。"
    if not case.data.get("reason"):
        return "指定承办要写明理由，单位会看到。"
    return None


def rests_on_decision(case: Case) -> str | None:
    """What a unit has signed for is taken back only because others decided so, or were heard."""
    if case.facts.decision is not None or _were_heard(case.ticket):
        return None
    return "单位已经签收，只有联席会商另定主办单位才能收回改派；拿不准归谁的可以提请联席会商。"


def objected(case: Case) -> dict[str, Any]:
    """One more unit says the ticket is not its own."""
    return {"progress": refused_by(case.ticket.progress, case.actor.unit)}
