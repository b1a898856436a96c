"""Finds matters that are few yet, but new and growing from week to week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import nbinom, norm

from analytics.signs.bursts import dispersion, false_discovery

Floats = npt.NDArray[np.float64]
COLUMNS = ("key", "recent", "before", "weeks", "trend", "p", "q", "is_emerging")


@dataclass(frozen=True, slots=True)
class EmergingSettings:
    """`recent`: the weeks in which a matter may have come up; `most_before`: requests a week that
    it may have had before; `most_recent`: above so many it is no small matter any more; it came in
    `least_weeks` of the recent weeks and grows with a chance of at most `growing`."""

    recent: int = 6
    history: int = 52
    least_history: int = 8
    most_before: float = 0.5
    least_recent: int = 6
    most_recent: int = 60
    least_weeks: int = 4
    growing: float = 0.03
    least_spread: float = 0.3
    false_share: float = 0.1


def emerging(
    counts: pd.DataFrame, week: str, settings: EmergingSettings | None = None
) -> pd.DataFrame:
    """Return one row per key that was rare before: see COLUMNS; the surest first.

    `counts` has one row per key and one column per week in order of time; `week` is the last that
    is looked at. `recent`: the requests of the recent weeks, `before`: a week's mean before them;
    `weeks`: in how many of the recent ones it came; `trend`: the chance of so steep a rise if the
    recent requests were spread evenly; p: the chance of so many as before led to expect, q with the
    share of false alarms kept (Benjamini–Hochberg). A matter that came all at once is a burst and
    not emerging. Empty without `least_history` weeks before the recent ones.
    """
    chosen = settings or EmergingSettings()
    weeks = list(counts.columns)
    at = weeks.index(week) + 1 if week in weeks else 0
    since = at - chosen.recent
    if since < chosen.least_history or counts.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    past: Floats = np.asarray(counts.iloc[:, max(0, since - chosen.history) : since], dtype=float)
    mean = past.mean(axis=1)
    rare = mean <= chosen.most_before
    now: Floats = np.asarray(counts.iloc[:, since:at], dtype=float)[rare]
    past, mean = past[rare], mean[rare]
    seen, came = now.sum(axis=1), (now > 0).sum(axis=1)
    p = _new(seen, past, chosen)
    q, trend = false_discovery(p), _growth(now)
    real = (q <= chosen.false_share) & (trend <= chosen.growing) & (came >= chosen.least_weeks)
    real &= (seen >= chosen.least_recent) & (seen <= chosen.most_recent)
    columns = (counts.index.to_numpy()[rare], seen.astype(int), mean, came, trend, p, q, real)
    frame = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    return frame.sort_values(
        ["is_emerging", "p", "key"], ascending=[False, True, True]
    ).reset_index(drop=True)


def _new(seen: Floats, past: Floats, settings: EmergingSettings) -> Floats:
    """Return the chance of so many in the recent weeks, the mean being known from the past only."""
    weeks = past.shape[1]
    usual = float(past.mean()) if past.size else 0.0
    rate = (past.sum(axis=1) + 0.5) / (weeks + 0.5 / max(usual, 1e-3))
    mean = rate * settings.recent
    excess = max(dispersion(past), settings.least_spread) / settings.recent
    spread = mean + np.square(mean) * (excess + 1 / (past.sum(axis=1) + 0.5))
    size = np.square(mean) / (spread - mean)
    return np.asarray(nbinom.sf(seen - 1, size, size / (size + mean)))


def _growth(now: Floats) -> Floats:
    """Return the chance of so steep a rise, had each request come in any week alike."""
    weeks = now.shape[1]
    order = np.arange(weeks) - (weeks - 1) / 2
    seen = now.sum(axis=1)
    spread = np.sqrt(np.maximum(seen, 1.0) * (weeks**2 - 1) / 12)
    return np.asarray(norm.sf((now @ order - 0.5) / spread))
