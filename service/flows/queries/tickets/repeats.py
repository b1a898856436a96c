"""A request that the same person has just registered in the same words."""

from datetime import timedelta

from sqlalchemy import select

from service.domain.lifecycle.steps import Step
from service.domain.texts import storable
from service.flows.desk import Desk
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.callers import Caller

JUST = timedelta(minutes=30)


def just_registered(desk: Desk, text: str, phone: str = "") -> str:
    """The newest ticket that this person registered with this text within ``JUST``, or empty.

    People press a button twice, or go back and send the same form again. Many ask the same in the
    same words: a ticket of another number is another caller's.
    """
    query = (
        select(StepRow.no)
        .join(TicketRow, TicketRow.no == StepRow.no)
        .where(
            StepRow.actor_id == desk.actor.id,
            StepRow.at > desk.now - JUST,
            StepRow.step == Step.REGISTER.value,
            TicketRow.text == storable(text).strip(),
        )
        .order_by(StepRow.at.desc(), StepRow.no.desc())
        .limit(1)
    )
    no = desk.uow.session.scalar(query) or ""
    if not no or not phone or not desk.uow.callers.of_ticket(no).phone:
        return no
    return no if no in desk.uow.callers.numbers_of(Caller(phone=phone), desk.now - JUST) else ""
