"""The tickets behind a number of a report, as they stand today."""

from dataclasses import dataclass

from sqlalchemy import select

from service.domain.errors import NotFound
from service.flows.desk import Desk
from service.flows.month.editions import paper_of_edition
from service.flows.month.sets import unpacked
from service.flows.queries.desks.lists import TicketLine, lines
from service.flows.queries.month import editions
from service.reporting.paper import Paper, paper_of, printed
from service.store.database.engine import in_chunks
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of the tickets behind a number, newest first.

    ``words``: where the report says it; ``said``: the number as printed; ``count``: how many
    tickets it is; ``hidden``: how many of them this person may not see; ``start``: how many come
    before this page.
    """

    title: str
    words: str
    said: str
    count: int
    hidden: int
    start: int
    rows: tuple[TicketLine, ...]


def of_report(desk: Desk, month: str, name: str, number: int = 0, start: int = 0) -> Behind:
    """The tickets behind a number of a month's report; ``number``: the edition, 0 the shown one.

    Raises ``NotFound``.
    """
    if number:
        row = desk.uow.editions.get(month, number)
        paper, data_hash = paper_of_edition(row), row.data_hash
    elif signed := editions.shown(desk, month):
        paper, data_hash = paper_of_edition(signed), signed.data_hash
    else:
        report = desk.uow.months.report(month)
        if report is None:
            raise NotFound(f"{month} 还没有分析，请选别的月份。")
        paper, data_hash = paper_of(report.figures["paper"]), report.data_hash
    return behind(desk, paper, desk.uow.reports.sets(month, data_hash), name, start)


def behind(desk: Desk, paper: Paper, packed: str, name: str, start: int = 0) -> Behind:
    """The tickets behind a number of a paper. Raises ``NotFound`` for one that counts none."""
    numbers = unpacked(packed).get(name)
    if numbers is None:
        raise NotFound("报告里没有这个数，可能已经重新计算，请回到报告再点。")
    words, said = printed(paper, name)
    return page_of(desk, numbers, (paper.title, words, said), start)


def page_of(desk: Desk, numbers: list[str], told: tuple[str, str, str], start: int = 0) -> Behind:
    """A page of some tickets; ``told``: the title, where it is said, and the number as said."""
    visible = _visible(desk, numbers)
    title, words, said = told
    return Behind(
        title=title,
        words=words,
        said=said,
        count=len(numbers),
        hidden=len(numbers) - len(visible),
        start=start,
        rows=tuple(lines(desk, visible[start : start + PAGE])),
    )


def _visible(desk: Desk, numbers: list[str]) -> list[str]:
    found: list[str] = []
    for chunk in in_chunks(numbers):
        found += desk.uow.session.scalars(
            select(TicketRow.no).where(TicketRow.no.in_(chunk), sees(desk.actor))
        )
    return sorted(found, reverse=True)
