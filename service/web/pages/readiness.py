"""What is missing before the first call, and one text to try the ways out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.bootstrap import sample_units
from service.domain.errors import BadInput
from service.domain.installed import Check, Verdict
from service.domain.notices.messages import NoticeChannel
from service.domain.permissions import Actor, Permission
from service.flows.queries.installation.readiness import readiness
from service.jobs.trying import try_out
from service.labels import LABELS
from service.web.contexts.setup import CheckRow, ReadinessPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.render import render, see_other

router = APIRouter()
_PAGE = "/readiness"
_TONES = {Verdict.MUST: "overdue", Verdict.SHOULD: "waiting", Verdict.FINE: "done"}
_Admin = Annotated[Actor, allow(Permission.USER_MANAGE)]


@router.get(_PAGE)
def show(
    request: Request, system: SystemDep, desk: ReadDesk, visitor: SignedIn, _: _Admin
) -> Response:
    found = readiness(desk, system.installed(), sample_units())
    page = ReadinessPage(
        rows=[_row(check) for check in found],
        must=sum(check.verdict is Verdict.MUST for check in found),
        should=sum(check.verdict is Verdict.SHOULD for check in found),
    )
    return render(request, "admin/readiness.html", page, visitor)


@router.post(f"{_PAGE}/test")
def send_one(
    system: SystemDep,
    _: _Admin,
    channel: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Send one text; what came of it is said on the page."""
    try:
        way = NoticeChannel.MAIL if channel == NoticeChannel.MAIL.value else NoticeChannel.SMS
        try_out(system, way, to)
    except BadInput as problem:
        return see_other(f"{_PAGE}#test", problem.message, "error")
    return see_other(_PAGE, "网关已收下，请看对方是否收到。")


def _row(check: Check) -> CheckRow:
    return CheckRow(
        title=check.title,
        verdict=str(LABELS[Verdict][check.verdict.value]),
        tone=_TONES[check.verdict],
        said=check.said,
        advice=check.advice,
        href=check.href,
    )
