"""The tables a city brings before its first call: fetched as a template, brought back filled."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from service.bootstrap import System
from service.domain.errors import BadInput, NotFound
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.setup import loading, templates
from service.flows.setup.forms import FORMS, FormKind
from service.flows.setup.reading import BadTable
from service.web.contexts.setup import FormCard, PasswordRow, PasswordsPage, SetupPage
from service.web.deps import ReadDesk, SignedIn, SystemDep, allow
from service.web.render import render, see_other
from service.web.sessions import Visitor

router = APIRouter()
_PAGE = "/setup"
_SHOWN = 50
_MOST_BYTES = 20_000_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_Admin = Annotated[Actor, allow(Permission.USER_MANAGE)]


@router.get(_PAGE)
def setup(request: Request, desk: ReadDesk, visitor: SignedIn, _: _Admin) -> Response:
    return render(request, "admin/setup.html", SetupPage(_cards(desk)), visitor)


@router.get(f"{_PAGE}/{{kind}}.xlsx")
def template(desk: ReadDesk, kind: str, _: _Admin, filled: str = "") -> Response:
    """The empty table with examples beside, or with what is there now."""
    form = FORMS[_kind(kind)]
    folder = Path(tempfile.mkdtemp(prefix="minsheng-setup-"))
    try:
        path, families = folder / "table.xlsx", desk.catalogue.family_names
        if filled:
            loading.export(desk.uow, form.kind, path, families)
        else:
            templates.write(path, form, templates.choices(families))
        content = path.read_bytes()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    name = quote(f"{form.title}{'' if filled else '模板'}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=_XLSX, headers=headers)


@router.post(f"{_PAGE}/{{kind}}")
def load(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    kind: str,
    _: _Admin,
    file: Annotated[UploadFile | None, File()] = None,
    retire_others: Annotated[str, Form()] = "",
) -> Response:
    """Take a filled table whole, or say of each row what is wrong with it."""
    wanted = _kind(kind)
    folder = Path(tempfile.mkdtemp(prefix="minsheng-setup-"))
    try:
        path = _saved(file, folder)
        with system.write_desk(visitor.actor) as desk:
            myself = desk.uow.people.get(visitor.actor.id).username
            how = {"myself": myself, "retire_others": bool(retire_others)}
            outcome = loading.load(desk, wanted, path, **how)  # type: ignore[arg-type]
    except BadInput as problem:
        return _again(request, system, visitor, wanted, problem)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if wanted is FormKind.PLACES:
        system.places_changed()
    if not outcome.passwords:
        return see_other(_PAGE, outcome.said)
    rows = [PasswordRow(p.username, p.name, p.unit, p.password) for p in outcome.passwords]
    return render(request, "admin/passwords.html", PasswordsPage(outcome.said, rows), visitor)


def _kind(text: str) -> FormKind:
    try:
        return FormKind(text)
    except ValueError:
        raise NotFound("没有这份表。") from None


def _saved(file: UploadFile | None, folder: Path) -> Path:
    """The upload on disk under its own name. Raises ``BadInput`` for none, or one too large."""
    if file is None or not file.filename:
        raise BadInput("请先选择文件，再点“导入”。")
    path = folder / (Path(file.filename).name[:100] or "table")
    content = file.file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise BadInput("文件超过 20 MB，请分成几份。")
    path.write_bytes(content)
    return path


def _again(
    request: Request, system: System, visitor: Visitor, kind: FormKind, problem: BadInput
) -> Response:
    faults = [str(f) for f in problem.faults] if isinstance(problem, BadTable) else []
    with system.store.read() as uow:
        cards = _cards(Desk(uow, system.hotline, visitor.actor, system.now()))
    page = SetupPage(
        cards, problem.message, kind.value, faults[:_SHOWN], max(0, len(faults) - _SHOWN)
    )
    return render(request, "admin/setup.html", page, visitor, 400)


def _cards(desk: Desk) -> list[FormCard]:
    there = loading.there(desk.uow)
    return [
        FormCard(kind.value, form.title, form.about, there[kind], kind is FormKind.UNITS)
        for kind, form in FORMS.items()
    ]
