"""Turns rulings and second calls into rows of words."""

from collections.abc import Mapping

from service.domain.callback.inspection import (
    QUESTIONS,
    Agreement,
    Inspection,
    SampleState,
    why_not_inspect,
)
from service.domain.catalogue import Catalogue
from service.domain.errors import DomainError
from service.domain.permissions import Permission
from service.domain.ticket import Answer
from service.flows.calling.inspection import kinds_of, share_of
from service.flows.desk import Desk
from service.flows.queries.desks.explained import Proposed
from service.labels import LABELS, label, label_of
from service.labels.fields import FIELD_LABELS
from service.store.tickets.callers import Caller
from service.web.contexts.inspections import (
    AgreementRow,
    ExplainedRow,
    InspectionPage,
    SampleRow,
)
from service.web.render import moment
from service.web.views.callrows import said_by, told_words

_TONES = {
    SampleState.DRAWN: "waiting",
    SampleState.AGREED: "done",
    SampleState.DISAGREED: "overdue",
    SampleState.UNREACHED: "soon",
    SampleState.SECOND_LOOK: "refused",
}


def explained_row(item: Proposed, desk: Desk, tried: Mapping[str, str]) -> ExplainedRow:
    """One order to rule on; ``tried``: what was just filled in for it and refused."""
    order, unit = item.due.order, desk.catalogue.units.get(item.due.order.lead_unit)
    mine = tried if tried.get("no") == order.no else {}
    return ExplainedRow(
        no=order.no,
        version=order.version,
        title=order.title,
        unit=unit.name if unit else "",
        text=order.text,
        reply=order.reply,
        answers=[
            {
                "term": each.call.ticket.no if each.call.is_member else "诉求人",
                "value": "；".join([said_by(each) or label(each.call.state), *told_words(each)]),
            }
            for each in item.asked
        ],
        explanation=str(item.proposal.data.get("explanation", "")),
        asked_by=f"{item.proposal.actor_name} {moment(item.proposal.at)}",
        is_consented=item.is_consented,
        is_void=item.is_void,
        why_not=item.why_not,
        reason=mine.get("reason", ""),
        error=mine.get("error", ""),
    )


def sample_row(inspection: Inspection, title: str, catalogue: Catalogue) -> SampleRow:
    """One drawn order."""
    closed = inspection.closed
    unit = catalogue.units.get(closed.unit)
    return SampleRow(
        url=f"/inspections/{inspection.id}",
        no=closed.no,
        kind=label(inspection.kind),
        month=inspection.month,
        title=title,
        unit=unit.name if unit else closed.unit,
        ending=label(closed.ending),
        clerk=closed.clerk_name,
        state=label(inspection.state),
        tone=_TONES[inspection.state],
    )


def agreement_row(row: Agreement) -> AgreementRow:
    """A rate of disagreement, said only where there is enough to say it of."""
    found = share_of(row)
    return AgreementRow(
        name=row.name,
        inspected=row.inspected,
        disagreed=row.disagreed,
        share=f"{found.value:.1%}" if found else "样本不足",
        bound=f"{found.low:.1%} 到 {found.high:.1%}" if found else "",
    )


def inspection_page(
    desk: Desk,
    inspection: Inspection,
    caller: Caller,
    *,
    is_revealed: bool = False,
    typed: dict[str, str] | None = None,
    problem: DomainError | None = None,
) -> InspectionPage:
    """One drawn order, what was said first beside what is said now.

    ``typed`` and ``problem``: what was just sent, and why it was refused.
    """
    ticket = desk.uow.tickets.get(inspection.closed.no)
    is_theirs = inspection.kind in kinds_of(desk.actor)
    why_not = why_not_inspect(inspection, desk.actor, ticket.progress.handlers)
    may_supervise = desk.actor.may(Permission.TICKET_SUPERVISE)
    when = moment(inspection.inspected_at)
    return InspectionPage(
        id=inspection.id,
        row=sample_row(inspection, ticket.title, desk.catalogue),
        text=ticket.text,
        reply=ticket.reply,
        phone=caller.phone or "电话未留",
        name=caller.name or "姓名未留",
        is_revealed=is_revealed,
        compared=[
            {
                "question": FIELD_LABELS[q],
                "before": label_of(Answer, inspection.closed.answers.get(q)) or "没有问到",
                "now": label_of(Answer, inspection.answers.get(q)),
            }
            for q in QUESTIONS
        ],
        may_inspect=is_theirs and why_not is None,
        why_not=why_not or "",
        reason=_reason(inspection),
        may_look_again=may_supervise and inspection.state is SampleState.DISAGREED,
        note=inspection.note,
        inspected=f"{inspection.inspector_name} {when}" if inspection.inspected_at else "",
        questions=[(q, FIELD_LABELS[q]) for q in QUESTIONS],
        answers=list(LABELS[Answer].items()),
        typed=typed or {},
        error=problem.message if problem else "",
        wrong=problem.fields if problem else {},
    )


def _reason(inspection: Inspection) -> str:
    """Why an order is to be looked at again: which answers differ, and what was noted."""
    first, second = inspection.closed.answers, inspection.answers
    said = [
        f"{FIELD_LABELS[q]}，第一次“{label_of(Answer, first.get(q)) or '没有问到'}”，"
        f"抽查“{label_of(Answer, second.get(q))}”"
        for q in QUESTIONS
        if second.get(q) and second.get(q) != first.get(q)
    ]
    told = [*said, inspection.note] if inspection.note else said
    return f"抽查回访和第一次不一致：{'；'.join(told)}"[:_LONGEST]


_LONGEST = 4000
