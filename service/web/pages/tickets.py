"""The page of one ticket, and the steps this person may take on it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.bootstrap import System
from service.domain.errors import (
    BadInput,
    DomainError,
    IllegalStep,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
)
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.desk import Desk
from service.flows.governance import policies
from service.flows.queries import choices
from service.flows.queries.tickets import ticket as ticket_queries
from service.labels import LABELS
from service.web import uploads
from service.web.contexts.attachments import KeptFile
from service.web.contexts.tickets import CallerPart, TicketPage
from service.web.deps import FormValues, PageDesk, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import fragment, moment, render, see_other
from service.web.sessions import Visitor
from service.web.uploads import FormFiles
from service.web.views import (
    askedparts,
    callerwords,
    onward,
    shortreply,
    stepforms,
    steporder,
    ticketpage,
    whybox,
)
from service.web.views.filerows import file_rows
from service.web.views.stepforms import Tried
from service.web.views.timeline import timeline

router = APIRouter()


@router.get("/tickets/{no}")
def show(
    request: Request,
    system: SystemDep,
    desk: PageDesk,
    visitor: SignedIn,
    no: str,
    _: Annotated[Actor, allow(Permission.TICKET_READ)],
    registered: int = 0,
) -> Response:
    track = ticketpage.track_url(system.settings.public_url or str(request.base_url))
    page = replace(_page(system, desk, no), just_registered=bool(registered), track_url=track)
    if registered:
        said, again = callerwords.at_the_end(desk, page.view)
        page = replace(page, for_caller=said, same_caller=again)
    return render(request, "tickets/show.html", page, visitor)


@router.post("/tickets/{no}/steps")
def take_step(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    values: FormValues,
    sent: FormFiles,
    actor: Annotated[Actor, allow(Permission.TICKET_READ)],
) -> Response:
    step = _step_of(values)
    accepted = uploads.accept(system, actor, sent)
    try:
        accepted.check()
        shortreply.ask(step, values)
        with system.write_desk(actor) as desk:
            typed = stepforms.with_mention(step, values)
            given = stepforms.resolve(step, typed, desk.catalogue)
            before = steps.visible(desk, no).status
            after = steps.take(desk, no, step, given, version_of(values), files=accepted.files)
            told = onward.told(desk, step, before, after, given)
    except (BadInput, Refused, Stale, IllegalStep, NotAllowed) as problem:
        kept = uploads.kept_files(system, actor, accepted.files)
        return _stay(request, system, visitor, no, _tried(step, values, problem, kept), problem)
    return see_other(f"/tickets/{no}", told)


@router.post("/tickets/{no}/caller")
def reveal(
    system: SystemDep,
    no: str,
    actor: Annotated[Actor, allow(Permission.CALLER_READ, Permission.CALLER_READ_UNIT)],
) -> Response:
    with system.write_desk(actor) as desk:
        caller, merged = ticket_queries.reveal(desk, no)
    return fragment("tickets/caller.html", CallerPart(caller, merged))


def _tried(step: Step, typed: dict[str, str], problem: DomainError, kept: list[KeptFile]) -> Tried:
    wrong = problem.fields
    return Tried(step, typed, problem.message, wrong, kept)


def _stay(
    request: Request,
    system: System,
    visitor: Visitor,
    no: str,
    tried: Tried,
    problem: DomainError,
) -> Response:
    """The ticket's page again, newest state, with what was typed kept in its form."""
    with system.read_desk(visitor.actor) as desk:
        page = _page(system, desk, no, tried=tried)
        return render(request, "tickets/show.html", page, visitor, CODES[type(problem)])


def _page(
    system: System,
    desk: Desk,
    no: str,
    *,
    tried: Tried | None = None,
) -> TicketPage:
    view = ticket_queries.view(desk, no)
    unit = view.suggestion.unit if view.suggestion else ""
    suggested = choices.unit_name(desk.catalogue, unit)
    today = moment(desk.now)[:10]
    forms = stepforms.forms(view, desk.catalogue, unit=suggested, today=today, tried=tried)
    clock_text, left = askedparts.clock(view)
    shown = {form.step for form in forms if form.is_main and form.why_not}
    return TicketPage(
        view=view,
        forms=forms,
        refused=[
            {"term": LABELS[Step][row.step], "value": why_not}
            for row, why_not in steporder.lacking(view)
            if row.step not in shown
        ],
        timeline=timeline(view),
        stages=ticketpage.stages(view.ticket.status),
        facts=ticketpage.facts(view),
        clock_text=clock_text,
        clock_level=left.value,
        neighbours=system.neighbours.find_for(desk, no) if view.ticket.is_open else [],
        badge_tone=ticketpage.tone(view.ticket.status),
        reply_title=ticketpage.reply_title(view.ticket),
        again=ticketpage.why_again(view),
        extension=ticketpage.asked_extension(view),
        policies=policies.about(desk, view.ticket.topic, view.ticket.area),
        reply_field=stepforms.reply_field(forms),
        why=whybox.why(view),
        files=file_rows(view, may_open_removed=desk.actor.may(Permission.TICKET_SUPERVISE)),
        next=onward.next_desk(desk.actor),
        following=onward.following(desk, no, forms),
        home=onward.home(desk.actor),
        divert_notes=ticketpage.divert_notes(view),
        error=tried.message if tried and not any(form.error for form in forms) else "",
        lost=stepforms.lost(forms, tried),
        nothing_due=steporder.nothing_due(view),
        own_task=askedparts.own_task(view, desk.now),
        co_tasks=askedparts.task_rows(view, desk.now),
        held_up=askedparts.held_up(view),
        consultation=askedparts.of_view(view, desk.now),
    )


def _step_of(values: dict[str, str]) -> Step:
    try:
        return Step(values.get("step", ""))
    except ValueError:
        raise NotFound("没有这个环节，请刷新页面。") from None
