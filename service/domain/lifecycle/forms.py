"""What each step asks for; forms, the API's checks and the docs are read from ``FIELDS``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.domain.lifecycle.fields import TITLE_CHARS, Field, Kind, read_fields
from service.domain.lifecycle.steps import (
    Blocker,
    CallOutcome,
    RejectReason,
    Step,
    TerminationGround,
)
from service.domain.supervision.summons import Summons
from service.domain.ticket import Answer, Element, RequestType, ResultCode, Urgency
from service.domain.together.opinion import Ending, Stance

_REASON = Field("reason")
_NOTE = Field("note", is_required=False)
_CO_UNIT = Field("co_unit", Kind.UNIT)
_ANSWERS = (
    Field("responded", Kind.CHOICE, choices=Answer),
    Field("solved", Kind.CHOICE, choices=Answer),
    Field("satisfied", Kind.CHOICE, choices=Answer),
)
# Left out where they were recorded before in this round.
_ANSWERS_IF_NEW = tuple(replace(field, is_required=False) for field in _ANSWERS)

FIELDS: dict[Step, tuple[Field, ...]] = {
    Step.REGISTER: (),
    Step.ANSWER: (Field("reply"),),
    Step.REJECT: (
        Field("reason_code", Kind.CHOICE, choices=RejectReason),
        Field("right_channel"),
        _NOTE,
    ),
    Step.MERGE: (Field("master_no", Kind.TICKET), _NOTE),
    Step.UNMERGE: (_REASON,),
    Step.SUBMIT: (_NOTE,),
    Step.DISPATCH: (
        Field("unit", Kind.UNIT),
        Field("co_units", Kind.UNITS, is_required=False),
        Field("co_task", is_required=False),
        Field("reason", is_required=False),
        Field("designated_by", is_required=False),
    ),
    Step.SIGN: (_NOTE,),
    Step.RECALL: (_REASON,),
    Step.OBJECT: (
        _REASON,
        Field("legal_basis"),
        Field("suggested_unit", Kind.UNIT, is_required=False),
    ),
    Step.UPHOLD: (_REASON,),
    Step.REFUSE: (_REASON,),
    Step.SUSPEND: (
        Field("blocker", Kind.CHOICE, choices=Blocker),
        Field("promised_on", Kind.DATE),
        _REASON,
    ),
    Step.RESUME: (_NOTE,),
    Step.REPLY: (Field("result_code", Kind.CHOICE, choices=ResultCode), Field("reply")),
    Step.APPROVE: (Field("answers_each_demand", Kind.FLAG), _NOTE),
    Step.SEND_BACK: (_REASON,),
    Step.TERMINATE: (Field("ground", Kind.CHOICE, choices=TerminationGround), _NOTE),
    Step.CLOSE: (*_ANSWERS_IF_NEW, _NOTE),
    Step.REDO: (*_ANSWERS_IF_NEW, _REASON),
    Step.CLOSE_EXPLAINED: (*_ANSWERS_IF_NEW, Field("explanation")),
    Step.OVERRULE: (_REASON,),
    Step.SPLIT_OFF: (_REASON,),
    Step.ARCHIVE: (Field("history", Kind.FLAG, is_required=False),),
    Step.NOTE: (Field("note"),),
    Step.CORRECT: (
        Field("topic", Kind.TOPIC, is_required=False),
        Field("request_type", Kind.CHOICE, is_required=False, choices=RequestType),
        Field("urgency", Kind.CHOICE, is_required=False, choices=Urgency),
        Field("area", Kind.AREA, is_required=False),
        Field("title", is_required=False, longest=TITLE_CHARS),
        Field("place", is_required=False),
        Field("occurred", is_required=False),
        Field("demand", is_required=False),
        Field("supplement", is_required=False),
        Field("fills", Kind.CHOICES, is_required=False, choices=Element),
    ),
    Step.FIRST_CONTACT: (Field("note"),),
    Step.CO_REPORT: (Field("reply"),),
    Step.CO_SIGN: (_NOTE,),
    Step.CO_OBJECT: (_REASON, Field("legal_basis", is_required=False)),
    Step.CO_KEEP: (_CO_UNIT, _REASON),
    Step.CO_ADD: (_CO_UNIT, Field("co_task"), _REASON),
    Step.CO_RELEASE: (_CO_UNIT, _REASON),
    Step.CO_REMIND: (_CO_UNIT, Field("note")),
    Step.CO_SUPERVISE: (_CO_UNIT, Field("note")),
    Step.CONSULT: (
        Field("units", Kind.UNITS),
        Field("question"),
        Field("hours", Kind.NUMBER, is_required=False),
    ),
    Step.OPINE: (
        Field("stance", Kind.CHOICE, choices=Stance),
        Field("suggested_unit", Kind.UNIT, is_required=False),
        Field("opinion"),
        Field("legal_basis", is_required=False),
    ),
    Step.REMIND_OPINIONS: (Field("note"),),
    Step.END_CONSULTATION: (Field("ending", Kind.CHOICE, choices=Ending), _REASON),
    Step.REQUEST_EXTENSION: (Field("days", Kind.NUMBER), _REASON),
    Step.GRANT_EXTENSION: (Field("days", Kind.NUMBER), Field("told_caller", Kind.FLAG), _NOTE),
    Step.DENY_EXTENSION: (_REASON,),
    Step.RESET_DEADLINE: (_NOTE,),
    Step.REVIEW_SUSPENSION: (
        Field("promised_on", Kind.DATE, is_required=False),
        _REASON,
        Field("early", Kind.FLAG, is_required=False),
    ),
    Step.REQUEST_TERMINATION: (_REASON,),
    Step.ENDORSE: (Field("step", Kind.STEP, choices=Step), _REASON),
    Step.CALL_ATTEMPT: (
        Field("outcome", Kind.CHOICE, choices=CallOutcome),
        Field("call_at", Kind.MOMENT, is_required=False),
        _NOTE,
    ),
    Step.CALLER_ANSWER: (*_ANSWERS, _NOTE),
    Step.SELF_ANSWER: (*_ANSWERS, _NOTE),
    Step.PROPOSE_EXPLAINED: (*_ANSWERS_IF_NEW, Field("explanation")),
    Step.REMIND: (Field("note"),),
    Step.SUPERVISE: (Field("note"), Field("escalates", Kind.FLAG, is_required=False)),
    Step.SUMMON: (
        Field("form", Kind.CHOICE, choices=Summons),
        Field("person", longest=TITLE_CHARS),
        Field("held_on", Kind.DATE),
        Field("result"),
    ),
    Step.INSTRUCT: (Field("note"),),
    Step.EVALUATE: (Field("satisfied", Kind.CHOICE, choices=Answer), _NOTE),
    Step.ASSIGN: (Field("assignee", longest=TITLE_CHARS),),
    Step.UNASSIGN: (Field("reason", is_required=False),),
    Step.ATTACH: (_NOTE,),
    Step.REMOVE_ATTACHMENT: (
        Field("attachment", longest=20),
        _REASON,
        Field("wipes", Kind.FLAG, is_required=False),
    ),
}


def parse(step: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """The step's data in its own types, empty optional fields left out.

    Raises ``BadInput`` naming every missing or unreadable field at once.
    """
    return read_fields(FIELDS[step], given)
