"""Following one's own request with number and query code: for everybody, on a phone."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, IllegalStep, NotFound, Refused, TooMany
from service.domain.steps import Step
from service.flows import tracking
from service.flows.steps import Desk
from service.flows.tracking import CALLER
from service.web.contexts.public import TrackPage
from service.web.deps import SystemDep
from service.web.errors import CODES
from service.web.follow import follow
from service.web.render import render, see_other
from service.web.trackpage import track_page

router = APIRouter()
NOTE_CHARS = 500


@router.get("/track")
def track(request: Request, system: SystemDep, no: str = "", code: str = "") -> Response:
    if not no.strip() and not code.strip():
        return render(request, "public/track.html", TrackPage())
    return _shown(request, system, no, code)


@router.post("/track/evaluate")
def evaluate(
    request: Request,
    system: SystemDep,
    no: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    satisfied: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    given = {"satisfied": satisfied, "note": note[:NOTE_CHARS]}
    return _act(request, system, (no, code), Step.EVALUATE, given)


@router.post("/track/reopen")
def reopen(
    request: Request,
    system: SystemDep,
    no: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    return _act(request, system, (no, code), Step.RECALL, {"reason": reason[:NOTE_CHARS]})


_SAID = {
    Step.EVALUATE: "谢谢您的评价，已经记入办理过程。",
    Step.RECALL: "已经重新办理，承办单位会再和您联系。",
}


def _act(
    request: Request, system: System, key: tuple[str, str], step: Step, given: dict[str, str]
) -> Response:
    no, code = key
    try:
        follow(request, system, no, code)
        with system.store.write() as uow:
            tracking.act(Desk(uow, system.hotline, CALLER, system.now()), no, code, step, given)
    except BadInput:
        error = "请说明哪里还没有解决。" if step is Step.RECALL else "请选择满意或不满意。"
        return _shown(request, system, no, code, error=error, status=400)
    except (Refused, IllegalStep) as problem:
        error, reason = problem.message, given.get("reason", "")
        return _shown(request, system, no, code, error=error, reason=reason, status=422)
    except (NotFound, TooMany) as problem:
        return _missed(request, no, code, problem)
    address = urlencode({"no": no.strip(), "code": code.strip().upper()})
    return see_other(f"/track?{address}", _SAID[step])


def _shown(
    request: Request,
    system: System,
    no: str,
    code: str,
    *,
    error: str = "",
    reason: str = "",
    status: int = 200,
) -> Response:
    try:
        progress = follow(request, system, no, code)
    except (NotFound, TooMany) as problem:
        return _missed(request, no, code, problem)
    page = track_page(progress, code.strip().upper(), reason=reason, error=error)
    return render(request, "public/track.html", page, status=status)


def _missed(request: Request, no: str, code: str, problem: DomainError) -> Response:
    page = TrackPage(no=no.strip(), code=code.strip(), error=problem.message)
    return render(request, "public/track.html", page, status=CODES[type(problem)])
