"""The tables, one ``…Row`` class each. What they mean is said in the domain."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.store.columns import JSON_DATA, UtcDateTime

CODE = String(64)
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(DeclarativeBase):
    """All tables share one metadata and one naming of constraints."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON_DATA, list[Any]: JSON_DATA}  # noqa: RUF012


class TicketRow(Row):
    """A ticket as it stands after its newest step; ``head`` is that step's hash.

    ``clock_at`` repeats the deadline that runs in its state, so that lists can sort by it.
    """

    __tablename__ = "ticket"
    no: Mapped[str] = mapped_column(CODE, primary_key=True)
    version: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    caller_id: Mapped[int | None] = mapped_column(ForeignKey("caller.id"), index=True)
    status: Mapped[str] = mapped_column(CODE)
    channel: Mapped[str] = mapped_column(CODE)
    request_type: Mapped[str] = mapped_column(CODE)
    urgency: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime]
    topic: Mapped[str] = mapped_column(CODE)
    area: Mapped[str] = mapped_column(CODE)
    place: Mapped[str] = mapped_column(Text)
    missing: Mapped[list[Any]]
    demands: Mapped[int]
    is_certain: Mapped[bool]
    divert: Mapped[str] = mapped_column(CODE)
    lead_unit: Mapped[str] = mapped_column(CODE)
    co_units: Mapped[list[Any]]
    catalogue_version: Mapped[str] = mapped_column(CODE)
    profile: Mapped[str] = mapped_column(CODE)
    dispatches: Mapped[int]
    round: Mapped[int]
    is_designated: Mapped[bool]
    dispatch_due_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    sign_due_at: Mapped[datetime | None]
    object_due_at: Mapped[datetime | None]
    contact_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    is_provisional: Mapped[bool]
    signed_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    callback_due_at: Mapped[datetime | None]
    suspended_until: Mapped[date | None]
    review_due_at: Mapped[datetime | None]
    result_code: Mapped[str | None] = mapped_column(CODE)
    reply: Mapped[str] = mapped_column(Text)
    master_no: Mapped[str] = mapped_column(CODE)
    ended_at: Mapped[datetime | None]
    responded: Mapped[str | None] = mapped_column(CODE)
    solved: Mapped[str | None] = mapped_column(CODE)
    satisfied: Mapped[str | None] = mapped_column(CODE)
    progress: Mapped[dict[str, Any]]
    clock_at: Mapped[datetime | None]

    # ``ix_ticket_list`` holds every column that lists filter by: a list of any kind is found in
    # the index alone, and only the rows of the page are fetched from the wide table.
    __table_args__ = (
        Index(
            "ix_ticket_list",
            *("registered_at", "no", "status", "request_type", "urgency", "channel"),
            *("topic", "area", "lead_unit", "is_designated"),
        ),
        Index(None, "clock_at"),
        Index(None, "review_due_at"),
        Index(None, "status", "registered_at"),
        Index(None, "lead_unit", "status"),
        Index(None, "master_no"),
    )


class UnitTaskRow(Row):
    """Which units beside the lead are asked what on which ticket, for looking up by unit.

    It repeats what the ticket holds; ``clock_at`` is the deadline that runs for the unit, if any.
    """

    __tablename__ = "unit_task"
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True)
    unit: Mapped[str] = mapped_column(CODE, primary_key=True)
    matter: Mapped[str] = mapped_column(CODE, primary_key=True)
    state: Mapped[str] = mapped_column(CODE)
    clock_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "unit", "matter", "state"), Index(None, "clock_at"))


class StepRow(Row):
    """One appended step; ``hash`` covers the step and the hash before it."""

    __tablename__ = "step"
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    actor_unit: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    round: Mapped[int]
    data: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "actor_id", "at"),)


class ReadingRow(Row):
    """What the reader understood, stored once with the model's version, and the route."""

    __tablename__ = "reading"
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True)
    model_version: Mapped[str] = mapped_column(CODE)
    tokens: Mapped[str] = mapped_column(Text)
    places: Mapped[str] = mapped_column(Text)
    needs: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]]
    route: Mapped[dict[str, Any]]


class CallerRow(Row):
    """Who called, as told that time, encrypted when a key is set; nothing refers to it by value.

    ``phone_key``: a keyed hash of the number or account, to know the same caller again.
    ``told_key``: a keyed hash of everything told; who tells something else has another row.
    """

    __tablename__ = "caller"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    phone_key: Mapped[str | None] = mapped_column(String(64), index=True)
    told_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class AccessRow(Row):
    """Who read whose clear personal data, when, on which ticket."""

    __tablename__ = "access"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    no: Mapped[str] = mapped_column(CODE, index=True)
    what: Mapped[str] = mapped_column(CODE)


class MarkRow(Row):
    """What an installation remembers of itself: a fingerprint of its secret."""

    __tablename__ = "mark"
    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class CounterRow(Row):
    """The last ticket number given out on a day."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    value: Mapped[int]


class UnitRow(Row):
    """A responsible unit; ``hours`` as ``domain.hours`` writes them, empty for the hotline's."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(CODE)
    level: Mapped[str] = mapped_column(CODE)
    family: Mapped[str] = mapped_column(CODE)
    area: Mapped[str] = mapped_column(CODE)
    parent: Mapped[str] = mapped_column(CODE)
    is_active: Mapped[bool]
    hours: Mapped[str] = mapped_column(CODE)


class AreaRow(Row):
    """A place of the gazetteer; ``aliases`` separated by ``|``."""

    __tablename__ = "area"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(CODE)
    kind: Mapped[str] = mapped_column(CODE)
    parent: Mapped[str] = mapped_column(CODE, index=True)
    aliases: Mapped[str] = mapped_column(Text)


class CatalogueRow(Row):
    """A version of the dispatch catalogue, in force from a day on."""

    __tablename__ = "catalogue"
    version: Mapped[str] = mapped_column(CODE, primary_key=True)
    effective_on: Mapped[date]
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


class CatalogueItemRow(Row):
    """One topic of a catalogue version."""

    __tablename__ = "catalogue_item"
    version: Mapped[str] = mapped_column(ForeignKey("catalogue.version"), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    path: Mapped[list[Any]]
    leads: Mapped[dict[str, Any]]
    co_families: Mapped[list[Any]]
    deadline_class: Mapped[str] = mapped_column(CODE)
    may_answer: Mapped[bool]


class CatalogueWordingRow(Row):
    """What a version that people published says beside the routing: how a topic is known.

    A version that came with the program has none: its words are the program's. ``successor``:
    the topic that took over from a retired one, empty for one in use.
    """

    __tablename__ = "catalogue_wording"
    version: Mapped[str] = mapped_column(ForeignKey("catalogue.version"), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    successor: Mapped[str] = mapped_column(CODE)
    cells: Mapped[dict[str, Any]]


class CatalogueDraftRow(Row):
    """The next version while people work on it; ``version`` is empty unless it was published.

    ``open_mark`` holds a word while the draft is open and is unique: there is one at a time.
    """

    __tablename__ = "catalogue_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(CODE)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(CODE)
    open_mark: Mapped[str | None] = mapped_column(CODE, unique=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(CODE)
    version: Mapped[str] = mapped_column(CODE)


class CatalogueChangeRow(Row):
    """One appended change of a topic in a draft: its whole row; no cells: as it was before."""

    __tablename__ = "catalogue_change"
    draft_id: Mapped[int] = mapped_column(ForeignKey("catalogue_draft.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    cells: Mapped[dict[str, Any]]


class ProposalRow(Row):
    """Something the program proposes; ``evidence`` are the tickets, or topics, that speak for it.

    ``open_mark`` names kind and key while it waits for a person, and is unique.
    """

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(CODE)
    key: Mapped[str] = mapped_column(CODE)
    state: Mapped[str] = mapped_column(CODE, index=True)
    created_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    open_mark: Mapped[str | None] = mapped_column(String(200), unique=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(CODE)
    note: Mapped[str] = mapped_column(Text)


class HandlingFindingRow(Row):
    """A finding of poor handling; ``evidence``: tickets with reasons, ``figures``: how surely.

    ``open_mark`` names pattern and unit while it waits for a person, and is unique.
    """

    __tablename__ = "handling_finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(CODE)
    unit: Mapped[str] = mapped_column(CODE, index=True)
    month: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(CODE, index=True)
    open_mark: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    dismissal: Mapped[str] = mapped_column(CODE)
    phrases: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(CODE)


class PersonRow(Row):
    """A person with an account."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(CODE)
    roles: Mapped[list[Any]]
    unit: Mapped[str] = mapped_column(CODE)
    password: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]
    created_at: Mapped[datetime]


class ContactRow(Row):
    """Where notices reach a person outside the pages; sealed like a caller's data."""

    __tablename__ = "contact"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(Text)
    mail: Mapped[str] = mapped_column(Text)


class NoticeChoiceRow(Row):
    """A person's own word on a kind of notice and a channel, where it is not the usual one."""

    __tablename__ = "notice_choice"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(CODE, primary_key=True)
    channel: Mapped[str] = mapped_column(CODE, primary_key=True)
    is_on: Mapped[bool]


class NoticeRow(Row):
    """One thing to tell one receiver by one channel; ``key`` is of event, receiver and channel.

    ``no``: the ticket, or empty; ``person_id``: nobody when it is for the ticket's caller. Where it
    goes to is looked up when it is sent. ``holder`` sends it now, and until ``lease_until`` nobody
    else may.
    """

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    event: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(CODE)
    channel: Mapped[str] = mapped_column(CODE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    no: Mapped[str] = mapped_column(CODE)
    link: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    is_pressing: Mapped[bool]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(CODE)
    tries: Mapped[int]
    next_at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(CODE)
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "state", "next_at"),
        Index(None, "person_id", "channel", "read_at"),
        Index(None, "created_at"),
    )


class SessionRow(Row):
    """A sign-in; ``token`` is a hash of the cookie's value."""

    __tablename__ = "session"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class KeyRow(Row):
    """An API key: acts as a person, or may only file and follow requests for a channel."""

    __tablename__ = "key"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(CODE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(CODE)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AttemptRow(Row):
    """A failed sign-in, for slowing down whoever guesses."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(CODE, index=True)
    at: Mapped[datetime]


class DayRow(Row):
    """A city's own word on a day: worked or not, before the published calendar."""

    __tablename__ = "day"
    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)


class JobRunRow(Row):
    """One run of a job for a period."""

    __tablename__ = "job_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(CODE)
    period: Mapped[str] = mapped_column(CODE)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(CODE)
    counts: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "job", "period"),)


class LeaseRow(Row):
    """Who runs a job now, and until when nobody else may."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    holder: Mapped[str] = mapped_column(CODE)
    until: Mapped[datetime]


class HotTopicRow(Row):
    """A hot topic of a month, hot since the month ``since``; ``before``: its size last month.

    ``answered``: how many of its requests were answered at first contact.
    """

    __tablename__ = "hot_topic"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    topic_id: Mapped[str] = mapped_column(CODE, primary_key=True)
    rank: Mapped[int]
    level: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(Text)
    keywords: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    heat: Mapped[float]
    size: Mapped[int]
    callers: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    typical_no: Mapped[str] = mapped_column(CODE)
    since: Mapped[str] = mapped_column(String(7))
    before: Mapped[int | None]
    answered: Mapped[int]
    heat_reason: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[Any]]


class HotTopicTicketRow(Row):
    """Which tickets make a hot topic; a ticket may be in one event and in one theme."""

    __tablename__ = "hot_topic_ticket"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    topic_id: Mapped[str] = mapped_column(CODE, primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True, index=True)


class AgendaTicketRow(Row):
    """The tickets an agenda item was picked for, frozen with it."""

    __tablename__ = "agenda_ticket"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True, index=True)


class AgendaItemRow(Row):
    """An agenda item; ``tickets_hash`` is of the numbers of its ``AgendaTicketRow``s."""

    __tablename__ = "agenda_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    topic_id: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(CODE)
    version: Mapped[int]
    rank: Mapped[int]
    reasons: Mapped[list[Any]]
    tickets: Mapped[int]
    tickets_hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("month", "topic_id"),)


class AgendaStepRow(Row):
    """One appended change of an agenda item; ``undoes``: the number of the one it takes back."""

    __tablename__ = "agenda_step"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    note: Mapped[str] = mapped_column(Text)
    undoes: Mapped[int | None]


class ReportRow(Row):
    """A month's report: its figures, and the hash of the data they came from."""

    __tablename__ = "report"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    figures: Mapped[dict[str, Any]]
    data_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class SealRow(Row):
    """A seal over the steps taken since the seal before: what is removed later is noticed.

    ``tickets`` and ``steps`` count what it covers, ``last_no`` is the greatest number among them.
    """

    __tablename__ = "seal"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    tickets: Mapped[int]
    steps: Mapped[int]
    last_no: Mapped[str] = mapped_column(CODE)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
