"""Calling back over JSON: claiming the caller of a ticket, and letting go."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter

from service.domain.permissions import Actor, Permission
from service.flows.calling import callback
from service.flows.queries.desks import calls
from service.web.deps import WriteDesk, allow

router = APIRouter(tags=["tickets"])
_Clerk = Annotated[Actor, allow(Permission.TICKET_CALL_BACK)]


@router.post("/tickets/{no}/claim")
def claim(no: str, desk: WriteDesk, actor: _Clerk) -> dict[str, Any]:
    """领取一位诉求人的回访：别的回访员不能再打，给出完整的联系方式并记入审计。记回访结果前先领取。"""
    callback.claim(desk, no)
    _, call = callback.order_and_call(desk, no)
    return {
        "no": no,
        "order": call.order.no,
        "version": call.ticket.version,
        "caller": asdict(calls.asked(desk, call).caller),
        "until": desk.now + desk.hotline.profile.calls.lease,
        "claimed_by": actor.name,
    }


@router.delete("/tickets/{no}/claim", status_code=204)
def release(no: str, desk: WriteDesk, actor: _Clerk) -> None:
    """放开领取的回访，别的回访员可以打；没有领取过的也不报错。"""
    desk.uow.claims.release(no, actor)
