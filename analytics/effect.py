"""Measures whether a measure worked: against what untouched series say, tested on placebos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from analytics.calendar_days import effective_days
from analytics.seasonal import History, SeasonSettings, season_factors
from analytics.synthetic import Contrast, contrast

Floats = npt.NDArray[np.float64]
Verdict = Literal["fell", "rose", "no_evidence", "not_estimable"]
METHOD = "合成对照（同期未干预序列加权）与安慰剂检验"


@dataclass(frozen=True, slots=True)
class EffectSettings:
    """What must be there to estimate at all, and when an effect is believed."""

    least_before: int = 8
    least_after: int = 2
    least_controls: int = 2
    least_requests: int = 20
    least_placebos: int = 9
    least_placebo_before: int = 6
    believed: float = 0.05
    believed_of_few: float = 0.1
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Effect:
    """`effect_pct`, `low`, `high` in percent (−30 = a fall of 30 %), None when not estimable.

    `p_placebo`: the share of placebo comparisons at least as striking; `controls`: the series that
    carry the comparison, heaviest first; `reason`: in Chinese, why the verdict is what it is.
    """

    effect_pct: float | None
    low: float | None
    high: float | None
    p_placebo: float | None
    verdict: Verdict
    method: str
    controls: tuple[str, ...]
    reason: str


def effect(
    counts: pd.DataFrame, treated: str, start: str, settings: EffectSettings | None = None
) -> Effect:
    """Return what happened to the treated series from the month `start` on, beside the others.

    `counts` is as `trends.monthly_counts` gives it. All other series are taken as untouched: leave
    out those the measure reached. The comparison is a weighted mixture of them; the same is then
    done to every control and to earlier months, where nothing happened, and the result is believed
    only when few of those placebos are as striking and the interval does not hold zero. When the
    data cannot carry an answer the verdict is not_estimable. Raises KeyError for an unknown series.
    """
    chosen = settings or EffectSettings()
    if treated not in counts.index:
        raise KeyError(treated)
    months = [str(m) for m in counts.columns]
    before = sum(m < start for m in months)
    own: Floats = np.asarray(counts.loc[treated], dtype=float)
    others = counts.drop(index=treated)
    usable = _usable(np.asarray(others, dtype=float), before, chosen)
    donors: Floats = np.asarray(others, dtype=float)[usable]
    lacking = _lacking(own, donors, before, chosen)
    if lacking:
        return _not_estimable(lacking)
    own, donors = _levelled(own, donors, months, before)
    found = contrast(own, donors, before)
    placebos = _placebos(own, donors, before, chosen)
    if len(placebos) < chosen.least_placebos:
        return _not_estimable("可用于安慰剂检验的序列和月份过少")
    names = np.array([str(i) for i in others.index])[usable]
    return _judged(found, placebos, names, chosen)


def _usable(donors: Floats, before: int, settings: EffectSettings) -> npt.NDArray[np.bool_]:
    seen = donors[:, :before].sum(axis=1) >= settings.least_requests
    return np.asarray(seen & (donors[:, before:].sum(axis=1) > 0))


def _lacking(own: Floats, donors: Floats, before: int, settings: EffectSettings) -> str:
    """Return in Chinese what the data lack, or ""."""
    after = len(own) - before
    if before < settings.least_before:
        return f"措施实施前只有{before}个月数据，至少需要{settings.least_before}个月"
    if after < settings.least_after:
        return f"措施实施后只有{after}个月数据，至少需要{settings.least_after}个月"
    if own[:before].sum() < settings.least_requests:
        return f"措施实施前诉求不足{settings.least_requests}件"
    if len(donors) < settings.least_controls:
        return f"可作对照的序列只有{len(donors)}个，至少需要{settings.least_controls}个"
    return ""


def _levelled(own: Floats, donors: Floats, months: list[str], before: int) -> tuple[Floats, Floats]:
    """Take each series' own season out, learnt before the start only, when two years are there."""
    if before < 24:
        return own, donors
    everyone = np.vstack([own, donors])
    calendar = np.array([int(m[5:]) - 1 for m in months])
    days = np.array([effective_days(m) for m in months])
    past = History(everyone[:, :before], days[:before], calendar[:before])
    level = everyone / season_factors(past, SeasonSettings())[:, calendar]
    return level[0], level[1:]


def _placebos(own: Floats, donors: Floats, before: int, settings: EffectSettings) -> Floats:
    """Return the standardised effects of comparisons in which nothing happened."""
    months = min(own.shape[0] - before, before // 3)
    found = [_standard(donors[i], np.delete(donors, i, 0), before) for i in range(len(donors))]
    everyone = np.vstack([own, donors])
    for series in range(len(everyone)):
        rest = np.delete(everyone, series, 0)
        for begin in _earlier_starts(before, months, settings):
            stop = begin + months
            found.append(_standard(everyone[series, :stop], rest[:, :stop], begin))
    return np.array([z for z in found if z is not None])


def _earlier_starts(before: int, months: int, settings: EffectSettings) -> range:
    """Return starts whose months after all lie before the true start; half of them overlap."""
    last = before - months
    return range(last, settings.least_placebo_before - 1, -max(1, months // 2))


def _standard(series: Floats, donors: Floats, before: int) -> float | None:
    empty = donors[:, :before].sum(axis=1) == 0
    if empty.all() or len(donors) < 1 or series[:before].sum() == 0:
        return None
    made = contrast(series, donors[~empty], before)
    return made.effect / made.error


def _judged(
    found: Contrast, placebos: Floats, names: npt.NDArray[np.str_], settings: EffectSettings
) -> Effect:
    z = found.effect / found.error
    p = (1 + int((np.abs(placebos) >= abs(z) - 1e-9).sum())) / (1 + len(placebos))
    widened = found.error * _scatter(placebos, len(names))
    reach = float(student.ppf((1 + settings.confidence) / 2, len(placebos) - 1)) * widened
    low, high = (float(np.expm1(found.effect + side * reach) * 100) for side in (-1, 1))
    few = 1 / (1 + len(placebos)) > settings.believed  # even the clearest effect could not reach it
    limit = settings.believed_of_few if few else settings.believed
    sure = p <= limit and (low > 0 or high < 0)
    verdict: Verdict = "no_evidence"
    if sure:
        verdict = "fell" if found.effect < 0 else "rose"
    order = np.lexsort((names, -found.weights))
    return Effect(
        effect_pct=round(float(np.expm1(found.effect) * 100), 2),
        low=round(low, 2),
        high=round(high, 2),
        p_placebo=round(p, 4),
        verdict=verdict,
        method=METHOD,
        controls=tuple(str(names[i]) for i in order if found.weights[i] > 0.005),
        reason=_reason(verdict, p, len(placebos)),
    )


def _scatter(placebos: Floats, controls: int) -> float:
    """Return how much wider the placebos scatter than their own errors say, at least 1.

    The controls at the true start (they stand first) count more: earlier months took part in
    learning the season, so they scatter less than the months to come.
    """
    squares = np.square(placebos)
    everywhere, here = squares.mean(), squares[:controls]
    mixed = (here.sum() + 3 * everywhere) / (len(here) + 3)
    return float(np.sqrt(max(1.0, everywhere, mixed)))


def _reason(verdict: Verdict, p: float, count: int) -> str:
    tested = f"{count}次安慰剂比较中，同样显著的占{p * 100:.1f}%"
    if verdict == "no_evidence":
        return f"没有足够证据表明诉求量因措施而变化：{tested}"
    word = "下降" if verdict == "fell" else "上升"
    return f"与对照相比诉求量{word}：{tested}"


def _not_estimable(reason: str) -> Effect:
    return Effect(None, None, None, None, "not_estimable", METHOD, (), reason)
