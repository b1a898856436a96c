"""What a page says of one step on many tickets, and the record of it that it leads to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from service.bootstrap import System
from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor
from service.flows import bulk
from service.flows.bulk import DeskOf, Outcome, Want
from service.flows.desk import Desk
from service.web.views.listrows import failures, told


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about all rows, which were done, and why each other was refused, by number.

    ``run``: the id of the record, 0 when nothing was tried.
    """

    sentence: str
    is_done: bool = False
    done: tuple[str, ...] = ()
    why_not: dict[str, str] = field(default_factory=dict)
    run: int = 0


def take_all(
    system: System, actor: Actor, step: Step, wants: Callable[[], Iterable[Want]], what: str
) -> Told:
    """Take the step on every ticket wanted; ``what`` names it, as in 已签收."""
    desk_of = desk_at(system, actor)
    return tell(
        lambda: bulk.take_each(system.store, desk_of, step, wants()),
        what,
        lambda outcomes: bulk.remember(system.store, desk_of, step, outcomes),
    )


def desk_at(system: System, actor: Actor) -> DeskOf:
    """The desk of a person in each transaction of the bulk step, all at one time."""
    now = system.now()
    return lambda uow: Desk(uow, system.hotline, actor, now)


def tell(
    act: Callable[[], list[Outcome]],
    what: str,
    keep: Callable[[list[Outcome]], int] = lambda _: 0,
) -> Told:
    """What became of a bulk step; ``keep`` leaves a record of it and returns its id."""
    try:
        outcomes = act()
    except BadInput as problem:
        return Told(problem.message)
    failed = failures(outcomes)
    done = tuple(outcome.no for outcome in outcomes if outcome.no not in failed)
    run = keep(outcomes)
    return Told(told(outcomes, what), is_done=not failed, done=done, why_not=failed, run=run)
