"""How a call ends: the request goes on, is settled at once, or belongs to an earlier ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.domain.lifecycle.steps import Step
from service.domain.notices.mentions import unaddressed
from service.domain.ticket import WITH_UNIT, Ticket
from service.flows import dispatch, intake, steps
from service.flows.desk import Desk
from service.flows.files.attachments import Kept
from service.flows.queries import choices
from service.flows.requests import NewRequest

SUBMIT, ANSWER, REJECT, REGISTER = "submit", "answer", "reject", "register"
MERGE, NOTE, REOPEN = "merge", "note", "reopen"
"""What is done with an earlier ticket, written ``note:NUMBER``."""


def wrap_up(
    desk: Desk,
    request: NewRequest,
    action: str,
    said: Mapping[str, str],
    files: Sequence[Kept] = (),
) -> Ticket:
    """The ticket on which the call ended; ``said``: the answer, or why it is not accepted.

    A caller who comes back on an earlier matter gets no new ticket: his words are noted on that
    one, or it is taken up again. Raises what the steps raise; then nothing is kept.
    """
    what, _, no = action.partition(":")
    if what == NOTE:
        return _come_again(desk, no, request, files)
    if what == REOPEN:
        return steps.take(desk, no, Step.RECALL, {"reason": request.text.strip()}, files=files)
    receipt = intake.receive(desk, replace(request, files=tuple(files)))
    new = receipt.ticket.no
    if what == ANSWER:
        steps.take(desk, new, Step.ANSWER, {"reply": said.get("reply", "")})
    elif what == REJECT:
        given = {name: said.get(name, "") for name in ("reason_code", "right_channel")}
        steps.take(desk, new, Step.REJECT, given)
    elif what == MERGE:
        steps.take(desk, new, Step.MERGE, {"master_no": no})
    elif what != REGISTER:
        dispatch.submit(desk, receipt.ticket, receipt.route)
    return desk.uow.tickets.get(new)


def _come_again(desk: Desk, no: str, request: NewRequest, files: Sequence[Kept]) -> Ticket:
    """The caller's new words on his earlier ticket; the unit that works on it is told."""
    ticket, words = steps.visible(desk, no), request.text.strip()
    unit = choices.unit_name(desk.catalogue, ticket.lead_unit)
    told = f" @{unit}" if unit and ticket.status in WITH_UNIT else ""
    note = f"诉求人又来电：{unaddressed(words)}{told}" if words else ""
    return steps.take(desk, no, Step.NOTE, {"note": note}, files=files)
