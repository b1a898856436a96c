"""A whole meeting: its items in order, the minutes, and one paper of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.domain import agenda_terms
from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, NotFound
from service.domain.governance import meeting as rules
from service.domain.texts import whole
from service.flows.governance import papers
from service.flows.steps import Desk
from service.labels import label
from service.reporting.paper import Line, Paper, Section, Table
from service.store.tables.agenda import AgendaItemRow

_DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with its items in order; ``version``: of the order, 0 when nobody changed it."""

    held_on: date
    items: tuple[AgendaItemRow, ...]
    version: int


def held(desk: Desk) -> list[Meeting]:
    """The meetings that take or took items, the newest first."""
    rows = {row.id: row for row in desk.uow.agenda.all()}
    notes = desk.uow.agenda.notes(rows)
    days: dict[date, list[AgendaItemRow]] = {}
    for row in sorted(rows.values(), key=lambda row: (row.month, row.rank, row.id)):
        told = agenda_terms.agreed(notes.get(row.id, ()))
        day = rules.meeting_of(AgendaStatus(row.status), told)
        if day is not None:
            days.setdefault(day, []).append(row)
    return [_meeting(desk, day, found) for day, found in sorted(days.items(), reverse=True)]


def meeting(desk: Desk, held_on: date) -> Meeting:
    """One meeting. Raises ``NotFound`` when no item is called to it."""
    found = next((each for each in held(desk) if each.held_on == held_on), None)
    if found is None:
        raise NotFound("这一天没有排定的调度会；在议题页“排入调度会”，就有了。")
    return found


def move(desk: Desk, held_on: date, item_id: int, version: int, *, up: bool) -> None:
    """Let an item change places with its neighbour.

    Raises ``NotFound``, ``NotAllowed``, ``IllegalStep`` or ``Stale``.
    """
    found = meeting(desk, held_on)
    rules.check_ordering(desk.actor, {AgendaStatus(row.status) for row in found.items})
    order = rules.moved([row.id for row in found.items], item_id, up=up)
    desk.uow.meetings.add(held_on, version, order, desk.actor, desk.now)


def write_minutes(desk: Desk, held_on: date, given: Mapping[str, str]) -> int:
    """Keep the decision on each item that was changed; return on how many.

    ``given``: by ``decision-ID`` the words, by ``version-ID`` the version of the paper seen.
    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    written = 0
    for item in meeting(desk, held_on).items:
        name = f"{_DECISION}-{item.id}"
        row = desk.uow.papers.newest(item.id)
        before = row.body.get(_DECISION, "") if row else ""
        said = given.get(name, before).strip().replace("\r\n", "\n")
        if said == before:
            continue
        version = whole(given.get(f"version-{item.id}", "")) or 0
        try:
            papers.write(desk, item.id, version, {_DECISION: said})
        except BadInput as problem:
            fault = problem.fields.get(_DECISION, problem.message)
            raise BadInput(f"“{item.title}”的决定：{fault}。", {name: fault}) from None
        written += 1
    return written


def paper_of(desk: Desk, held_on: date) -> Paper:
    """The paper of a meeting: its agenda, each item's paper in order, what became of earlier ones.

    Names no caller. Raises ``NotFound``.
    """
    found = meeting(desk, held_on)
    each = [papers.paper_of(desk, row.id) for row in found.items]
    items = [_as_one(n, paper) for n, paper in enumerate(each, 1)]
    newest = max(each, key=lambda paper: paper.month)
    back = next(section for section in newest.sections if section.heading == papers.LOOKED_BACK)
    return replace(
        newest,
        title="月调度会议材料",
        issue=f"{held_on.year}年{held_on.month}月{held_on.day}日",
        sections=(Section("议程", tables=(_agenda(desk, found),)), *items, back),
    )


def _meeting(desk: Desk, day: date, found: list[AgendaItemRow]) -> Meeting:
    row = desk.uow.meetings.newest(day)
    by_id = {item.id: item for item in found}
    order = rules.ordered(list(by_id), row.items if row else ())
    return Meeting(day, tuple(by_id[item] for item in order), row.version if row else 0)


def _as_one(number: int, paper: Paper) -> Section:
    """An item's whole paper as one section: each part begins with its heading."""
    own = [section for section in paper.sections if section.heading != papers.LOOKED_BACK]
    said = [
        f"【{section.heading}】{sentence}" if place == 0 else sentence
        for section in own
        for place, sentence in enumerate(section.sentences)
    ]
    return Section(
        heading=f"议题 {number}：{paper.title.partition('：')[2]}",
        sentences=tuple(said),
        tables=tuple(table for section in own for table in section.tables),
        cases=tuple(case for section in own for case in section.cases),
    )


def _agenda(desk: Desk, found: Meeting) -> Table:
    notes = desk.uow.agenda.notes([row.id for row in found.items])
    lines = []
    for number, row in enumerate(found.items, 1):
        told = agenda_terms.agreed(notes.get(row.id, ()))
        written = desk.uow.papers.newest(row.id)
        decided = written.body.get(_DECISION, "") if written else ""
        cells = (number, row.title, row.month, row.tickets, label(AgendaStatus(row.status)))
        lines.append(Line((*cells, told.get(agenda_terms.LEAD.name, "—"), decided or "—")))
    columns = ("序号", "议题", "月份", "件数", "状态", "牵头", "会议决定")
    return Table("议题", columns, tuple(lines))
