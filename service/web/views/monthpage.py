"""Builds the contexts of the month's page, of a hot topic and of a report."""

from datetime import datetime
from typing import Any

from service.domain.editions import LIVE, EditionStatus
from service.domain.localtime import LOCAL
from service.flows.queries.month.hot_topic import TopicView
from service.flows.queries.month.month import MonthView, ReportView
from service.labels import label
from service.reporting.paper import numbered
from service.store.tables.reports import EditionRow
from service.web.contexts.months import MonthPage, ReportPage, ReportRow, TopicPage
from service.web.render import day, moment
from service.web.views import editionrows, monthrows, reportsets
from service.web.views.agendarows import in_work, item_row
from service.web.views.listrows import row_of
from service.web.views.monthrows import month_words

_SHOWN, _QUESTIONS = 8, 5
_EVERY = 1_000_000


def month_page(view: MonthView, now: datetime, *, is_all: bool, may_run: bool) -> MonthPage:
    """The month at a glance."""
    most = _EVERY if is_all else _SHOWN
    figures = view.figures
    return MonthPage(
        month=view.month,
        title=month_words(view.month),
        months=[(month, month_words(month)) for month in view.months],
        as_of=_as_of(figures["as_of"], is_whole=figures["is_whole"]),
        lead=monthrows.lead(view),
        to_sign=[(editionrows.url_of(row), row.figures["paper"]["title"]) for row in view.to_sign],
        stats=monthrows.stats(view),
        events=monthrows.topic_rows(view.events, view, most),
        themes=monthrows.topic_rows(view.themes, view, most),
        questions=monthrows.topic_rows(view.questions, view, _EVERY if is_all else _QUESTIONS),
        totals={
            "events": len(view.events),
            "themes": len(view.themes),
            "questions": len(view.questions),
        },
        gathered=monthrows.gathered(view),
        items=[item_row(line, now) for line in view.items],
        running=in_work(view.running.values(), now),
        lists=monthrows.lists(view.lists),
        trend=monthrows.trend(figures["totals"]),
        trend_summary=monthrows.trend_summary(figures),
        trend_rows=[(month, count) for month, count in figures["totals"]][::-1],
        is_all=is_all,
        may_run=may_run,
    )


def topic_page(view: TopicView, now: datetime) -> TopicPage:
    """A hot topic and its tickets."""
    topic = view.topic
    return TopicPage(
        month=topic.month,
        topic_id=topic.topic_id,
        title=topic.title,
        crumbs=[
            {"label": month_words(topic.month), "href": f"/month?month={topic.month}"},
            {"label": "一件事" if topic.level == "event" else "一类问题", "href": ""},
        ],
        keywords=topic.keywords.split("、"),
        reasons=list(topic.reasons),
        heat=f"{topic.heat:.1f}",
        heat_parts=[part for part in topic.heat_reason.split("，") if part],
        facts=_facts(view),
        days=monthrows.bars(view.days),
        days_summary=_days_summary(view),
        rows=[row_of(line, now) for line in view.tickets],
        rest=rest(len(view.tickets), view.shown_of, view.hidden),
        typical=topic.typical_no,
        history=history(view.history, topic.topic_id),
        item=item_row(view.item, now) if view.item else None,
        may_pick=view.may_pick,
        is_event=topic.level == "event",
        also=[monthrows.also_row(again) for again in view.again],
    )


def report_page(
    view: ReportView, back_url: str, back_label: str, *, may_draft: bool = False
) -> ReportPage:
    """A report, for the screen or for paper."""
    paper = view.paper
    return ReportPage(
        month=view.month,
        sheet={
            "title": paper.title,
            "left": f"{paper.issue}　{paper.issuer}",
            "right": paper.as_of,
            "back_url": back_url,
            "back_label": back_label,
        },
        remarks=list(paper.remarks),
        sections=numbered(paper),
        annex=list(paper.annex),
        is_provisional=paper.is_provisional,
        made=moment(view.created_at),
        trend=monthrows.trend(view.figures["totals"]),
        trend_summary=monthrows.trend_summary(view.figures),
        edition=_edition(view),
        may_begin=may_draft
        and (view.newest is None or EditionStatus(view.newest.status) not in LIVE),
        drill=reportsets.drill(f"/reports/{view.month}/tickets"),
    )


def _edition(view: ReportView) -> dict[str, str]:
    """How the report stands: what is shown, and what people are at."""
    newest, signed = view.newest, view.signed
    if newest is None:
        said = "机器稿，还没有起草送签。数据再算一次，数字会跟着变。"
        return {"said": said, "label": "机器稿", "tone": "", "url": "", "since": "", "moved": ""}
    status = EditionStatus(newest.status)
    since = editionrows.since_words(view.since, signed) if view.since and signed else ""
    if signed is None:
        said = f"第{newest.number}稿{label(status)}。这里显示的是机器稿。"
    elif signed.number == newest.number:
        said = f"{signed.signed_by} {moment(signed.signed_at)} 签发，内容不再变。"
    else:
        said = (
            f"这里显示已签发的第{signed.number}稿；更正件（第{newest.number}稿）{label(status)}。"
        )
    return {
        "said": said,
        "label": editionrows.standing_words(newest),
        "tone": editionrows.tone(status),
        "url": editionrows.url_of(newest),
        "since": since,
        "moved": f"{editionrows.url_of(signed)}/moved" if signed else "",
    }


def report_row(row: Any, newest: EditionRow | None = None) -> ReportRow:
    """A report in the list."""
    figures = row.figures
    head, paper = figures["headline"], figures["paper"]
    return ReportRow(
        month=row.month,
        url=f"/reports/{row.month}",
        title=paper["title"],
        issue=paper["issue"],
        total=head["total"],
        change="—" if head["change"]["mom_pct"] is None else head["mom"],
        as_of=paper["as_of"] + ("" if figures["is_whole"] else "（月份未完）"),
        made=moment(row.created_at),
        status=editionrows.standing_words(newest) if newest else "机器稿",
        status_tone=editionrows.tone(EditionStatus(newest.status)) if newest else "soon",
    )


def history(pairs: tuple[tuple[str, int], ...], topic_id: str) -> list[dict[str, Any]]:
    """A topic's months, newest first."""
    return [
        {"month": month, "size": size, "url": f"/month/{month}/topics/{topic_id}"}
        for month, size in pairs[::-1]
    ]


def rest(shown: int, visible: int, hidden: int) -> str:
    """What is said of the tickets that are not listed."""
    said = [f"只列出前 {shown} 件，共 {visible} 件。"] if visible > shown else []
    if hidden > 0:
        said.append(f"另有 {hidden} 件按规定不在您的查看范围内（例如举报件）。")
    return "".join(said)


def _facts(view: TopicView) -> list[dict[str, Any]]:
    topic = view.topic
    before = "没有" if topic.before == 0 else f"{topic.before} 件"
    pairs = [
        ("地点", topic.place or "地点不一"),
        ("件数", f"{topic.size} 件"),
        ("诉求人", f"{topic.callers} 名"),
        ("当场答复", f"{topic.answered} 件" if topic.answered else ""),
        ("上月", "" if topic.before is None else before),
        ("最早", day(topic.first_at)),
        ("最近", day(topic.last_at)),
        ("在榜", "" if topic.since == topic.month else f"{month_words(topic.since)}起"),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def _days_summary(view: TopicView) -> str:
    if not view.days:
        return "没有工单。"
    if len(view.days) == 1:
        return f"都在 {view.days[0][0][5:]} 这一天。"
    most_day, most = max(view.days, key=lambda pair: (pair[1], pair[0]))
    return f"最多的一天是 {most_day[5:]}，{most} 件。"


def _as_of(instant: str, *, is_whole: bool) -> str:
    local = datetime.fromisoformat(instant).astimezone(LOCAL)
    said = f"截至 {local:%Y-%m-%d}"
    return said if is_whole else f"{said}，本月还没结束，数字是暂定的"
