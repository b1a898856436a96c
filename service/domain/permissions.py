"""Who may do what: the vocabulary of permissions, the roles, and the person acting."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of a hotline; the last two are not people with an account."""

    AGENT = "agent"
    DISPATCHER = "dispatcher"
    REVIEWER = "reviewer"
    CALLBACK_CLERK = "callback_clerk"
    UNIT_CLERK = "unit_clerk"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    LEADER = "leader"
    DISCIPLINE_VIEWER = "discipline_viewer"
    ASSISTANCE_OFFICER = "assistance_officer"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SYSTEM = "system"
    CALLER = "caller"


class Permission(StrEnum):
    """What a role may do, as ``thing:action``."""

    TICKET_REGISTER = "ticket:register"
    TICKET_ANSWER = "ticket:answer"
    TICKET_REJECT = "ticket:reject"
    TICKET_MERGE = "ticket:merge"
    TICKET_SUBMIT = "ticket:submit"
    TICKET_CORRECT = "ticket:correct"
    TICKET_DISPATCH = "ticket:dispatch"
    TICKET_RULE_OBJECTION = "ticket:rule_objection"
    TICKET_SIGN = "ticket:sign"
    TICKET_OBJECT = "ticket:object"
    TICKET_HANDLE = "ticket:handle"
    TICKET_CO_HANDLE = "ticket:co_handle"
    TICKET_CO_ASSIGN = "ticket:co_assign"
    TICKET_CO_REMIND = "ticket:co_remind"
    TICKET_CONSULT = "ticket:consult"
    TICKET_SUSPEND = "ticket:suspend"
    TICKET_RESUME = "ticket:resume"
    TICKET_REVIEW_SUSPENSION = "ticket:review_suspension"
    TICKET_REVIEW = "ticket:review"
    TICKET_TERMINATE = "ticket:terminate"
    TICKET_CALL_BACK = "ticket:call_back"
    TICKET_REOPEN = "ticket:reopen"
    TICKET_ARCHIVE = "ticket:archive"
    TICKET_RULE_EXTENSION = "ticket:rule_extension"
    TICKET_REMIND = "ticket:remind"
    TICKET_SUPERVISE = "ticket:supervise"
    TICKET_SUMMON = "ticket:summon"
    TICKET_INSTRUCT = "ticket:instruct"
    TICKET_ENDORSE = "ticket:endorse"
    TICKET_EVALUATE = "ticket:evaluate"
    TICKET_NOTE = "ticket:note"
    TICKET_ATTACH = "ticket:attach"
    TICKET_READ = "ticket:read"
    TICKET_READ_ALL = "ticket:read_all"
    TICKET_READ_UNIT = "ticket:read_unit"
    TICKET_READ_REPORTED = "ticket:read_reported"
    TICKET_EXPORT = "ticket:export"
    CALLER_READ = "caller:read"
    CALLER_READ_UNIT = "caller:read_unit"
    LIST_READ = "list:read"
    LIST_READ_UNIT = "list:read_unit"
    LIST_EDIT = "list:edit"
    LIST_RECEIVE = "list:receive"
    LIST_REPORT = "list:report"
    INSPECTION_QUALITY = "inspection:quality"
    INSPECTION_DISCIPLINE = "inspection:discipline"
    JOINT_READ = "joint:read"
    JOINT_ARRANGE = "joint:arrange"
    JOINT_ANSWER = "joint:answer"
    JOINT_DECIDE = "joint:decide"
    AGENDA_READ = "agenda:read"
    AGENDA_EDIT = "agenda:edit"
    AGENDA_DECIDE = "agenda:decide"
    REPORT_READ = "report:read"
    REPORT_DRAFT = "report:draft"
    REPORT_SIGN = "report:sign"
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_EDIT = "catalogue:edit"
    JOB_READ = "job:read"
    JOB_RUN = "job:run"
    READER_MANAGE = "reader:manage"
    USER_MANAGE = "user:manage"
    AUDIT_READ = "audit:read"


_P = Permission
_READS = frozenset({_P.TICKET_READ, _P.TICKET_READ_ALL, _P.CATALOGUE_READ})
_UNIT_READS = frozenset(
    {
        _P.TICKET_READ,
        _P.TICKET_READ_UNIT,
        _P.CALLER_READ_UNIT,
        _P.CATALOGUE_READ,
        _P.TICKET_NOTE,
        _P.TICKET_CO_ASSIGN,
        _P.TICKET_CO_REMIND,
        _P.LIST_READ_UNIT,
        _P.LIST_REPORT,
        _P.JOINT_READ,
    }
)
_MONTH_READS = frozenset({_P.AGENDA_READ, _P.REPORT_READ, _P.LIST_READ})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _READS
    | {
        _P.TICKET_REGISTER,
        _P.TICKET_ANSWER,
        _P.TICKET_REJECT,
        _P.TICKET_MERGE,
        _P.TICKET_SUBMIT,
        _P.TICKET_CORRECT,
        _P.TICKET_REOPEN,
        _P.TICKET_NOTE,
        _P.CALLER_READ,
    },
    Role.DISPATCHER: _READS
    | {
        _P.TICKET_DISPATCH,
        _P.TICKET_RULE_OBJECTION,
        _P.TICKET_RULE_EXTENSION,
        _P.JOINT_READ,
        _P.JOINT_ARRANGE,
        _P.TICKET_MERGE,
        _P.TICKET_CORRECT,
        _P.TICKET_SUSPEND,
        _P.TICKET_TERMINATE,
        _P.TICKET_REMIND,
        _P.TICKET_CO_ASSIGN,
        _P.TICKET_CO_REMIND,
        _P.TICKET_CONSULT,
        _P.TICKET_NOTE,
        _P.TICKET_READ_REPORTED,
        _P.CALLER_READ,
    },
    Role.REVIEWER: _READS
    | {
        _P.TICKET_REVIEW,
        _P.INSPECTION_QUALITY,
        _P.TICKET_ENDORSE,
        _P.TICKET_NOTE,
        _P.TICKET_READ_REPORTED,
    },
    Role.CALLBACK_CLERK: _READS
    | {_P.TICKET_CALL_BACK, _P.TICKET_NOTE, _P.TICKET_READ_REPORTED, _P.CALLER_READ},
    Role.UNIT_CLERK: _UNIT_READS
    | {
        _P.TICKET_SIGN,
        _P.TICKET_OBJECT,
        _P.TICKET_HANDLE,
        _P.TICKET_CO_HANDLE,
        _P.TICKET_RESUME,
        _P.JOINT_ANSWER,
    },
    Role.HANDLER: _UNIT_READS
    | {_P.TICKET_SIGN, _P.TICKET_HANDLE, _P.TICKET_CO_HANDLE, _P.TICKET_RESUME},
    Role.UNIT_HEAD: _UNIT_READS
    | {
        _P.TICKET_SIGN,
        _P.TICKET_OBJECT,
        _P.TICKET_HANDLE,
        _P.TICKET_CO_HANDLE,
        _P.TICKET_RESUME,
        _P.LIST_RECEIVE,
        _P.JOINT_ANSWER,
    },
    Role.SUPERVISOR: _READS
    | _MONTH_READS
    | {
        _P.TICKET_SUSPEND,
        _P.TICKET_RESUME,
        _P.TICKET_REVIEW_SUSPENSION,
        _P.TICKET_RULE_EXTENSION,
        _P.TICKET_REMIND,
        _P.TICKET_CO_REMIND,
        _P.TICKET_SUPERVISE,
        _P.TICKET_SUMMON,
        _P.LIST_EDIT,
        _P.TICKET_REOPEN,
        _P.TICKET_ENDORSE,
        _P.TICKET_NOTE,
        _P.TICKET_READ_REPORTED,
        _P.TICKET_EXPORT,
        _P.JOINT_READ,
        _P.JOINT_ARRANGE,
        _P.AGENDA_EDIT,
        _P.JOB_READ,
    },
    Role.ANALYST: _READS
    | _MONTH_READS
    | {
        _P.AGENDA_EDIT,
        _P.REPORT_DRAFT,
        _P.JOINT_READ,
        _P.TICKET_EXPORT,
        _P.JOB_READ,
        _P.JOB_RUN,
        _P.CATALOGUE_EDIT,
        _P.READER_MANAGE,
    },
    Role.LEADER: _READS
    | _MONTH_READS
    | {
        _P.AGENDA_DECIDE,
        _P.REPORT_SIGN,
        _P.TICKET_INSTRUCT,
        _P.TICKET_SUMMON,
        _P.JOINT_READ,
        _P.JOINT_DECIDE,
    },
    Role.DISCIPLINE_VIEWER: _READS
    | _MONTH_READS
    | {_P.TICKET_READ_REPORTED, _P.INSPECTION_DISCIPLINE, _P.JOINT_READ},
    Role.ASSISTANCE_OFFICER: frozenset({_P.TICKET_READ, _P.CATALOGUE_READ}),
    Role.ADMIN: frozenset(
        {
            _P.USER_MANAGE,
            _P.CATALOGUE_READ,
            _P.CATALOGUE_EDIT,
            _P.JOB_READ,
            _P.JOB_RUN,
            _P.READER_MANAGE,
        }
    ),
    Role.AUDITOR: frozenset({_P.AUDIT_READ, _P.JOB_READ}),
    Role.SYSTEM: _READS
    | {
        _P.TICKET_REGISTER,
        _P.TICKET_SUBMIT,
        _P.TICKET_DISPATCH,
        _P.TICKET_ARCHIVE,
        _P.TICKET_RESUME,
        _P.TICKET_REMIND,
        _P.TICKET_CO_REMIND,
        _P.TICKET_SUPERVISE,
        _P.TICKET_NOTE,
    },
    Role.CALLER: frozenset(
        {_P.TICKET_REOPEN, _P.TICKET_EVALUATE, _P.TICKET_REGISTER, _P.TICKET_ATTACH}
    ),
}

# Roles that people with an account have; the program and callers have none.
ACCOUNT_ROLES = tuple(role for role in Role if role not in (Role.SYSTEM, Role.CALLER))
UNIT_ROLES = frozenset({Role.UNIT_CLERK, Role.HANDLER, Role.UNIT_HEAD})


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) who acts: ``id`` is stored with every step.

    ``unit`` is the code of the person's own unit, empty for people of the hotline.
    """

    id: int
    name: str
    roles: frozenset[Role]
    unit: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether any of the person's roles includes the permission."""
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything the person's roles include."""
        return frozenset().union(*(ROLE_PERMISSIONS[role] for role in self.roles))

    @property
    def is_system(self) -> bool:
        """Whether this is the program itself and not a person."""
        return Role.SYSTEM in self.roles


SYSTEM = Actor(id=0, name="系统", roles=frozenset({Role.SYSTEM}))
