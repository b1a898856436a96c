"""What an agenda item is measured by, settled before its meeting: series, comparison, target."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.permissions import Actor, Permission
from service.domain.texts import whole

# A comparison may be chosen until the meeting is called; while these last it is measured.
CHOOSING = frozenset({AgendaStatus.CANDIDATE, AgendaStatus.SELECTED})
MEASURED = frozenset(
    {
        AgendaStatus.IN_GOVERNANCE,
        AgendaStatus.SUPERVISED,
        AgendaStatus.ACCEPTED,
        AgendaStatus.CLOSED,
        AgendaStatus.WATCH,
    }
)
_COVERED, _MOST_TOPICS, _ONE_AREA = 0.8, 5, 0.6
_JUDGED = 2  # months in a row, so that one quiet month is no success
_MOST_CHARS, _MOST_COUNT = 400, 100_000


class TargetState(StrEnum):
    """How the months since the measure stand to the target."""

    NO_TARGET = "no_target"
    TOO_EARLY = "too_early"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which requests are counted: of some topics, in one county or (empty) in the whole city."""

    topics: tuple[str, ...]
    area: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A comparison and a target. ``baseline``: requests a month before, over ``months`` months.

    ``controls``: the series to compare with, nearest first; where there is none ``why_none`` says
    why, and the effect will not be estimable. ``at_most``: requests a month that are a success.
    ``start``: the first month that counts as after, set when the meeting is called for
    ``meeting_on``.
    """

    scope: Scope
    controls: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    baseline: float = 0.0
    months: int = 0
    at_most: int | None = None
    expected: str = ""
    why_none: str = ""
    start: str = ""
    meeting_on: str = ""

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, which is what its hash is of."""
        plain = asdict(self)
        plain["scope"] = {"topics": list(self.scope.topics), "area": self.scope.area}
        return plain | {"controls": list(self.controls), "left_out": list(self.left_out)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The plan that ``to_json`` wrote."""
        scope = Scope(tuple(data["scope"]["topics"]), data["scope"]["area"])
        listed = {name: tuple(data[name]) for name in ("controls", "left_out")}
        return cls(**{**data, **listed, "scope": scope})


def scope_of(tickets: Iterable[tuple[str, str]]) -> Scope:
    """What an item's tickets, pairs of topic and county, are mostly about and where.

    The fewest topics that cover four fifths of them (five at most); one county when it has three
    fifths of them, else the whole city.
    """
    pairs = list(tickets)
    topics: list[str] = []
    covered = 0
    for topic, count in sorted(Counter(t for t, _ in pairs if t).items(), key=_largest):
        if len(topics) == _MOST_TOPICS or covered >= _COVERED * len(pairs):
            break
        topics.append(topic)
        covered += count
    areas = sorted(Counter(area for _, area in pairs if area).items(), key=_largest)
    is_one = bool(areas) and areas[0][1] >= _ONE_AREA * len(pairs)
    return Scope(tuple(sorted(topics)), areas[0][0] if is_one else "")


def check_choosing(status: AgendaStatus, actor: Actor) -> None:
    """Raises ``IllegalStep`` once the meeting is called, ``NotAllowed`` without the right."""
    if status not in CHOOSING:
        raise IllegalStep("调度会已经排定，对照方案不能再改。")
    if not (actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)):
        raise NotAllowed("您的角色不能定对照方案，请联系数据分析员。")


def chosen(proposed: Plan, kept: Iterable[str], at_most: str, expected: str) -> Plan:
    """The proposed plan with what people made of it: controls kept, target, expectation.

    Controls may be left out (the measure reaches them), never added. Raises ``BadInput``.
    """
    wanted = frozenset(kept)
    controls = tuple(key for key in proposed.controls if key in wanted)
    wrong = {}
    most = whole(at_most)
    if at_most.strip() and most is None:
        wrong["at_most"] = "每月件数要写成整数"
    elif most is not None and most > _MOST_COUNT:
        wrong["at_most"] = "每月件数太大"
    if len(expected) > _MOST_CHARS:
        wrong["expected"] = f"最多 {_MOST_CHARS} 字"
    if wrong:
        raise BadInput("、".join(wrong.values()) + "。", wrong)
    return replace(
        proposed,
        controls=controls,
        left_out=tuple(key for key in proposed.controls if key not in wanted),
        at_most=most,
        expected=expected.strip(),
        why_none=proposed.why_none or ("" if controls else "没有留下可比的序列"),
    )


def frozen(plan: Plan, meeting_on: date) -> Plan:
    """The plan with its window: the month of the meeting still counts as before."""
    year, month = divmod(meeting_on.year * 12 + meeting_on.month, 12)
    return replace(plan, start=f"{year:04d}-{month + 1:02d}", meeting_on=meeting_on.isoformat())


def target_state(after: Sequence[int], at_most: int | None) -> TargetState:
    """How the whole months since the start stand to the target; judged by the last two."""
    if at_most is None:
        return TargetState.NO_TARGET
    if len(after) < _JUDGED:
        return TargetState.TOO_EARLY
    return TargetState.REACHED if max(after[-_JUDGED:]) <= at_most else TargetState.MISSED


def has_returned(after: Sequence[int], plan: Plan) -> bool:
    """Whether the matter has grown back: two months in a row as loud as before the measure."""
    if len(after) < _JUDGED or plan.baseline <= 0:
        return False
    return min(after[-_JUDGED:]) >= plan.baseline


def _largest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
