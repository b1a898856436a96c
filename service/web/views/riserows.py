"""Turns why an agenda item's matter rose into sentences with links, and a page of the tickets."""

from datetime import datetime
from urllib.parse import urlencode

from service.flows.queries.governance.governance import MeasuredView
from service.flows.queries.month.reportsets import PAGE, Behind
from service.web.contexts.governance import RisePart
from service.web.contexts.reportsets import ReportTicketsPage
from service.web.views.listrows import row_of


def rise_part(view: MeasuredView, item_id: int) -> RisePart | None:
    """The part of the item's page; None where there is nothing to compare."""
    rise = view.rise
    if rise is None:
        return None
    return RisePart(
        title="为什么多起来" if rise.has_risen else "比上月多了没有",
        told=[
            [(text, _address(item_id, of=name) if name else "") for text, name in pieces]
            for pieces in rise.told
        ],
        counted=f"数的是{rise.scope}的全部工单，和选题时归进来的那些口径不同；上月、去年也按这个口径。",
    )


def tickets_page(found: Behind, now: datetime, item_id: int, name: str) -> ReportTicketsPage:
    """A page of the tickets behind a number."""
    last, visible = found.start + len(found.rows), found.count - found.hidden
    hidden = f"，其中 {found.hidden} 件您看不到（例如举报件）" if found.hidden else ""
    return ReportTicketsPage(
        title=found.words,
        report=found.title,
        report_url=f"/agenda/{item_id}",
        summary=f"共 {found.count} 件工单{hidden}。",
        rows=[row_of(line, now) for line in found.rows],
        newer=_address(item_id, of=name, start=max(0, found.start - PAGE)) if found.start else "",
        older=_address(item_id, of=name, start=last) if last < visible else "",
        visible=visible,
        back="返回议题",
    )


def _address(item_id: int, **given: str | int) -> str:
    return f"/agenda/{item_id}/tickets?{urlencode(given)}"
