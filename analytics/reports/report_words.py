"""Turns the month's figures into the plain sentences of the report, by a fixed pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.figures.laggards import Laggard
from analytics.figures.rate_definitions import RATES
from analytics.figures.rates import TOO_FEW, Rate
from analytics.figures.trends import UNNAMED, Change
from analytics.marking import marked, marked_pieces, unmarked
from analytics.reports.report import MonthlyFigures, RateLine
from analytics.reports.report_labels import Labels
from analytics.reports.report_moves import told_areas, told_rate_moves, told_shares, told_units
from analytics.reports.report_sets import (
    ALL,
    CLOSED,
    OPEN,
    burst_set,
    failed_set,
    line_set,
    rate_sets,
)
from analytics.reports.report_tables import OTHERS
from analytics.wording import (
    as_of,
    change_words,
    compared,
    month_words,
    percent,
    uncompared,
)

HANDLING = ("sign", "first_contact", "on_time", "return", "redo", "repeat")
CALLBACK = ("callback_coverage", "response", "solved", "satisfied")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    heading: str
    lines: tuple[str, ...]


def sections(figures: MonthlyFigures, labels: Labels | None = None) -> tuple[Section, ...]:
    """Return the report's sentences by section; the same figures give the same sentences.

    Holds no names of people. Sections without anything to say are left out.
    """
    said = marked_sections(figures, labels).items()
    return tuple(Section(h, tuple(unmarked(line)[0] for line in lines)) for h, lines in said)


def marked_sections(
    figures: MonthlyFigures, labels: Labels | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the same by heading, with marks on the numbers that count tickets (`marking`)."""
    words = labels or Labels()
    made = {
        "总体情况": _overall(figures),
        "责任单位接诉情况": told_units(figures),
        "热点诉求": _ranks(figures, "topic_2", "反映"),
        "区域分布": told_areas(figures),
        "办理情况与三率": _rates(figures),
        "短板单位": tuple(_laggard(x, words) for x in figures.laggards),
        "风险预警": _warnings(figures),
    }
    return {heading: lines for heading, lines in made.items() if lines}


def _overall(figures: MonthlyFigures) -> tuple[str, ...]:
    head = figures.headline
    changes = (head.change.mom_pct, head.change.yoy_pct)
    first = (
        f"{month_words(figures.month)}，共受理群众诉求{marked_pieces(head.total, ALL)}"
        f"{compared(*changes)}。{uncompared(*changes)}"
    )
    if not head.total:
        return (first,)
    second = (
        f"其中直接答复{_outcome(head.direct, 'direct')}，占{percent(head.direct / head.total)}；"
        f"派单办理{_outcome(head.dispatched, 'dispatched')}，"
        f"占{percent(head.dispatched / head.total)}。"
        f"{as_of(figures.now)}，派单诉求已办结{marked_pieces(head.closed, CLOSED)}，"
        f"在办{marked_pieces(head.open, OPEN)}。"
    )
    if head.past:
        second += f"另有{_outcome(head.past, 'past')}是导入的往年件，怎么办的不在本系统。"
    shares = [told_shares(figures.tables[k], k) for k in ("channel", "request_type")]
    return first, second, *_adjusted(head.change), *(said for said in shares if said)


def _outcome(count: int, key: str) -> str:
    return marked_pieces(count, line_set("outcome", key))


def _adjusted(change: Change) -> tuple[str, ...]:
    """Say the calendar-adjusted change only where the calendar makes a difference worth a line."""
    adjusted, plain = change.yoy_adjusted_pct, change.yoy_pct
    if adjusted is None or plain is None or abs(adjusted - plain) < 3:
        return ()
    return (f"剔除春节等节假日和天数影响后，日均诉求量同比{change_words(adjusted)}。",)


def _ranks(figures: MonthlyFigures, name: str, verb: str, most: int = 10) -> tuple[str, ...]:
    table = figures.tables[name]
    named = [r for r in table.rows if r.label != OTHERS and r.key != UNNAMED][:most]
    return tuple(
        f"{r.label.replace('/', '—')}：{verb}{marked_pieces(r.count, line_set(name, r.key))}，"
        f"占{percent(r.share)}。"
        for r in named
    )


def _rates(figures: MonthlyFigures) -> tuple[str, ...]:
    """One sentence for each part of the work, and one on what moved beyond chance."""
    told: list[RateLine] = []
    said = []
    for lead, keys in (("办理", HANDLING[:3]), ("退单和重办", HANDLING[3:]), ("回访", CALLBACK)):
        lines = [figures.rates[k] for k in keys if k in figures.rates]
        lines = [line for line in lines if line.now.denominator]
        told += lines
        if lines:
            said.append(f"{lead}：{'，'.join(told_rate(line.now) for line in lines)}。")
    moved = told_rate_moves(told)
    return (*said, moved) if moved else tuple(said)


def told_rate(rate: Rate) -> str:
    """Return a rate as a sentence begins, its numerator and denominator marked."""
    fraction = _fraction(rate, rate_sets(rate.key))
    if not rate.enough:
        return f"{rate.name}：{TOO_FEW}（{fraction}）"
    return f"{rate.name}{percent(rate.value)}（{fraction}）"


def told_few(rate: Rate) -> str:
    """Return only the counts of a rate that has too few, marked."""
    return f"{rate.name}{_fraction(rate, rate_sets(rate.key))}"


def _fraction(found: Rate | Laggard, sets: tuple[str, str]) -> str:
    counts = (found.numerator, found.denominator)
    pairs = zip(counts, sets, strict=True)
    return "/".join(marked(str(count), name) if count else "0" for count, name in pairs)


def _laggard(found: Laggard, words: Labels) -> str:
    name, group = RATES[found.rate].name, words.unit_groups.get(found.group, found.group)
    gap = (found.city - found.value) * 100
    line = (
        f"{found.unit}（{group}）：{name}{percent(found.value)}"
        f"（{_fraction(found, rate_sets(found.rate, found.unit))}），低于全市{gap:.2f}个百分点"
    )
    if found.failed_topic:
        line += f"，其中“{found.failed_topic.replace('/', '—')}”"
        line += f"未达标{marked_pieces(found.failed_count, failed_set(found))}"
    return line + "。"


def _warnings(figures: MonthlyFigures) -> tuple[str, ...]:
    real = figures.bursts[figures.bursts["is_burst"]] if len(figures.bursts) else figures.bursts
    return tuple(_warning({str(k): v for k, v in r.items()}) for r in real.to_dict("records"))


def _warning(burst: Mapping[str, Any]) -> str:
    key = str(burst["key"])
    count = marked_pieces(int(burst["observed"]), burst_set(key))
    return (
        f"“{key.replace('/', '—')}”本月{count}，按以往水平预计约{burst['expected']:.0f}件，"
        f"为预计的{burst['ratio']:.1f}倍，属异常增长。"
    )
