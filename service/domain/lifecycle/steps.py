"""The steps of the life cycle, and the codes that some are taken with."""

from enum import StrEnum


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
    ASSIGN = "assign"
    UNASSIGN = "unassign"
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
