"""Which step comes next on a ticket's page, how the others are ordered, and what helps."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.callback.consent import is_proposed
from service.domain.callback.guards import HANDLED_IT
from service.domain.callback.questions import CallerState, is_content, recorded
from service.domain.lifecycle.guards import NOT_YOURS
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import Row
from service.domain.ticket import Status
from service.domain.together.cohandling import task_of
from service.domain.together.consultation import running
from service.domain.together.cotask import TaskState
from service.domain.together.opinion import Opinion
from service.flows.calling.callback import CORRECTED
from service.flows.queries.tickets.ticket import TicketView
from service.labels import step_label
from service.labels.fields import CONTACTED_THIS_ROUND

# What usually comes next, the furthest first.
_USUAL = (
    Step.REPLY,
    Step.FIRST_CONTACT,
    Step.SIGN,
    Step.CO_SIGN,
    Step.CO_REPORT,
    Step.OPINE,
    Step.SUBMIT,
    Step.DISPATCH,
    Step.REFUSE,
    Step.GRANT_EXTENSION,
    Step.APPROVE,
    Step.CLOSE,
    Step.CLOSE_EXPLAINED,
    Step.REDO,
    Step.RESUME,
)
# The rest, what is done most on top; each role sees a few of them. What is not named comes last.
_OFTEN = (
    Step.CALL_ATTEMPT,
    Step.REDO,
    Step.SEND_BACK,
    Step.UPHOLD,
    Step.ANSWER,
    Step.CORRECT,
    Step.FIRST_CONTACT,
    Step.DENY_EXTENSION,
    Step.REMIND,
    Step.SUPERVISE,
    Step.CO_KEEP,
    Step.CO_REMIND,
    Step.CO_SUPERVISE,
    Step.REMIND_OPINIONS,
    Step.END_CONSULTATION,
    Step.CONSULT,
    Step.INSTRUCT,
    Step.GRANT_EXTENSION,
    Step.REQUEST_EXTENSION,
    Step.OBJECT,
    Step.CO_OBJECT,
    Step.CO_ADD,
    Step.CO_RELEASE,
    Step.NOTE,
    Step.MERGE,
)
_TELLS = (Step.CALLER_ANSWER, Step.SELF_ANSWER)
# A ruling may go either way: both stand in one form, neither favoured, here and in the list.
_RULINGS = (Step.UPHOLD, Step.REFUSE)
EITHER_WAY = dict.fromkeys(_RULINGS, _RULINGS)


@dataclass(frozen=True, slots=True)
class Help:
    """What to do when the next step is refused: in words, and the step that does it."""

    advice: str
    step: Step | None = None
    label: str = ""
    note: str = ""
    href: str = ""


def is_denied(view: TicketView) -> bool:
    """Whether a caller of the order was noted as unhappy in the callback that runs."""
    said = recorded(view.ticket, view.ticket)
    if view.ticket.status is Status.CALLBACK_DUE and said and not is_content(said):
        return True
    return any(member.state is CallerState.UNHAPPY for member in view.members)


def complaint(view: TicketView) -> str:
    """What an unhappy caller said beside the answers that stand; empty where nothing was noted."""
    if not is_denied(view):
        return ""
    said = (e for e in view.entries if e.step in _TELLS and e.round == view.ticket.round)
    newest = next(said, None)
    return str(newest.data.get("note", "")).removeprefix(CORRECTED).strip() if newest else ""


def is_explained(view: TicketView) -> bool:
    """Whether an explanation was proposed and waits for another person's consent, or has it."""
    return view.ticket.status is Status.CALLBACK_DUE and is_proposed(view.ticket)


def next_step(view: TicketView) -> Step | None:
    """The step that this person most likely came for, refused or not; None when there is none."""
    theirs = {row.step for row in view.open_steps}
    theirs |= {row.step for row, why_not in lacking(view)}
    # Without a first contact there is no reply; after it, another contact is not what comes next.
    is_reached = view.ticket.progress.first_contact
    theirs.discard(Step.FIRST_CONTACT if is_reached else Step.REPLY)
    theirs -= settled(view) | _aside(view)
    if not view.ticket.progress.extension_asked_days:
        theirs.discard(Step.GRANT_EXTENSION)
    return next((step for step in _USUAL if step in theirs), None)


def _aside(view: TicketView) -> set[Step]:
    """Which ends of a callback are not what comes next: the unhappy want the work done again.

    While an explanation waits for the second person there is nothing to do; then it is closed.
    """
    aside = {Step.CLOSE} if is_denied(view) else {Step.REDO}
    if is_explained(view):
        aside.add(Step.REDO)
    is_open = Step.CLOSE_EXPLAINED in {row.step for row in view.open_steps}
    return aside if is_open else aside | {Step.CLOSE_EXPLAINED}


def lacking(view: TicketView) -> list[tuple[Row, str]]:
    """What is this person's to do, but not yet, each with the reason."""
    done = settled(view)
    return [
        (row, why_not)
        for row, why_not in view.refused_steps
        if why_not not in NOT_YOURS and row.step not in done
    ]


def settled(view: TicketView) -> set[Step]:
    """What this person's unit was asked for and has done: a co-unit's steps, its opinion."""
    task = task_of(view.ticket, view.of_unit) if view.of_unit else None
    done: set[Step] = set()
    if task is not None and task.state is not TaskState.WAITING:
        done.add(Step.CO_SIGN)
    if task is not None and not task.is_open:
        done.add(Step.CO_REPORT)
    if own_opinion(view) is not None:
        done.add(Step.OPINE)
    return done


def own_opinion(view: TicketView) -> Opinion | None:
    """What this person's unit answered in the consultation that runs; None while it has not."""
    held = running(view.ticket)
    said = held.opinions if held is not None and view.of_unit else ()
    return next((opinion for opinion in said if opinion.unit == view.of_unit), None)


def nothing_due(view: TicketView) -> str:
    """What to say to a person for whom nothing has to be done now, but something may be."""
    done = settled(view)
    if is_explained(view):
        return "已申请解释办结，等质检审核员或督办员裁定；要改主意，下面可以重办。"
    if Step.CO_REPORT in done:
        return "已反馈，没有要办的。"
    return "已答复，可以修改。" if Step.OPINE in done else "现在没有必须由您做的，下面的按需要做。"


def by_use(rows: Iterable[Row]) -> list[Row]:
    """The rows, what is done most first."""
    rank = {step: n for n, step in enumerate(_OFTEN)}
    return sorted(rows, key=lambda row: rank.get(row.step, len(rank)))


def help_for(step: Step, view: TicketView, why_not: str) -> Help:
    """What helps when a step is refused, and where: ``href`` leads there."""
    if step is Step.SUBMIT:
        return Help("问清楚后写在下面，勾选补齐了哪些，再提交。", Step.CORRECT)
    if step is Step.CLOSE and why_not in HANDLED_IT:
        return Help("请另一位回访员来做。")
    if step in (Step.CLOSE, Step.REDO):
        return Help("", label="去回访", href=f"/callback/{view.ticket.no}")
    if step is Step.REPLY and view.co_waiting:
        names = "、".join(view.co_waiting)
        return Help(
            f"在等{names}。可以催办；不归他们管的，请他们申请退出协办，或由您写明理由免除。",
            Step.CO_REMIND,
            step_label(Step.CO_REMIND, None),
            "请尽快反馈协办情况。",
        )
    return Help("")


def contact_label(round_: int) -> str:
    """What a unit's first contact with the caller in a round is called."""
    return CONTACTED_THIS_ROUND if round_ > 1 else step_label(Step.FIRST_CONTACT, None)
