"""What had happened to a ticket by an instant, folded from its steps in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from service.domain.lifecycle.brought import HISTORY
from service.domain.lifecycle.steps import Step
from service.domain.ticket import ENDED, WITH_UNIT, Answer, Status

_CALLBACK = frozenset({Step.CLOSE, Step.CLOSE_EXPLAINED, Step.REDO})
_SAID = frozenset({Step.CALLER_ANSWER, Step.SELF_ANSWER, Step.PROPOSE_EXPLAINED})
_ANSWERED = _CALLBACK | _SAID | {Step.EVALUATE}
_CALLED = _CALLBACK | {Step.CALL_ATTEMPT, Step.CALLER_ANSWER, Step.SELF_ANSWER}
_ENDS_CALLBACK = _CALLBACK | {Step.OVERRULE}
_ANSWERS = {Answer.YES.value: True, Answer.NO.value: False}


@dataclass(frozen=True, slots=True)
class Happened:
    """One stored step, as far as the course of a ticket depends on it."""

    step: str
    target: str
    at: datetime
    round: int
    data: Mapping[str, Any]


@dataclass(slots=True)
class Course:
    """The facts of a ticket's way. Archiving is no fact of its own: the state before it counts.

    ``dispatch_due_at`` belongs to the first dispatch, as ``dispatched_at`` does.

    ``signed_at`` and ``sign_due_at`` belong to the newest dispatch; ``late`` says that a reply, in
    whatever round, the termination or a suspension came after it was due; ``replied`` is about the
    round that runs; ``said``: an answer was noted in the callback that
    runs; ``votes`` are what another system counted before the ticket came here.
    """

    votes: int = 0

    status: str = Status.REGISTERED.value
    unit: str = ""
    round: int = 1
    dispatches: int = 0
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    dispatch_due_at: datetime | None = None
    sign_due_at: datetime | None = None
    contact_due_at: datetime | None = None
    due_at: datetime | None = None
    contacted_at: datetime | None = None
    closed_at: datetime | None = None
    late: bool = False
    replied: bool = False
    returned: bool = False
    extended: bool = False
    direct: bool = False
    called_back: bool = False
    said: bool = False
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None

    def on_time(self, as_of: datetime) -> bool | None:
        """Whether it was handled before it was due; None while that is open.

        A reply in time is a yes, whatever the caller says of it; a ticket without a handling
        deadline (answered at once, refused) has no answer. While it is suspended, the promised
        date is the deadline.
        """
        if self.late:
            return False
        if self.replied:
            return True
        is_ticking = self.status in WITH_UNIT and self.due_at is not None
        return False if is_ticking and self.due_at and as_of > self.due_at else None

    def contacted_within(self, limit: timedelta, as_of: datetime) -> bool | None:
        """Whether the unit reached the caller by what was promised; None while that is open.

        ``limit`` after signing, for tickets of before a promise was kept.
        """
        if self.signed_at is None:
            return None
        by = self.contact_due_at or self.signed_at + limit
        if self.contacted_at is not None:
            return self.contacted_at <= by
        return False if as_of > by else None


def fold(steps: Iterable[Happened], as_of: datetime) -> Course:
    """The course by ``as_of``, later steps left out. Assumes one ticket's steps in order."""
    course = Course()
    for happened in steps:
        if happened.step == Step.REGISTER:
            course.votes = int(happened.data.get("source", {}).get("likes", 0))
        if happened.at <= as_of:
            _apply(course, happened)
    return course


def _apply(course: Course, happened: Happened) -> None:
    step, data = Step(happened.step), happened.data
    if step is Step.ARCHIVE:
        course.status = happened.target if data.get(HISTORY) else course.status
        return
    course.status, course.round = happened.target, happened.round
    if happened.target in ENDED:
        course.closed_at = course.closed_at or happened.at
    else:
        course.closed_at = None
    if step in _CALLBACK and not (course.said and not _has_answers(data)):
        # A callback stands alone: what was said of an earlier round is not said of this one.
        course.responded = course.solved = course.satisfied = None
    is_said_now = step in _SAID and _has_answers(data)
    course.said = is_said_now or (course.said and step not in _ENDS_CALLBACK)
    if happened.target == Status.MERGED and data.get("order_unit"):
        _merged_caller(course, happened)
    if step in _ANSWERED:
        _take_answers(course, data)
    course.called_back = course.called_back or step in _CALLED
    # What the step does is judged by the deadline that stood before it.
    if step in _EFFECTS:
        _EFFECTS[step](course, happened)
    if "due_at" in data:
        course.due_at = datetime.fromisoformat(data["due_at"])
    if not course.dispatches and "dispatch_due_at" in data:
        course.dispatch_due_at = datetime.fromisoformat(data["dispatch_due_at"])


def _take_answers(course: Course, data: Mapping[str, Any]) -> None:
    for name in ("responded", "solved", "satisfied"):
        if name in data:
            setattr(course, name, _ANSWERS.get(data[name]))


def _has_answers(data: Mapping[str, Any]) -> bool:
    return any(data.get(name) for name in ("responded", "solved", "satisfied"))


def _merged_caller(course: Course, happened: Happened) -> None:
    """A merged request is called back for the unit of its order, and counts when that is done."""
    course.unit = happened.data["order_unit"]
    course.closed_at = happened.at


def _leave_order(course: Course, _: Happened) -> None:
    course.unit, course.called_back, course.said = "", False, False
    course.responded = course.solved = course.satisfied = None


def _dispatch(course: Course, happened: Happened) -> None:
    course.dispatches += 1
    course.dispatched_at = course.dispatched_at or happened.at
    course.unit = happened.data["unit"]
    course.signed_at = course.contacted_at = None
    due = happened.data.get("sign_due_at")
    course.sign_due_at = datetime.fromisoformat(due) if due else None


def _sign(course: Course, happened: Happened) -> None:
    if course.signed_at is None:
        by = happened.data.get("contact_due_at")
        course.contact_due_at = datetime.fromisoformat(by) if by else None
    course.signed_at = course.signed_at or happened.at


def _withdraw(course: Course, happened: Happened) -> None:
    if happened.target != Status.PENDING_DISPATCH:
        _start_round(course, happened)
        return
    course.unit = ""
    course.sign_due_at = course.due_at = course.signed_at = None


def _uphold(course: Course, happened: Happened) -> None:
    course.returned = True
    _withdraw(course, happened)


def _contact(course: Course, happened: Happened) -> None:
    course.contacted_at = course.contacted_at or happened.at


def _reply(course: Course, happened: Happened) -> None:
    course.replied = True
    _keep_late(course, happened)


def _keep_late(course: Course, happened: Happened) -> None:
    course.late = course.late or (course.due_at is not None and happened.at > course.due_at)


def _start_round(course: Course, _: Happened) -> None:
    course.replied = False


def _extend(course: Course, _: Happened) -> None:
    course.extended = True


def _answer(course: Course, _: Happened) -> None:
    course.direct = True


_EFFECTS = {
    Step.ANSWER: _answer,
    Step.DISPATCH: _dispatch,
    Step.SIGN: _sign,
    Step.REFUSE: _sign,
    Step.RECALL: _withdraw,
    Step.UPHOLD: _uphold,
    Step.FIRST_CONTACT: _contact,
    Step.GRANT_EXTENSION: _extend,
    Step.REPLY: _reply,
    Step.TERMINATE: _keep_late,
    Step.SUSPEND: _keep_late,
    Step.SEND_BACK: _start_round,
    Step.REDO: _start_round,
    Step.OVERRULE: _start_round,
    Step.UNMERGE: _leave_order,
    Step.SPLIT_OFF: _leave_order,
}
