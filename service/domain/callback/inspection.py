"""Second calls (抽查): which closed orders are drawn each month, and what they say of the first.

A draw is reproducible: who knows the installation's secret draws the same again, and nobody can
tell beforehand what will be drawn.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Any

from service.domain.callback.calling import SampleRules
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Answer

QUESTIONS = ("responded", "solved", "satisfied")


class SampleKind(StrEnum):
    """Who calls again."""

    QUALITY = "quality"
    DISCIPLINE = "discipline"


class SampleState(StrEnum):
    """Where a drawn order stands; ``second_look``: the supervisor put it to work again."""

    DRAWN = "drawn"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    UNREACHED = "unreached"
    SECOND_LOOK = "second_look"


class Closing(StrEnum):
    """How an order was closed."""

    ANSWERED = "answered"
    EXPLAINED = "explained"
    UNREACHABLE = "unreachable"


RIGHTS: Mapping[SampleKind, Permission] = {
    SampleKind.QUALITY: Permission.INSPECTION_QUALITY,
    SampleKind.DISCIPLINE: Permission.INSPECTION_DISCIPLINE,
}


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed order that may be drawn; ``clerk_id`` closed it."""

    no: str
    unit: str
    clerk_id: int
    clerk_name: str
    ending: Closing
    round: int
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inspection:
    """A drawn order with the answers before, and those of the second call once it was made."""

    id: int
    month: str
    kind: SampleKind
    closed: Closed
    state: SampleState
    drawn_at: datetime
    answers: Mapping[str, str]
    note: str = ""
    inspected_at: datetime | None = None
    inspector_id: int | None = None
    inspector_name: str = ""


def draw(
    kind: SampleKind, closed: Iterable[Closed], rules: SampleRules, rank: Callable[[str], str]
) -> list[Closed]:
    """What is drawn, by number: of each unit its share, in the order of ``rank`` of the numbers.

    ``rank`` is a keyed hash, the same for the same month and kind. The discipline inspection draws
    those explained or unreachable by a share of their own.
    """
    strata: dict[tuple[str, bool], list[Closed]] = defaultdict(list)
    for order in closed:
        is_doubtful = kind is SampleKind.DISCIPLINE and order.ending is not Closing.ANSWERED
        strata[order.unit, is_doubtful].append(order)
    usual = rules.quality if kind is SampleKind.QUALITY else rules.discipline
    drawn: list[Closed] = []
    for (_, is_doubtful), orders in sorted(strata.items()):
        share = max(usual, rules.explained) if is_doubtful else usual
        size = min(len(orders), max(rules.least, ceil(share * len(orders)))) if share else 0
        drawn += sorted(orders, key=lambda order: rank(order.no))[:size]
    return sorted(drawn, key=lambda order: order.no)


def disagrees(before: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether the second call tells another story: a yes or no that the first had otherwise.

    What a caller did not say contradicts nothing; of an unreachable one, a no does.
    """
    for question in QUESTIONS:
        first, second = before.get(question), answers.get(question)
        if second == Answer.NO and first != Answer.NO:
            return True
        if second == Answer.YES and first == Answer.NO:
            return True
    return False


def why_not_inspect(inspection: Inspection, actor: Actor, handlers: Iterable[int]) -> str | None:
    """None when this person may make the second call; else why not, in Chinese."""
    if inspection.state not in (SampleState.DRAWN, SampleState.UNREACHED):
        return "这一件已经抽查过了。"
    if actor.id == inspection.closed.clerk_id or actor.id in handlers:
        return "您办理或回访过这一件，抽查要由别人来做。"
    if actor.unit and actor.unit == inspection.closed.unit:
        return "这是您单位办理的，抽查要由热线的人来做。"
    return None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many second calls that reached the caller, how many disagreed with the first."""

    name: str
    inspected: int
    disagreed: int


def agreement_by(
    inspections: Iterable[Inspection], name_of: Callable[[Inspection], str]
) -> list[Agreement]:
    """The counts for each name, most second calls first."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in inspections:
        if each.state in (SampleState.DRAWN, SampleState.UNREACHED):
            continue
        count = counts[name_of(each)]
        count[0] += 1
        count[1] += each.state is not SampleState.AGREED
    rows = [Agreement(name, whole, bad) for name, (whole, bad) in counts.items()]
    return sorted(rows, key=lambda row: (-row.inspected, row.name))
