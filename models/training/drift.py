"""Says how far a month's texts have moved from what a reader knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.reader import Reader
from models.topics.features import word_keys
from models.topics.views import View

EDGES = (0.5, 0.7, 0.9)
"""Confidences are counted below, between and above these."""
STABLE, MOVED = 0.1, 0.25
"""The usual reading of the population stability index: below, between, above."""
_SMOOTHING = 0.5


@dataclass(frozen=True, slots=True)
class Drift:
    """One month as the reader met it; shares are 0…1, None where there is nothing to divide by.

    `confidence` are shares of readings below 0.5, to 0.7, to 0.9 and above; `shift` is the
    population stability index of the broad topics against the months before, `mix` their counts.
    """

    month: str
    readings: int
    unseen_words: float | None
    confidence: tuple[float, ...]
    mean_confidence: float | None
    shift: float | None
    corrected: float | None
    mix: Mapping[str, int]
    versions: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the figures as dicts, lists, str, int and float."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Drift:
        """Return what `to_json` wrote. Raises TypeError or KeyError on another shape."""
        values = dict(plain)
        values["confidence"] = tuple(values["confidence"])
        values["versions"] = tuple(values["versions"])
        return cls(**values)


def unseen_share(reader: Reader, counted: Mapping[str, int]) -> float | None:
    """Return the share of words that the reader's topics know nothing of; None for no words.

    `counted` says how often each word was said.
    """
    if not counted:
        return None
    known = knows(reader, list(counted))
    times = np.array(list(counted.values()))
    return float(times[~known].sum() / times.sum())


def knows(reader: Reader, words: Sequence[str]) -> NDArray[np.bool_]:
    """Return for each word whether any topic of the reader's catalogue has to do with it."""
    topics = reader.uncorrected or reader.topics
    view = next(each for each in topics.views if isinstance(each, View))
    block = next(each for each in view.space.blocks if each.spec.source == "words")
    found: NDArray[np.bool_] = block.lookup.find(word_keys(block.spec, words))[1]
    return found


def confidence_shares(confidences: Sequence[float]) -> tuple[float, ...]:
    """Return the shares below, between and above EDGES; zeros for no readings."""
    where = np.searchsorted(EDGES, np.asarray(confidences, float), side="right")
    counts = np.bincount(where, minlength=len(EDGES) + 1)
    return tuple((counts / max(len(confidences), 1)).tolist())


def stability_index(before: Mapping[str, int], now: Mapping[str, int]) -> float | None:
    """Return the population stability index of two mixes; None when one of them is empty.

    Each share is smoothed by half a count, so that a topic that is new does not count infinitely.
    """
    names = sorted({*before, *now})
    old, new = (np.array([mix.get(name, 0) for name in names], float) for mix in (before, now))
    if not old.sum() or not new.sum():
        return None
    p, q = ((each + _SMOOTHING) / (each + _SMOOTHING).sum() for each in (old, new))
    return float(((q - p) * np.log(q / p)).sum())
