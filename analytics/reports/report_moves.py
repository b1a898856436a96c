"""Says what stands out in the month's tables and rates, and what is more than chance."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from analytics.figures.rate_definitions import RATES
from analytics.marking import marked_pieces
from analytics.moves import AMONG_MANY
from analytics.reports.report import MonthlyFigures, RateLine
from analytics.reports.report_sets import JOINED, WITH_UNIT, before_line_set, line_set, rest_set
from analytics.reports.report_tables import (
    FIRST,
    CountRow,
    CountTable,
    clear_moves,
    first_and_rest,
    named_rows,
)
from analytics.wording import percent, point_change_words


def told_shares(table: CountTable, name: str) -> str:
    """Return the largest lines of a table and how many the others have together, marked."""
    first, rest = first_and_rest(table)
    said = [
        f"{r.label}{marked_pieces(r.count, line_set(name, r.key))}（占{percent(r.share)}）"
        for r in first
    ]
    if rest:
        count, share = sum(r.count for r in rest), sum(r.share for r in rest)
        counted = marked_pieces(count, rest_set(name))
        said.append(f"其余{len(rest)}类合计{counted}（占{percent(share)}）")
    return f"按{table.name}分：{'，'.join(said)}。" if said else ""


def told_units(figures: MonthlyFigures) -> tuple[str, ...]:
    """Return who had to work on how many, which unit on most, and whose number moved, marked."""
    groups = named_rows(figures.tables["unit_group"])
    if not groups:
        return ()
    joined, total = figures.headline.joined, sum(r.count for r in groups)
    also = f"（含并入其他工单等未单独派出的{marked_pieces(joined, JOINED)}）" if joined else ""
    parts = "、".join(f"{r.label}{_marked(r, 'unit_group')}" for r in groups)
    first = f"有承办单位的诉求{marked_pieces(total, WITH_UNIT)}{also}：{parts}。"
    units = named_rows(figures.tables["unit"])[:FIRST]
    most = "、".join(f"{r.label}{_marked(r, 'unit')}" for r in units)
    moved = _moves(figures, "unit", "件数前十的单位")
    return first, f"接诉最多的单位是{most}；前十见附表。", *moved


def told_areas(figures: MonthlyFigures) -> tuple[str, ...]:
    """Return the areas with most requests, and those whose number moved, marked."""
    rows = named_rows(figures.tables["area"])
    if not rows:
        return ()
    first = rows[:FIRST]
    most = "、".join(f"{_name(r)}{_marked(r, 'area')}（占{percent(r.share)}）" for r in first)
    together = percent(sum(r.share for r in first))
    said = f"受理最多的是{most}"
    said += f"，合计占{together}。" if len(rows) > len(first) > 1 else "。"
    return said, *_moves(figures, "area", "各地")


def told_rate_moves(lines: Iterable[RateLine]) -> str:
    """Return which rates became better or worse than chance explains; "" without a comparison."""
    known = [x for x in lines if x.now.enough and x.before.enough]
    if not known:
        return ""
    clear = [x for x in known if is_clear(x)]
    if not clear:
        return "与上月相比，以上各项的升降都在平常起伏之内。"
    better = [x for x in clear if is_better(x)]
    worse = [x for x in clear if not is_better(x)]
    said = [
        f"{word}的是{'、'.join(_points(x) for x in found)}"
        for word, found in (("好转", better), ("变差", worse))
        if found
    ]
    rest = "；其余各项的升降在平常起伏之内" if len(clear) < len(known) else ""
    return f"与上月相比，明显{'，明显'.join(said)}{rest}。"


def is_clear(line: RateLine) -> bool:
    """Whether a rate differs from that of the month before beyond what chance may do to several."""
    now, before = line.now, line.before
    if now.value is None or before.value is None:
        return False
    pooled = (now.numerator + before.numerator) / (now.denominator + before.denominator)
    spread = sqrt(pooled * (1 - pooled) * (1 / now.denominator + 1 / before.denominator))
    return abs(now.value - before.value) > AMONG_MANY * spread


def is_better(line: RateLine) -> bool:
    """Whether a rate moved the way one wants it to."""
    rose = (line.now.value or 0) > (line.before.value or 0)
    return rose is RATES[line.now.key].higher_is_better


def _points(line: RateLine) -> str:
    return f"{line.now.name}（{point_change_words(line.now.value, line.before.value)}）"


def _moves(figures: MonthlyFigures, name: str, whose: str) -> tuple[str, ...]:
    table = figures.tables[name]
    if not table.has_mom:
        return ()
    pairs = zip(
        clear_moves(table, figures.month), (("增加", "增至"), ("减少", "减至")), strict=True
    )
    said = [
        f"{most}最多的是{_name(row)}（由{_before(row, name)}{to}{_marked(row, name)}）"
        for row, (most, to) in pairs
        if row
    ]
    if not said:
        return (f"与上月相比，{whose}的增减都在平常起伏之内。",)
    return (f"与上月相比，{whose}中{'，'.join(said)}。",)


def _name(row: CountRow) -> str:
    return row.label.replace("/", "—")


def _before(row: CountRow, name: str) -> str:
    return marked_pieces(row.previous or 0, before_line_set(name, row.key))


def _marked(row: CountRow, name: str) -> str:
    return marked_pieces(row.count, line_set(name, row.key))
