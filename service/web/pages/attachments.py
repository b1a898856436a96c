"""Files sent ahead of their step, and the files of a ticket: a small picture, the original."""

from typing import Annotated

from fastapi import APIRouter, Response

from service.domain.permissions import Actor, Permission
from service.flows.files import access as attachment_access
from service.web import uploads
from service.web.contexts.attachments import KeptPart
from service.web.deps import ReadDesk, SystemDep, WriteDesk, allow
from service.web.originals import CLOSED, download
from service.web.render import fragment
from service.web.uploads import FormFiles

router = APIRouter()


@router.post("/files")
def keep(
    system: SystemDep,
    sent: FormFiles,
    actor: Annotated[Actor, allow(Permission.TICKET_NOTE, Permission.TICKET_REGISTER)],
) -> Response:
    """Keep files until their form is sent; what comes back stands for them in it."""
    accepted = uploads.accept(system, actor, sent)
    page = KeptPart(uploads.kept_files(system, actor, accepted.files), accepted.wrong)
    return fragment("tickets/kept.html", page)


@router.get("/tickets/{no}/files/{id}")
def original(
    system: SystemDep,
    desk: WriteDesk,
    no: str,
    id: str,  # noqa: A002
    _: Annotated[Actor, allow(Permission.TICKET_READ)],
) -> Response:
    return download(attachment_access.open_original(desk, system.store, no, id))


@router.get("/tickets/{no}/files/{id}/preview")
def preview(
    system: SystemDep,
    desk: ReadDesk,
    no: str,
    id: str,  # noqa: A002
    _: Annotated[Actor, allow(Permission.TICKET_READ)],
) -> Response:
    picture = attachment_access.open_preview(desk, system.store, no, id)
    headers = {"Content-Security-Policy": CLOSED, "Cache-Control": "private, max-age=600"}
    return Response(picture, media_type="image/jpeg", headers=headers)
