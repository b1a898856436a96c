"""What a page says of one step on many tickets."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.domain.errors import BadInput
from service.flows.bulk import Outcome
from service.web.listrows import failures, told


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about all rows, which were done, and why each other was refused, by number."""

    sentence: str
    is_done: bool = False
    done: tuple[str, ...] = ()
    why_not: dict[str, str] = field(default_factory=dict)


def tell(act: Callable[[], list[Outcome]], what: str) -> Told:
    """What became of a bulk step; ``what`` names it, as in 已签收."""
    try:
        outcomes = act()
    except BadInput as problem:
        return Told(problem.message)
    failed = failures(outcomes)
    done = tuple(outcome.no for outcome in outcomes if outcome.no not in failed)
    return Told(told(outcomes, what), is_done=not failed, done=done, why_not=failed)
