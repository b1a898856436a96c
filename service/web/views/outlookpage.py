"""Builds the contexts of the calendar of seasons and of a series that was foretold."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from service.domain.catalogue import Catalogue
from service.flows.queries.month.foretold import ForecastLine, Record, SeriesView
from service.flows.queries.month.outlook import OutlookView
from service.flows.queries.month.seasons import PastItem, SeasonLine
from service.labels import label
from service.store.month.outlooks import Forecast
from service.web.contexts.outlook import OutlookPage, SeasonCard, SeriesPage
from service.web.views.monthrows import month_words

_SOON = 6
_ENOUGH_TESTS = 6
_SHOWN = 24
_BEGIN = 8
_YEARS = 24
_EFFECTS = {
    "fell": "对照之下确有下降",
    "rose": "对照之下反而上升",
    "no_evidence": "看不出效果",
    "not_estimable": "效果无法估计",
}


def outlook_page(view: OutlookView, *, may_propose: bool) -> OutlookPage:
    """The coming year, month by month."""
    quiet = [month_words(month) for month, lines in view.months if not lines]
    return OutlookPage(
        lead=_lead(view),
        based_on=f"依据截至{month_words(view.origin)}的历史" if view.origin else "",
        missing=_missing(view),
        running=[_card(line) for line in view.running],
        months=[(month_words(m), [_card(s) for s in lines]) for m, lines in view.months if lines],
        quiet="、".join(quiet) if len(quiet) < len(view.months) else "",
        published=[(month_words(m), _begin(names)) for m, names in view.published],
        heads=[month_words(row.month) for row in view.forecasts[0].months]
        if view.forecasts
        else [],
        forecasts=[_forecast(line) for line in view.forecasts[:_SHOWN]],
        may_propose=may_propose,
    )


def series_page(view: SeriesView, catalogue: Catalogue) -> SeriesPage:
    """A series with every forecast of it beside what came."""
    nearest = {told.forecast.month: told for told in view.told[::-1]}
    points = [nearest[month] for month in sorted(nearest)]
    base = {"topic": view.topic}
    areas = [("", "全市"), *catalogue.top_areas.items()]
    return SeriesPage(
        title=f"{view.name} · {view.area}",
        record=record_words(view.record) or "还没有过去的预判可以对照。",
        chart=_chart(points) if len(points) > 1 else {},
        chart_summary=_chart_summary(points),
        rows=[
            {
                "month": month_words(told.forecast.month),
                "origin": month_words(told.forecast.origin),
                "expected": f"{told.forecast.expected:.0f}",
                "interval": _interval(told.forecast),
                "came": told.came,
                "url": _tickets(told.forecast),
                "verdict": "在区间内" if told.is_inside else "没料到",
                "tone": "done" if told.is_inside else "overdue",
                "naive": told.forecast.naive,
                "replayed": told.forecast.is_replayed,
            }
            for told in view.told
        ],
        coming=[
            {
                "month": month_words(row.month),
                "expected": f"{row.expected:.0f}",
                "interval": _interval(row),
            }
            for row in view.coming
        ],
        areas=[
            {"label": name, "href": f"/outlook/series?{urlencode({**base, 'area': code})}"}
            for code, name in areas
        ],
    )


def _begin(names: Sequence[str]) -> str:
    if not names:
        return "没有新进入高发期的。"
    rest = f"等 {len(names)} 类" if len(names) > _BEGIN else ""
    return "、".join(names[:_BEGIN]) + rest


def _lead(view: OutlookView) -> str:
    soon = [s for _, lines in view.months for s in lines if s.weeks <= _SOON]
    said = [f"{_left(s)}“{s.name}”进入高发期，上一季 {s.season.count} 件" for s in soon]
    now = "、".join(f"“{s.name}”" for s in view.running)
    parts = [*said, f"{now}正当季" if now else ""]
    return "；".join(part for part in parts if part) + "。" if any(parts) else ""


def _left(line: SeasonLine) -> str:
    return f"{line.weeks} 周后" if line.weeks else "一周内"


def _missing(view: OutlookView) -> str:
    if any(lines for _, lines in view.months) or view.running:
        return ""
    if view.known < _YEARS - 3:
        return (
            f"现在有 {view.known} 个完整月的工单，要有近两年才能看出哪些事年年这时候多，"
            f"还差 {_YEARS - 3 - view.known} 个月。可以导入以前年份的工单补齐。"
            "下面是派单目录里载明的高发月份，是各地一般情况，不是本市历史。"
        )
    if not view.origin:
        return "工单够两年了，但还没有分析过：月度任务跑完一个整月以后，这里就有本市的高发季。"
    return "近两年里没有哪类事在固定的月份明显增多。下面是派单目录里载明的高发月份，供参考。"


def _card(line: SeasonLine) -> SeasonCard:
    season = line.season
    days = {"from": season.counted_from.isoformat(), "to": season.ended_on.isoformat()}
    base = {"topic": season.topic, **days}
    when = f"{line.starts_on:%-m月%-d日}前后开始，到{line.ends_on:%-m月}底"
    until = "正当季" if line.is_running else _left(line)
    chips = [
        *(_chip(f"{name} {n} 件", base, unit=code) for code, name, n in line.units[:3]),
        *(_chip(f"{name} {n} 件", base, area=code) for code, name, n in line.areas[:3]),
    ]
    return SeasonCard(
        topic=season.topic,
        name=line.name,
        when=f"{when}（{until}）",
        evidence=f"{season.years} 年里有 {season.seen} 年如此，每天是平时的 {season.ratio:.1f} 倍；"
        f"上一季最多的一周从 {season.peaked_on:%-m月%-d日} 起。",
        tickets_url=f"/tickets?{urlencode(base)}",
        count=season.count,
        places=[f"{name} {n} 件" for name, n in season.places[:3]],
        chips=chips,
        to_do=_to_do(line),
        past=[_past(item) for item in line.past],
        item_url=f"/agenda/{line.item}" if line.item else "",
    )


def _chip(text: str, base: dict[str, str], **more: str) -> dict[str, str]:
    return {"label": text, "href": f"/tickets?{urlencode({**base, **more})}"}


def _to_do(line: SeasonLine) -> str:
    """What the catalogue and the last season lead to propose."""
    lead = line.units[0][1] if line.units else "主办单位"
    worst = line.leaves[0][1] if line.leaves else line.name
    where = (
        f"，先查{'、'.join(name for name, _ in line.season.places[:2])}"
        if line.season.places
        else ""
    )
    return f"请{lead}在开始以前排查“{worst}”{where}，备好人手和答复口径。"


def _past(item: PastItem) -> dict[str, str]:
    effect = _EFFECTS.get(item.effect, "")
    said = f"{month_words(item.month)}，{label(item.status)}"
    return {
        "title": item.title,
        "url": f"/agenda/{item.id}",
        "said": f"{said}，{effect}" if effect else said,
    }


def _forecast(line: ForecastLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "is_broad": len(line.topic) <= 2,
        "url": f"/outlook/series?{urlencode({'topic': line.topic})}",
        "cells": [f"{row.expected:.0f}（{_interval(row)}）" for row in line.months],
        "record": record_words(line.record),
    }


def record_words(record: Record) -> str:
    """How the forecasts of a series have fared; too few of them claim nothing."""
    if not record.tests:
        return ""
    if record.tests < _ENOUGH_TESTS:
        return f"才核对过 {record.tests} 次，准不准还说不好"
    simple = f"，误差是简单照搬的 {record.scaled:.2f} 倍" if record.scaled is not None else ""
    return f"{record.tests} 次里 {record.inside} 次在区间内{simple}"


def _interval(row: Forecast) -> str:
    return f"{row.low}–{row.high}"


def _tickets(row: Forecast) -> str:
    values = {"topic": row.topic, "area": row.area, "month": row.month}
    return f"/tickets?{urlencode({name: value for name, value in values.items() if value})}"


def _chart(points: Sequence[Any]) -> dict[str, Any]:
    def line(name: str, values: list[Any], kind: str = "line", **more: Any) -> dict[str, Any]:
        return {"name": name, "type": kind, "data": values, **more}

    came = [{"value": p.came, "href": _tickets(p.forecast)} for p in points]
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [p.forecast.month[2:] for p in points]},
        "yAxis": {"type": "value", "name": "件", "minInterval": 1},
        "series": [
            line("实际", came, "bar"),
            line("预判", [round(p.forecast.expected) for p in points]),
            line("区间低", [p.forecast.low for p in points], lineStyle={"type": "dashed"}),
            line("区间高", [p.forecast.high for p in points], lineStyle={"type": "dashed"}),
        ],
    }


def _chart_summary(points: Sequence[Any]) -> str:
    if not points:
        return "还没有过去的预判。"
    inside = sum(p.is_inside for p in points)
    return f"最近一次的预判：{len(points)} 个月里 {inside} 个月的实际件数落在区间内。"
