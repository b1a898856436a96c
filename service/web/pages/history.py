"""Past years' tickets, for the administrator: sent in as a table, looked through, imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import FileResponse

from service.domain.errors import BadInput, NotFound, Refused
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Channel
from service.jobs import history, uploads
from service.labels import label
from service.web.contexts.history import HistoryPage
from service.web.deps import ReadUow, SignedIn, SystemDep, WriteUow, allow
from service.web.render import fragment, render, see_other
from service.web.views import historyrows
from service.web.views.historyrows import PAGE

router = APIRouter()
_Admin = Annotated[Actor, allow(Permission.USER_MANAGE)]
_CHANNELS = [(each.value, label(each)) for each in Channel]
_WHAT_CHARS = 64
_BUSY = "没有开始：另一份表正在做，请等它做完再点。"


@router.get(PAGE)
def list_tables(
    request: Request, system: SystemDep, uow: ReadUow, visitor: SignedIn, _: _Admin
) -> Response:
    rows = [historyrows.upload_row(uow, upload) for upload in uploads.newest(system)]
    page = HistoryPage(rows, _CHANNELS, Channel.FILE.value, uploads.MOST_MB)
    return render(request, "admin/history.html", page, visitor)


@router.post(PAGE)
def send_in(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    actor: _Admin,
    file: Annotated[UploadFile | None, File()] = None,
    channel: Annotated[str, Form()] = Channel.FILE.value,
) -> Response:
    try:
        with _given(file) as (stream, name):
            known = Channel(channel) if channel in set(Channel) else Channel.FILE
            upload = uploads.keep(system, stream.file, name, known, actor.name)
    except BadInput as problem:
        with system.store.read() as uow:
            rows = [historyrows.upload_row(uow, each) for each in uploads.newest(system)]
        page = HistoryPage(rows, _CHANNELS, channel, uploads.MOST_MB, problem.message)
        return render(request, "admin/history.html", page, visitor, 400)
    return _began(upload.id, began=history.look_through(system, upload.id))


@router.get(f"{PAGE}/{{number}}")
def show(
    request: Request, system: SystemDep, uow: ReadUow, visitor: SignedIn, number: str, _: _Admin
) -> Response:
    page = historyrows.upload_page(uow, uploads.get(system, number))
    return render(request, "admin/history_file.html", page, visitor)


@router.get(f"{PAGE}/{{number}}/progress")
def progress(system: SystemDep, uow: ReadUow, number: str, _: _Admin) -> Response:
    page = historyrows.upload_page(uow, uploads.get(system, number))
    response = fragment("admin/history_progress.html", page)
    if not page.poll:
        response.headers["HX-Refresh"] = "true"
    return response


@router.post(f"{PAGE}/{{number}}/look")
def look_again(system: SystemDep, number: str, _: _Admin) -> Response:
    uploads.get(system, number)
    return _began(number, began=history.look_through(system, number))


@router.post(f"{PAGE}/{{number}}/import")
def bring(system: SystemDep, number: str, actor: _Admin) -> Response:
    began = history.bring(system, number)
    if began:
        name = uploads.get(system, number).name.replace(":", "：")
        with system.store.write() as uow:
            uow.callers.trace(actor, "", f"setup:history:{name}"[:_WHAT_CHARS], system.now())
    return _began(number, began=began)


@router.post(f"{PAGE}/{{number}}/remove")
def remove(system: SystemDep, uow: WriteUow, number: str, _: _Admin) -> Response:
    run = history.run_of(uow, number)
    if run is not None and history.is_running(uow, run):
        raise Refused("正在做，等它停下来再删。", rule="is_idle")
    uploads.remove(system, number)
    return see_other(PAGE, "已删掉这份文件；已经导入的工单不动。")


@router.get(f"{PAGE}/{{number}}/rejected.csv")
def rejected(system: SystemDep, number: str, _: _Admin) -> Response:
    upload = uploads.get(system, number)
    path = uploads.rejected_of(system, upload)
    if not path.is_file():
        raise NotFound("没有不收的行。")
    name = f"{upload.name.rpartition('.')[0]}-不收的行.csv"
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=name)


@contextmanager
def _given(file: UploadFile | None) -> Iterator[tuple[UploadFile, str]]:
    """The file of a form and its name. Raises ``BadInput`` when none was chosen."""
    if file is None or not file.filename:
        raise BadInput("请先选择文件。")
    yield file, file.filename


def _began(number: str, *, began: bool) -> Response:
    address = f"{PAGE}/{number}"
    return see_other(address) if began else see_other(address, _BUSY, "warning")
