"""Measures whether a measure worked: against what untouched series say, tested on placebos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from analytics.effects.synthetic import Contrasts, contrasts, mixtures
from analytics.outlook.levels import Strengths

Floats = npt.NDArray[np.float64]
Names = npt.NDArray[np.str_]
Verdict = Literal["fell", "rose", "no_evidence", "not_estimable"]
METHOD = "双重差分（与比值最稳的未干预序列比，计入季节和水平漂移）与安慰剂检验"


@dataclass(frozen=True, slots=True)
class EffectSettings:
    """What must be there to estimate at all, and when an effect is believed.

    `most_controls`: only the series nearest to the treated one take part; `wanted_placebos`:
    earlier starts are tried until there are so many; `doubt`: placebos' worth of belief that they
    scatter `least_scatter` times as wide as their errors say: a mixture is chosen where it fits, so
    that what was missed before the start is a little less than what will be missed after it.
    """

    least_before: int = 8
    least_after: int = 2
    least_controls: int = 2
    least_requests: int = 20
    least_placebos: int = 9
    least_placebo_before: int = 6
    most_controls: int = 60
    wanted_placebos: int = 40
    doubt: float = 6.0
    believed: float = 0.08
    least_scatter: float = 1.1
    believed_of_few: float = 0.1
    confidence: float = 0.95
    strengths: Strengths = field(default_factory=Strengths)


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to answer from: whole months before and after the start, the series' requests
    before it, and how many series may be compared with."""

    before: int
    after: int
    requests: float
    controls: int


@dataclass(frozen=True, slots=True)
class Effect:
    """`effect_pct`, `low`, `high` in percent (−30 = a fall of 30 %), None when not estimable.

    `p_placebo`: the share of placebo comparisons at least as striking; `controls`: the series that
    carry the comparison, heaviest first; `reason`: in Chinese, why the verdict is what it is;
    `naive_pct`: the mean month after beside the mean month before, which is no evidence of
    anything and only printed beside, None where nothing was before.
    """

    effect_pct: float | None
    low: float | None
    high: float | None
    p_placebo: float | None
    verdict: Verdict
    method: str
    controls: tuple[str, ...]
    reason: str
    naive_pct: float | None = None


def effect(
    counts: pd.DataFrame,
    treated: str,
    start: str,
    settings: EffectSettings | None = None,
    controls: Sequence[str] | None = None,
) -> Effect:
    """Return what happened to the treated series from the month `start` on, beside the others.

    `counts` is as `trends.monthly_counts` gives it. `controls`: the comparison chosen beforehand
    (`chosen_controls`); without it all other series are taken as untouched: leave out those the
    measure reached. The same comparison is then made for every control and for earlier months,
    where nothing happened, and the result is believed only when few of those placebos are as
    striking and the interval, as wide as the placebos say, does not hold zero. When the data cannot
    carry an answer the verdict is not_estimable; asked before there is anything after, the
    controls are those to keep for later. Raises KeyError for an unknown series.
    """
    chosen = settings or EffectSettings()
    frame = _compared_with(counts, treated, controls)
    months = [str(m) for m in frame.columns]
    before = sum(m < start for m in months)
    values: Floats = np.asarray(frame, dtype=float)
    naive = _naive(values[0], before)
    kept = _usable(values, before, chosen)
    material = Material(before, len(months) - before, values[0, :before].sum(), kept[1:].sum())
    if said := lacking(material, chosen):
        return _not_estimable(said, naive, chosen_controls(frame, treated, start, chosen))
    values, names = _nearest(values[kept], np.array(frame.index.astype(str))[kept], before, chosen)
    calendar = np.array([int(m[5:]) - 1 for m in months])
    found = contrasts(values, calendar, before, chosen.strengths)
    placebos = _placebos(found, values, calendar, before, chosen)
    if len(placebos) < chosen.least_placebos:
        return _not_estimable("可用于安慰剂检验的序列和月份过少", naive)
    return _judged(found, placebos, names[1:], naive, chosen)


def lacking(material: Material, settings: EffectSettings) -> str:
    """Return in Chinese what the data lack for an answer, or ""."""
    before, after, controls = material.before, material.after, material.controls
    if before < settings.least_before:
        return f"措施实施前只有{before}个月数据，至少需要{settings.least_before}个月"
    if after < settings.least_after:
        return f"措施实施后只有{after}个月数据，至少需要{settings.least_after}个月"
    if material.requests < settings.least_requests:
        return f"措施实施前诉求不足{settings.least_requests}件"
    if controls < settings.least_controls:
        return f"可作对照的序列只有{controls}个，至少需要{settings.least_controls}个"
    return ""


def chosen_controls(
    counts: pd.DataFrame, treated: str, start: str, settings: EffectSettings | None = None
) -> tuple[str, ...]:
    """Return the series to compare with, steadiest ratio first, from the months before `start`.

    To be kept with the agenda item before anything is done, so that nobody picks the comparison
    that suits. Empty where there are too few. Raises KeyError for an unknown series.
    """
    chosen = settings or EffectSettings()
    frame = _compared_with(counts, treated, None)
    frame = frame[[m for m in frame.columns if str(m) < start]]
    values: Floats = np.asarray(frame, dtype=float)
    kept = values.sum(axis=1) >= chosen.least_requests
    kept[0] = True
    if kept.sum() <= chosen.least_controls or values.shape[1] < chosen.least_before:
        return ()
    names = np.array(frame.index.astype(str))[kept]
    return tuple(str(n) for n in _nearest(values[kept], names, values.shape[1], chosen)[1][1:])


def _compared_with(
    counts: pd.DataFrame, treated: str, controls: Sequence[str] | None
) -> pd.DataFrame:
    """Return the treated series first, then those to compare it with. Raises KeyError."""
    others = [n for n in (counts.index if controls is None else controls) if n != treated]
    return counts.loc[[treated, *others]]


def _usable(values: Floats, before: int, settings: EffectSettings) -> npt.NDArray[np.bool_]:
    seen = values[:, :before].sum(axis=1) >= settings.least_requests
    kept = np.asarray(seen & (values[:, before:].sum(axis=1) > 0))
    kept[0] = True
    return kept


def _naive(own: Floats, before: int) -> float | None:
    if not 0 < before < len(own) or own[:before].sum() == 0:
        return None
    return round(float(own[before:].mean() / own[:before].mean() - 1) * 100, 2)


def _nearest(
    values: Floats, names: Names, before: int, settings: EffectSettings
) -> tuple[Floats, Names]:
    """Return the treated series and the controls nearest to it, nearest first."""
    share = mixtures(np.log(values[:, :before] + 0.5))[0, 1:]
    order = 1 + np.lexsort((names[1:], -share))[: settings.most_controls]
    rows = np.concatenate([[0], order])
    return values[rows], names[rows]


def _placebos(
    found: Contrasts,
    values: Floats,
    calendar: npt.NDArray[np.int64],
    before: int,
    settings: EffectSettings,
) -> Floats:
    """Return how striking comparisons are in which nothing happened."""
    after = len(calendar) - before
    months = min(after, before // 3)
    striking = [found.strikingness[1:]]
    for begin in range(before - months, settings.least_placebo_before - 1, -max(1, months // 2)):
        if sum(map(len, striking)) >= settings.wanted_placebos:
            break
        stop = begin + months
        seen = values[:, :begin].sum(axis=1) > 0
        if seen[0] and seen.sum() > settings.least_controls:
            part = contrasts(values[seen, :stop], calendar[:stop], begin, settings.strengths)
            striking.append(part.strikingness)
    return np.concatenate(striking)


def _judged(
    found: Contrasts, placebos: Floats, names: Names, naive: float | None, settings: EffectSettings
) -> Effect:
    logs, error = float(found.effects[0]), float(found.errors[0])
    p = (1 + int((np.abs(placebos) >= abs(logs / error) - 1e-9).sum())) / (1 + len(placebos))
    width = float(student.ppf((1 + settings.confidence) / 2, len(placebos) + settings.doubt))
    reach = width * error * _scatter(placebos, settings)
    low, high = (float(np.expm1(logs + side * reach) * 100) for side in (-1, 1))
    few = 1 / (1 + len(placebos)) > settings.believed  # even the clearest effect could not reach it
    limit = settings.believed_of_few if few else settings.believed
    verdict: Verdict = "no_evidence"
    if p <= limit and (low > 0 or high < 0):
        verdict = "fell" if logs < 0 else "rose"
    weights = found.weights[0, 1:]
    return Effect(
        effect_pct=round(float(np.expm1(logs) * 100), 2),
        low=round(low, 2),
        high=round(high, 2),
        p_placebo=round(p, 4),
        verdict=verdict,
        method=METHOD,
        controls=tuple(str(names[i]) for i in np.lexsort((names, -weights)) if weights[i] > 0.005),
        reason=_reason(verdict, p, len(placebos)),
        naive_pct=naive,
    )


def _scatter(placebos: Floats, settings: EffectSettings) -> float:
    """Return how much wider the placebos scatter than their own errors say."""
    squares, usual = np.minimum(np.square(placebos), 25.0), settings.least_scatter**2
    mean = (squares.sum() + settings.doubt * usual) / (len(squares) + settings.doubt)
    return float(np.sqrt(max(usual, mean)))


def _reason(verdict: Verdict, p: float, count: int) -> str:
    tested = f"{count}次安慰剂比较中，同样显著的占{p * 100:.1f}%"
    if verdict == "no_evidence":
        return f"没有足够证据表明诉求量因措施而变化：{tested}"
    word = "下降" if verdict == "fell" else "上升"
    return f"与对照相比诉求量{word}：{tested}"


def _not_estimable(reason: str, naive: float | None, controls: tuple[str, ...] = ()) -> Effect:
    return Effect(None, None, None, None, "not_estimable", METHOD, controls, reason, naive)
