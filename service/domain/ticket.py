"""A ticket (工单): what one caller asked for, as it stands after its newest step."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.domain.together.cotask import CoTask, TaskState
from service.domain.together.opinion import Consultation


class Status(StrEnum):
    """The states of a ticket."""

    REGISTERED = "registered"
    REJECTED = "rejected"
    ANSWERED = "answered"
    MERGED = "merged"
    PENDING_DISPATCH = "pending_dispatch"
    DISPATCHED = "dispatched"
    RETURN_PENDING = "return_pending"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    REPLIED = "replied"
    CALLBACK_DUE = "callback_due"
    CLOSED = "closed"
    TERMINATED = "terminated"
    ARCHIVED = "archived"


OPEN = frozenset(
    {
        Status.REGISTERED,
        Status.PENDING_DISPATCH,
        Status.DISPATCHED,
        Status.RETURN_PENDING,
        Status.IN_PROGRESS,
        Status.SUSPENDED,
        Status.REPLIED,
        Status.CALLBACK_DUE,
    }
)
WITH_UNIT = frozenset(
    {Status.DISPATCHED, Status.RETURN_PENDING, Status.IN_PROGRESS, Status.SUSPENDED}
)
ENDED = frozenset(
    {Status.CLOSED, Status.ANSWERED, Status.REJECTED, Status.TERMINATED, Status.MERGED}
)


class RequestType(StrEnum):
    """What kind of request it is (诉求类型)."""

    CONSULT = "consult"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGEST = "suggest"
    PRAISE = "praise"
    OTHER = "other"


class Urgency(StrEnum):
    """How fast it must move."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class Channel(StrEnum):
    """The way a request came in (受理渠道)."""

    PHONE = "phone"
    WECHAT = "wechat"
    APP = "app"
    WEB = "web"
    LETTER = "letter"
    TRANSFER = "transfer"
    POLICE = "police"
    FILE = "file"
    API = "api"


class Element(StrEnum):
    """The five elements (五要素) a request must have before it is dispatched."""

    NAME = "name"
    TIME = "time"
    PLACE = "place"
    EVENT = "event"
    DEMAND = "demand"


class ResultCode(StrEnum):
    """What the unit says came of it."""

    SOLVED = "solved"
    PARTLY = "partly"
    PLANNED = "planned"
    EXPLAINED = "explained"
    INFEASIBLE = "infeasible"


class Answer(StrEnum):
    """An answer to one of the three callback questions."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Endorsement:
    """Another person's consent to a step that needs two people; ``to``: what exactly, if known."""

    step: str
    by: int
    to: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a suspended ticket waits, and the deadline it had then."""

    at: datetime
    due_at: datetime
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """What a provisional deadline was counted from: a limit, and the working time of its pauses."""

    since: datetime
    amount: int
    unit: str
    postpones: bool = False
    paused_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """What happened so far and matters for a guard; everything else is in the steps.

    ``runs_through``: the handling limit is counted day and night. ``working_days_left`` belongs to
    tickets suspended when whole days were counted; later ones keep ``pause``.

    ``handlers``: ids of the people who signed or replied (none of them may call back).
    ``answered_for``, ``self_answered_for`` and ``called_for``: which callback (``callback.key_of``)
    the answers and failed calls belong to; ``answered_by``: who noted them; ``times_answered``: how
    often, in all;
    ``call_again_at``: not before this instant, as ISO text;
    ``explained_by``: who asks for the consent to an explanation, which is ``explanation``.
    ``failed_calls`` and ``co_tasks`` start anew with each round. ``refusing_units``: the units
    that said it is not theirs, each once. ``tiers``: of supervision, that rules have called for
    since the newest dispatch. ``assignee``: id of the person of the lead unit who sees to it, 0
    while nobody is named.
    """

    handlers: tuple[int, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    co_tasks: tuple[CoTask, ...] = ()
    failed_calls: int = 0
    first_contact: bool = False
    termination_requested: bool = False
    extensions: int = 0
    extension_asked_days: int = 0
    refused_objections: int = 0
    refusing_units: tuple[str, ...] = ()
    supervision_level: int = 0
    reminders: int = 0
    working_days_left: int = 0
    tiers: tuple[str, ...] = ()
    summons: int = 0
    answered_for: str = ""
    answered_by: int = 0
    times_answered: int = 0
    self_answered_for: str = ""
    called_for: str = ""
    call_again_at: str = ""
    call_was_asked: bool = False
    explained_by: int = 0
    explanation: str = ""
    pause: Pause | None = None
    guess: Guess | None = None
    suspension_reviews: int = 0
    runs_through: bool = False
    consultation: Consultation | None = None
    assignee: int = 0

    @property
    def co_reported(self) -> tuple[str, ...]:
        """The co-units that have reported in this round."""
        return tuple(task.unit for task in self.co_tasks if task.state is TaskState.REPORTED)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket. Times are aware UTC instants; ``version`` counts its steps."""

    no: str
    version: int
    status: Status
    channel: Channel
    request_type: RequestType
    urgency: Urgency
    title: str
    text: str
    registered_at: datetime
    topic: str = ""
    area: str = ""
    place: str = ""
    missing: tuple[Element, ...] = ()
    demands: int = 1
    is_certain: bool = False
    divert: str = ""
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    catalogue_version: str = ""
    profile: str = ""
    dispatches: int = 0
    round: int = 1
    is_designated: bool = False
    dispatch_due_at: datetime | None = None
    dispatched_at: datetime | None = None
    sign_due_at: datetime | None = None
    object_due_at: datetime | None = None
    contact_due_at: datetime | None = None
    due_at: datetime | None = None
    is_provisional: bool = False
    signed_at: datetime | None = None
    replied_at: datetime | None = None
    callback_due_at: datetime | None = None
    suspended_until: date | None = None
    review_due_at: datetime | None = None
    result_code: ResultCode | None = None
    reply: str = ""
    master_no: str = ""
    ended_at: datetime | None = None
    responded: Answer | None = None
    solved: Answer | None = None
    satisfied: Answer | None = None
    progress: Progress = field(default_factory=Progress)

    @property
    def is_open(self) -> bool:
        """Whether something still has to be done."""
        return self.status in OPEN

    @property
    def is_reported(self) -> bool:
        """Whether this is a 举报, whose reporter is never shown to the unit accused."""
        return self.request_type is RequestType.REPORT

    @property
    def units_asked(self) -> tuple[str, ...]:
        """The lead, the co-units, and the units whose opinion is asked for now."""
        held = self.progress.consultation if self.is_in_consultation else None
        return (self.lead_unit, *self.co_units, *(held.asked if held else ()))

    @property
    def is_in_consultation(self) -> bool:
        """Whether units are being asked whose duty it is (会商中)."""
        held = self.progress.consultation
        at_hand = self.status in (Status.PENDING_DISPATCH, Status.IN_PROGRESS)
        return at_hand and held is not None and held.ended_at is None

    @property
    def is_sent_back(self) -> bool:
        """Whether the reviewer sent the reply of this round back to the unit."""
        return self.status is Status.IN_PROGRESS and self.replied_at is not None

    def is_late(self, now: datetime) -> bool:
        """Whether the promised handling time has passed without a reply."""
        return self.due_at is not None and self.status in WITH_UNIT and now > self.due_at
