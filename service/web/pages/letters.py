"""The letter that hands entries over: read before it is sent, sent by a person, kept as a file."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from service.domain.errors import BadInput, DomainError, NotFound
from service.domain.permissions import Actor, Permission
from service.flows.desk import Desk
from service.flows.queries.supervision.duallist import EntryFilters
from service.flows.supervision import duallist
from service.reporting.letter import EVIDENCE, letter_document
from service.web.attempts import PostedForm
from service.web.contexts.supervision import HandOverPage
from service.web.deps import ReadDesk, RowId, SignedIn, allow
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.views.entrylist import list_page
from service.web.views.entrypage import errors_of

router = APIRouter()
_Editor = Annotated[Actor, allow(Permission.LIST_EDIT)]
_Reader = Annotated[Actor, allow(Permission.LIST_READ, Permission.LIST_READ_UNIT)]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NO_NUMBER = "（发出时编号）"


@router.get("/problems/hand-over")
def read(
    request: Request,
    desk: ReadDesk,
    visitor: SignedIn,
    _: _Editor,
    selected: Annotated[list[str] | None, Query()] = None,
) -> Response:
    try:
        page = _page(desk, selected or [], {})
    except BadInput as problem:
        listed = list_page(desk, EntryFilters("problem"), error=problem.message)
        return render(request, "problems/list.html", listed, visitor, CODES[BadInput])
    return render(request, "problems/hand_over.html", page, visitor)


@router.post("/problems/hand-over")
def send(
    posted: PostedForm, _: _Editor, selected: Annotated[list[str] | None, Form()] = None
) -> Response:
    chosen = selected or []

    def act(desk: Desk) -> Response:
        sent = duallist.hand_over(desk, _wanted(chosen), posted.values)
        said = f"{sent[0].letter_no}已发出，{len(sent)} 项移交督办清单。"
        return see_other("/problems?tab=supervision", said)

    def again(desk: Desk, problem: DomainError) -> HandOverPage:
        return _page(desk, chosen, posted.values, problem)

    return posted.attempt(act, "problems/hand_over.html", again)


@router.get("/problems/{entry_id}/letter.docx")
def letter(desk: ReadDesk, _: _Reader, entry_id: RowId) -> Response:
    entry = duallist.one(desk, entry_id)
    if not entry.letter_no:
        raise NotFound("这一项还没有移交，没有督办函。")
    content = letter_document(duallist.letter_to_read(desk, entry.letter_no))
    name = f'attachment; filename="letter-{entry_id}.docx"'
    return Response(content, media_type=_WORD, headers={"Content-Disposition": name})


def _wanted(selected: Sequence[str]) -> dict[int, int]:
    """Number and version of each ticked entry. Raises ``BadInput``."""
    wanted = {}
    for token in selected:
        number, _, version = token.partition(":")
        if not number.isdecimal() or len(number) > 9:
            raise BadInput("勾选的内容看不懂，请刷新页面后再试。")
        wanted[int(number)] = version_of({"version": version})
    return wanted


def _page(
    desk: Desk,
    selected: Sequence[str],
    typed: Mapping[str, str],
    problem: DomainError | None = None,
) -> HandOverPage:
    entries = duallist.to_hand_over(desk, list(_wanted(selected)))
    contact = typed.get("contact", "")
    wrong = problem.fields if problem else {}
    return HandOverPage(
        letter=duallist.letter_for(desk, entries, contact or "（待填）", _NO_NUMBER),
        heads=EVIDENCE,
        selected=[f"{entry.id}:{entry.version}" for entry in entries],
        contact=contact,
        wrong=dict(wrong),
        errors=errors_of(problem) if wrong else [],
        error=problem.message if problem and not wrong else "",
    )
