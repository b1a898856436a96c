"""What was answered to questions like the one being asked, for the agent to answer from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from service.domain.ticket import RequestType, Status
from service.flows.desk import Desk
from service.flows.discretion import without_names
from service.flows.queries.tickets.similar import Neighbour
from service.store.tables.tickets import TicketRow

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer, without names and numbers; ``elsewhere``: of another district."""

    no: str
    title: str
    reply: str
    at: datetime
    elsewhere: str


def answers_near(desk: Desk, near: Sequence[Neighbour]) -> list[Answered]:
    """The answers given on the spot among similar tickets, the likest first, each wording once."""
    given = {other.no: other for other in near if other.status is Status.ANSWERED}
    if not given:
        return []
    query = select(TicketRow.no, TicketRow.title, TicketRow.reply).where(
        TicketRow.no.in_(given),
        TicketRow.request_type == RequestType.CONSULT.value,
        TicketRow.reply != "",
    )
    told = {no: (title, reply) for no, title, reply in desk.uow.session.execute(query)}
    found: dict[str, Answered] = {}
    for no, other in given.items():
        if no not in told or told[no][1] in found:
            continue
        title, reply = (str(without_names(text)) for text in told[no])
        found[told[no][1]] = Answered(no, title, reply, other.registered_at, other.elsewhere)
    return list(found.values())[:_SHOWN]
