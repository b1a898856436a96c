"""The steps of the life cycle and what each one asks for.

Forms, the API's validation and the docs are all read from ``FIELDS``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from service.domain.clocks.hours import LOCAL
from service.domain.errors import BadInput
from service.domain.supervision.summons import Summons
from service.domain.texts import check_year, storable
from service.domain.ticket import Answer, Element, RequestType, ResultCode, Urgency
from service.domain.together.opinion import Ending, Stance

NOTE_CHARS = 4000
TITLE_CHARS = 200


class Step(StrEnum):
    """Everything that can be appended to a ticket; the records come after ARCHIVE."""

    REGISTER = "register"
    ANSWER = "answer"
    REJECT = "reject"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SUBMIT = "submit"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RECALL = "recall"
    OBJECT = "object"
    UPHOLD = "uphold"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPLY = "reply"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    TERMINATE = "terminate"
    CLOSE = "close"
    REDO = "redo"
    CLOSE_EXPLAINED = "close_explained"
    OVERRULE = "overrule"
    SPLIT_OFF = "split_off"
    ARCHIVE = "archive"
    NOTE = "note"
    CORRECT = "correct"
    FIRST_CONTACT = "first_contact"
    CO_REPORT = "co_report"
    CO_SIGN = "co_sign"
    CO_OBJECT = "co_object"
    CO_KEEP = "co_keep"
    CO_ADD = "co_add"
    CO_RELEASE = "co_release"
    CO_REMIND = "co_remind"
    CO_SUPERVISE = "co_supervise"
    CONSULT = "consult"
    OPINE = "opine"
    REMIND_OPINIONS = "remind_opinions"
    END_CONSULTATION = "end_consultation"
    REQUEST_EXTENSION = "request_extension"
    GRANT_EXTENSION = "grant_extension"
    DENY_EXTENSION = "deny_extension"
    REVIEW_SUSPENSION = "review_suspension"
    RESET_DEADLINE = "reset_deadline"
    REQUEST_TERMINATION = "request_termination"
    ENDORSE = "endorse"
    CALL_ATTEMPT = "call_attempt"
    CALLER_ANSWER = "caller_answer"
    SELF_ANSWER = "self_answer"
    PROPOSE_EXPLAINED = "propose_explained"
    REMIND = "remind"
    SUPERVISE = "supervise"
    SUMMON = "summon"
    INSTRUCT = "instruct"
    EVALUATE = "evaluate"
    ATTACH = "attach"
    REMOVE_ATTACHMENT = "remove_attachment"


class RejectReason(StrEnum):
    """Why a request is not accepted (不予受理); each has another right channel."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    PETITION = "petition"
    EMERGENCY_LINE = "emergency_line"
    SAME_MATTER = "same_matter"
    OUT_OF_SCOPE = "out_of_scope"
    NO_FACTS = "no_facts"


class Blocker(StrEnum):
    """An objective reason why a matter must wait (挂账)."""

    FUNDS = "funds"
    SEASON = "season"
    LITIGATION = "litigation"
    LAND = "land"
    PLANNING = "planning"
    POLICY = "policy"


class TerminationGround(StrEnum):
    """Why handling ends without a result (终止办理)."""

    WITHDRAWN = "withdrawn"
    LITIGATION = "litigation"
    FALSE_REPORT = "false_report"
    HARASSMENT = "harassment"
    SUBJECT_GONE = "subject_gone"


class CallOutcome(StrEnum):
    """How a callback attempt ended that brought no answers.

    CALL_LATER: reached, asks to be called at another time; NO_NUMBER: none was left.
    """

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    WRONG_NUMBER = "wrong_number"
    HUNG_UP = "hung_up"
    CALL_LATER = "call_later"
    NO_NUMBER = "no_number"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    UNIT = "unit"
    UNITS = "units"
    TICKET = "ticket"
    TOPIC = "topic"
    AREA = "area"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    FLAG = "flag"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a step asks for."""

    name: str
    kind: Kind = Kind.TEXT
    is_required: bool = True
    choices: type[StrEnum] | None = None
    longest: int = NOTE_CHARS

    def parse(self, value: Any) -> Any:
        """The value in its own type; raises ``ValueError`` with a Chinese reason."""
        return _PARSERS[self.kind](self, value)


def _text(field: Field, value: Any) -> str:
    text = storable(str(value)).replace("\r\n", "\n").strip()
    if len(text) > field.longest:
        raise ValueError(f"最多 {field.longest} 字，现在是 {len(text)} 字")
    return text


def _choice(field: Field, value: Any) -> str:
    assert field.choices is not None  # noqa: S101  (a choice field without choices is our own slip)
    try:
        return field.choices(str(value)).value
    except ValueError:
        raise ValueError("不是可选的项") from None


def _choices(field: Field, value: Any) -> list[str]:
    return [_choice(field, part) for part in _units(field, value)]


def _units(_: Field, value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value).replace("，", ",").split(",")
    clean = (storable(str(part)).strip() for part in parts)
    return list(dict.fromkeys(part for part in clean if part))


def _date(_: Field, value: Any) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("日期要写成 2026-01-31 的样子") from None
    check_year(day)
    return day.isoformat()


def _moment(_: Field, value: Any) -> str:
    try:
        at = datetime.fromisoformat(str(value).strip())
        local = at.astimezone(LOCAL).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        raise ValueError("时间要写成 2026-01-31 14:30 的样子") from None
    check_year(local)
    return local.isoformat(timespec="minutes")


def _number(_: Field, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError("要填整数") from None
    if not 0 <= number <= 1000:
        raise ValueError("数目超出范围")
    return number


def _flag(_: Field, value: Any) -> bool:
    return str(value).lower() in {"1", "true", "on", "yes"}


_PARSERS = {
    Kind.TEXT: _text,
    Kind.UNIT: _text,
    Kind.TICKET: _text,
    Kind.TOPIC: _text,
    Kind.AREA: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.STEP: _choice,
    Kind.UNITS: _units,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
}

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
    Step.ARCHIVE: (),
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


def read_fields(fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a form gives for these fields, as ``parse`` does for those of a step."""
    data: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        value = given.get(field.name)
        try:
            parsed = None if _is_empty(value) else field.parse(value)
        except ValueError as problem:
            wrong[field.name] = str(problem)
            continue
        if not _is_empty(parsed):
            data[field.name] = parsed
        elif field.is_required and field.kind is not Kind.FLAG:
            wrong[field.name] = "必填"
    if wrong:
        raise BadInput("有内容没有填好，请改正标出的各项后再提交。", wrong)
    return data


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and value.isspace())
