"""Foretells log ratios of counts: a level that wanders, a season, chance; strengths are learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

_LEVEL = 4.0
_ROUNDS = 30
_SMOOTH_SHARE, _SMOOTHNESS = 0.7, 0.8


@dataclass(frozen=True, slots=True)
class Strengths:
    """What a series may be like, in logs; every combination is weighed.

    `walks`: how far the level wanders in a month; `seasons`: how far the calendar months of a
    series depart from the others'; `noises`: the variance of a month beyond chance. `wave`: a
    yearly wave that every series may have; `held`: as many series' worth of an open mind is kept.
    """

    walks: tuple[float, ...] = (0.0, 0.02, 0.05, 0.12)
    seasons: tuple[float, ...] = (0.0, 0.1, 0.35)
    noises: tuple[float, ...] = (0.0, 0.01, 0.05)
    wave: float = 0.3
    held: float = 2.0


@dataclass(frozen=True, slots=True)
class Outlooks:
    """What the months after lead to expect, under every combination of strengths.

    `shares`: series × combination, how well it describes the series, sum 1; `mean`: series ×
    combination × month; `spread`: series × combination × month × month, without counting's chance.
    """

    shares: Floats
    mean: Floats
    spread: Floats


def outlooks(
    ratios: Floats, chance: Floats, calendar: Index, before: int, strengths: Strengths | None = None
) -> Outlooks:
    """Return what the first `before` months of each row lead to expect of the months after.

    `ratios` are logs, one row per series; `chance` the variance of each by counting alone;
    `calendar` the calendar month 0 … 11 of each column. How likely each combination of strengths
    is, is learnt from all rows together, then from the row itself (empirical Bayes). What the
    months after hold is not looked at.
    """
    chosen = strengths or Strengths()
    base = ratios[:, :before].mean(axis=1)
    seen = ratios[:, :before] - base[:, None]
    found = [
        _outlook(seen, chance[:, :before] + noise, noise, kernel)
        for kernel, noise in _kernels(calendar, chosen)
    ]
    fits, means, spreads = (np.stack(part, axis=1) for part in zip(*found, strict=True))
    return Outlooks(_shares(fits, chosen.held), means + base[:, None, None], spreads)


def _kernels(calendar: Index, strengths: Strengths) -> Iterator[tuple[Floats, float]]:
    """Yield how months hang together, and how much each varies by itself, per combination."""
    order = np.arange(len(calendar))
    walk = np.minimum(order[:, None], order[None, :]) + 1.0
    turn = np.pi * (calendar[:, None] - calendar[None, :]) / 12
    smooth = np.exp(-2 * np.square(np.sin(turn) / _SMOOTHNESS))
    season = _SMOOTH_SHARE * smooth + (1 - _SMOOTH_SHARE) * (turn == 0)
    always = _LEVEL + strengths.wave**2 * np.cos(2 * turn)
    for w, s, noise in product(strengths.walks, strengths.seasons, strengths.noises):
        yield always + w**2 * walk + s**2 * season, noise


def _outlook(
    seen: Floats, variance: Floats, noise: float, kernel: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return each row's fit (log likelihood), the mean ahead and its covariance (Kriging)."""
    before = seen.shape[1]
    across, ahead = kernel[:before, before:], kernel[before:, before:]
    lower = np.linalg.cholesky(kernel[:before, :before] + variance[:, None, :] * np.eye(before))
    both = np.concatenate(
        [seen[:, :, None], np.broadcast_to(across, (len(seen), *across.shape))], axis=2
    )
    solved = np.linalg.solve(lower, both)
    white, link = solved[:, :, 0], solved[:, :, 1:]
    size = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    fit = -0.5 * np.square(white).sum(axis=1) - size
    turned = link.transpose(0, 2, 1)
    mean = (turned @ white[:, :, None])[:, :, 0]
    return fit, mean, ahead + noise * np.eye(len(ahead)) - turned @ link


def _shares(fits: Floats, held: float) -> Floats:
    """Return how likely each combination is for each row, what is usual learnt from all rows."""
    likely = np.exp(fits - fits.max(axis=1, keepdims=True))
    series, kinds = likely.shape
    usual = np.full(kinds, 1 / kinds)
    for _ in range(_ROUNDS):
        shares = likely * usual
        shares /= shares.sum(axis=1, keepdims=True)
        usual = (shares.sum(axis=0) + held / kinds) / (series + held)
    shares = likely * usual
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
