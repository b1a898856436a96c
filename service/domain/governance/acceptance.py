"""Accepting an agenda item: what speaks for it, what against, and who may pass over that."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.agenda import AgendaStatus
from service.domain.errors import Refused
from service.domain.governance.plan import TargetState
from service.domain.governance.survey import SurveyState
from service.domain.permissions import Actor, Permission

_OF_TARGET = {
    TargetState.TOO_EARLY: "指标还没有满两个整月，不能判断",
    TargetState.MISSED: "指标没有达到",
}
_OF_SURVEY = {
    SurveyState.NOT_DRAWN: "还没有抽样回访",
    SurveyState.ASKING: "抽样回访还没有问完",
    SurveyState.UNHEARD: "抽样回访问到的不到一半",
    SurveyState.NOT_SOLVED: "回访时有诉求人说没有解决",
}

# Items that count as settled: when their matter grows back, that is to be proposed.
SETTLED = frozenset({AgendaStatus.ACCEPTED, AgendaStatus.CLOSED, AgendaStatus.WATCH})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an item is judged by: its target, its callers, and both in words, a line each.

    ``returned``: the newest months are as loud as those before the measure.
    """

    target: TargetState
    survey: SurveyState
    words: tuple[str, ...]
    returned: bool = False

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against accepting, in Chinese; empty when nothing does.

        An item without a target, or whose callers nobody can call, is judged by the rest.
        """
        found = (_OF_TARGET.get(self.target, ""), _OF_SURVEY.get(self.survey, ""))
        return tuple(doubt for doubt in found if doubt)

    @property
    def against_holding(self) -> tuple[str, ...]:
        """What speaks against saying at the second look that the matter has held."""
        found = (
            "又到了治理前的件数" if self.returned else "",
            _OF_TARGET[self.target] if self.target is TargetState.MISSED else "",
            _OF_SURVEY[self.survey] if self.survey is SurveyState.NOT_SOLVED else "",
        )
        return tuple(doubt for doubt in found if doubt)


def is_second_look(status: AgendaStatus, target: AgendaStatus) -> bool:
    """Whether a change says what a look at a closed matter found: held, or grown back."""
    return (status, target) == (AgendaStatus.WATCH, AgendaStatus.CLOSED) or (
        status in (AgendaStatus.WATCH, AgendaStatus.CLOSED) and target is AgendaStatus.IN_GOVERNANCE
    )


def may_accept(actor: Actor, doubts: Sequence[str]) -> bool:
    """Whether this person may accept: with doubts only a leader, who writes why."""
    return not doubts or actor.may(Permission.AGENDA_DECIDE)


def check_accepting(actor: Actor, doubts: Sequence[str]) -> None:
    """Raises ``Refused`` that names the doubts to whoever may not pass over them."""
    if not may_accept(actor, doubts):
        raise Refused(
            f"{'；'.join(doubts)}。这一步要由调度领导来办，并写明理由。",
            rule="accepted_without_doubt",
        )
