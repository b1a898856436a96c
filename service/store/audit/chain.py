"""Verifies the audit chain: every step's hash, its place, and the ticket it leads to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.audit.contents import content_faults
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.rows import GENESIS, step_hash

_BATCH = 2_000
_TICKET = (
    *(TicketRow.no, TicketRow.version, TicketRow.head, TicketRow.status, TicketRow.round),
    *(TicketRow.title, TicketRow.text, TicketRow.registered_at, TicketRow.channel),
    *(TicketRow.due_at, TicketRow.lead_unit, TicketRow.reply),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where what is stored is not what was written; ``seq`` is 0 for the ticket itself."""

    no: str
    seq: int
    what: str


def faults(session: Session) -> Iterator[Fault]:
    """Every fault of every ticket, by number; nothing when all is as it was written.

    Notices a step that was changed, taken out or put in, and a ticket that was changed without a
    step. A ticket that is gone with all its steps is noticed by the seals only.
    """
    steps = groupby(_steps(session), key=lambda step: step["no"])
    no, chain = next(steps, ("", iter(())))
    for ticket in _tickets(session):
        while no and no < ticket["no"]:
            yield Fault(no, 0, "有环节而没有工单")
            no, chain = next(steps, ("", iter(())))
        if no == ticket["no"]:
            yield from ticket_faults(ticket, list(chain))
            no, chain = next(steps, ("", iter(())))
        else:
            yield Fault(ticket["no"], 0, "工单没有任何环节")
    while no:
        yield Fault(no, 0, "有环节而没有工单")
        no, chain = next(steps, ("", iter(())))


def ticket_faults(ticket: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """The faults of one ticket; what its row says is compared once its chain is whole."""
    broken = list(chain_faults(ticket, steps))
    yield from broken
    if not broken:
        yield from (Fault(ticket["no"], 0, what) for what in content_faults(ticket, steps))


def chain_faults(ticket: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    """The faults of one ticket, given its row and its steps' rows in order."""
    no, head, count, last = ticket["no"], GENESIS, 0, None
    for step in steps:
        count += 1
        if step["seq"] != count:
            yield Fault(no, step["seq"], f"环节不连续：第 {count} 步的位置是第 {step['seq']} 步")
            return
        if step["previous"] != head:
            yield Fault(no, count, "与前一步的校验值接不上")
        if step["hash"] != step_hash(step, step["previous"]):
            yield Fault(no, count, "内容与校验值不符")
        head, last = step["hash"], step
    if count != ticket["version"] or head != ticket["head"]:
        yield Fault(no, 0, f"工单记着 {ticket['version']} 步，链上有 {count} 步，末端校验值不符")
    elif last is not None and (last["target"], last["round"]) != (
        ticket["status"],
        ticket["round"],
    ):
        yield Fault(no, 0, "工单的状态不是最后一步的状态")


def _steps(session: Session) -> Iterator[Any]:
    query = select(StepRow.__table__).order_by(StepRow.no, StepRow.seq)
    yield from session.execute(query.execution_options(yield_per=_BATCH)).mappings()


def _tickets(session: Session) -> Iterator[Any]:
    query = select(*_TICKET).order_by(TicketRow.no)
    yield from session.execute(query.execution_options(yield_per=_BATCH)).mappings()
