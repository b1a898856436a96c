"""Builds valid things from keyword overrides; nothing here is shared between tests."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from service.domain.attachments import Attachment
from service.domain.callback.consent import subject
from service.domain.callback.questions import QUESTIONS
from service.domain.clocks.deadlines import Calendar, Profile
from service.domain.lifecycle.advance import Move, advance
from service.domain.lifecycle.case import Case, Facts, JointDecision, Rules
from service.domain.lifecycle.fields import Field, Kind
from service.domain.lifecycle.forms import FIELDS, parse
from service.domain.lifecycle.steps import Step
from service.domain.permissions import UNIT_ROLES, Actor, Role
from service.domain.ticket import (
    Answer,
    Channel,
    Endorsement,
    Guess,
    RequestType,
    Status,
    Ticket,
    Urgency,
)
from service.domain.together.cotask import CoTask
from service.domain.together.opinion import Consultation

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
UNIT, CO_UNIT, OTHER_UNIT = "urban_management", "sanitation", "water_company"
UNITS = frozenset({UNIT, CO_UNIT, OTHER_UNIT})
# Spring Festival, Tomb Sweeping and the May days of 2026, with their make-up days.
CALENDAR = Calendar(
    rest_days=frozenset(
        [date(2026, 2, day) for day in range(15, 24)]
        + [date(2026, 4, day) for day in (4, 5, 6)]
        + [date(2026, 5, day) for day in range(1, 6)]
    ),
    make_up_days=frozenset({date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)}),
    known_years=frozenset({2026}),
)
# What a second person can consent to in each state.
ENDORSED = {
    Status.REGISTERED: Step.REJECT,
    Status.IN_PROGRESS: Step.SUSPEND,
    Status.CALLBACK_DUE: Step.CLOSE_EXPLAINED,
}
# What fills each field of a step so that its guards are content.
GOOD: dict[str, Any] = {
    "history": "1",
    "unit": UNIT,
    "co_units": [],
    "co_unit": CO_UNIT,
    "suggested_unit": OTHER_UNIT,
    "units": [UNIT, OTHER_UNIT],
    "hours": "8",
    "master_no": "20260310000009",
    "responded": "yes",
    "solved": "yes",
    "satisfied": "yes",
    "answers_each_demand": True,
    "told_caller": True,
    "early": True,
    "days": 3,
    "promised_on": "2026-06-30",
    "held_on": "2026-03-09",
    "topic": "010101",
    "designated_by": "",
    "call_at": "",
}
DESIGNATOR = "测试supervisor"
DECISION = JointDecision("联席会商〔2026〕3号", UNIT)


@cache
def profile(name: str = "henan") -> Profile:
    """A profile that comes with the program."""
    from service.profiles import load_profile

    return load_profile(name)


@cache
def rules() -> Rules:
    """The default profile on the calendar above."""
    return Rules(profile(), CALENDAR)


def an_actor(role: Role = Role.DISPATCHER, **changes: Any) -> Actor:
    """A person with one role; people of a unit are of ``UNIT``. Roles have different ids."""
    unit = UNIT if role in UNIT_ROLES else ""
    person = Actor(100 + list(Role).index(role), f"测试{role.value}", frozenset({role}), unit)
    return replace(person, **changes)


def a_ticket(status: Status = Status.REGISTERED, **changes: Any) -> Ticket:
    """A ticket in a state, with everything that the next steps want already there."""
    ticket = Ticket(
        no="20260310000001",
        version=5,
        status=status,
        channel=Channel.PHONE,
        request_type=RequestType.CONSULT,
        urgency=Urgency.NORMAL,
        title="路灯不亮",
        text="样例路东段路灯不亮，请尽快修复。",
        registered_at=NOW - timedelta(days=2),
        topic="010101",
        is_certain=True,
    )
    if status not in (Status.REGISTERED, Status.PENDING_DISPATCH):
        ticket = replace(
            ticket,
            lead_unit=UNIT,
            dispatches=1,
            dispatched_at=NOW - timedelta(hours=3),
            sign_due_at=NOW + timedelta(hours=20),
            object_due_at=NOW + timedelta(hours=20),
            due_at=NOW + timedelta(days=6),
            ended_at=NOW - timedelta(days=1),
        )
    progress = replace(ticket.progress, first_contact=True, termination_requested=True)
    return replace(ticket, progress=progress, **changes)


def an_attachment(**changes: Any) -> Attachment:
    """A photo that somebody sent along."""
    usual: dict[str, Any] = {
        "id": 1,
        "no": "20260310000001",
        "seq": 2,
        "name": "现场.jpg",
        "kind": "jpeg",
        "size": 1000,
        "sha256": "0" * 64,
        "has_preview": True,
        "at": NOW,
        "actor_id": 1,
        "actor_name": "测试",
        "actor_unit": "",
    }
    return Attachment(**usual | changes)


def a_member(**answers: str) -> Ticket:
    """A ticket merged into ``a_ticket(CALLBACK_DUE)``; ``answers``: of its caller."""
    said = dict.fromkeys(QUESTIONS, Answer.YES) | {q: Answer(a) for q, a in answers.items()}
    known = {"answered_for": "20260310000001#1"} if answers else {}
    member = a_ticket(Status.MERGED, no="20260310000007", master_no="20260310000001")
    return with_progress(replace(member, **said) if answers else member, **known)


def with_progress(ticket: Ticket, **changes: Any) -> Ticket:
    """The ticket with some of its progress replaced."""
    return replace(ticket, progress=replace(ticket.progress, **changes))


def consent(step: Step, by: int = 999) -> tuple[Endorsement, ...]:
    """Another person's consent to a step."""
    return (Endorsement(step.value, by),)


# An explanation that somebody else proposed to a caller who denies that it was solved.
PROPOSED: dict[str, Any] = {
    "answered_for": "20260310000001#1",
    "explained_by": 998,
    "explanation": "测试内容",
}
DENIED = {"responded": Answer.YES, "solved": Answer.NO, "satisfied": Answer.YES}


def proposed(**progress: Any) -> Ticket:
    """An order called back on, for which an explanation was proposed."""
    return with_progress(replace(a_ticket(Status.CALLBACK_DUE), **DENIED), **PROPOSED | progress)


def agreed(ticket: Ticket, members: Iterable[Ticket] = (), by: int = 999) -> Ticket:
    """The order with another person's consent to what was proposed, of the answers as they are."""
    consent = Endorsement(Step.CLOSE_EXPLAINED.value, by, subject(ticket, members))
    return with_progress(ticket, endorsements=(consent,))


def good_input(
    step: Step, status: Status = Status.IN_PROGRESS, /, **changes: Any
) -> dict[str, Any]:
    """What a person fills in so that the step is accepted there, as a form would give it."""
    given = {field.name: _good(field) for field in FIELDS[step]}
    if step is Step.CORRECT:
        given = {"topic": "010102"}
    if step is Step.ENDORSE:
        given |= {"step": ENDORSED.get(status, Step.SUSPEND).value}
    if step in (Step.REDO, Step.PROPOSE_EXPLAINED, Step.CLOSE_EXPLAINED):
        given |= {"solved": "no"}
    return given | changes


def _good(field: Field) -> Any:
    if field.name in GOOD:
        return GOOD[field.name]
    if field.choices is not None:
        return next(iter(field.choices)).value
    if field.kind is Kind.STEP:
        return Step.SUSPEND.value
    return {Kind.UNIT: UNIT, Kind.NUMBER: "3", Kind.AREA: ""}.get(field.kind, "测试内容")


def a_case(
    ticket: Ticket, actor: Actor, data: Mapping[str, Any] | None = None, **more: Any
) -> Case:
    """A step about to be taken; the facts are such that no guard objects."""
    facts = Facts(
        units=UNITS,
        may_answer=True,
        catalogue_version="1-test",
        master=a_ticket(_MASTERS.get(ticket.status, Status.PENDING_DISPATCH), no=GOOD["master_no"]),
        attachment=an_attachment(actor_id=actor.id, actor_unit=actor.unit),
        designators=frozenset({DESIGNATOR}),
        assignee=an_actor(Role.HANDLER, id=777),
    )
    settings: dict[str, Any] = {"rules": rules(), "now": NOW, "facts": facts} | more
    return Case(ticket=ticket, actor=actor, data=data or {}, **settings)


def try_step(ticket: Ticket, actor: Actor, step: Step, /, **changes: Any) -> Move:
    """Advance with good input; ``changes`` replace fields of the form."""
    data = parse(step, good_input(step, ticket.status, **changes))
    return advance(pleased(a_case(ticket, actor, data), step), step)


# The state of the ticket that another one joins, or was merged into.
_MASTERS = {Status.MERGED: Status.CALLBACK_DUE}


def pleased(case: Case, step: Step) -> Case:
    """The case with a joint decision where a step takes one: a unit that signed loses the ticket.

    A merged ticket is kept until its master has ended.
    """
    if step is Step.ARCHIVE:
        return replace(case, facts=replace(case.facts, master=a_ticket(Status.CLOSED)))
    if step is not Step.RECALL or case.ticket.status not in (Status.IN_PROGRESS, Status.SUSPENDED):
        return case
    return replace(case, facts=replace(case.facts, decision=DECISION))


# What must have happened on the ticket before a step, beyond what ``a_ticket`` gives.
_BEFORE: dict[Step, dict[str, Any]] = {
    Step.CONSULT: {"refused_objections": 2},
    Step.UNASSIGN: {"assignee": 5},
    Step.SUSPEND: {"endorsements": consent(Step.SUSPEND)},
    Step.GRANT_EXTENSION: {"extension_asked_days": 3},
    Step.DENY_EXTENSION: {"extension_asked_days": 3},
    Step.RESET_DEADLINE: {"guess": Guess(NOW, 6 * 24, "h")},
}


def ready_ticket(status: Status, step: Step, actor: Actor) -> Ticket:
    """A ticket in a state on which nothing but the table and the permission can bar the step."""
    if status is Status.CALLBACK_DUE and step in _ON_A_PROPOSAL:
        return agreed(proposed()) if step is Step.CLOSE_EXPLAINED else proposed()
    ticket = with_progress(a_ticket(status), **_BEFORE.get(step, {}))
    if step is Step.RESET_DEADLINE:
        return replace(ticket, is_provisional=True)
    if step in _ON_OWN_TASK:
        return replace(ticket, co_units=(actor.unit,))
    if step in _ON_A_TASK:
        task = CoTask(CO_UNIT, wants_out=True)
        return with_progress(replace(ticket, co_units=(CO_UNIT,)), co_tasks=(task,))
    if step in _IN_CONSULTATION:
        return with_progress(ticket, consultation=a_consultation(actor.unit, OTHER_UNIT))
    return ticket


_ON_A_PROPOSAL = (Step.ENDORSE, Step.OVERRULE, Step.CLOSE_EXPLAINED)
_ON_OWN_TASK = (Step.CO_SIGN, Step.CO_REPORT, Step.CO_OBJECT)
_ON_A_TASK = (Step.CO_KEEP, Step.CO_RELEASE, Step.CO_REMIND, Step.CO_SUPERVISE)
_IN_CONSULTATION = (Step.OPINE, Step.REMIND_OPINIONS, Step.END_CONSULTATION)


def a_consultation(*asked: str, **changes: Any) -> Consultation:
    """Units were asked an hour ago, with a day to answer."""
    usual = Consultation("归谁管？", asked, NOW - timedelta(hours=1), NOW + timedelta(days=1))
    return replace(usual, **changes)
