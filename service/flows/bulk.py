"""One step on many tickets: each passes the same guards in a transaction of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.errors import BadInput, DomainError
from service.domain.steps import Step
from service.flows.steps import Desk, take
from service.store.uow import Store, UnitOfWork

MOST = 200


@dataclass(frozen=True, slots=True)
class Want:
    """One row of a bulk step: the version that the person saw, and what the step asks for."""

    no: str
    version: int
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; ``why_not`` is empty when it was done."""

    no: str
    why_not: str = ""


DeskOf = Callable[[UnitOfWork], Desk]


def take_each(store: Store, desk_of: DeskOf, step: Step, wants: Iterable[Want]) -> list[Outcome]:
    """The outcome of each row, in order; a refused row undoes nothing of the others.

    Raises ``BadInput`` when nothing is chosen, or more than ``MOST``.
    """
    rows = list(wants)
    if not rows:
        raise BadInput("还没有勾选工单。")
    if len(rows) > MOST:
        raise BadInput(f"一次最多办 {MOST} 件，请分几次。")
    return [_take_one(store, desk_of, step, want) for want in rows]


def _take_one(store: Store, desk_of: DeskOf, step: Step, want: Want) -> Outcome:
    try:
        with store.write() as uow:
            take(desk_of(uow), want.no, step, want.given, want.version)
    except DomainError as problem:
        return Outcome(want.no, problem.message)
    return Outcome(want.no)
