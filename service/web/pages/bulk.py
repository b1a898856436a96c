"""The record of a step on many tickets: each result, the list as a file, taking it all back."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.errors import BadInput, Refused
from service.domain.permissions import Actor, Permission
from service.flows import bulk
from service.flows.bulk import INVERSE
from service.labels import label
from service.store.tickets.bulk_runs import BulkRun
from service.web import bulkstep
from service.web.contexts.bulk import BulkPage
from service.web.deps import ReadDesk, RowId, SignedIn, SystemDep, allow
from service.web.errors import CODES
from service.web.render import moment, render, see_other

router = APIRouter()
P = Permission
_Worker = Annotated[Actor, allow(P.TICKET_DISPATCH, P.TICKET_SIGN, P.TICKET_SUPERVISE)]


@router.get("/bulk/{id}/results.csv")
def export(desk: ReadDesk, id: RowId, actor: _Worker) -> Response:  # noqa: A002
    """The results as a table that spreadsheets open."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["工单编号", "结果", "没有办成的原因"])
    for row in _rows(desk.uow.bulk_runs.of(actor.id, id)):
        writer.writerow([row["no"], row["result"], row["why_not"]])
    headers = {"Content-Disposition": f'attachment; filename="bulk-{id}.csv"'}
    # By this mark Excel knows UTF-8.
    return Response("\ufeff" + out.getvalue(), media_type="text/csv", headers=headers)


@router.get("/bulk/{id}")
def show(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    id: RowId,  # noqa: A002
    actor: _Worker,
) -> Response:
    return render(request, "lists/bulk.html", _page(desk.uow.bulk_runs.of(actor.id, id)), visitor)


@router.post("/bulk/{id}/undo")
def undo(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    id: RowId,  # noqa: A002
    actor: _Worker,
    reason: Annotated[str, Form()] = "",
) -> Response:
    try:
        by = bulk.undo(system.store, bulkstep.desk_at(system, actor), id, reason)
    except (BadInput, Refused) as problem:
        with system.store.read() as uow:
            page = _page(uow.bulk_runs.of(actor.id, id), problem.message, reason)
        return render(request, "lists/bulk.html", page, visitor, CODES[type(problem)])
    return see_other(f"/bulk/{by}", "撤回完毕，每一件的结果在下面。")


def _page(run: BulkRun, error: str = "", reason: str = "") -> BulkPage:
    inverse = INVERSE.get(run.step)
    may_undo = inverse is not None and run.undone is None and bool(run.done)
    failed = len(run.rows) - len(run.done)
    return BulkPage(
        id=run.id,
        title=f"成批{label(run.step)}：办成 {len(run.done)} 件，没有办成 {failed} 件",
        at=moment(run.at),
        rows=_rows(run),
        undo=label(inverse) if inverse and may_undo else "",
        undone=run.undone or 0,
        error=error,
        reason=reason,
    )


def _rows(run: BulkRun) -> list[dict[str, str]]:
    """Those that failed first: they are what is left to do."""
    return [
        {
            "no": row.no,
            "url": f"/tickets/{row.no}",
            "result": "没有办成" if row.why_not else "已办",
            "why_not": row.why_not,
        }
        for row in sorted(run.rows, key=lambda row: not row.why_not)
    ]
