"""Writes figures the way hotline reports do: 件, shares to two decimals, 环比 and 同比."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from analytics.months import ZONE
from analytics.moves import ENOUGH, is_enough

_SPACE = re.compile(r"(?<=[^\x00-\x7f]) (?=\d)|(?<=\d) (?=[^\x00-\x7f])")
NO_COMPARISON = "无可比数据"


def pieces(count: int) -> str:
    """Return a count of requests, such as “1234件”."""
    return f"{count}件"


def percent(share: float | None) -> str:
    """Return a share 0…1 as “43.81%”; “—” when there is none."""
    return "—" if share is None else f"{share * 100:.2f}%"


def change_words(percent_change: float | None) -> str:
    """Return a change of a count in percent as “上升12.30%”, “下降…”, “持平” or 无可比数据."""
    if percent_change is None:
        return NO_COMPARISON
    if abs(percent_change) < 0.005:
        return "持平"
    word = "上升" if percent_change > 0 else "下降"
    return f"{word}{abs(percent_change):.2f}%"


def compared(mom_pct: float | None, yoy_pct: float | None) -> str:
    """Return “，环比上升…，同比下降…” with what can be compared, or "" when neither can."""
    pairs = (("环比", mom_pct), ("同比", yoy_pct))
    return "".join(f"，{name}{change_words(pct)}" for name, pct in pairs if pct is not None)


def uncompared(mom_pct: float | None, yoy_pct: float | None) -> str:
    """Return the one sentence that says which comparison the data do not allow; "" when all do."""
    pairs = ((("上月", "环比"), mom_pct), (("去年同月", "同比"), yoy_pct))
    missing = [names for names, pct in pairs if pct is None]
    if not missing:
        return ""
    months, names = zip(*missing, strict=True)
    return f"没有{'和'.join(months)}的数据，不作{'、'.join(names)}。"


FEW = f"相比的一期不足{ENOUGH}件的，不算百分比，只写多几件、少几件。"


def count_change(count: int, before: int | None) -> str:
    """Return the change of a count as “上升12.30%”, of few before as “多3件”; “—” if unknown."""
    if before is None:
        return "—"
    if is_enough(before):
        return change_words((count / before - 1) * 100)
    gap = count - before
    return f"{'多' if gap > 0 else '少'}{pieces(abs(gap))}" if gap else "持平"


def point_change_words(now: float | None, before: float | None) -> str:
    """Return the change of a rate (both 0…1) as “上升1.20个百分点”, “持平” or 无可比数据."""
    if now is None or before is None:
        return NO_COMPARISON
    points = (now - before) * 100
    if abs(points) < 0.005:
        return "持平"
    word = "上升" if points > 0 else "下降"
    return f"{word}{abs(points):.2f}个百分点"


def as_of(now: datetime) -> str:
    """Return “截至X月X日” of an aware instant, in Shanghai time."""
    local = now.astimezone(ZoneInfo(ZONE))
    return f"截至{local.month}月{local.day}日"


def closed_up(text: str) -> str:
    """Return the text as papers set it: no space between Chinese characters and figures."""
    return _SPACE.sub("", text)


def month_words(month: str) -> str:
    """Return a month YYYY-MM as “2025年3月”."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"
