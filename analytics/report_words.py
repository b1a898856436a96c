"""Turns the month's figures into the plain sentences of the report, by a fixed pattern."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.laggards import Laggard
from analytics.rate_definitions import RATES
from analytics.report import MonthlyFigures, RateLine
from analytics.report_labels import Labels
from analytics.report_tables import OTHERS, CountTable
from analytics.trends import UNNAMED, Change
from analytics.wording import (
    as_of,
    change_words,
    compared,
    month_words,
    percent,
    pieces,
    point_change_words,
    uncompared,
)

_HANDLING = ("sign", "first_contact", "on_time", "return", "redo", "repeat")
_CALLBACK = ("callback_coverage", "response", "solved", "satisfied")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    heading: str
    lines: tuple[str, ...]


def sections(figures: MonthlyFigures, labels: Labels | None = None) -> tuple[Section, ...]:
    """Return the report's sentences by section; the same figures give the same sentences.

    Holds no names of people. Sections without anything to say are left out.
    """
    words = labels or Labels()
    made = (
        Section("总体情况", _overall(figures)),
        Section("责任单位接诉情况", _ranks(figures.tables["unit_group"], "接诉")),
        Section("热点诉求", _ranks(figures.tables["topic_2"], "反映")),
        Section("区域分布", _ranks(figures.tables["area"], "受理")),
        Section("办理情况与三率", _rates(figures)),
        Section("短板单位", tuple(_laggard(x, words) for x in figures.laggards)),
        Section("风险预警", _warnings(figures)),
    )
    return tuple(s for s in made if s.lines)


def _overall(figures: MonthlyFigures) -> tuple[str, ...]:
    head = figures.headline
    changes = (head.change.mom_pct, head.change.yoy_pct)
    first = (
        f"{month_words(figures.month)}，共受理群众诉求{pieces(head.total)}{compared(*changes)}。"
        f"{uncompared(*changes)}"
    )
    if not head.total:
        return (first,)
    second = (
        f"其中直接答复{pieces(head.direct)}，占{percent(head.direct / head.total)}；"
        f"派单办理{pieces(head.dispatched)}，占{percent(head.dispatched / head.total)}。"
        f"{as_of(figures.now)}，派单诉求已办结{pieces(head.closed)}，在办{pieces(head.open)}。"
    )
    parts = [figures.tables[k] for k in ("channel", "request_type")]
    return first, second, *_adjusted(head.change), *(_shares(t) for t in parts if t.rows)


def _adjusted(change: Change) -> tuple[str, ...]:
    """Say the calendar-adjusted change only where the calendar makes a difference worth a line."""
    adjusted, plain = change.yoy_adjusted_pct, change.yoy_pct
    if adjusted is None or plain is None or abs(adjusted - plain) < 3:
        return ()
    return (f"剔除春节等节假日和天数影响后，日均诉求量同比{change_words(adjusted)}。",)


def _shares(table: CountTable) -> str:
    said = "，".join(f"{r.label}{pieces(r.count)}（占{percent(r.share)}）" for r in table.rows)
    return f"按{table.name}分：{said}。"


def _ranks(table: CountTable, verb: str, most: int = 10) -> tuple[str, ...]:
    named = [r for r in table.rows if r.label != OTHERS and r.key != UNNAMED][:most]
    return tuple(
        f"{r.label.replace('/', '—')}：{verb}{pieces(r.count)}，占{percent(r.share)}"
        f"{compared(r.mom_pct, r.yoy_pct)}。"
        for r in named
    )


def _rates(figures: MonthlyFigures) -> tuple[str, ...]:
    keys = [k for k in (*_HANDLING, *_CALLBACK) if k in figures.rates]
    return tuple(_rate(figures.rates[k]) for k in keys if figures.rates[k].now.denominator)


def _rate(line: RateLine) -> str:
    now = line.now
    if not now.enough:
        return f"{now.name}：{now.words}。"
    before = line.before.value if line.before.enough else None
    if before is None:
        return f"{now.name}{now.words}。"
    return f"{now.name}{now.words}，环比{point_change_words(now.value, before)}。"


def _laggard(found: Laggard, words: Labels) -> str:
    name, group = RATES[found.rate].name, words.unit_groups.get(found.group, found.group)
    gap = (found.city - found.value) * 100
    line = (
        f"{found.unit}（{group}）：{name}{percent(found.value)}"
        f"（{found.numerator}/{found.denominator}），低于全市{gap:.2f}个百分点"
    )
    if found.failed_topic:
        line += f"，其中“{found.failed_topic.replace('/', '—')}”未达标{pieces(found.failed_count)}"
    return line + "。"


def _warnings(figures: MonthlyFigures) -> tuple[str, ...]:
    real = figures.bursts[figures.bursts["is_burst"]] if len(figures.bursts) else figures.bursts
    return tuple(
        f"“{str(r['key']).replace('/', '—')}”本月{pieces(int(r['observed']))}，"
        f"按以往水平预计约{r['expected']:.0f}件，为预计的{r['ratio']:.1f}倍，属异常增长。"
        for r in real.to_dict("records")
    )
