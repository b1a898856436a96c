"""Builds what would have been: the other series, those that kept a steady ratio to it foremost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.outlook.levels import Outlooks, Strengths, outlooks

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

_LEAST_EXPECTED = 0.3
_STEADIEST = 1e-4


@dataclass(frozen=True, slots=True)
class Contrasts:
    """One comparison per row: log effect after the start, its standard error, the weights."""

    effects: Floats
    errors: Floats
    weights: Floats

    @property
    def strikingness(self) -> Floats:
        """The effects in their standard errors."""
        return self.effects / self.errors


def contrasts(
    counts: Floats, calendar: Index, before: int, strengths: Strengths | None = None
) -> Contrasts:
    """Return how every row moved after its first `before` months beside the rows below the first.

    Row 0 is the treated series: it is compared with all others, each of the others with the rest
    of them (a placebo). The effect is the log of all requests after, over what the row's ratio to
    its mixture led to expect; the error holds the wandering of that ratio, what is not known of its
    season and level, and the chance of counting. Assumes at least three rows and positive sums.
    """
    logs = np.log(counts + 0.5)
    weights = mixtures(logs[:, :before])
    mixed = weights @ logs
    ratios = logs - mixed
    usual = np.exp(mixed + ratios[:, :before].mean(axis=1, keepdims=True))
    chance = 1 / np.maximum(usual, _LEAST_EXPECTED)
    ahead = outlooks(ratios, chance, calendar, before, strengths)
    seen = counts[:, before:].sum(axis=1) + 0.5
    effects, errors = _compared(seen, ahead, mixed[:, before:])
    return Contrasts(effects, errors, weights)


def mixtures(logs: Floats) -> Floats:
    """Return for every row the shares of the others in its mixture; row 0 is in nobody's.

    A row counts the more the less its ratio to the row in question varied; one number is learnt
    per pair, so that few months and many rows do not end in fitting noise.
    """
    level = logs - logs.mean(axis=1, keepdims=True)
    squares = np.square(level).sum(axis=1)
    apart = squares[:, None] + squares[None, :] - 2 * level @ level.T
    weights = np.maximum(apart / (logs.shape[1] - 1), _STEADIEST) ** -1.5
    np.fill_diagonal(weights, 0.0)
    weights[1:, 0] = 0.0
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _compared(seen: Floats, ahead: Outlooks, mixed: Floats) -> tuple[Floats, Floats]:
    expected = np.exp(ahead.mean + mixed[:, None, :])
    whole = expected.sum(axis=2)
    part = expected / whole[:, :, None]
    logs = np.log(seen)[:, None] - np.log(whole)
    spread = np.einsum("nga,ngab,ngb->ng", part, ahead.spread, part)
    effects = (ahead.shares * logs).sum(axis=1)
    variance = spread + np.square(logs - effects[:, None])
    return effects, np.sqrt((ahead.shares * variance).sum(axis=1) + 1 / np.maximum(seen, 1.0))
