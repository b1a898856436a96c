"""Builds the context of the trends, and the same figures as a table to take along."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from service.domain.catalogue import Catalogue
from service.domain.ticket import RequestType
from service.flows.queries.choices import choices, topic_level_name
from service.flows.queries.trend_signs import Signs
from service.flows.queries.trends import Point
from service.labels import LABELS
from service.web.contexts.trends import TrendsPage

HEADS = ("开始", "结束", "件数", "每天", "每工作日", "上期", "环比%", "去年同期", "同比%", "没过完")
_WEEK = "week"
FIELDS = ("topic", "area", "unit", "request_type")


def trends_page(
    points: Sequence[Point],
    signs: Signs,
    given: Mapping[str, str],
    wrong: Mapping[str, str],
    catalogue: Catalogue,
) -> TrendsPage:
    """The page; ``given``: the filters as they stand in its address."""
    base = {name: given[name] for name in FIELDS if given.get(name)}
    grain = given.get("grain", "")
    last = points[-1] if points else None
    return TrendsPage(
        values={name: given.get(name, "") for name in (*FIELDS, "grain")},
        errors={name: wrong.get(name, "") for name in FIELDS},
        choices=choices(catalogue),
        types=list(LABELS[RequestType].items()),
        export=f"/trends/export.csv?{urlencode({**base, 'grain': grain})}",
        chart=_chart(points, base, signs) if len(points) > 1 else {},
        summary=_summary(points),
        partial=_partial(last) if last and last.is_partial else "",
        rows=[_row(point, base) for point in points[::-1]],
        period=f"{_day(signs.first_on)}到{_day(signs.last_on)}",
        bursts=_bursts(signs, base, catalogue),
        emerging=[
            {
                "name": topic_level_name(catalogue, new.topic),
                "count": new.count,
                "before": f"{new.before:.1f}",
                "url": _tickets(base, new.first_on, new.last_on, topic=new.topic),
            }
            for new in signs.emerging
        ],
        places=[
            {"name": n, "count": c, "url": _tickets(base, signs.first_on, signs.last_on, q=n)}
            for n, c in signs.places
        ],
        repeats=_repeats(signs),
    )


def table_of(points: Sequence[Point]) -> str:
    """The series as CSV that spreadsheets open."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for p in points:
        numbers = (round(p.per_day, 2), _number(p.per_workday), p.before, _number(p.before_pct))
        compared = (p.year_ago, _number(p.year_pct), "是" if p.is_partial else "")
        writer.writerow([p.first_on, p.last_on, p.count, *numbers, *compared])
    return "\ufeff" + out.getvalue()


def _row(point: Point, base: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": _name(point) + ("（没过完）" if point.is_partial else ""),
        "url": _tickets(base, point.first_on, point.last_on),
        "count": point.count,
        "per_day": f"{point.per_day:.1f}",
        "per_workday": "—" if point.per_workday is None else f"{point.per_workday:.1f}",
        "before": _percent(point.before_pct),
        "year": _percent(point.year_pct),
        "year_ago": "—" if point.year_ago is None else point.year_ago,
        "year_url": _tickets(base, *point.year_days) if point.year_ago else "",
    }


def _bursts(signs: Signs, base: Mapping[str, str], catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "day": _day(burst.day),
            "name": topic_level_name(catalogue, burst.topic),
            "area": catalogue.area_names.get(burst.area, burst.area),
            "count": burst.count,
            "expected": f"{burst.expected:.1f}",
            "words": "、".join(burst.words),
            "url": _tickets(base, burst.day, burst.day, topic=burst.topic, area=burst.area),
            "trend_url": _series(base, topic=burst.topic, area=burst.area, grain=_WEEK),
        }
        for burst in signs.bursts
    ]


def _tickets(base: Mapping[str, str], first: date, last: date, **more: str) -> str:
    values = {**base, **more, "from": first.isoformat(), "to": last.isoformat()}
    return f"/tickets?{urlencode(values)}"


def _series(base: Mapping[str, str], **more: str) -> str:
    return f"/trends?{urlencode({**base, **more})}"


def _chart(points: Sequence[Point], base: Mapping[str, str], signs: Signs) -> dict[str, Any]:
    marks = [
        {"xAxis": next(i for i, p in enumerate(points) if p.first_on <= b.day <= p.last_on)}
        for b in signs.bursts
        if any(p.first_on <= b.day <= p.last_on for p in points)
    ]
    here = [{"value": p.count, "href": _tickets(base, p.first_on, p.last_on)} for p in points]
    unique = list({mark["xAxis"]: mark for mark in marks}.values())
    line = {"silent": True, "symbol": "none", "label": {"formatter": "突发"}, "data": unique}
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [_name(p) for p in points]},
        "yAxis": {"type": "value", "name": "件", "minInterval": 1},
        "series": [
            {"name": "本期", "type": "bar", "data": here, "markLine": line},
            {"name": "去年同期", "type": "line", "data": [p.year_ago for p in points]},
        ],
    }


def _name(point: Point) -> str:
    is_month = point.first_on.day == 1 and (point.last_on.day > 7 or point.is_partial)
    return f"{point.first_on:%Y-%m}" if is_month else f"{point.first_on:%Y-%m-%d}起"


def _summary(points: Sequence[Point]) -> str:
    if not points:
        return "没有符合条件的工单。"
    last = next((p for p in points[::-1] if not p.is_partial), points[-1])
    parts = [f"{_name(last)} {last.count} 件"]
    if last.before_pct is not None:
        parts.append(f"环比{_percent(last.before_pct)}")
    said = "没有去年同期的数据" if last.year_pct is None else f"同比{_percent(last.year_pct)}"
    return "，".join([*parts, said]) + "（按天数、周末和春节国庆折算过）。"


def _partial(point: Point) -> str:
    then = "上期和去年" if point.year_ago is not None else "上期"
    return f"{_name(point)}只到{_day(point.last_on)}，没过完：和{then}同样多的天数比，不和整期比。"


def _repeats(signs: Signs) -> str:
    if not signs.callers:
        return ""
    share = signs.again / signs.total if signs.total else 0.0
    return (
        f"{signs.total} 件里有 {signs.again} 件（{share:.0%}）来自这段时间打过不止一次的人；"
        f"能认出的诉求人 {signs.callers} 名。"
    )


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:+.0f}%"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
