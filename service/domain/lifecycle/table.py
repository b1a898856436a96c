"""The table of the life cycle: from which states a step leads where, by whose right, under what guards.

Records (会办, 延期, 催办 …) are rows of the same table that leave the state as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain import attachment_guards
from service.domain.callback import claiming, consent
from service.domain.callback import effects as callback_effects
from service.domain.callback import guards as callback_guards
from service.domain.clocks import provisional, suspension
from service.domain.lifecycle import assignment, brought, effects, guards
from service.domain.lifecycle.case import Effect, Guard
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Permission
from service.domain.supervision import tiers
from service.domain.ticket import ENDED, OPEN, WITH_UNIT, Status
from service.domain.together import consultation, costeps, designation


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
W = suspension
C = costeps
F, CG, CE, T = attachment_guards, callback_guards, callback_effects, tiers
CS, CC = consent, claiming
AS = assignment
_NEW = (S.REGISTERED, S.PENDING_DISPATCH)
_ASKED = (S.PENDING_DISPATCH, S.IN_PROGRESS)
_OWN = (G.is_own_unit,)
_OTHER = (CG.is_not_handler, CG.is_free_to_call)
_RULES = (*_OTHER, CC.new_answers_are_claimed, CC.is_not_content)

# fmt: off
MOVES: tuple[Row, ...] = (
    Row(_set(S.REGISTERED), Step.ANSWER, S.ANSWERED, P.TICKET_ANSWER, E.answer, (G.may_be_answered,)),
    Row(_set(S.REGISTERED), Step.REJECT, S.REJECTED, P.TICKET_REJECT, E.end, (G.report_needs_reviewer,)),
    Row(_set(_NEW), Step.MERGE, S.MERGED, P.TICKET_MERGE, E.merge, (), (G.master_is_open,)),
    Row(_set(S.MERGED), Step.UNMERGE, S.PENDING_DISPATCH, P.TICKET_MERGE, E.unmerge, (G.has_five_elements, CG.order_is_unsettled)),
    Row(_set(S.REGISTERED), Step.SUBMIT, S.PENDING_DISPATCH, P.TICKET_SUBMIT, E.submit, (G.has_five_elements,)),
    Row(_set(S.PENDING_DISPATCH), Step.DISPATCH, S.DISPATCHED, P.TICKET_DISPATCH, E.dispatch, (G.may_be_automatic, consultation.is_not_cut_short), (G.unit_exists, D.follows_decision, D.designation_is_signed)),
    Row(_set(S.DISPATCHED), Step.SIGN, S.IN_PROGRESS, P.TICKET_SIGN, E.sign, _OWN),
    Row(_set(S.DISPATCHED), Step.RECALL, S.PENDING_DISPATCH, P.TICKET_DISPATCH, E.withdraw),
    Row(_set((S.IN_PROGRESS, S.SUSPENDED)), Step.RECALL, S.PENDING_DISPATCH, P.TICKET_DISPATCH, E.take_back, (D.rests_on_decision,)),
    Row(_set((S.DISPATCHED, S.IN_PROGRESS)), Step.OBJECT, S.RETURN_PENDING, P.TICKET_OBJECT, D.objected, (*_OWN, G.objection_is_open)),
    Row(_set(S.RETURN_PENDING), Step.UPHOLD, S.PENDING_DISPATCH, P.TICKET_RULE_OBJECTION, E.withdraw),
    Row(_set(S.RETURN_PENDING), Step.REFUSE, S.IN_PROGRESS, P.TICKET_RULE_OBJECTION, E.refuse),
    Row(_set(S.IN_PROGRESS), Step.SUSPEND, S.SUSPENDED, P.TICKET_SUSPEND, W.suspend, (G.is_not_late, W.has_no_open_extension, G.is_suspended_by_two), (G.promise_is_ahead,)),
    Row(_set(S.SUSPENDED), Step.RESUME, S.IN_PROGRESS, P.TICKET_RESUME, W.resume, (*_OWN, W.is_over)),
    Row(_set(S.IN_PROGRESS), Step.REPLY, S.REPLIED, P.TICKET_HANDLE, E.reply, (*_OWN, G.was_contacted, C.co_units_have_reported)),
    Row(_set(S.REPLIED), Step.APPROVE, S.CALLBACK_DUE, P.TICKET_REVIEW, E.approve, (), (G.reply_covers_demands,)),
    Row(_set(S.REPLIED), Step.SEND_BACK, S.IN_PROGRESS, P.TICKET_REVIEW),
    Row(_set(S.IN_PROGRESS), Step.TERMINATE, S.TERMINATED, P.TICKET_TERMINATE, E.end, (G.termination_was_requested,)),
    Row(_set(S.CALLBACK_DUE), Step.CLOSE, S.CLOSED, P.TICKET_CALL_BACK, E.close, (*_OTHER, CC.new_answers_are_claimed, CC.is_not_denied, CG.members_are_content), (CG.keeps_own_words, CG.corrects_own_record, CG.callback_is_complete)),
    Row(_set(S.CALLBACK_DUE), Step.REDO, S.IN_PROGRESS, P.TICKET_CALL_BACK, E.redo, _RULES, (CG.keeps_own_words, CG.corrects_own_record, CG.is_unhappy)),
    Row(_set(S.CALLBACK_DUE), Step.CLOSE_EXPLAINED, S.CLOSED, P.TICKET_CALL_BACK, E.close, (*_OTHER, CC.new_answers_are_claimed, CS.is_explained_by_two), (CG.keeps_own_words, CS.keeps_to_consent, CG.answers_are_known, CG.members_were_called, CG.is_unhappy)),
    Row(_set(S.CALLBACK_DUE), Step.OVERRULE, S.IN_PROGRESS, P.TICKET_ENDORSE, E.redo, (CG.is_not_handler, CS.explanation_was_proposed)),
    Row(_set(S.MERGED), Step.SPLIT_OFF, S.PENDING_DISPATCH, P.TICKET_CALL_BACK, E.unmerge, (*_OTHER, CG.callback_has_begun, G.has_five_elements)),
    Row(_set(S.CLOSED), Step.RECALL, S.IN_PROGRESS, P.TICKET_REOPEN, E.reopen, (G.may_be_reopened,)),
    Row(_set(_NEW), Step.ARCHIVE, S.ARCHIVED, P.TICKET_ARCHIVE, brought.put_away, (), (brought.is_history,)),
    Row(_set(ENDED), Step.ARCHIVE, S.ARCHIVED, P.TICKET_ARCHIVE, E.nothing, (CG.order_has_ended,)),
)

RECORDS: tuple[Row, ...] = (
    Row(_set(Status), Step.NOTE, None, P.TICKET_NOTE),
    Row(_set((*_NEW, S.MERGED, S.RETURN_PENDING)), Step.CORRECT, None, P.TICKET_CORRECT, E.correct, (), (G.changes_something, G.fills_in_words)),
    Row(_set(S.IN_PROGRESS), Step.FIRST_CONTACT, None, P.TICKET_HANDLE, E.first_contact, _OWN),
    Row(_set(WITH_UNIT), Step.CO_SIGN, None, P.TICKET_CO_HANDLE, C.sign, (C.has_open_task, C.is_unsigned)),
    Row(_set(WITH_UNIT), Step.CO_REPORT, None, P.TICKET_CO_HANDLE, C.report, (C.has_open_task,)),
    Row(_set(WITH_UNIT), Step.CO_OBJECT, None, P.TICKET_OBJECT, C.ask_out, (C.has_open_task, C.may_ask_out)),
    Row(_set(WITH_UNIT), Step.CO_KEEP, None, P.TICKET_RULE_OBJECTION, C.keep, (C.somebody_wants_out,), (C.co_unit_wants_out,)),
    Row(_set((S.DISPATCHED, S.IN_PROGRESS)), Step.CO_ADD, None, P.TICKET_CO_ASSIGN, C.add, _OWN, (C.co_unit_is_free,)),
    Row(_set(WITH_UNIT), Step.CO_RELEASE, None, P.TICKET_CO_ASSIGN, C.release, (*_OWN, C.somebody_co_handles), (C.co_unit_is_at_work,)),
    Row(_set(WITH_UNIT), Step.CO_REMIND, None, P.TICKET_CO_REMIND, C.remind, (*_OWN, C.somebody_co_handles), (C.co_unit_is_at_work,)),
    Row(_set(WITH_UNIT), Step.CO_SUPERVISE, None, P.TICKET_SUPERVISE, C.supervise, (C.somebody_co_handles,), (C.co_unit_is_at_work,)),
    Row(_set(_ASKED), Step.CONSULT, None, P.TICKET_CONSULT, consultation.consult, (consultation.may_consult,), (consultation.asks_known_units, consultation.hours_are_allowed)),
    Row(_set(_ASKED), Step.OPINE, None, P.TICKET_CO_HANDLE, consultation.opine, (consultation.is_asked,), (consultation.names_somebody,)),
    Row(_set(_ASKED), Step.REMIND_OPINIONS, None, P.TICKET_REMIND, consultation.remind, (consultation.somebody_is_silent,)),
    Row(_set(_ASKED), Step.END_CONSULTATION, None, P.TICKET_CONSULT, consultation.end, (consultation.is_running,)),
    Row(_set(S.IN_PROGRESS), Step.REQUEST_EXTENSION, None, P.TICKET_HANDLE, E.ask_extension, (*_OWN, G.extension_is_open), (G.days_are_allowed,)),
    Row(_set(S.IN_PROGRESS), Step.GRANT_EXTENSION, None, P.TICKET_RULE_EXTENSION, E.grant_extension, (G.extension_was_asked,), (G.days_are_allowed, G.caller_is_told)),
    Row(_set(S.IN_PROGRESS), Step.DENY_EXTENSION, None, P.TICKET_RULE_EXTENSION, E.deny_extension, (G.extension_was_asked,)),
    Row(_set(S.SUSPENDED), Step.REVIEW_SUSPENSION, None, P.TICKET_REVIEW_SUSPENSION, W.review, (W.may_go_on,), (W.review_promise_is_ahead, W.is_time_to_review)),
    Row(provisional.WAITING, Step.RESET_DEADLINE, None, P.TICKET_SUPERVISE, provisional.reset, (provisional.is_published_now,)),
    Row(_set(S.IN_PROGRESS), Step.REQUEST_TERMINATION, None, P.TICKET_HANDLE, E.request_termination, _OWN),
    Row(_set((S.REGISTERED, S.IN_PROGRESS, S.CALLBACK_DUE)), Step.ENDORSE, None, P.TICKET_ENDORSE, CS.endorse, (CG.is_not_handler, G.consent_is_in_time, CS.consent_is_asked, CS.has_not_consented), (G.needs_consent,)),
    Row(_set((S.CALLBACK_DUE, S.MERGED)), Step.CALL_ATTEMPT, None, P.TICKET_CALL_BACK, CE.call_attempt, (*_OTHER, CG.callback_has_begun, CC.call_is_claimed, CG.may_be_called_now), (CG.next_call_is_named, CG.number_is_lacking)),
    Row(_set((S.CALLBACK_DUE, S.MERGED)), Step.CALLER_ANSWER, None, P.TICKET_CALL_BACK, CE.caller_answer, (*_OTHER, CG.callback_has_begun, CC.answer_is_claimed), (CG.keeps_own_words, CG.corrects_own_record)),
    Row(_set((S.CALLBACK_DUE, S.MERGED, S.CLOSED)), Step.SELF_ANSWER, None, P.TICKET_EVALUATE, CE.self_answer, (CG.may_answer_himself,)),
    Row(_set(S.CALLBACK_DUE), Step.PROPOSE_EXPLAINED, None, P.TICKET_CALL_BACK, CE.propose_explained, _RULES, (CG.keeps_own_words, CG.corrects_own_record, CG.is_unhappy)),
    Row(_set(WITH_UNIT), Step.REMIND, None, P.TICKET_REMIND, T.remind),
    Row(_set(OPEN), Step.SUPERVISE, None, P.TICKET_SUPERVISE, T.supervise),
    Row(_set(OPEN), Step.SUMMON, None, P.TICKET_SUMMON, T.summon, (), (T.was_held,)),
    Row(_set(OPEN), Step.INSTRUCT, None, P.TICKET_INSTRUCT),
    Row(_set((S.CLOSED, S.ANSWERED)), Step.EVALUATE, None, P.TICKET_EVALUATE, E.evaluate),
    Row(_set(WITH_UNIT), Step.ASSIGN, None, P.TICKET_HANDLE, AS.assign, _OWN, (AS.is_colleague, AS.is_somebody_else)),
    Row(_set(WITH_UNIT), Step.UNASSIGN, None, P.TICKET_HANDLE, AS.unassign, (*_OWN, AS.is_assigned)),
    Row(_set(OPEN), Step.ATTACH, None, P.TICKET_ATTACH, E.nothing, (), (F.brings_something,)),
    Row(_set(Status), Step.REMOVE_ATTACHMENT, None, P.TICKET_NOTE, E.nothing, (), (F.may_be_taken_down,)),
)
# fmt: on

TABLE: tuple[Row, ...] = MOVES + RECORDS
_BY_STATE: dict[tuple[Status, Step], Row] = {
    (source, row.step): row for row in TABLE for source in row.sources
}


def find(status: Status, step: Step) -> Row | None:
    """The row of the table for a step from a state, if there is one."""
    return _BY_STATE.get((status, step))
