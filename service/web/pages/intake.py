"""The agent's new ticket: the page, the reading that follows the typing, registering."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, Refused
from service.domain.lifecycle.guards import has_five_elements
from service.domain.lifecycle.steps import RejectReason, Step
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Channel, RequestType, Urgency
from service.flows import steps, wrapup
from service.flows.desk import Desk
from service.flows.files.attachments import FIELD, Kept
from service.flows.governance import policies
from service.flows.preview import preview
from service.flows.queries import choices
from service.flows.queries.tickets import answered, earlier
from service.flows.queries.tickets.repeats import just_registered
from service.flows.queries.tickets.ticket import reveal
from service.flows.requests import NewRequest
from service.labels import LABELS
from service.labels.fields import FIELD_LABELS
from service.labels.intake import ELEMENT_FIELDS, QUESTIONS
from service.store.tickets.callers import Caller
from service.web import uploads
from service.web.contexts.attachments import KeptFile
from service.web.contexts.tickets import NewTicketPage, ReadingPart, WhoPart
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.render import fragment, render, see_other
from service.web.sessions import Visitor
from service.web.uploads import FormFiles
from service.web.views import callerwords, readingpart, stepforms

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was filled in, with the files that are kept for it."""

    values: dict[str, str]
    kept: list[KeptFile]


_TYPES = list(LABELS[RequestType].items())
_URGENCIES = list(LABELS[Urgency].items())
_REASONS = list(LABELS[RejectReason].items())
_CAME_AGAIN = {
    wrapup.NOTE: "已记到这一件上，没有另登记。",
    wrapup.REOPEN: "已按他说的重启办理，编号不变，没有另登记。",
}
_CALLER = {"name": "姓名", "phone": "来电号码", "address": "联系地址"}
_NAMES = FIELD_LABELS | {FIELD: "附件"} | _CALLER


@router.get("/tickets/new")
def new_ticket(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_REGISTER)],
    same: str = "",
) -> Response:
    """An empty form; ``same``: the ticket whose caller goes on to another matter."""
    page = _blank(choices.choices(desk.catalogue))
    if same:
        page = replace(page, same=same, same_place=steps.visible(desk, same).place)
    return render(request, "tickets/new.html", page, visitor)


@router.post("/tickets/{no}/caller-again")
def caller_again(
    system: SystemDep,
    no: str,
    actor: Annotated[Actor, allow(Permission.TICKET_REGISTER)],
) -> Response:
    """Who called, for the next matter of the same call; the look is written down."""
    with system.store.write() as uow:
        caller, _ = reveal(Desk(uow, system.hotline, actor, system.now()), no)
    told = {"phone": caller.phone, "name": caller.name, "address": caller.address}
    return fragment("tickets/who.html", WhoPart(told))


@router.post("/tickets/reading")
def reading(
    system: SystemDep,
    desk: ReadDesk,
    values: FormValues,
    _: Annotated[Actor, allow(Permission.TICKET_REGISTER)],
) -> Response:
    if len(values.get("text", "").strip()) < 2:
        before = earlier.of_number(desk, Caller(phone=values.get("phone", "").strip()))
        return fragment("tickets/reading.html", ReadingPart(earlier=before))
    request = _typed_so_far(values, desk)
    seen = preview(desk, request)
    near = system.neighbours.find(desk, seen.reading, request.caller, seen.ticket.area)
    found = policies.about(desk, seen.ticket.topic, seen.ticket.area)
    page = readingpart.reading_part(seen, desk.catalogue, near, found)
    shown = {other.no for other in near}
    before = [e for e in earlier.of_number(desk, request.caller) if e.no not in shown]
    told = answered.answers_near(desk, near) if page.may_answer else []
    rest = [other for other in near if other.no not in {each.no for each in told}]
    page = replace(page, earlier=before, answered=told, neighbours=rest)
    return fragment("tickets/reading.html", page)


@router.post("/tickets")
def register(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    values: FormValues,
    sent: FormFiles,
    actor: Annotated[Actor, allow(Permission.TICKET_REGISTER)],
) -> Response:
    accepted = uploads.accept(system, actor, sent)
    typed = Typed(values, uploads.kept_files(system, actor, accepted.files))
    try:
        accepted.check()
        again = _CAME_AGAIN.get(values.get("action", "").partition(":")[0], "")
        before = "" if again else _already(system, actor, values)
        if before:
            return _ask(request, system, visitor, typed, before)
        no, told = _end(system, actor, values, accepted.files)
    except (BadInput, Refused) as problem:
        return _again(request, system, visitor, typed, problem)
    if again:
        return see_other(f"/tickets/{no}", f"{again}{told}")
    return see_other(f"/tickets/{no}?registered=1")


def _already(system: System, actor: Actor, values: dict[str, str]) -> str:
    """The ticket that this form would repeat, unless the agent was asked about it; or empty."""
    with system.read_desk(actor) as desk:
        no = just_registered(desk, values.get("text", ""), values.get("phone", "").strip())
    return "" if no == values.get("repeats") else no


def _end(
    system: System, actor: Actor, values: dict[str, str], files: tuple[Kept, ...]
) -> tuple[str, str]:
    """The number of the ticket on which the call ended, and how far that is, in words."""
    with system.write_desk(actor) as desk:
        action = values.get("action", wrapup.SUBMIT)
        ticket = wrapup.wrap_up(desk, _request_of(values, desk), action, values, files)
        said = callerwords.progress(desk, ticket)
        return ticket.no, f"可以告诉他：{said}" if said else ""


def _blank(picks: choices.Choices) -> NewTicketPage:
    return NewTicketPage(picks, request_types=_TYPES, urgencies=_URGENCIES, reject_reasons=_REASONS)


def _request_of(values: dict[str, str], desk: Desk) -> NewRequest:
    catalogue = desk.catalogue
    kind, urgency = values.get("request_type", ""), values.get("urgency", "")
    names = stepforms.resolve(
        Step.CORRECT, {"topic": values.get("topic", ""), "area": values.get("area", "")}, catalogue
    )
    return NewRequest(
        text=values.get("text", ""),
        title=values.get("title", "").strip(),
        is_title_from_text=True,
        channel=Channel.PHONE,
        caller=Caller(
            values.get("name", "").strip(),
            values.get("phone", "").strip(),
            values.get("address", "").strip(),
        ),
        request_type=RequestType(kind) if kind in LABELS[RequestType] else None,
        urgency=Urgency(urgency) if urgency in LABELS[Urgency] else None,
        topic=names["topic"],
        area=names["area"],
        place=values.get("place", "").strip(),
        occurred=values.get("occurred", "").strip(),
        demand=values.get("demand", "").strip(),
    )


def _typed_so_far(values: dict[str, str], desk: Desk) -> NewRequest:
    """The request while it is being typed: a name that is no choice yet counts as nothing."""
    try:
        return _request_of(values, desk)
    except BadInput as problem:
        return _typed_so_far(values | dict.fromkeys(problem.fields, ""), desk)


def _lacking(desk: Desk, values: dict[str, str], problem: DomainError) -> list[dict[str, str]]:
    """What is still to be asked, each at its field, when the five elements kept it back."""
    if not isinstance(problem, Refused) or problem.rule != has_five_elements.__name__:
        return []
    missing = preview(desk, _typed_so_far(values, desk)).ticket.missing
    return [
        {"field": ELEMENT_FIELDS[element], "message": f"还要问：{QUESTIONS[element]}"}
        for element in missing
    ]


def _ask(request: Request, system: System, visitor: Visitor, typed: Typed, before: str) -> Response:
    """The form again: the same words were registered minutes ago; sending it once more is a yes."""
    with system.store.read() as uow:
        picks = choices.choices(Desk(uow, system.hotline, visitor.actor, system.now()).catalogue)
    empty = _blank(picks)
    page = replace(empty, values=empty.values | typed.values, kept=typed.kept, repeats=before)
    return render(request, "tickets/new.html", page, visitor, 409)


def _again(
    request: Request, system: System, visitor: Visitor, typed: Typed, problem: DomainError
) -> Response:
    with system.read_desk(visitor.actor) as desk:
        picks = choices.choices(desk.catalogue)
        lacking = _lacking(desk, typed.values, problem)
    fields = problem.fields
    errors = [
        {"field": name, "message": f"{_NAMES.get(name, '')}：{text}".lstrip("：")}
        for name, text in fields.items()
    ]
    first = {"field": "", "message": f"还没有登记。{problem.message}"}
    empty, wrong = _blank(picks), errors or [first, *lacking]
    page = replace(empty, values=empty.values | typed.values, kept=typed.kept, errors=wrong)
    return render(request, "tickets/new.html", page, visitor, CODES[type(problem)])
