"""The draft of the dispatch catalogue: what it changes, trying it, publishing it."""

import csv
import io
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, Refused, Stale
from service.domain.permissions import Actor, Permission
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue import effects as catalogue_effects
from service.flows.catalogue import files as catalogue_files
from service.flows.catalogue import publishing as catalogue_publishing
from service.jobs import background, rereading
from service.labels.catalogue import DEADLINE_CLASSES
from service.web.contexts.catalogue import RereadPart
from service.web.days import day_of
from service.web.deps import FormValues, ReadDesk, ReadUow, SignedIn, SystemDep, WriteDesk, allow
from service.web.errors import CODES
from service.web.render import fragment, render, see_other
from service.web.sessions import Visitor
from service.web.views import cataloguerows, draftpage

router = APIRouter()
_PAGE = "/catalogue/draft"
_MOST_BYTES = 20_000_000
_EFFECT_COLUMNS = ("件数", "编号", "原主题", "原主办", "原时限", "新主题", "新主办", "新时限")
_Editor = Annotated[Actor, allow(Permission.CATALOGUE_EDIT)]


@router.get(_PAGE)
def draft(
    request: Request, system: SystemDep, desk: ReadDesk, visitor: SignedIn, _: _Editor
) -> Response:
    return render(request, "catalogue/draft.html", draftpage.draft_page(desk, system), visitor)


@router.get(f"{_PAGE}/progress")
def progress(system: SystemDep, uow: ReadUow, _: _Editor) -> Response:
    part = RereadPart(draftpage.progress(uow, system.now()))
    return fragment("catalogue/reread.html", part)


@router.get(f"{_PAGE}/effects.csv")
def effects(desk: ReadDesk, actor: _Editor) -> Response:
    """The tickets that would go another way; counts alone for who sees no tickets."""
    held = catalogue.work(desk)
    rows: list[tuple[int, str, catalogue_effects.Fate, catalogue_effects.Fate]] = [
        (1, no, before, after) for no, before, after in catalogue_effects.moved(desk, held)
    ]
    if not actor.may(Permission.TICKET_READ):
        found = catalogue_effects.effects(desk, held).rows
        rows = [(row.tickets, "", row.before, row.after) for row in found]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_EFFECT_COLUMNS)
    for tickets, no, before, after in rows:
        old = (cataloguerows.name_in(held.before, before.topic), before.unit)
        new = (cataloguerows.name_in(held.after, after.topic), after.unit)
        classes = [DEADLINE_CLASSES[fate.deadline_class] for fate in (before, after)]
        writer.writerow([tickets, no, *old, classes[0], *new, classes[1]])
    name = quote(f"目录试算{catalogue_effects.last_month(desk)}.csv")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(f"\ufeff{buffer.getvalue()}", media_type="text/csv", headers=headers)


@router.post(f"{_PAGE}/upload")
def upload(
    request: Request,
    system: SystemDep,
    visitor: SignedIn,
    _: _Editor,
    file: Annotated[UploadFile | None, File()] = None,
    stamp: Annotated[str, Form()] = "",
) -> Response:
    """A spreadsheet of the whole catalogue becomes the draft, or nothing of it does."""
    folder = Path(tempfile.mkdtemp(prefix="minsheng-catalogue-"))
    try:
        path = _saved(file, folder)
        with system.write_desk(visitor.actor) as desk:
            known = catalogue.work(desk).before
            words = catalogue_files.Words(desk.catalogue.family_names)
            changed = catalogue.replace(desk, catalogue_files.read(path, words, known), stamp)
    except (BadInput, Stale) as problem:
        return _again(request, system, visitor, problem, {})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return see_other(_PAGE, f"已收进草稿，和现行目录相比有 {changed} 个主题不同。")


@router.post(f"{_PAGE}/start")
def start(desk: WriteDesk, _: _Editor, version: Annotated[str, Form()] = "") -> Response:
    changed = catalogue_publishing.start_from(desk, version)
    return see_other(_PAGE, f"已按版本 {version} 备好草稿，有 {changed} 个主题不同，请看过再发布。")


@router.post(f"{_PAGE}/discard")
def discard(desk: WriteDesk, _: _Editor, stamp: Annotated[str, Form()] = "") -> Response:
    catalogue_publishing.discard(desk, stamp)
    return see_other(_PAGE, "草稿已放弃，现行目录没有变。")


@router.post(f"{_PAGE}/reread")
def reread(system: SystemDep, desk: ReadDesk, _: _Editor) -> Response:
    if not catalogue.work(desk).changed:
        raise Refused("草稿里没有改动，不用试读。", rule="differs")
    if background.start(system, rereading.NAME, ""):
        return see_other(_PAGE, "试读已开始，进展见下面。")
    return see_other(_PAGE, "试读没有开始：已有一次正在进行，或系统正忙。请稍后再试。", "warning")


@router.post(f"{_PAGE}/publish")
def publish(
    request: Request, system: SystemDep, visitor: SignedIn, _: _Editor, values: FormValues
) -> Response:
    try:
        with system.write_desk(visitor.actor) as desk:
            day = _day(values.get("effective_on", ""))
            given = values.get("note", ""), values.get("stamp", "")
            version = catalogue_publishing.publish(desk, day, *given)
    except (BadInput, Refused, Stale) as problem:
        return _again(request, system, visitor, problem, values)
    return see_other(_PAGE, f"已发布版本 {version}，{day} 起生效。已派出的工单不变。")


def _day(text: str) -> date:
    try:
        return day_of(text)
    except ValueError as problem:
        raise BadInput("还不能发布。", {"effective_on": "日期要写成 2026-01-31 这样"}) from problem


def _saved(file: UploadFile | None, folder: Path) -> Path:
    """The file that was sent, in a folder of its own. Raises ``BadInput``."""
    if file is None or not file.filename:
        raise BadInput("请先选择一个 Excel 或 CSV 文件。")
    content = file.file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise BadInput(f"文件太大了，最多 {_MOST_BYTES // 1_000_000} MB。")
    path = folder / f"目录{Path(file.filename).suffix[:8]}"
    path.write_bytes(content)
    return path


def _again(
    request: Request,
    system: System,
    visitor: Visitor,
    problem: DomainError,
    values: dict[str, str],
) -> Response:
    """The page again with what was typed and what is wrong."""
    with system.read_desk(visitor.actor) as desk:
        page = draftpage.draft_page(desk, system, problem, values)
        return render(request, "catalogue/draft.html", page, visitor, CODES[type(problem)])
