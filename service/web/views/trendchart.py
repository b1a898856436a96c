"""Draws the trends: a bar per period, last year's line, and every burst by its name."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.flows.queries.signs.trend_signs import Burst
from service.flows.queries.signs.trends import Point
from service.web.views.trendwords import name_of

_PALE = 0.45
_STEP, _TOP = 18, 52
Mark = tuple[Burst, str, str]


def chart(
    points: Sequence[Point], urls: Sequence[str], marks: Sequence[Mark], *, weekly: bool
) -> dict[str, Any]:
    """The chart; ``urls``: the tickets of each period, ``marks``: a burst, its name and address."""
    here = [_bar(point, url) for point, url in zip(points, urls, strict=True)]
    lines = _lines(points, marks)
    bar: dict[str, Any] = {"name": "本期", "type": "bar", "data": here}
    if lines:
        bar["markLine"] = {"symbol": "none", "data": lines}
    names = [name_of(p, weekly=weekly) + ("\n未满" if p.is_partial else "") for p in points]
    return {
        "legend": {},
        "grid": {"top": _TOP + _STEP * len(lines)},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "name": "件", "minInterval": 1},
        "series": [
            bar,
            {"name": "去年同期", "type": "line", "data": [p.year_ago for p in points]},
        ],
    }


def _bar(point: Point, url: str) -> dict[str, Any]:
    pale: Mapping[str, Any] = {"itemStyle": {"opacity": _PALE}} if point.is_partial else {}
    return {"value": point.count, "href": url, **pale}


def _lines(points: Sequence[Point], marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """A dashed line for each burst; its name stands a step above that of the one before it."""
    placed = sorted(
        (at, burst.day, name, url)
        for burst, name, url in marks
        for at, point in enumerate(points)
        if point.first_on <= burst.day <= point.last_on
    )
    return [
        {
            "xAxis": at,
            "name": name,
            "href": url,
            "label": {
                "formatter": "{b}",
                "fontSize": 12,
                "align": "left" if 2 * at < len(points) else "right",
                "distance": [0, 4 + _STEP * level],
            },
        }
        for level, (at, _, name, url) in enumerate(placed)
    ]
