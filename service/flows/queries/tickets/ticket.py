"""One ticket as a person sees it: what it is, why it went there, what happened, what may follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from service.domain.attachments import FILES
from service.domain.callback.questions import CallerState, state_of
from service.domain.catalogue import Catalogue
from service.domain.errors import NotAllowed
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import Row
from service.domain.notices.messages import NoticeState
from service.domain.permissions import Actor, Permission
from service.domain.supervision.pressure import TimeLeft, running_clock, time_left
from service.domain.ticket import Status, Ticket
from service.domain.together.cohandling import open_tasks, waited_for
from service.domain.together.matters import OPEN_TO_DECISION, Matter
from service.flows import discretion, mentions, steps
from service.flows.desk import Desk
from service.flows.files.access import TicketFiles, files_of
from service.flows.queries import choices
from service.flows.queries.tickets.joined import Asked, asked_by_joined, merges_of
from service.flows.queries.tickets.promises import NOTHING, Promises, promises
from service.flows.queries.together.asked import TaskLine, task_lines
from service.flows.staff import assigning
from service.flows.suggestion import Suggestion, suggest_now
from service.labels import label
from service.store.staff.notices import Notice
from service.store.tickets.callers import Caller
from service.store.tickets.readings import StoredReading
from service.store.tickets.visibility import is_visible
from service.store.together.matters import is_seen_by

# Taken beside what is concerned (a file, who sees to it), and not by a form of its own.
BESIDE = frozenset({Step.REMOVE_ATTACHMENT, *assigning.STEPS})
_TELLING = frozenset({"places", "evidence", "tokens"})
_TO_BE_SENT = (Status.REGISTERED, Status.PENDING_DISPATCH)


@dataclass(frozen=True, slots=True)
class Member:
    """A ticket that was merged into this one; its caller, masked, waits for the same answer.

    ``told``: what the caller was told last and when; ``state``: how far the callback is, once due;
    ``asked``: the caller's own words.
    """

    no: str
    caller: Caller
    is_visible: bool
    told: str = ""
    state: CallerState | None = None
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with everything its page shows; names instead of codes.

    ``co_waiting``: the co-units that have not reported in this round; ``held_up_by``: those for
    whose lateness alone the lead is late; ``suggestion``: where the
    ticket should go as things are now, None once it went; ``designators``: who may designate its
    unit now; ``designation``: says that the next dispatch does so, else empty;
    ``matters``: the matters across borders it belongs to; ``may_arrange``: one may be opened;
    ``of_unit``: the unit of the person who looks, empty where there is none; ``merges``: the
    steps by which ``members`` joined it, oldest first; ``assignee``: who of the unit sees to it,
    ``colleagues``: to whom this person may hand it, user name and name; none where he may not.
    """

    ticket: Ticket
    caller: Caller
    may_reveal: bool
    reading: StoredReading | None
    entries: list[Entry]
    open_steps: list[Row]
    refused_steps: list[tuple[Row, str]]
    unit: str
    co_units: list[str]
    co_waiting: list[str]
    co_tasks: list[TaskLine]
    held_up_by: list[str]
    suggestion: Suggestion | None
    topic: str
    area: str
    clock: datetime | None
    left: TimeLeft
    members: list[Member]
    query_code: str
    unit_names: Mapping[str, str]
    files: TicketFiles = field(default_factory=TicketFiles)
    people: tuple[tuple[str, str], ...] = ()
    designators: tuple[str, ...] = ()
    designation: str = ""
    matters: tuple[Matter, ...] = ()
    may_arrange: bool = False
    promises: Promises = NOTHING
    of_unit: str = ""
    merges: tuple[Entry, ...] = ()
    assignee: str = ""
    is_own: bool = False
    colleagues: tuple[tuple[str, str], ...] = ()


def view(desk: Desk, no: str) -> TicketView:
    """The ticket's view for this person, without what it may not show. Raises ``NotFound``."""
    ticket = steps.visible(desk, no)
    whole = _view(desk, ticket)
    hides = discretion.hides_reporter(desk.actor, ticket.request_type)
    return _without_reporter(desk, whole) if hides else whole


def _view(desk: Desk, ticket: Ticket) -> TicketView:
    no = ticket.no
    catalogue = desk.catalogue
    possible = steps.possible(desk, ticket)
    rows = [row for row in possible if row[0].step not in BESIDE]
    may_assign = any(row.step is Step.ASSIGN and why_not is None for row, why_not in possible)
    clock = running_clock(ticket)
    reading, entries = desk.uow.readings.get(no), desk.uow.tickets.steps(no)
    is_here, members = ticket.status in _TO_BE_SENT, _members(desk, no)
    return TicketView(
        ticket=ticket,
        caller=desk.uow.callers.of_ticket(no).masked(),
        may_reveal=may_reveal(desk.actor, ticket),
        reading=reading,
        entries=assigning.told_to(desk, entries[::-1]),
        open_steps=[row for row, why_not in rows if why_not is None],
        refused_steps=[(row, why_not) for row, why_not in rows if why_not is not None],
        unit=choices.unit_name(catalogue, ticket.lead_unit),
        co_units=_named(catalogue, ticket.co_units),
        co_waiting=_named(catalogue, [task.unit for task in open_tasks(ticket)]),
        co_tasks=task_lines(desk, ticket),
        held_up_by=_named(catalogue, waited_for(ticket, desk.now)),
        suggestion=suggest_now(desk, ticket, reading, entries) if is_here else None,
        topic=choices.topic_name(catalogue, ticket.topic),
        area=choices.area_name(catalogue, ticket.area),
        clock=clock,
        left=time_left(clock, desk.now, desk.hotline.supervision),
        promises=promises(desk, ticket, entries),
        members=members,
        merges=merges_of(desk, [member.no for member in members]),
        query_code=discretion.query_code(desk, no),
        of_unit=desk.actor.unit,
        unit_names=_names(catalogue),
        files=files_of(desk, ticket),
        people=_people(desk, ticket, rows),
        designators=tuple(steps.designators(desk)) if _may_designate(desk, ticket) else (),
        designation=steps.designation(desk, ticket) if _may_designate(desk, ticket) else "",
        matters=tuple(m for m in desk.uow.matters.of_ticket(no) if is_seen_by(m, desk.actor)),
        assignee=assigning.names_of(desk, [ticket]).get(no, ""),
        is_own=ticket.progress.assignee == desk.actor.id,
        colleagues=tuple(assigning.colleagues(desk, ticket.lead_unit)) if may_assign else (),
        may_arrange=desk.actor.may(Permission.JOINT_ARRANGE) and ticket.status in OPEN_TO_DECISION,
    )


def _named(catalogue: Catalogue, codes: Iterable[str]) -> list[str]:
    return [choices.unit_name(catalogue, code) for code in codes]


def _may_designate(desk: Desk, ticket: Ticket) -> bool:
    waits = ticket.status is Status.PENDING_DISPATCH
    return waits and desk.actor.may(Permission.TICKET_DISPATCH)


def _without_reporter(desk: Desk, view: TicketView) -> TicketView:
    ticket, reading = view.ticket, view.reading
    told = discretion.words_of(desk.uow.callers.of_ticket(ticket.no), ticket.place)

    def clean(value: Any) -> Any:
        return discretion.without_names(value, told)

    if reading is not None:
        # Places and words that decided may come from what the reporter said of himself.
        held = {name: value for name, value in reading.body.items() if name not in _TELLING}
        summary, body = clean(reading.summary), clean(held)
        places = tuple(place for place in clean(reading.places) if place in ticket.place)
        reading = replace(reading, tokens=(), places=places, summary=summary, body=body)
    texts = {name: clean(getattr(ticket, name)) for name in ("title", "text", "place", "reply")}
    progress = discretion.told_of_asking(ticket.progress, told)
    shown = replace(ticket, **texts, progress=progress)
    return replace(
        view,
        ticket=shown,
        co_tasks=task_lines(desk, shown),
        caller=Caller(),
        members=[_unknown(member, told) for member in view.members],
        reading=reading,
        entries=[replace(entry, data=clean(_without_files(entry))) for entry in view.entries],
    )


def _unknown(member: Member, told: tuple[str, ...]) -> Member:
    """A merged caller whom the page names no more; nor the reporter, in what he said."""
    if member.asked is None:
        return replace(member, caller=Caller())
    words = (member.asked.title, member.asked.text, member.asked.demand)
    asked = Asked(member.no, *discretion.without_names(words, told))
    return replace(member, caller=Caller(), asked=asked)


def _people(
    desk: Desk, ticket: Ticket, rows: Sequence[tuple[Row, str | None]]
) -> tuple[tuple[str, str], ...]:
    """Whom a note may mention, where this person may write one."""
    if not any(row.step is Step.NOTE and why_not is None for row, why_not in rows):
        return ()
    return tuple(mentions.choices(desk.uow, desk.catalogue, ticket))


def _without_files(entry: Entry) -> dict[str, Any]:
    """What a step says, less what a reporter or the hotline sent along."""
    is_units = bool(entry.actor_unit)
    return {name: value for name, value in entry.data.items() if is_units or name != FILES}


def may_reveal(actor: Actor, ticket: Ticket) -> bool:
    """Whether this person may ask for the caller's clear data; never a unit on a 举报."""
    if actor.may(Permission.CALLER_READ):
        return True
    is_theirs = actor.unit in (ticket.lead_unit, *ticket.co_units)  # not who is only consulted
    return is_theirs and actor.may(Permission.CALLER_READ_UNIT) and not ticket.is_reported


def reveal(desk: Desk, no: str) -> tuple[Caller, list[Caller]]:
    """The caller and those of the merged tickets in clear, with a trace of who looked at whom.

    Raises ``NotFound`` or ``NotAllowed``.
    """
    ticket = steps.visible(desk, no)
    if not may_reveal(desk.actor, ticket):
        raise NotAllowed("您的角色不能查看这位诉求人的信息。")
    desk.uow.callers.trace(desk.actor, no, "caller", desk.now)
    merged = {other: caller for other, caller in _merged(desk, no).items() if caller.is_known}
    for other in merged:
        desk.uow.callers.trace(desk.actor, other, "caller", desk.now)
    return desk.uow.callers.of_ticket(no), list(merged.values())


def _merged(desk: Desk, no: str) -> dict[str, Caller]:
    """Number → caller of the tickets merged into this one; nobody where a reporter is hidden."""
    kinds = {other.no: other.request_type for other in desk.uow.merges.members(no)}
    known = [
        other for other, kind in kinds.items() if not discretion.hides_reporter(desk.actor, kind)
    ]
    told = desk.uow.callers.of_tickets(known)
    return {other: told.get(other, Caller()) for other in kinds}


def _members(desk: Desk, no: str) -> list[Member]:
    callers, order = _merged(desk, no), desk.uow.tickets.get(no)
    told = desk.uow.notices.last_to_callers(list(callers))
    is_asked = order.status in (Status.CALLBACK_DUE, Status.CLOSED)
    attempts = desk.hotline.profile.callback_attempts
    members = desk.uow.tickets.get_many(list(callers))
    asked = {each.no: each for each in asked_by_joined(desk, [order])[no]}
    return [
        Member(
            no=member.no,
            caller=callers[member.no].masked(),
            is_visible=is_visible(member, desk.actor),
            told=_told_words(told.get(member.no)),
            state=state_of(member, order, attempts) if is_asked else None,
            asked=asked[member.no],
        )
        for member in members
    ]


def _told_words(notice: Notice | None) -> str:
    if notice is None:
        return ""
    how = "已告知" if notice.state is NoticeState.SENT else label(notice.state)
    return f"{label(notice.kind)}（{how}）"


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {code: unit.name for code, unit in catalogue.units.items()}
