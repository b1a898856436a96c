"""Turns a month's figures and hot topics into words, rows and charts."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.localtime import LOCAL
from service.flows.queries.month.hot_topic import Again
from service.flows.queries.month.month import MonthView
from service.flows.queries.supervision.duallist import Summary
from service.labels import label
from service.store.tables.month import HotTopicRow
from service.web.contexts.months import TopicRow

_LEAST_MONTHS = _LEAST_DAYS = 2
_UNITS = 5
_WATCHED = ("on_time", "solved", "satisfied", "first_contact", "return", "redo")
_RATES = (("on_time", "按时办结率"), ("solved", "解决率"), ("satisfied", "满意率"))


def month_words(month: str) -> str:
    """A month ``YYYY-MM`` as “2026年10月”."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def topic_rows(topics: Sequence[HotTopicRow], view: MonthView, most: int) -> list[TopicRow]:
    """The hottest of some topics, each with how far it is on the agenda."""
    on_agenda = {line.topic_id: line for line in view.items} | dict(view.running)
    badges = {topic_id: label(line.status) for topic_id, line in on_agenda.items()}
    return [
        TopicRow(
            rank=rank,
            url=f"/month/{topic.month}/topics/{topic.topic_id}",
            title=topic.title,
            reasons="；".join(topic.reasons[1:]),  # the first says the counts, which have columns
            place=topic.place or "地点不一",
            span=_span(topic),
            size=topic.size,
            callers=topic.callers,
            heat=f"{topic.heat:.1f}",
            heat_reason=topic.heat_reason,
            badge=badges.get(topic.topic_id, ""),
            also=[
                also_row(again, badges.get(again.topic.topic_id, ""))
                for again in view.again.get(topic.topic_id, ())
            ],
        )
        for rank, topic in enumerate(topics[:most], 1)
    ]


def also_row(again: Again, badge: str = "") -> dict[str, str]:
    """Another topic with the same requests, in words."""
    topic = again.topic
    rest = topic.size - again.shared
    counts = f"共 {topic.size} 件，{rest} 件在这件事之外" if rest else f"共 {topic.size} 件"
    return {
        "title": topic.title,
        "url": f"/month/{topic.month}/topics/{topic.topic_id}",
        "counts": f"{counts}，{badge}" if badge else counts,
    }


def _worse(rates: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rates that became worse beyond chance, in a sentence; reports kept earlier tell none."""
    found = [
        f"{rate['name']}{rate['percent']}（环比{rate['points']}）"
        for rate in rates
        if rate["key"] in _WATCHED and rate.get("is_clear") and not rate.get("is_better")
    ]
    return [f"明显变差的是{'、'.join(found)}。"] if found else []


def gathered(view: MonthView) -> str:
    """How much of the month the listed matters make up, so that nobody adds the lists up."""
    total = view.figures["headline"]["total"]
    if not total or not (view.events or view.themes):
        return ""
    count = sum(topic.size for topic in view.events)
    asked = [topic for topic in view.questions if topic.level == "event"]
    said = f"集中在一处的 {len(view.events)} 件事合计 {count:,} 件，占受理的 {count / total:.0%}"
    if asked:
        beside = sum(topic.size for topic in asked)
        said += f"；另有 {len(asked)} 件事多数当场答复，合计 {beside:,} 件，不在内"
    return f"{said}。一件诉求最多属于一件事，还可以属于一类问题，所以几张表不能相加。"


def lead(view: MonthView) -> list[str]:
    """What a leader has to know, in four sentences."""
    head = view.figures["headline"]
    compared, uncompared = view.changes
    said = [f"{month_words(view.month)}受理 {head['total']} 件{compared}。{uncompared}"]
    said += _worse(view.figures["rates"])
    hottest = [*view.events[:1], *view.themes[:1]]
    if hottest:
        said.append("最热：" + "；".join(f"“{t.title}”{t.size} 件" for t in hottest) + "。")
    waiting = sum(line.status == "candidate" for line in view.items)
    if waiting:
        said.append(f"有 {waiting} 个候选议题等待选定。")
    return said


def stats(view: MonthView) -> list[dict[str, Any]]:
    """The figures at the top, as the stat macro takes them."""
    head = view.figures["headline"]
    tickets = f"/tickets?month={view.month}"
    tiles = [
        {
            "label": "受理诉求",
            "value": f"{head['total']:,}",
            "unit": "件",
            "change": "" if head["change"]["mom_pct"] is None else f"环比{head['mom']}",
            "href": tickets,
        },
        {
            "label": "派单后在办",
            "value": f"{head['open']:,}",
            "unit": "件",
            "note": f"派单 {head['dispatched']:,} 件，已办结 {head['closed']:,} 件",
            "href": f"/reports/{view.month}#s1",
        },
    ]
    rates = {rate["key"]: rate for rate in view.figures["rates"]}
    return tiles + [_rate(rates[key], name, view.month) for key, name in _RATES if key in rates]


def lists(summary: Summary) -> dict[str, Any]:
    """The two lists in a sentence, and the units with most on the supervision list."""
    late = f"，其中 {summary.late} 项超期" if summary.late else ""
    waits = f"，{summary.to_accept} 项等着验收" if summary.to_accept else ""
    said = [
        f"督办清单在办 {summary.open} 项{late}{waits}",
        f"问题清单还有 {summary.listed} 项没有移交" if summary.listed else "",
        f"本月销号 {summary.closed} 项" if summary.closed else "",
    ]
    units = [
        {
            "name": unit.name,
            "url": f"/problems?tab=supervision&unit={unit.unit}",
            "open": unit.open,
            "late": unit.late,
        }
        for unit in summary.units[:_UNITS]
    ]
    is_empty = not (summary.open or summary.listed or summary.closed)
    sentence = "" if is_empty else "；".join(part for part in said if part) + "。"
    return {"sentence": sentence, "units": units}


def trend(totals: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Requests by month, this month and the months before; a click opens the month's tickets.

    Empty for a single month: one point is no trend.
    """
    if len(totals) < _LEAST_MONTHS:
        return {}
    return {
        "xAxis": {"type": "category", "data": [_short(month) for month, _ in totals]},
        "yAxis": {"type": "value", "name": "件", "minInterval": 1},
        "series": [
            {
                "name": "受理量",
                "type": "line",
                "areaStyle": {"opacity": 0.08},
                "data": [{"value": n, "href": f"/tickets?month={m}"} for m, n in totals],
            }
        ],
    }


def trend_summary(figures: Mapping[str, Any]) -> str:
    """What the trend shows, in one sentence."""
    totals = figures["totals"]
    month, count = totals[-1]
    most = max(totals, key=lambda pair: (pair[1], pair[0]))
    if len(totals) == 1:
        return f"{month_words(month)} {count} 件。只有这一个月的数据，有了下个月的就画逐月的图。"
    return (
        f"{month_words(month)} {count} 件，{len(totals)} 个月里最多的是"
        f"{month_words(most[0])}（{most[1]} 件）。"
    )


def bars(values: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Requests by day; empty for a single day."""
    if len(values) < _LEAST_DAYS:
        return {}
    return {
        "xAxis": {"type": "category", "data": [day[5:] for day, _ in values]},
        "yAxis": {"type": "value", "name": "件", "minInterval": 1},
        "series": [{"name": "件数", "type": "bar", "data": [count for _, count in values]}],
    }


def _rate(rate: Mapping[str, Any], name: str, month: str) -> dict[str, Any]:
    tile: dict[str, Any] = {"label": name, "href": f"/reports/{month}#s5"}
    counts = f"{rate['numerator']:,} / {rate['denominator']:,} 件"
    if not rate["enough"]:
        return {**tile, "value": "样本不足", "note": counts}
    words = rate["points"]
    is_up = words.startswith("上升")
    tone = "good" if is_up else "bad" if words.startswith("下降") else ""
    if not rate.get("is_clear", True):  # not kept by earlier releases
        tone = ""  # no more than it always goes up and down
    return {
        **tile,
        "value": rate["percent"],
        "note": counts,
        "change": "" if rate["before"] is None else f"环比{words}",
        "change_tone": tone,
    }


def _span(topic: HotTopicRow) -> str:
    first, last = (t.astimezone(LOCAL) for t in (topic.first_at, topic.last_at))
    if first.date() == last.date():
        return f"{first.month}月{first.day}日"
    return f"{first.month}月{first.day}日至{last.month}月{last.day}日"


def _short(month: str) -> str:
    return month[2:].replace("-", "/")
