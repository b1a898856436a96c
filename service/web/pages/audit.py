"""The audit: who did which step when, who looked at personal data; never the content."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.staff import audit
from service.flows.queries.staff.audit import AccessLine, AuditFilters, StepLine
from service.labels import LABELS, label
from service.labels.audit import words_of_access
from service.web.contexts.admin import AuditPage
from service.web.days import day_of
from service.web.deps import ReadDesk, SignedIn, allow
from service.web.filters import query_string
from service.web.render import moment, render

router = APIRouter()
_TABS = {"steps": "办理环节", "accesses": "个人信息与账号"}


class AuditQuery(BaseModel):
    """What ``/audit`` understands after the question mark."""

    tab: str = "steps"
    who: str = ""
    no: str = ""
    step: str = ""
    first_on: str = Field("", alias="from")
    last_on: str = Field("", alias="to")
    cursor: str = ""


@router.get("/audit")
def show(
    request: Request,
    query: Annotated[AuditQuery, Query()],
    desk: ReadDesk,
    visitor: SignedIn,
    _: Annotated[Actor, allow(Permission.AUDIT_READ)],
) -> Response:
    wrong: dict[str, str] = {}
    filters = _filters(query, wrong)
    rows: list[dict[str, str]] = []
    older = ""
    if not wrong:
        try:
            rows, older = _rows(desk, query, filters)
        except BadInput as problem:
            wrong = problem.fields
    given = _given(query)
    page = AuditPage(
        tabs=[
            {
                "label": text,
                "href": f"/audit?{query_string(given, tab=name, step='')}",
                "current": name == _tab(query),
            }
            for name, text in _TABS.items()
        ],
        tab=_tab(query),
        rows=rows,
        values={"who": "", "no": "", "step": "", "from": "", "to": ""} | given,
        steps=list(LABELS[Step].items()),
        errors={name: wrong.get(name, "") for name in ("from", "to", "cursor")},
        older=f"/audit?{query_string(given, cursor=older)}" if older else "",
    )
    return render(request, "admin/audit.html", page, visitor)


def _rows(desk: Desk, query: AuditQuery, filters: AuditFilters) -> tuple[list[dict[str, str]], str]:
    if _tab(query) == "accesses":
        looks, older = audit.accesses(desk, filters, query.cursor)
        return [_access(line) for line in looks], older
    lines, older = audit.steps(desk, filters, query.cursor)
    return [_step(line, desk) for line in lines], older


def _step(line: StepLine, desk: Desk) -> dict[str, str]:
    moved = f"{label(line.source)} → {label(line.target)}" if line.source else label(line.target)
    return {
        "at": moment(line.at),
        "actor": line.actor,
        "unit": choices.unit_name(desk.catalogue, line.unit) or "热线",
        "what": label(line.step),
        "no": line.no,
        "moved": "" if line.source == line.target else moved,
    }


def _access(line: AccessLine) -> dict[str, str]:
    what = words_of_access(line.what)
    return {
        "at": moment(line.at),
        "actor": line.actor,
        "unit": "",
        "what": what,
        "no": line.no,
        "moved": "",
    }


def _filters(query: AuditQuery, wrong: dict[str, str]) -> AuditFilters:
    return AuditFilters(
        who=query.who.strip(),
        no=query.no.strip(),
        step=Step(query.step) if query.step in LABELS[Step] else None,
        first_on=_day(query.first_on, "from", wrong),
        last_on=_day(query.last_on, "to", wrong),
    )


def _day(text: str, name: str, wrong: dict[str, str]) -> date | None:
    try:
        return day_of(text) if text.strip() else None
    except ValueError:
        wrong[name] = "日期要写成 2026-01-31 的样子"
        return None


def _tab(query: AuditQuery) -> str:
    return query.tab if query.tab in _TABS else "steps"


def _given(query: AuditQuery) -> dict[str, Any]:
    values = query.model_dump(by_alias=True, exclude={"cursor"})
    return {name: value for name, value in values.items() if value}
