"""The page of one entry of the two lists, and of a new one."""

from collections.abc import Mapping

from service.domain.errors import BadInput, DomainError
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.supervision import duallist
from service.flows.supervision.duallist import Draft, evidence_cells
from service.labels import label
from service.web.contexts.supervision import EntryPage, NewEntryPage
from service.web.views import entryrows


def new_page(
    desk: Desk, draft: Draft, given: Mapping[str, str], problem: BadInput | None
) -> NewEntryPage:
    """A new entry before it is put on the list; ``problem``: why it was not."""
    known = sorted(set(desk.uow.duallist.of_tickets(draft.tickets).values()))
    return NewEntryPage(
        unit=choices.unit_name(desk.catalogue, draft.unit),
        unit_code=draft.unit,
        tickets=evidence(desk, draft.tickets),
        hidden={
            "finding": str(draft.finding_id or ""),
            "tickets": ",".join(draft.tickets),
        },
        values=dict(given),
        wrong=dict(problem.fields) if problem else {},
        errors=errors_of(problem),
        before=[
            {"label": f"{entry.matter}（{label(entry.state)}）", "href": f"/problems/{entry.id}"}
            for entry in desk.uow.duallist.get_many(known)
        ],
    )


def entry_page(
    desk: Desk,
    entry_id: int,
    tried: str = "",
    typed: Mapping[str, str] | None = None,
    problem: DomainError | None = None,
) -> EntryPage:
    """An entry; ``tried`` with what was ``typed`` is the step that had a ``problem``."""
    entry = duallist.one(desk, entry_id)
    wrong = problem.fields if problem else {}
    return EntryPage(
        row=entryrows.entry_row(entry, desk),
        version=entry.version,
        wrong=entry.wrong,
        demand=entry.demand,
        facts=entryrows.facts(entry, desk),
        stages=entryrows.stages(entry),
        evidence=evidence(desk, entry.tickets),
        forms=entryrows.forms(entry, desk, tried, typed or {}, wrong),
        timeline=entryrows.timeline(desk.uow.duallist.steps(entry_id), desk),
        letter=f"/problems/{entry_id}/letter.docx" if entry.letter_no else "",
        errors=errors_of(problem) if wrong else [],
        error=problem.message if problem and not wrong else "",
    )


def evidence(desk: Desk, numbers: tuple[str, ...]) -> list[dict[str, str]]:
    """The tickets an entry rests on, as rows; nothing of who asked."""
    names = ("no", "topic", "area", "registered", "stands")
    rows = [evidence_cells(desk, ticket) for ticket in desk.uow.tickets.get_many(numbers)]
    return [dict(zip(names, row, strict=True)) | {"url": f"/tickets/{row[0]}"} for row in rows]


def errors_of(problem: DomainError | None) -> list[dict[str, str]]:
    """What the summary on top of a form lists."""
    if not isinstance(problem, BadInput):
        return []
    if not problem.fields:
        return [{"field": "", "message": problem.message}]
    return [
        {"field": name, "message": f"{entryrows.FIELD_WORDS.get(name, name)}：{said}"}
        for name, said in problem.fields.items()
    ]
