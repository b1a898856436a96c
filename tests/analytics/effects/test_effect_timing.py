"""The month in which an effect can first be told is the first one in which it is."""

import pandas as pd
import pytest

from analytics.effects.effect import EffectSettings, Material, effect
from analytics.effects.effect_timing import timing
from analytics.months import shift, span

FIRST, START = "2025-01", "2026-01"
ENOUGH = Material(before=12, after=0, requests=240, controls=3)


def counts(last: str, level: int = 20) -> pd.DataFrame:
    months = span(FIRST, last)
    rows = {name: [level + (n * 7 + place * 3) % 5 for n in range(len(months))]
            for place, name in enumerate(("议题", "甲", "乙", "丙"))}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index", columns=pd.Index(months))


def test_the_rule_that_answers_answers_first_in_the_month_foretold() -> None:
    told = timing(START, shift(START, -1), ENOUGH).answered
    loose = EffectSettings(least_placebos=1)
    early = effect(counts(shift(told, -1)), "议题", START, loose)
    assert early.verdict == "not_estimable"
    assert "至少需要2个月" in early.reason
    assert effect(counts(told), "议题", START, loose).verdict != "not_estimable"


@pytest.mark.parametrize(
    ("last", "whole", "is_due"),
    [("2025-11", 0, False), ("2026-01", 1, False), ("2026-02", 2, True), ("2026-05", 5, True)],
)
def test_only_months_that_are_over_count(last: str, whole: int, is_due: bool) -> None:
    found = timing(START, last, ENOUGH)
    assert (found.whole, found.is_due, found.answered) == (whole, is_due, "2026-02")


def test_a_city_that_wants_more_months_waits_longer() -> None:
    assert timing("2026-11", START, ENOUGH, EffectSettings(least_after=3)).answered == "2027-01"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (ENOUGH, ""),
        (Material(6, 0, 240, 3), "措施实施前只有6个月数据，至少需要8个月"),
        (Material(12, 0, 19, 3), "措施实施前诉求不足20件"),
        (Material(12, 0, 240, 1), "可作对照的序列只有1个，至少需要2个"),
    ],
)
def test_what_waiting_will_not_bring_is_said_at_once(known: Material, said: str) -> None:
    assert timing(START, START, known).lacking == said
