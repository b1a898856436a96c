"""One step on many tickets: each passes the same guards in a transaction of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.domain.errors import BadInput, DomainError, Refused
from service.domain.lifecycle.forms import parse
from service.domain.lifecycle.steps import Step
from service.flows.desk import Desk
from service.flows.steps import take
from service.store.tickets.bulk_runs import BulkRow
from service.store.uow import Store, UnitOfWork

MOST = 200
INVERSE: Mapping[Step, Step] = {
    Step.DISPATCH: Step.RECALL,
    Step.MERGE: Step.UNMERGE,
    Step.ASSIGN: Step.UNASSIGN,
}
"""The steps that another step takes back, with a reason."""


@dataclass(frozen=True, slots=True)
class Want:
    """One row of a bulk step: the version that the person saw, and what the step asks for."""

    no: str
    version: int
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; when ``why_not`` is empty it was done, and made the ``version``."""

    no: str
    why_not: str = ""
    version: int = 0


DeskOf = Callable[[UnitOfWork], Desk]


def take_each(store: Store, desk_of: DeskOf, step: Step, wants: Iterable[Want]) -> list[Outcome]:
    """The outcome of each row, in order; a refused row undoes nothing of the others.

    Raises ``BadInput`` when nothing is chosen, or more than ``MOST``.
    """
    rows = list(wants)
    if not rows:
        raise BadInput("还没有勾选工单。")
    if len(rows) > MOST:
        raise BadInput(f"一次最多办 {MOST} 件，勾了 {len(rows)} 件，请分几次。")
    return [_take_one(store, desk_of, step, want) for want in rows]


def remember(store: Store, desk_of: DeskOf, step: Step, outcomes: Sequence[Outcome]) -> int:
    """Keep what became of the rows for whoever did it; return the id of the run."""
    with store.write() as uow:
        desk = desk_of(uow)
        return uow.bulk_runs.keep(desk.actor.id, step, _kept(outcomes), desk.now)


def undo(store: Store, desk_of: DeskOf, run_id: int, reason: str) -> int:
    """Take back what a run did, ticket by ticket, where nothing has happened since.

    Returns the id of the run that did so, which stands for itself before the first ticket is
    touched: of two who press at once the second changes nothing. Raises ``NotFound``, ``Refused``
    when its step has no inverse or was taken back already, and ``BadInput`` without a reason.
    """
    with store.read() as uow:
        run = uow.bulk_runs.of(desk_of(uow).actor.id, run_id)
    inverse = INVERSE.get(run.step)
    if run.undone is not None:
        raise _undone_before()
    if inverse is None or not run.done:
        raise Refused("这次办的不能撤回。", rule="has_inverse")
    if not reason.strip():
        raise BadInput("请写明撤回的理由。", {"reason": "必填"})
    _check_reason(inverse, reason)
    wants = [Want(row.no, row.version, {"reason": reason}) for row in run.done]
    by = _begin_undoing(store, desk_of, run_id, inverse, [want.no for want in wants])
    outcomes = take_each(store, desk_of, inverse, wants)
    with store.write() as uow:
        uow.bulk_runs.fill(desk_of(uow).actor.id, by, _kept(outcomes))
    return by


def _check_reason(inverse: Step, reason: str) -> None:
    """Else every ticket would refuse it, and the run would count as taken back."""
    try:
        parse(inverse, {"reason": reason})
    except BadInput as problem:
        raise BadInput(f"撤回的理由{problem.fields['reason']}。", problem.fields) from None


def _begin_undoing(
    store: Store, desk_of: DeskOf, run_id: int, inverse: Step, numbers: Sequence[str]
) -> int:
    """The run that takes another one back, claimed for nobody else to do so."""
    with store.write() as uow:
        desk = desk_of(uow)
        rows = [BulkRow(no, "中途断了，请打开工单看撤回了没有。", 0) for no in numbers]
        by = uow.bulk_runs.keep(desk.actor.id, inverse, rows, desk.now)
        if not uow.bulk_runs.mark_undone(desk.actor.id, run_id, by):
            raise _undone_before()
    return by


def _undone_before() -> Refused:
    return Refused("这次办的已经撤回过了，没有再动。", rule="is_not_undone")


def _kept(outcomes: Sequence[Outcome]) -> list[BulkRow]:
    return [BulkRow(outcome.no, outcome.why_not, outcome.version) for outcome in outcomes]


def _take_one(store: Store, desk_of: DeskOf, step: Step, want: Want) -> Outcome:
    try:
        with store.write() as uow:
            ticket = take(desk_of(uow), want.no, step, want.given, want.version)
    except DomainError as problem:
        return Outcome(want.no, problem.message)
    return Outcome(want.no, version=ticket.version)
