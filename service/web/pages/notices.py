"""What one was told and wants to be told; what could not be sent, and sending it again."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.domain.errors import BadInput
from service.domain.notices.messages import NoticeKind, NoticeState
from service.domain.permissions import Actor, Permission
from service.flows.staff import own_notices
from service.store.staff.bells import Contact
from service.web.contexts.notices import BellPart, NoticesPage, OutboxPage
from service.web.deps import FormValues, ReadDesk, RowId, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import fragment, render, see_other
from service.web.views import noticerows

router = APIRouter()
_Watcher = Annotated[Actor, allow(Permission.JOB_READ, Permission.JOB_RUN)]
_SHOWN = 100


@router.get("/notices")
def show(request: Request, desk: ReadDesk, visitor: SignedIn, mine: int = 0) -> Response:
    kind = NoticeKind.MENTIONED if mine else None
    found = desk.uow.bells.of_person(desk.actor.id, _SHOWN, kind)
    page = NoticesPage(
        rows=[noticerows.notice_row(notice) for notice in found],
        tabs=noticerows.tabs(is_mentions=kind is not None),
        unread=desk.uow.bells.unread(desk.actor.id),
        may_see_outbox=desk.actor.may(Permission.JOB_READ),
    )
    return render(request, "notices/list.html", page, visitor)


@router.get("/notices/bell")
def bell(desk: ReadDesk) -> Response:
    return fragment("notices/bell.html", BellPart(desk.uow.bells.unread(desk.actor.id)))


@router.post("/notices/read")
def read_all(desk: WriteDesk) -> Response:
    desk.uow.bells.read(desk.actor.id, desk.now)
    return see_other("/notices", "已全部标为已读。")


@router.post("/notices/open/{id}")
def open_one(desk: WriteDesk, id: RowId) -> Response:  # noqa: A002
    notice = desk.uow.bells.read(desk.actor.id, desk.now, id)
    return see_other(notice.link if notice and notice.link else "/notices")


@router.get("/notices/choices")
def choices(request: Request, system: SystemDep, desk: ReadDesk, visitor: SignedIn) -> Response:
    bells, person = desk.uow.bells, desk.actor.id
    kept = (bells.contact(person), bells.choices(person))
    page = noticerows.choices_page(*kept, system.gateways, {})
    return render(request, "notices/choices.html", page, visitor)


@router.post("/notices/choices")
def choose(
    request: Request, system: SystemDep, desk: WriteDesk, visitor: SignedIn, values: FormValues
) -> Response:
    try:
        own_notices.choose(desk, values)
    except BadInput as problem:
        typed = Contact(values.get("phone", ""), values.get("mail", ""))
        page = noticerows.choices_page(
            typed, own_notices.chosen(values), system.gateways, problem.fields
        )
        return render(request, "notices/choices.html", page, visitor, CODES[type(problem)])
    return see_other("/notices/choices", "通知设置已保存，从下一条通知起生效。")


@router.get("/notices/outbox")
def outbox(request: Request, desk: ReadDesk, visitor: SignedIn, actor: _Watcher) -> Response:
    dead = desk.uow.notices.outgoing([NoticeState.DEAD], _SHOWN)
    page = OutboxPage(
        rows=[noticerows.outbox_row(notice) for notice in dead],
        counts=noticerows.counts(desk.uow.notices.counts()),
        may_resend=actor.may(Permission.JOB_RUN),
    )
    return render(request, "notices/outbox.html", page, visitor)


@router.post("/notices/outbox/{id}/resend")
def resend(
    desk: WriteDesk,
    id: RowId,  # noqa: A002
    _: Annotated[Actor, allow(Permission.JOB_RUN)],
) -> Response:
    own_notices.resend(desk, id)
    return see_other("/notices/outbox", "已排队重发，稍后刷新看结果。")
