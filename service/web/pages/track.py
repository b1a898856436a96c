"""Following one's own request with number and query code: for everybody, on a phone.

Both are posted and then kept in a cookie for half an hour: in an address they would stay in the
browser's history and in every log on the way.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import System
from service.domain.callback.questions import QUESTIONS
from service.domain.errors import BadInput, DomainError, IllegalStep, NotFound, Refused, TooMany
from service.domain.lifecycle.steps import Step
from service.flows import tracking
from service.flows.files import attachments
from service.flows.tracking import CALLER
from service.web.contexts.public import TrackPage
from service.web.deps import FormValues, SystemDep
from service.web.errors import CODES
from service.web.follow import follow
from service.web.render import render, see_other
from service.web.uploads import FormFiles, SentFiles
from service.web.views.trackpage import track_page

router = APIRouter()
NOTE_CHARS = 500
KEY = "minsheng_track"
_KEPT_SECONDS = 30 * 60


@router.get("/track")
def track(
    request: Request, system: SystemDep, no: str = "", code: str = "", another: int = 0
) -> Response:
    no, code = _plain(no), _plain(code)
    if another:
        return _forget(render(request, "public/track.html", TrackPage()))
    if not no and not code:
        no, _, code = request.cookies.get(KEY, "").partition(".")
    if not no and not code:
        return render(request, "public/track.html", TrackPage())
    return _shown(request, system, (no, code))


@router.post("/track")
def find(
    request: Request,
    system: SystemDep,
    no: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    no, code = _plain(no), _plain(code)
    try:
        follow(request, system, no, code)
    except (NotFound, TooMany) as problem:
        return _missed(request, no, code, problem)
    return _keep(see_other("/track"), no, code, is_secure=system.settings.secure_cookies)


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
    sent: FormFiles,
    no: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    return _act(request, system, (no, code), Step.RECALL, {"reason": reason[:NOTE_CHARS]}, sent)


@router.post("/track/attach")
def attach(
    request: Request,
    system: SystemDep,
    sent: FormFiles,
    no: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    return _act(request, system, (no, code), Step.ATTACH, {"note": note[:NOTE_CHARS]}, sent)


@router.post("/track/answer")
def answer(
    request: Request,
    system: SystemDep,
    values: FormValues,
    no: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """The three questions of the callback, answered by the caller."""
    no, code = _plain(no), _plain(code)
    given = {name: values.get(name, "")[:NOTE_CHARS] for name in (*QUESTIONS, "note")}
    try:
        follow(request, system, no, code)
        with system.write_desk(CALLER) as desk:
            is_again = tracking.answer(desk, no, code, given)
    except BadInput:
        return _shown(request, system, (no, code), error="三个问题都请选一个回答。", status=400)
    except (Refused, IllegalStep) as problem:
        return _shown(request, system, (no, code), error=problem.message, status=422)
    except (NotFound, TooMany) as problem:
        return _missed(request, no, code, problem)
    said = "和回访记录不一致，已经重新办理。" if is_again else "谢谢，您的回答已经记入回访。"
    return _keep(see_other("/track", said), no, code, is_secure=system.settings.secure_cookies)


_SAID = {
    Step.EVALUATE: "谢谢您的评价，已经记入办理过程。",
    Step.ATTACH: "您补充的材料已经收到，承办人能看到。",
    Step.RECALL: "已经重新办理，承办单位会再和您联系。",
}


_NO_FILES = SentFiles()
_ASKED = {Step.RECALL: "请说明哪里还没有解决。", Step.EVALUATE: "请选择满意或不满意。"}


def _act(
    request: Request,
    system: System,
    key: tuple[str, str],
    step: Step,
    given: dict[str, str],
    sent: SentFiles = _NO_FILES,
) -> Response:
    no, code = (_plain(part) for part in key)
    try:
        follow(request, system, no, code)
        # Only who has the code gets this far: nobody else's files are kept.
        files = attachments.take_in(system.store, system.hotline.attachments, sent.files)
        with system.write_desk(CALLER) as desk:
            tracking.act(desk, no, code, step, given, files=files)
    except BadInput as problem:
        error = problem.fields.get(attachments.FIELD) or _ASKED.get(step, problem.message)
        return _shown(request, system, (no, code), error, given, status=400)
    except (Refused, IllegalStep) as problem:
        return _shown(request, system, (no, code), problem.message, given, status=422)
    except (NotFound, TooMany) as problem:
        return _missed(request, no, code, problem)
    done = see_other("/track", _SAID[step])
    return _keep(done, no, code, is_secure=system.settings.secure_cookies)


def _shown(
    request: Request,
    system: System,
    key: tuple[str, str],
    error: str = "",
    typed: Mapping[str, str] = MappingProxyType({}),
    *,
    status: int = 200,
) -> Response:
    no, code = key
    try:
        progress = follow(request, system, no, code)
    except (NotFound, TooMany) as problem:
        return _missed(request, no, code, problem)
    said = {name: typed.get(name, "") for name in ("reason", "note")}
    page = track_page(progress, code, **said, error=error)
    return render(request, "public/track.html", page, status=status)


def _missed(request: Request, no: str, code: str, problem: DomainError) -> Response:
    page = TrackPage(no=no, code=code, error=problem.message)
    return _forget(render(request, "public/track.html", page, status=CODES[type(problem)]))


def _plain(typed: str) -> str:
    """A number or code without the blanks that people read and type it with, in plain capitals."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def _keep(response: Response, no: str, code: str, *, is_secure: bool) -> Response:
    response.set_cookie(
        KEY,
        f"{no}.{code}",
        max_age=_KEPT_SECONDS,
        path="/track",
        httponly=True,
        samesite="strict",
        secure=is_secure,
    )
    return response


def _forget(response: Response) -> Response:
    response.delete_cookie(KEY, path="/track")
    return response
