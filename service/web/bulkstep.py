"""What a page says of one step on many tickets."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.domain.errors import BadInput
from service.flows.bulk import Outcome
from service.web.listrows import failures, told


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about all rows, and why each row that failed was refused, by number."""

    sentence: str
    is_done: bool = False
    why_not: dict[str, str] = field(default_factory=dict)


def tell(act: Callable[[], list[Outcome]], what: str) -> Told:
    """What became of a bulk step; ``what`` names it, as in 已签收."""
    try:
        outcomes = act()
    except BadInput as problem:
        return Told(problem.message)
    failed = failures(outcomes)
    return Told(told(outcomes, what), is_done=not failed, why_not=failed)
