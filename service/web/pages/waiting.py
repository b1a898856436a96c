"""What waits for a supervisor's word: suspensions to review, provisional deadlines to reset."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.errors import BadInput, DomainError
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows import steps
from service.flows.bulk import Want, take_each
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from service.flows.queries.supervision import rechecked, suspended
from service.labels import step_label
from service.labels.catalogue import limit_words
from service.web.attempts import PostedForm
from service.web.bulkstep import tell
from service.web.contexts.waiting import DeadlinesPage, SuspendedPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.posted import seen_of
from service.web.render import render, see_other
from service.web.views.listrows import neighbours_of, open_tab, tabs_of
from service.web.views.waitingrows import Refusal, rechecked_row, suspended_row

router = APIRouter()
_TABS = {"review": "待复核", "all": "全部挂账"}
_VERDICTS = (Step.REVIEW_SUSPENSION, Step.RESUME)
_Reviewer = Annotated[Actor, allow(Permission.TICKET_REVIEW_SUSPENSION)]


@router.get("/suspended")
def waiting(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Reviewer,
    tab: str = "",
    cursor: str = "",
) -> Response:
    return render(request, "lists/suspended.html", _suspended(desk, tab, cursor), visitor)


@router.post("/suspended/{no}")
def review(posted: PostedForm, no: str, _: _Reviewer) -> Response:
    """Let one suspension go on, or end it."""
    values, tab = posted.values, posted.values.get("tab", "")
    step = next((s for s in _VERDICTS if s == values.get("step")), None)
    if step is None:
        raise BadInput("没有这个环节，请刷新页面。")

    def act(desk: Desk) -> Response:
        given = values | {"note": values.get("reason", "")}
        steps.take(desk, no, step, given, posted.version)
        where = tab if tab in _TABS else ""
        return see_other(f"/suspended?tab={where}", f"{no}：{step_label(step, None)}。")

    def again(desk: Desk, problem: DomainError) -> SuspendedPage:
        return _suspended(desk, tab, "", Refusal(no, values, problem))

    return posted.attempt(act, "lists/suspended.html", again, (DomainError,))


@router.get("/deadlines")
def deadlines(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.TICKET_SUPERVISE)],
) -> Response:
    return render(request, "lists/deadlines.html", _deadlines(desk), visitor)


@router.post("/deadlines")
def reset(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_SUPERVISE)],
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Accept the changed deadline of every ticked ticket."""
    now = system.now()
    result = tell(
        lambda: take_each(
            system.store,
            lambda uow: Desk(uow, system.hotline, actor, now),
            Step.RESET_DEADLINE,
            [Want(*seen_of(token)) for token in selected or []],
        ),
        "已核定",
    )
    if result.is_done:
        return see_other("/deadlines", result.sentence)
    with system.read_desk(actor, now) as desk:
        page = _deadlines(desk, result.sentence, result.why_not, selected or ())
        return render(request, "lists/deadlines.html", page, visitor, 422)


def _suspended(desk: Desk, tab: str, cursor: str, refused: Refusal | None = None) -> SuspendedPage:
    conditions = suspended.tabs(desk)
    counts = queues.count(desk, conditions)
    tab = open_tab(_TABS, counts, tab)
    rows, found = suspended.waiting(desk, conditions[tab], cursor)
    older, newer = neighbours_of(found, "/suspended", tab=tab)
    profile = desk.hotline.profile
    is_shown = refused and any(item.line.no == refused.no for item in rows)
    return SuspendedPage(
        tabs=tabs_of(_TABS, counts, tab, "/suspended"),
        tab=tab,
        rows=[suspended_row(item, desk, refused) for item in rows],
        older=older,
        newer=newer,
        most=profile.suspension_reviews,
        every=limit_words(profile.suspension_review),
        error=f"{refused.no}：{refused.problem.message}" if refused and not is_shown else "",
    )


def _deadlines(
    desk: Desk,
    error: str = "",
    why_not: Mapping[str, str] | None = None,
    ticked: Sequence[str] = (),
) -> DeadlinesPage:
    rows = [rechecked_row(item, desk.now, why_not or {}) for item in rechecked.rechecked(desk)]
    return DeadlinesPage(rows=rows, ticked=list(ticked), error=error)
