"""Turns the tickets behind a number of a report into words and rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from service.flows.queries.month.reportsets import PAGE, Behind
from service.web.contexts.reportsets import ReportTicketsPage
from service.web.views.listrows import row_of


def drill(address: str, edition: int = 0) -> str:
    """What the name of a set is put behind to get the address of its tickets."""
    return f"{address}?edition={edition}&of=" if edition else f"{address}?of="


def tickets_page(
    found: Behind, now: datetime, report_url: str, address: str, given: Mapping[str, Any]
) -> ReportTicketsPage:
    """A page of the tickets; ``given``: what the address says beside the place in the list."""
    last = found.start + len(found.rows)

    def at(start: int) -> str:
        return f"{address}?{urlencode({**given, 'start': start})}"

    return ReportTicketsPage(
        title=found.words or "这个数的工单",
        report=found.title,
        report_url=report_url,
        summary=_summary(found),
        rows=[row_of(line, now) for line in found.rows],
        newer=at(max(0, found.start - PAGE)) if found.start else "",
        older=at(last) if last < found.count - found.hidden else "",
        visible=found.count - found.hidden,
    )


def _summary(found: Behind) -> str:
    said = f"报告里是{found.said}，" if found.said.endswith("次") else ""
    hidden = (
        f"，其中 {found.hidden} 件按规定不在您的查看范围内（例如举报件）" if found.hidden else ""
    )
    return f"{said}共 {found.count} 件工单{hidden}。名单是出报告时的，状态是现在的。"
