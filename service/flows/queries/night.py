"""Which tickets the night's work has to look at."""

from datetime import datetime

from sqlalchemy import or_, select

from service.domain.supervision import SupervisionRules
from service.domain.ticket import ENDED, WITH_UNIT
from service.store.tables import TicketRow
from service.store.uow import UnitOfWork


def worth_supervising(uow: UnitOfWork, rules: SupervisionRules, now: datetime) -> list[str]:
    """Numbers of the tickets with a unit that are due soon, late, or in a late round."""
    query = (
        select(TicketRow.no)
        .where(TicketRow.status.in_([status.value for status in WITH_UNIT]))
        .where(
            or_(
                TicketRow.due_at <= now + rules.soon,
                TicketRow.sign_due_at <= now + rules.soon,
                TicketRow.round >= rules.supervise_round,
            )
        )
    )
    return list(uow.session.scalars(query.order_by(TicketRow.no)))


def ended_before(uow: UnitOfWork, instant: datetime) -> list[str]:
    """Numbers of the tickets that ended before an instant and are not archived."""
    query = (
        select(TicketRow.no)
        .where(TicketRow.status.in_([status.value for status in ENDED]))
        .where(TicketRow.ended_at < instant)
    )
    return list(uow.session.scalars(query.order_by(TicketRow.no)))
