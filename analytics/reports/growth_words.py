"""Tells in plain sentences why there were more requests; every number leads to its requests."""

from __future__ import annotations

from analytics.marking import marked_pieces
from analytics.months import shift
from analytics.reports.growth import Callers, Growth, Origin, SeasonPart, Source
from analytics.reports.report_sets import line_set
from analytics.wording import month_words, pieces

NOW, BEFORE, FRESH, AGAIN = "now", "before", "fresh", "again"
# What a matter is looked at by; of each group the finest that names a source is told.
WHAT, WHERE, WHO = ("event", "topic"), ("place", "town", "county"), ("unit",)
COLUMNS = (*WHAT, *WHERE, *WHO)
_MOSTLY = 0.7


def growth_words(found: Growth, month: str, own: str = "") -> tuple[str, ...]:
    """Return two or three sentences, with marks where a number counts requests.

    `own`: the event that is spoken of, which needs no name.

    The sets: `NOW` and `BEFORE`, the month's and the one's before; `FRESH` and `AGAIN`, the
    month's by whether their callers had asked before; `line_set` of a column and value.
    """
    here, past = marked_pieces(found.count, NOW), marked_pieces(found.before, BEFORE)
    head = f"{month_words(month)}{here}，"
    if found.course == "not_risen":
        than = "和上月一样" if found.count == found.before else "没有比上月多"
        season = found.season and found.season.is_sure
        missed = "往年这个月会多起来，这次没有。" if season else ""
        return (f"{head}{than}（上月{past}）。{missed}",)
    head += f"比上月的{past}多{pieces(found.more)}" if found.before else "上月没有"
    if found.course == "within_chance":
        return (f"{head}，在平常的起伏之内，算不上增多。",)
    rest = [_of_callers(found.callers), _of_season(found.season, found.more, month)]
    return (f"{head}。{_of_origins(found, own)}。", *(f"{said}。" for said in rest if said))


def _of_origins(found: Growth, own: str) -> str:
    by_column = {origin.column: origin for origin in found.origins}
    told = [
        next((by_column[name] for name in group if name in by_column), None)
        for group in (WHAT, WHERE)
    ]
    kinds = [origin for origin in told if origin] or [
        by_column[name] for name in WHO if name in by_column
    ]
    if not kinds:
        return "看不出主要来源：不集中在哪一处、哪件事，各处、各单位的份额也没有明显变化"
    # An event is named after its place: to name the place again would say nothing.
    if kinds[0].column == "event":
        kinds = kinds[:1]
    return "；".join(
        _of_origin(origin, found.more, "按地方看，" if place else "多出来的主要是", own)
        for place, origin in enumerate(kinds)
    )


def _of_origin(origin: Origin, more: int, lead: str, own: str) -> str:
    named = "、".join(_named(origin.column, source, own) for source in origin.sources)
    if origin.more > more:
        least = f"多了{pieces(origin.more)}，其他合计少了{pieces(origin.more - more)}"
    else:
        least = f"占多出来的 {origin.more / more:.0%}"
    return f"{lead}{named}，{least}"


def _named(column: str, source: Source, own: str) -> str:
    event = "这件事本身，" if source.value == own else f"“{source.value}”这件事"
    name = {"event": event, "topic": f"“{source.value}”"}
    here = marked_pieces(source.count, line_set(column, source.value))
    was = f"上月{pieces(source.before)}" if source.before else "上月没有"
    return f"{name.get(column, source.value)}{here}（{was}）"


def _of_callers(callers: Callers | None) -> str:
    if callers is None:
        return ""
    fresh, again = callers.fresh, callers.again
    more = max(fresh.more, 0) + max(again.more, 0)
    new = f"30 天内头一回打来的{marked_pieces(fresh.count, FRESH)}（上月{pieces(fresh.before)}）"
    old = f"打过又打来的{marked_pieces(again.count, AGAIN)}（上月{pieces(again.before)}）"
    if not more:
        return ""
    if not again.count:
        return "都是新的人打来，没有人 30 天内重复打"
    if fresh.more >= _MOSTLY * more:
        return f"主要是新的人打来，不是同一批人反复打：{new}，{old}"
    if again.more >= _MOSTLY * more:
        return f"主要是打过的人又打来：{old}，{new}"
    return f"新打来的和打过又打来的都多了：{new}，{old}"


def _of_season(season: SeasonPart | None, more: int, month: str) -> str:
    if season is None:
        return "去年同期没有数据，或者件数太少，看不出是不是季节"
    then = "前两年" if season.years > 1 else "去年"
    both = f"{int(shift(month, -1)[5:])}月{pieces(season.before)}、{int(month[5:])}月"
    told = f"{then}{both}{pieces(season.count)}"
    if not season.is_sure and season.count <= season.before:
        return f"不像季节：{told}，没有多起来"
    if not season.is_sure:
        return f"说不准是不是季节：{told}，多得不多，可能是偶然"
    share = "主要" if season.part >= _MOSTLY * more else "有一部分"
    return f"{share}是季节：{told}，照往年的走法，多出来的{pieces(more)}里约有{pieces(season.part)}"
