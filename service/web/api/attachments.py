"""The files of a ticket over JSON: sending some, what there is, the content of one."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission
from service.files.kinds import TYPES
from service.flows import steps, tracking
from service.flows.desk import Desk
from service.flows.files import access as attachment_access
from service.flows.files import attachments
from service.flows.files.access import files_of
from service.flows.files.attachments import FIELD, Given
from service.web.api.tickets import channel_of
from service.web.deps import ReadDesk, SignedIn, SystemDep, WriteDesk, allow
from service.web.follow import follow
from service.web.originals import download

router = APIRouter(tags=["attachments"])
P = Permission
_NOTE = "随附件补充"


@router.post("/tickets/{no}/attachments", status_code=201)
def send(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    no: str,
    actor: Annotated[Actor, allow(P.TICKET_NOTE, P.TICKET_REGISTER)],
    files: Annotated[list[UploadFile] | None, File(description="一个或几个文件")] = None,
    note: Annotated[str, Form(max_length=4000, description="说明")] = "",
    code: Annotated[str, Form(description="渠道密钥要给查询码")] = "",
) -> dict[str, Any]:
    """给工单附上文件，记为一次备注；渠道密钥凭查询码替诉求人补充材料。类型按内容认，不看文件名。"""
    given = [Given(file.filename or "", file.file) for file in files or []]
    if not given:
        raise BadInput("没有收到文件。", {FIELD: "必填"})
    if visitor.is_channel:
        channel = channel_of(visitor)
        follow(request, system, no, code, actor=visitor.actor, channel=channel)
    else:
        with system.store.read() as uow:
            steps.visible(Desk(uow, system.hotline, actor, system.now()), no)
    kept = attachments.take_in(system.store, system.hotline.attachments, given)
    with system.write_desk(actor) as desk:
        if visitor.is_channel:
            said = {"note": note}
            after = tracking.act(desk, no, code, Step.ATTACH, said, channel=channel, files=kept)
        else:
            said = {"note": note.strip() or _NOTE}
            after = steps.take(desk, no, Step.NOTE, said, files=kept)
    named = [{"name": k.name, "kind": k.kind, "size": k.size, "sha256": k.sha256} for k in kept]
    return {"no": no, "version": after.version, "attachments": named}


@router.get("/tickets/{no}/attachments")
def listed(no: str, desk: ReadDesk, _: Annotated[Actor, allow(P.TICKET_READ)]) -> dict[str, Any]:
    """工单的附件：名称、大小、由谁在哪一步附上；撤下的也在，打不开的 is_there 为 false。"""
    found = files_of(desk, steps.visible(desk, no))
    return {
        "attachments": [
            {
                "id": file.id,
                "name": file.name,
                "kind": file.kind,
                "media_type": TYPES[file.kind].media_type,
                "size": file.size,
                "sha256": file.sha256,
                "seq": file.seq,
                "at": file.at,
                "by": file.actor_name,
                "unit": file.actor_unit,
                "is_there": file.is_there,
            }
            for file in found.shown
        ],
        "hidden": found.hidden,
    }


@router.get("/tickets/{no}/attachments/{id}")
def content(
    system: SystemDep,
    desk: WriteDesk,
    no: str,
    id: str,  # noqa: A002
    _: Annotated[Actor, allow(P.TICKET_READ)],
) -> Response:
    """一个附件的原件；每次下载都记入审计。"""
    return download(attachment_access.open_original(desk, system.store, no, id))
