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
from service.flows.queries.desks.filters import Filters
from service.flows.queries.signs.new_matters import NewMatter, NewMatters
from service.flows.queries.signs.trend_signs import Burst, Signs
from service.flows.queries.signs.trends import Extent, Point, is_base
from service.labels import LABELS
from service.web.contexts.trends import TrendsPage
from service.web.views import trendwords
from service.web.views.trendchart import chart
from service.web.views.trendwords import change_words, name_of

HEADS = (
    "开始", "结束", "件数", "每天", "每工作日", "上期", "环比%", "去年同期", "同比%", "未满",
    "基数小",
)  # fmt: skip
_WEEK = "week"
_MANY = 2
FIELDS = ("topic", "area", "unit", "request_type")


def trends_page(
    series: tuple[Sequence[Point], Extent | None],
    signs: Signs,
    filters: Filters,
    given: Mapping[str, str],
    wrong: Mapping[str, str],
    catalogue: Catalogue,
) -> TrendsPage:
    """The page; ``series``: the periods and of which days there are data, ``given``: the filters
    as they stand in its address."""
    points, known = series
    base = {name: given[name] for name in FIELDS if given.get(name)}
    grain = given.get("grain", "")
    weekly = grain == _WEEK
    urls = [_tickets(base, point.first_on, point.last_on) for point in points]
    bursts = _bursts(signs, base, catalogue)
    marks = [
        (burst, row["mark"], row["url"]) for burst, row in zip(signs.bursts, bursts, strict=True)
    ]
    asked = trendwords.asked_words(filters, catalogue)
    return TrendsPage(
        values={name: given.get(name, "") for name in (*FIELDS, "grain")},
        errors={name: wrong.get(name, "") for name in FIELDS},
        choices=choices(catalogue),
        types=list(LABELS[RequestType].items()),
        export=f"/trends/export.csv?{urlencode({**base, 'grain': grain})}",
        chart=chart(points, urls, marks, weekly=weekly) if len(points) > 1 else {},
        chart_size="large" if len(marks) > _MANY else "medium",
        chart_words=trendwords.chart_words(points, len(marks), weekly=weekly),
        summary=trendwords.summary(points, asked, weekly=weekly),
        partial=trendwords.partial_words(points, known, weekly=weekly),
        few=trendwords.few_words(points),
        rows=[
            _row(point, url, base, weekly=weekly)
            for point, url in zip(points[::-1], urls[::-1], strict=True)
        ],
        period=f"{trendwords.day(signs.first_on)}到{trendwords.day(signs.last_on)}",
        bursts=bursts,
        emerging=_emerging(signs, base, catalogue),
        matters=_matters(signs.matters, base, catalogue),
        too_much=signs.matters.is_too_much,
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
        bases = (("上期", p.before), ("去年同期", p.year_ago))
        few = "、".join(name for name, n in bases if n is not None and not is_base(n))
        writer.writerow([p.first_on, p.last_on, p.count, *numbers, *compared, few])
    return "\ufeff" + out.getvalue()


def _row(point: Point, url: str, base: Mapping[str, str], *, weekly: bool) -> dict[str, Any]:
    return {
        "name": name_of(point, weekly=weekly) + ("（未满）" if point.is_partial else ""),
        "url": url,
        "count": point.count,
        "per_day": f"{point.per_day:.1f}",
        "per_workday": "—" if point.per_workday is None else f"{point.per_workday:.1f}",
        "before": change_words(point, point.before, point.before_pct),
        "year": change_words(point, point.year_ago, point.year_pct),
        "year_ago": "—" if point.year_ago is None else point.year_ago,
        "year_url": _tickets(base, *point.year_days) if point.year_ago else "",
    }


def _bursts(signs: Signs, base: Mapping[str, str], catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "day": trendwords.day(burst.day),
            "name": topic_level_name(catalogue, burst.topic),
            "area": catalogue.area_names.get(burst.area, burst.area),
            "count": burst.count,
            "expected": _usual(burst),
            "words": "、".join(burst.words),
            "url": _tickets(base, burst.day, burst.day, topic=burst.topic, area=burst.area),
            "trend_url": _series(base, topic=burst.topic, area=burst.area, grain=_WEEK),
            "mark": _mark(burst, catalogue),
        }
        for burst in signs.bursts
    ]


def _mark(burst: Burst, catalogue: Catalogue) -> str:
    """A burst as the chart names it."""
    area = catalogue.area_names.get(burst.area, burst.area)
    name = topic_level_name(catalogue, burst.topic)
    return f"{trendwords.day(burst.day)} {area}{name} {burst.count} 件（平日{_usual(burst)}）"


def _emerging(signs: Signs, base: Mapping[str, str], catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "name": topic_level_name(catalogue, new.topic),
            "count": new.count,
            "before": f"{new.before:.1f}",
            "url": _tickets(base, new.first_on, new.last_on, topic=new.topic),
        }
        for new in signs.emerging
    ]


def _matters(
    lately: NewMatters, base: Mapping[str, str], catalogue: Catalogue
) -> list[dict[str, Any]]:
    return [
        {
            "name": _matter(new, catalogue),
            "count": new.count,
            "before": new.before,
            "url": _tickets(
                {**base, **({"topic": new.topic} if new.topic else {})},
                lately.first_on,
                lately.last_on,
                q=new.words,
            ),
        }
        for new in lately.found
    ]


def _usual(burst: Burst) -> str:
    """How many there are on a usual day; nobody pictures 0.0 of a request."""
    return f"约 {burst.expected:.1f} 件" if burst.expected >= 0.1 else "几乎没有"


def _matter(new: NewMatter, catalogue: Catalogue) -> str:
    """What is newly spoken of, such as “洪山公园·公园绿地”."""
    matter = new.phrase or topic_level_name(catalogue, new.topic)
    return "·".join(words for words in (new.place, matter) if words)


def _tickets(base: Mapping[str, str], first: date, last: date, **more: str) -> str:
    values = {**base, **more, "from": first.isoformat(), "to": last.isoformat()}
    return f"/tickets?{urlencode(values)}"


def _series(base: Mapping[str, str], **more: str) -> str:
    return f"/trends?{urlencode({**base, **more})}"


def _repeats(signs: Signs) -> str:
    if not signs.callers:
        return ""
    share = signs.again / signs.total if signs.total else 0.0
    return (
        f"{signs.total} 件里有 {signs.again} 件（{share:.0%}）来自这段时间打过不止一次的人；"
        f"能认出的诉求人 {signs.callers} 名。"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
