"""Second calls: draw a month's sample, note what the caller says now, look again at differences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from analytics.figures.rates import LEAST
from analytics.intervals import wilson
from service.domain.callback.inspection import (
    RIGHTS,
    Agreement,
    Closed,
    Closing,
    Inspection,
    SampleKind,
    SampleState,
    disagrees,
    draw,
    why_not_inspect,
)
from service.domain.callback.questions import QUESTIONS, is_answered
from service.domain.errors import BadInput, NotFound, Refused
from service.domain.lifecycle.fields import Field, read_fields
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.domain.permissions import Actor
from service.domain.ticket import Answer, Status
from service.flows import steps
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.notices import tell_people
from service.store.database.engine import in_chunks
from service.store.staff.notices import Draft
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.callers import Caller
from service.store.uow import UnitOfWork

_ENDS = (Step.CLOSE, Step.CLOSE_EXPLAINED)
_CLOSED = (Status.CLOSED.value, Status.ARCHIVED.value)


def draw_month(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Draw the samples of the month before ``now``, once; return how many orders were drawn."""
    first = now.astimezone(LOCAL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    start = (first - timedelta(days=1)).replace(day=1)
    month = start.strftime("%Y-%m")
    wanted = [kind for kind in SampleKind if not uow.inspections.is_drawn(month, kind)]
    if not wanted:
        return 0
    closed = closed_between(uow, start, first)
    count = 0
    for kind in wanted:
        rank = partial(uow.vault.sample_rank, f"{month}:{kind.value}")
        drawn = draw(kind, closed, hotline.profile.samples, rank)
        count += uow.inspections.add(month, kind, drawn, now)
    return count


_SAID = (Field("note", is_required=False),)
_NUMBER = "caller"
"""The trace of having looked at the number to call."""


def closed_between(uow: UnitOfWork, start: datetime, end: datetime) -> list[Closed]:
    """The orders whose newest closing lies in the span and that are closed still, by number."""
    query = select(TicketRow.no).where(
        TicketRow.status.in_(_CLOSED), TicketRow.ended_at >= start, TicketRow.ended_at < end
    )
    found: list[Closed] = []
    for chunk in in_chunks(uow.session.scalars(query.order_by(TicketRow.no))):
        tickets = {ticket.no: ticket for ticket in uow.tickets.get_many(chunk)}
        columns = (StepRow.no, StepRow.step, StepRow.actor_id, StepRow.actor_name)
        ends = select(*columns).where(
            StepRow.no.in_(chunk), StepRow.step.in_([step.value for step in _ENDS])
        )
        last = {row.no: row for row in uow.session.execute(ends.order_by(StepRow.no, StepRow.seq))}
        for no, row in last.items():
            ticket = tickets[no]
            answers = {q: a.value for q in QUESTIONS if (a := getattr(ticket, q)) is not None}
            found.append(
                Closed(
                    no=no,
                    unit=ticket.lead_unit,
                    clerk_id=row.actor_id,
                    clerk_name=row.actor_name,
                    ending=_ending(Step(row.step), answers),
                    round=ticket.round,
                    answers=answers,
                )
            )
    return sorted(found, key=lambda closed: closed.no)


def kinds_of(actor: Actor) -> tuple[SampleKind, ...]:
    """The samples that this person draws on."""
    return tuple(kind for kind, right in RIGHTS.items() if actor.may(right))


def drawn(desk: Desk, inspection_id: int) -> Inspection:
    """One drawn order of a sample that is this person's to see. Raises ``NotFound``."""
    inspection = desk.uow.inspections.get(inspection_id)
    if inspection.kind not in kinds_of(desk.actor):
        raise NotFound("没有这条抽查，请刷新。")
    return inspection


def reveal(desk: Desk, inspection_id: int) -> Caller:
    """The caller in clear, for calling again, with a trace. Raises ``NotFound``, ``Refused``."""
    inspection = _to_inspect(desk, inspection_id)
    desk.uow.callers.trace(desk.actor, inspection.closed.no, _NUMBER, desk.now)
    return desk.uow.callers.of_ticket(inspection.closed.no)


def note(desk: Desk, inspection_id: int, given: Mapping[str, Any]) -> Inspection:
    """Note the second call: three answers, or that the caller was not reached.

    Raises ``NotFound``, ``Refused`` (one's own work, or nobody looked at the number that was to
    be called), ``Stale``, and ``BadInput``.
    """
    inspection = _to_inspect(desk, inspection_id)
    no = inspection.closed.no
    if desk.uow.callers.of_ticket(no).phone and not desk.uow.callers.was_read(
        desk.actor, no, _NUMBER
    ):
        raise Refused("还没有看过号码：请先点“看号码”，打过电话再记。", rule="was_called")
    said = read_fields(_SAID, given).get("note", "")
    answers = {q: str(given[q]) for q in QUESTIONS if given.get(q) in set(Answer)}
    is_reached = not given.get("unreached")
    if is_reached and not is_answered(answers):
        wrong = {q: "请选一个回答" for q in QUESTIONS if q not in answers}
        raise BadInput("三个问题要都问到；没打通的请选“没打通”。", wrong)
    state = SampleState.UNREACHED
    if is_reached:
        is_other = disagrees(inspection.closed.answers, answers)
        state = SampleState.DISAGREED if is_other else SampleState.AGREED
    kept = answers if is_reached else {}
    desk.uow.inspections.note(inspection, state, kept, desk.by(said))
    desk.uow.callers.trace(desk.actor, inspection.closed.no, f"sample:{inspection_id}", desk.now)
    if state is SampleState.DISAGREED:
        _tell_of_difference(desk, inspection)
    return desk.uow.inspections.get(inspection_id)


def look_again(desk: Desk, inspection_id: int, reason: str) -> None:
    """Put an order to work again because the second call disagrees with the first.

    Raises ``NotFound``, ``Stale``, ``BadInput``, and what the step *recall* raises.
    """
    inspection = desk.uow.inspections.get(inspection_id)
    desk.uow.inspections.look_again(inspection)
    steps.take(desk, inspection.closed.no, Step.RECALL, {"reason": reason})


@dataclass(frozen=True, slots=True)
class Share:
    """A share of disagreements with its 95 % interval, all 0…1."""

    value: float
    low: float
    high: float


def share_of(row: Agreement) -> Share | None:
    """How often second calls disagree (Wilson interval); None where too few were made to say."""
    if row.inspected < LEAST:
        return None
    low, high = wilson(row.disagreed, row.inspected)
    return Share(row.disagreed / row.inspected, low, high)


def _to_inspect(desk: Desk, inspection_id: int) -> Inspection:
    inspection = drawn(desk, inspection_id)
    ticket = desk.uow.tickets.get(inspection.closed.no)
    why_not = why_not_inspect(inspection, desk.actor, ticket.progress.handlers)
    if why_not:
        raise Refused(why_not, rule="why_not_inspect")
    return inspection


def _tell_of_difference(desk: Desk, inspection: Inspection) -> None:
    kind = NoticeKind.SAMPLE_DIFFERS
    draft = Draft(
        event=f"sample:{inspection.id}:differs",
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        no=inspection.closed.no,
        link=f"/inspections/{inspection.id}",
        text=list_text(kind, no=inspection.closed.no),
    )
    tell_people(desk.uow, desk.hotline, draft, ("", (Audience.SUPERVISORS,)), desk.now)


def _ending(step: Step, answers: Mapping[str, str]) -> Closing:
    if step is Step.CLOSE_EXPLAINED:
        return Closing.EXPLAINED
    return Closing.ANSWERED if answers else Closing.UNREACHABLE
