"""What the program made of a report, before anybody writes in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.domain.errors import NotFound
from service.reporting.edited import ADVICE
from service.reporting.paper import Section, paper_of
from service.store.tables.reports import SpecialReportRow


@dataclass(frozen=True, slots=True)
class Machine:
    """A report's figures, their hash, when they were worked out, and the month it counts to."""

    month: str
    figures: dict[str, Any]
    data_hash: str
    at: datetime


def special_machine(row: SpecialReportRow) -> Machine:
    """A special report as an edition of it begins: with room for advice.

    It is made once, for any days, so there is no month to wait for. Raises ``NotFound`` for one
    that is not made yet.
    """
    if not row.paper or row.made_at is None or row.week:
        raise NotFound("这份专报还没有做好，做好以后再写分析。")
    paper = paper_of(row.paper)
    if all(section.heading != ADVICE for section in paper.sections):
        paper = replace(paper, sections=(*paper.sections, Section(ADVICE)))
    figures = {"paper": paper.to_json(), "is_whole": True, "as_of": row.made_at.isoformat()}
    return Machine(str(row.scope["first"])[:7], figures, row.data_hash, row.made_at)
