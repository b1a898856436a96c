"""The report's tables as paper, each count with the name of the tickets that it counts."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from analytics.figures.rate_definitions import RATES
from analytics.moves import ENOUGH
from analytics.reports.report import MonthlyFigures, RateLine
from analytics.reports.report_sets import ALL, line_set, rate_sets
from analytics.reports.report_tables import CountRow, CountTable
from analytics.wording import FEW, month_words, percent, point_change_words
from service.reporting.paper import Line, Table

_LEAST_RANKED = 2
_DEFINED = ("numerator", "denominator", "exclusions")
_GROUPS = {"county": "县区", "department": "市直部门", "enterprise": "公共服务企业"}


def count_table(table: CountTable, name: str) -> Table:
    """One of the report's tables of counts; ``name``: as ``analytics.report`` calls it."""
    lines = tuple(_line(table, row, line_set(name, row.key)) for row in table.rows)
    total = _line(table, table.total, "" if table.difference else ALL)
    difference = _line(table, table.difference, "") if table.difference else None
    known = [n for row in table.rows for n in _compared(table, row)]
    note = FEW if any(n is not None and n < ENOUGH for n in known) else ""
    return Table(table.name, table.header, lines, total, difference, note)


def trend_table(totals: pd.Series) -> Table:
    """Requests by month."""
    lines = tuple(
        Line((month_words(str(month)), int(count)), urlencode({"month": str(month)}))
        for month, count in totals.items()
    )
    whole = Line(("合计", int(totals.sum())))
    return Table("逐月受理量", ("月份", "数量（件）"), lines, whole)


def rate_table(figures: MonthlyFigures) -> Table:
    """Every rate with what it is made of."""
    known = [line for line in figures.rates.values() if line.now.denominator]
    has_before = any(line.now.enough and line.before.enough for line in known)
    lines = tuple(
        Line(
            (
                line.now.name,
                line.now.numerator,
                line.now.denominator,
                percent(line.now.value) if line.now.enough else "样本不足",
                *((_points(line),) if has_before else ()),
            ),
            sets=("", *_sets(asdict(line.now), rate_sets(line.now.key))),
        )
        for line in known
    )
    columns = ("指标", "分子（件）", "分母（件）", "比率", *(("环比",) if has_before else ()))
    return Table("办理指标", columns, lines, note=_bases(figures))


def definition_table(figures: MonthlyFigures) -> Table:
    """What each rate counts, out of what, and what is left out."""
    lines = tuple(
        Line((RATES[key].name, *(getattr(RATES[key], part) for part in _DEFINED)))
        for key, line in figures.rates.items()
        if line.now.denominator
    )
    return Table("指标口径", ("指标", "分子", "分母", "不计入"), lines)


def ranking_table(figures: MonthlyFigures, key: str) -> Table | None:
    """The units by one rate, ranked inside their groups; None when fewer than two can be ranked."""
    ranking = figures.rankings.get(key)
    if ranking is None or ranking.empty or ranking["enough"].sum() < _LEAST_RANKED:
        return None
    ranked = ranking[ranking["enough"]].to_dict("records")
    left_out = int((~ranking["enough"] & (ranking["denominator"] > 0)).sum())
    lines = tuple(
        Line(
            (
                _GROUPS.get(row["group"], "乡镇街道"),
                int(row["rank"]),
                row["unit_name"],
                int(row["numerator"]),
                int(row["denominator"]),
                percent(row["value"]),
            ),
            sets=("", "", "", *_sets(row, rate_sets(key, row["unit_name"]))),
        )
        for row in ranked
    )
    columns = ("类别", "名次", "单位", "分子（件）", "分母（件）", RATES[key].name)
    note = "名次在各类别内按九成五把握能达到的下限排。"
    if left_out:
        note += f"另有{left_out}家不足二十件，样本不足，不排名。"
    return Table(f"各单位{RATES[key].name}", columns, lines, note=note)


def _compared(table: CountTable, row: CountRow) -> tuple[int | None, ...]:
    return (row.previous,) * table.has_mom + (row.year_ago,) * table.has_yoy


def _line(table: CountTable, row: CountRow, name: str) -> Line:
    label, _, *rest = table.cells_of(row)
    return Line((label.replace("/", " / "), row.count, *rest), sets=("", name if row.count else ""))


def _sets(counts: Mapping[Any, Any], names: tuple[str, str]) -> tuple[str, str]:
    """The sets of numerator and denominator; a count of none leads nowhere."""
    upper, lower = names
    return upper if counts["numerator"] else "", lower if counts["denominator"] else ""


def _points(line: RateLine) -> str:
    if not (line.now.enough and line.before.enough):
        return "—"
    return point_change_words(line.now.value, line.before.value)


def _bases(figures: MonthlyFigures) -> str:
    """Why the denominators differ from each other and from what was sent of the month's own."""
    sent = figures.headline.dispatched
    return (
        "各指标数的不是同一批工单，分母不必相等：派单准确、延期、退单数本月派出的，按时办结、超期数本月到期的，"
        "重办、回访和三率数本月办结的，以前受理的都在内；"
        f"本月受理的里面派单办理的是{sent}件。各指标的口径见附表。"
    )
