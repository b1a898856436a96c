"""Remind of clocks that are about to run out, each the unit that is to act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from service.domain.clocks.running import OF_HOTLINE, Clock
from service.domain.errors import BadInput, DomainError
from service.domain.lifecycle.steps import Step
from service.flows.bulk import MOST, Outcome
from service.flows.desk import Desk
from service.flows.steps import take
from service.store.uow import Store, UnitOfWork

_OURS = "这是热线自己的时限，没有承办单位可催，请直接派单或回访。"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A clock on a ticket, and the unit it runs against."""

    no: str
    clock: Clock
    unit: str

    @property
    def token(self) -> str:
        """What a tick box sends."""
        return f"{self.no}:{self.clock.value}:{self.unit}"


def reminder_of(token: str) -> Reminder:
    """What a tick box sent. Raises ``BadInput``."""
    no, _, rest = token.partition(":")
    clock, _, unit = rest.partition(":")
    try:
        return Reminder(no, Clock(clock), unit)
    except ValueError:
        raise BadInput("勾选的内容看不懂，请刷新页面后再试。") from None


def remind_each(
    store: Store, desk_of: Callable[[UnitOfWork], Desk], chosen: Iterable[Reminder], note: str
) -> list[Outcome]:
    """The outcome of each, by token; of one ticket a unit is reminded once.

    Raises ``BadInput`` when nothing is chosen, or more than ``MOST``.
    """
    wanted = list(chosen)
    if not wanted:
        raise BadInput("还没有勾选要催办的工单。")
    if len(wanted) > MOST:
        raise BadInput(f"一次最多催办 {MOST} 件，请分几次。")
    done: set[tuple[str, str]] = set()
    return [_remind(store, desk_of, each, note, done) for each in wanted]


def _remind(
    store: Store,
    desk_of: Callable[[UnitOfWork], Desk],
    wanted: Reminder,
    note: str,
    done: set[tuple[str, str]],
) -> Outcome:
    if wanted.clock in OF_HOTLINE:
        return Outcome(wanted.token, _OURS)
    whose = (wanted.no, wanted.unit)
    if whose in done:
        return Outcome(wanted.token)
    is_co = wanted.clock is Clock.CO
    step = Step.CO_REMIND if is_co else Step.REMIND
    data = {"note": note} | ({"co_unit": wanted.unit} if is_co else {})
    try:
        with store.write() as uow:
            take(desk_of(uow), wanted.no, step, data)
    except DomainError as problem:
        return Outcome(wanted.token, problem.message)
    done.add(whose)
    return Outcome(wanted.token)
