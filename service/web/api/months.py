"""The monthly product as JSON: agenda and reports."""

from typing import Annotated, Any

from fastapi import APIRouter

from service.domain.permissions import Actor, Permission
from service.flows.queries.month import agenda as agenda_queries
from service.flows.queries.month import month as month_queries
from service.flows.queries.month.month import ReportView
from service.store.tables.month import HotTopicRow
from service.web.deps import ReadDesk, allow

router = APIRouter(tags=["months"])


@router.get("/agenda")
def agenda(
    desk: ReadDesk, _: Annotated[Actor, allow(Permission.AGENDA_READ)], month: str = ""
) -> dict[str, Any]:
    """一个月的热点和议题；不写月份就是最近分析过的月份。"""
    view = month_queries.month_view(desk, month)
    if view is None:
        return {"month": "", "as_of": None, "topics": [], "items": []}
    topics = sorted((*view.events, *view.themes, *view.questions), key=_hottest_first)
    return {
        "month": view.month,
        "as_of": view.figures["as_of"],
        "topics": [_topic(topic) for topic in topics],
        "items": [
            {
                "id": line.id,
                "topic_id": line.topic_id,
                "title": line.title,
                "status": line.status.value,
                "version": line.version,
                "size": line.tickets,
                "reasons": list(line.reasons),
                "tickets": agenda_queries.visible_numbers(desk, line.id),
            }
            for line in view.items
        ],
    }


@router.get("/reports/{month}")
def report(
    desk: ReadDesk, _: Annotated[Actor, allow(Permission.REPORT_READ)], month: str
) -> dict[str, Any]:
    """一个月的月报：数字、比率、逐月数和全文。"""
    view = month_queries.report_view(desk, month)
    return {
        **view.figures,
        "created_at": view.created_at.isoformat(),
        "data_hash": view.data_hash,
        "edition": _edition(view),
    }


def _edition(view: ReportView) -> dict[str, Any]:
    """Which edition this is; number 0 is the machine's draft."""
    row = view.signed
    if row is None or row.signed_at is None:
        return {"number": 0, "status": view.newest.status if view.newest else ""}
    moved = view.since.tickets if view.since else 0
    return {
        "number": row.number,
        "status": row.status,
        "signed_at": row.signed_at.isoformat(),
        "signed_by": row.signed_by,
        "files": dict(row.files),
        "moved_since": moved,
    }


def _hottest_first(topic: HotTopicRow) -> tuple[float, str]:
    return -topic.heat, topic.topic_id


def _topic(topic: HotTopicRow) -> dict[str, Any]:
    return {
        "topic_id": topic.topic_id,
        "level": topic.level,
        "rank": topic.rank,
        "title": topic.title,
        "keywords": topic.keywords.split("、"),
        "place": topic.place,
        "heat": topic.heat,
        "size": topic.size,
        "callers": topic.callers,
        "before": topic.before,
        "since": topic.since,
        "first_at": topic.first_at.isoformat(),
        "last_at": topic.last_at.isoformat(),
        "typical_no": topic.typical_no,
        "reasons": list(topic.reasons),
    }
