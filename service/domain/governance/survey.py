"""Callers of an item asked again whether it is solved now: who, how often, what it says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from service.domain.agenda import AgendaStatus
from service.domain.callback.calling import SurveyRules
from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.permissions import Actor, Permission

LEAST = 20
"""Below so many answers no rate is said."""
_SAID = 1000
# Callers are asked before an item is accepted, and again at its second look.
SURVEYED = frozenset({AgendaStatus.IN_GOVERNANCE, AgendaStatus.SUPERVISED, AgendaStatus.WATCH})


class Heard(StrEnum):
    """What a drawn caller said, or that nobody could be reached."""

    WAITING = "waiting"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    UNSAID = "unsaid"
    UNREACHED = "unreached"


class SurveyState(StrEnum):
    """What a survey says; ``nobody``: there is no caller that could be asked.

    ``unheard``: less than half of those drawn answered; ``small``: too few answers for a rate, all
    of them solved.
    """

    NOBODY = "nobody"
    NOT_DRAWN = "not_drawn"
    ASKING = "asking"
    UNHEARD = "unheard"
    SMALL = "small"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"


ANSWERS = frozenset({Heard.SOLVED, Heard.NOT_SOLVED, Heard.UNSAID})


@dataclass(frozen=True, slots=True)
class Survey:
    """A sample that was drawn; ``frame``: from how many callers, ``left_out``: tickets without one.

    ``since``: the item's version when it was drawn.
    """

    item_id: int
    round: int
    since: int
    at: datetime
    by: str
    frame: int
    left_out: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class SurveyCall:
    """One drawn caller, known by a ticket; ``failed``: calls in vain, ``again_at``: not before."""

    survey_id: int
    item_id: int
    no: str
    id: int = 0
    version: int = 0
    heard: Heard = Heard.WAITING
    failed: int = 0
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the drawn callers said what."""

    drawn: int
    solved: int = 0
    not_solved: int = 0
    unsaid: int = 0
    unreached: int = 0

    @property
    def waiting(self) -> int:
        """How many are still to be asked."""
        return self.drawn - self.solved - self.not_solved - self.unsaid - self.unreached

    @property
    def answered(self) -> int:
        """How many said yes or no: the denominator."""
        return self.solved + self.not_solved


def tally_of(counts: Mapping[Heard, int]) -> Tally:
    """The tally of counts by answer."""
    said = (Heard.SOLVED, Heard.NOT_SOLVED, Heard.UNSAID, Heard.UNREACHED)
    return Tally(sum(counts.values()), *(counts.get(heard, 0) for heard in said))


def draw(
    tickets: Iterable[tuple[str, str]], rank: Callable[[str], str], rules: SurveyRules
) -> tuple[list[str], int]:
    """The drawn ticket numbers, and from how many callers; ``tickets``: pairs of caller and number.

    Of each caller only the newest ticket takes part; ``rank`` is a keyed hash of the number, so
    the same draw comes out again and nobody can tell beforehand what it will be.
    """
    newest = {caller: no for caller, no in sorted(tickets, key=lambda pair: pair[1]) if caller}
    return sorted(newest.values(), key=rank)[: rules.drawn], len(newest)


def begun(steps: Iterable[tuple[int, str | None, str]]) -> int:
    """The step by which the present stretch of governance, or the second look, began.

    ``steps``: number, source and target of each step that stands, oldest first.
    """
    starts = [
        seq
        for seq, source, target in steps
        if target == AgendaStatus.WATCH
        or (target == AgendaStatus.IN_GOVERNANCE and source != AgendaStatus.SUPERVISED)
    ]
    return max(starts, default=0)


def check_drawing(status: AgendaStatus, actor: Actor, since: int, before: Survey | None) -> None:
    """Raises ``IllegalStep``, ``NotAllowed``, or ``Refused`` when this stretch has its sample."""
    if not (actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)):
        raise NotAllowed("抽样回访由调度领导、数据分析员、督办员发起。")
    if status not in SURVEYED:
        raise IllegalStep("治理中、督办中和回头看的议题才能抽样回访。")
    if before is not None and before.since >= since:
        raise Refused("这一段治理已经抽过，不能重抽：重抽就不是随机的了。", rule="drawn_once")


def noted(call: SurveyCall, heard: str, said: str) -> SurveyCall:
    """The call after a caller answered. Raises ``IllegalStep`` or ``BadInput``."""
    _check_waiting(call)
    if heard not in ANSWERS:
        raise BadInput("请选诉求人的回答；没打通的点“没打通”。", {"heard": "请选一个回答"})
    if heard == Heard.NOT_SOLVED and not said.strip():
        raise BadInput("请写明哪里没有解决。", {"said": "写一句哪里没有解决"})
    if len(said) > _SAID:
        raise BadInput(f"最多 {_SAID} 字。", {"said": f"最多 {_SAID} 字"})
    return replace(call, heard=Heard(heard), again_at=None)


def missed(call: SurveyCall, attempts: int, again_at: datetime) -> SurveyCall:
    """The call after nobody answered; after ``attempts`` of them it is given up."""
    _check_waiting(call)
    failed = call.failed + 1
    is_over = failed >= attempts
    return replace(
        call,
        failed=failed,
        heard=Heard.UNREACHED if is_over else Heard.WAITING,
        again_at=None if is_over else again_at,
    )


def state_of(tally: Tally | None, callable_: int, rules: SurveyRules) -> SurveyState:
    """What a survey says; ``tally``: None when none was drawn in this stretch.

    With fewer than twenty answers no rate is said, and one “not solved” is enough to look again.
    """
    if tally is None:
        return SurveyState.NOT_DRAWN if callable_ else SurveyState.NOBODY
    if tally.waiting:
        return SurveyState.ASKING
    if 2 * tally.answered < tally.drawn:
        return SurveyState.UNHEARD
    if tally.answered < LEAST:
        return SurveyState.NOT_SOLVED if tally.not_solved else SurveyState.SMALL
    is_solved = tally.solved >= rules.enough * tally.answered
    return SurveyState.SOLVED if is_solved else SurveyState.NOT_SOLVED


def words(tally: Tally, interval: tuple[float, float] | None, rules: SurveyRules) -> str:
    """What a survey came to, in one sentence; ``interval``: of the share solved, if known."""
    parts: Sequence[tuple[int, str]] = (
        (tally.solved, "说解决了"),
        (tally.not_solved, "说没有解决"),
        (tally.unsaid, "未表态"),
        (tally.unreached, "联系不上"),
        (tally.waiting, "还没问到"),
    )
    counts = "、".join(f"{count} 位{word}" for count, word in parts if count)
    said = f"抽 {tally.drawn} 位诉求人再问“现在解决了吗”：{counts}"
    if interval is None or tally.answered < LEAST:
        return f"{said}；回答不满 {LEAST} 个，样本不足，不算比率"
    low, high = interval
    share = tally.solved / tally.answered
    return (
        f"{said}；解决率 {share:.1%}（{tally.solved}/{tally.answered}，"
        f"95% 区间 {low:.1%} 到 {high:.1%}），{rules.enough:.0%} 算解决"
    )


def _check_waiting(call: SurveyCall) -> None:
    if call.heard is not Heard.WAITING:
        raise IllegalStep("这一位已经问过了，请打下一位。")
