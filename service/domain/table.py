"""The table of the life cycle: from which states a step leads where, by whose right, under what guards.

Records (会办, 延期, 催办 …) are rows of the same table that leave the state as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain import designation, effects, guards
from service.domain.case import Effect, Guard
from service.domain.permissions import Permission
from service.domain.steps import Step
from service.domain.ticket import ENDED, OPEN, WITH_UNIT, Status


@dataclass(frozen=True, slots=True)
class Row:
    """From these states this step leads to ``target`` (None: the state stays).

    ``standing`` guards decide whether the button shows; ``guards`` also see the data.
    """

    sources: frozenset[Status]
    step: Step
    target: Status | None
    permission: Permission
    effect: Effect = effects.nothing
    standing: tuple[Guard, ...] = ()
    guards: tuple[Guard, ...] = ()

    @property
    def is_record(self) -> bool:
        """Whether the step leaves the state as it is."""
        return self.target is None


def _set(states: Status | Iterable[Status]) -> frozenset[Status]:
    return frozenset({states} if isinstance(states, Status) else states)


P, S, G, E, D = Permission, Status, guards, effects, designation
_NEW = (S.REGISTERED, S.PENDING_DISPATCH)
_OWN = (G.is_own_unit,)
_OTHER = (G.is_not_handler,)

# fmt: off
MOVES: tuple[Row, ...] = (
    Row(_set(S.REGISTERED), Step.ANSWER, S.ANSWERED, P.TICKET_ANSWER, E.answer, (G.may_be_answered,)),
    Row(_set(S.REGISTERED), Step.REJECT, S.REJECTED, P.TICKET_REJECT, E.end, (G.report_needs_reviewer,)),
    Row(_set(_NEW), Step.MERGE, S.MERGED, P.TICKET_MERGE, E.merge, (), (G.master_is_open,)),
    Row(_set(S.MERGED), Step.UNMERGE, S.PENDING_DISPATCH, P.TICKET_MERGE, E.unmerge, (G.has_five_elements,)),
    Row(_set(S.REGISTERED), Step.SUBMIT, S.PENDING_DISPATCH, P.TICKET_SUBMIT, E.nothing, (G.has_five_elements,)),
    Row(_set(S.PENDING_DISPATCH), Step.DISPATCH, S.DISPATCHED, P.TICKET_DISPATCH, E.dispatch, (G.may_be_automatic,), (G.unit_exists, D.follows_decision, D.designation_is_signed)),
    Row(_set(S.DISPATCHED), Step.SIGN, S.IN_PROGRESS, P.TICKET_SIGN, E.sign, _OWN),
    Row(_set(S.DISPATCHED), Step.RECALL, S.PENDING_DISPATCH, P.TICKET_DISPATCH, E.withdraw),
    Row(_set((S.IN_PROGRESS, S.SUSPENDED)), Step.RECALL, S.PENDING_DISPATCH, P.TICKET_DISPATCH, D.taken_back, (D.rests_on_decision,)),
    Row(_set((S.DISPATCHED, S.IN_PROGRESS)), Step.OBJECT, S.RETURN_PENDING, P.TICKET_OBJECT, D.objected, (*_OWN, G.objection_is_open)),
    Row(_set(S.RETURN_PENDING), Step.UPHOLD, S.PENDING_DISPATCH, P.TICKET_RULE_OBJECTION, E.withdraw),
    Row(_set(S.RETURN_PENDING), Step.REFUSE, S.IN_PROGRESS, P.TICKET_RULE_OBJECTION, E.refuse),
    Row(_set(S.IN_PROGRESS), Step.SUSPEND, S.SUSPENDED, P.TICKET_SUSPEND, E.suspend, (G.is_not_late, G.is_suspended_by_two), (G.promise_is_ahead,)),
    Row(_set(S.SUSPENDED), Step.RESUME, S.IN_PROGRESS, P.TICKET_RESUME, E.resume, _OWN),
    Row(_set(S.IN_PROGRESS), Step.REPLY, S.REPLIED, P.TICKET_HANDLE, E.reply, (*_OWN, G.was_contacted, G.co_units_have_reported)),
    Row(_set(S.REPLIED), Step.APPROVE, S.CALLBACK_DUE, P.TICKET_REVIEW, E.approve, (), (G.reply_covers_demands,)),
    Row(_set(S.REPLIED), Step.SEND_BACK, S.IN_PROGRESS, P.TICKET_REVIEW),
    Row(_set(S.IN_PROGRESS), Step.TERMINATE, S.TERMINATED, P.TICKET_TERMINATE, E.end, (G.termination_was_requested,)),
    Row(_set(S.CALLBACK_DUE), Step.CLOSE, S.CLOSED, P.TICKET_CALL_BACK, E.close, _OTHER, (G.callback_is_complete,)),
    Row(_set(S.CALLBACK_DUE), Step.REDO, S.IN_PROGRESS, P.TICKET_CALL_BACK, E.redo, _OTHER, (G.is_unhappy,)),
    Row(_set(S.CALLBACK_DUE), Step.CLOSE_EXPLAINED, S.CLOSED, P.TICKET_CALL_BACK, E.close, (*_OTHER, G.is_explained_by_two)),
    Row(_set(S.CLOSED), Step.RECALL, S.IN_PROGRESS, P.TICKET_REOPEN, E.reopen, (G.may_be_reopened,)),
    Row(_set(ENDED), Step.ARCHIVE, S.ARCHIVED, P.TICKET_ARCHIVE),
)

RECORDS: tuple[Row, ...] = (
    Row(_set(Status), Step.NOTE, None, P.TICKET_NOTE),
    Row(_set((*_NEW, S.MERGED, S.RETURN_PENDING)), Step.CORRECT, None, P.TICKET_CORRECT, E.correct, (), (G.changes_something, G.fills_in_words)),
    Row(_set(S.IN_PROGRESS), Step.FIRST_CONTACT, None, P.TICKET_HANDLE, E.first_contact, _OWN),
    Row(_set((S.DISPATCHED, S.IN_PROGRESS)), Step.CO_REPORT, None, P.TICKET_CO_HANDLE, E.co_report, (G.is_co_unit,)),
    Row(_set(S.IN_PROGRESS), Step.REQUEST_EXTENSION, None, P.TICKET_HANDLE, E.ask_extension, (*_OWN, G.extension_is_open), (G.days_are_allowed,)),
    Row(_set(S.IN_PROGRESS), Step.GRANT_EXTENSION, None, P.TICKET_RULE_EXTENSION, E.grant_extension, (G.extension_was_asked,), (G.days_are_allowed, G.caller_is_told)),
    Row(_set(S.IN_PROGRESS), Step.DENY_EXTENSION, None, P.TICKET_RULE_EXTENSION, E.deny_extension, (G.extension_was_asked,)),
    Row(_set(S.IN_PROGRESS), Step.REQUEST_TERMINATION, None, P.TICKET_HANDLE, E.request_termination, _OWN),
    Row(_set((S.REGISTERED, S.IN_PROGRESS, S.CALLBACK_DUE)), Step.ENDORSE, None, P.TICKET_ENDORSE, E.endorse, (), (G.needs_consent,)),
    Row(_set(S.CALLBACK_DUE), Step.CALL_ATTEMPT, None, P.TICKET_CALL_BACK, E.call_attempt, _OTHER),
    Row(_set(WITH_UNIT), Step.REMIND, None, P.TICKET_REMIND, E.remind),
    Row(_set(OPEN), Step.SUPERVISE, None, P.TICKET_SUPERVISE, E.supervise),
    Row(_set(OPEN), Step.INSTRUCT, None, P.TICKET_INSTRUCT),
    Row(_set((S.CLOSED, S.ANSWERED)), Step.EVALUATE, None, P.TICKET_EVALUATE, E.evaluate),
)
# fmt: on

TABLE: tuple[Row, ...] = MOVES + RECORDS
_BY_STATE: dict[tuple[Status, Step], Row] = {
    (source, row.step): row for row in TABLE for source in row.sources
}


def find(status: Status, step: Step) -> Row | None:
    """The row of the table for a step from a state, if there is one."""
    return _BY_STATE.get((status, step))
