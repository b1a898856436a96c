"""What runs out within hours: the list, reminding of many at once, the list as a file."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response

from service.bootstrap import System
from service.domain.clocks.running import Clock
from service.domain.errors import BadInput
from service.domain.permissions import Actor, Permission
from service.domain.texts import whole
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.supervision import at_risk
from service.flows.queries.supervision.at_risk import HOURS, RiskFilters
from service.flows.supervision.clock_reminders import remind_each, reminder_of
from service.web.contexts.supervision import RiskPage
from service.web.deps import FormValues, ReadDesk, SignedIn, SystemDep, allow
from service.web.render import render, see_other
from service.web.sheetfile import send_list
from service.web.views import riskrows
from service.web.views.listrows import exports_of, failures, told

router = APIRouter()
_Reader = Annotated[Actor, allow(Permission.TICKET_SUPERVISE, Permission.TICKET_READ_UNIT)]
_Taker = Annotated[Actor, allow(Permission.TICKET_EXPORT, Permission.LIST_RECEIVE)]
_SAY_WHAT = "请写明要求，例如：今天下班前联系诉求人并反馈。"
_USUAL, _MOST_ROWS = 8, 5000


def _filters(asked: Mapping[str, str]) -> RiskFilters:
    """What was asked; what cannot be read is left out."""
    hours, unit, topic, clock = (asked.get(n, "") for n in ("hours", "unit", "topic", "clock"))
    wanted, clocks = whole(hours), {each.value: each for each in Clock}
    return RiskFilters(wanted if wanted in HOURS else _USUAL, unit, topic[:2], clocks.get(clock))


def _in_address(request: Request) -> RiskFilters:
    return _filters(request.query_params)


_Wanted = Annotated[RiskFilters, Depends(_in_address)]


@router.get("/at-risk")
def show(
    request: Request, desk: ReadDesk, visitor: SignedIn, _: _Reader, filters: _Wanted
) -> Response:
    return render(request, "lists/at_risk.html", _page(desk, filters), visitor)


@router.get("/at-risk.csv")
def export_csv(system: SystemDep, actor: _Taker, filters: _Wanted) -> Response:
    return _send(system, actor, filters, "csv")


@router.get("/at-risk.xlsx")
def export_workbook(system: SystemDep, actor: _Taker, filters: _Wanted) -> Response:
    return _send(system, actor, filters, "xlsx")


@router.post("/at-risk")
def remind(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: Annotated[Actor, allow(Permission.TICKET_SUPERVISE)],
    values: FormValues,
    selected: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Remind whoever is to act on each ticked clock."""
    now, ticked, note = system.now(), selected or [], values.get("note", "")
    filters = _filters(values)
    error, wrong, why_not = "", "", dict[str, str]()
    if ticked and not note.strip():
        wrong = _SAY_WHAT
    else:
        try:
            chosen = [reminder_of(token) for token in ticked]
            outcomes = remind_each(
                system.store, lambda uow: Desk(uow, system.hotline, actor, now), chosen, note
            )
            error, why_not = told(outcomes, "已催办"), failures(outcomes)
        except BadInput as problem:
            error = problem.message
        else:
            if not why_not:
                return see_other(f"/at-risk?{_query(filters)}", error)
    with system.store.read() as uow:
        page = _page(
            Desk(uow, system.hotline, actor, now),
            filters,
            why_not=why_not,
            error=error,
            note=note,
            note_error=wrong,
            ticked=[token for token in ticked if not why_not or token in why_not],
        )
        return render(request, "lists/at_risk.html", page, visitor, 422)


def _send(system: System, actor: Actor, filters: RiskFilters, ending: str) -> Response:
    def rows(desk: Desk) -> list[dict[str, object]]:
        found = at_risk.at_risk(desk, filters, _MOST_ROWS)
        return [riskrows.sheet_row(item, desk) for item in found.rows]

    return send_list(system, actor, ("即将超期", ending), riskrows.COLUMNS, rows)


def _asked(filters: RiskFilters) -> dict[str, object]:
    return {
        "hours": filters.hours,
        "unit": filters.unit,
        "topic": filters.topic,
        "clock": filters.clock.value if filters.clock else "",
    }


def _query(filters: RiskFilters, **changes: object) -> str:
    given = _asked(filters) | changes
    return urlencode({name: value for name, value in given.items() if value})


def _page(
    desk: Desk,
    filters: RiskFilters,
    *,
    why_not: Mapping[str, str] | None = None,
    error: str = "",
    note: str = "",
    note_error: str = "",
    ticked: Sequence[str] = (),
) -> RiskPage:
    found = at_risk.at_risk(desk, filters)
    actor, catalogue = desk.actor, desk.catalogue
    may_take = actor.may(Permission.TICKET_EXPORT) or actor.may(Permission.LIST_RECEIVE)
    fields = {item.topic[:2]: item.path[0] for item in catalogue.items.values()}
    return RiskPage(
        rows=[riskrows.risk_row(item, desk, why_not or {}) for item in found.rows],
        total=found.total,
        tabs=[
            {
                "label": f"{hours} 个工作小时内",
                "href": f"/at-risk?{_query(filters, hours=hours)}",
                "current": hours == filters.hours,
            }
            for hours in HOURS
        ],
        hours=filters.hours,
        units=[(code, choices.unit_name(catalogue, code)) for code in found.units],
        clocks=riskrows.clock_options(found.by_clock),
        topics=sorted(fields.items()),
        unit=filters.unit,
        clock=filters.clock.value if filters.clock else "",
        topic=filters.topic,
        may_remind=actor.may(Permission.TICKET_SUPERVISE),
        exports=exports_of("/at-risk", found.rows if may_take else (), **_asked(filters)),
        is_own=not actor.may(Permission.TICKET_READ_ALL),
        note=note,
        note_error=note_error,
        ticked=list(ticked),
        error=error,
    )
