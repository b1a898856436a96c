"""What becomes of a request: values of the plan that the flows will play back step by step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from service.domain.lifecycle.steps import Step
from service.domain.ticket import Answer

Ending = Literal["answered", "rejected", "merged", "closed", "explained", "unreachable"]


@dataclass(frozen=True, slots=True)
class Act:
    """One step that somebody takes; `data` holds the fields that the step asks for.

    `at` is an aware UTC instant, `by` a username. Units are codes of the unit file; `master_no`
    is the key of the master's incident.
    """

    at: datetime
    step: Step
    by: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fate:
    """The planned acts in their order, and what they come to.

    `units` are the codes of the units it is dispatched to, in order; `is_late` tells a first
    reply after the deadline; `habit` names the bad habit that shaped it, if one did.
    """

    acts: tuple[Act, ...]
    ending: Ending
    units: tuple[str, ...] = ()
    rounds: int = 1
    is_late: bool = False
    is_extended: bool = False
    is_suspended: bool = False
    solved: Answer | None = None
    satisfied: Answer | None = None
    habit: str = ""


@dataclass(frozen=True, slots=True)
class Chances:
    """How often things go wrong, as shares; the figures are those of published bulletins."""

    wrong_unit: float = 0.09
    late: float = 0.012
    extension: float = 0.025
    send_back: float = 0.02
    unreachable: float = 0.09
    redo: float = 0.32
    suspend: float = 0.04
    merge: float = 0.6
    poor_reply: float = 0.06


CHANCES = Chances()
