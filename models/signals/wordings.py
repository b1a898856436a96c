"""How people word a request or an alarm: weights of letters and pairs, learned beforehand."""

from __future__ import annotations

import math
import re
from functools import cache
from operator import add

import numpy as np
from numpy.typing import NDArray

from models.words.lexicon import table

REQUESTS = ("consult", "help", "complaint", "report", "suggest", "praise", "other")
ALARMS = ("119", "120", "110", "122", "urgent", "normal")
"""The number that helps in an emergency, or how the matter presses without one."""
KINDS = {"request": REQUESTS, "alarm": ALARMS}
SCALE = 100
"""The shipped weights are whole hundredths."""
_BLANK = re.compile(r"\s+")

Weights = dict[str, tuple[float, ...]]
"""For each letter or pair of letters one weight per kind; "" holds where every kind starts."""


def wording_scores(text: str, of: str = "request") -> tuple[float, ...]:
    """Return how well the letters of a short normalised text fit each of KINDS[of], in order.

    Higher is better; each score is the log of a chance up to a common shift.
    """
    numbers, weights = _shipped(of)
    known = [number for gram in grams(text) if (number := numbers.get(gram))]
    start = weights[0]
    if not known:
        return tuple(start.tolist())
    scores = start + weights[known].sum(axis=0) / math.sqrt(len(known))
    return tuple(scores.tolist())


def grams(text: str) -> set[str]:
    """Return the letters and neighbouring pairs of a text, its ends marked, blanks left out."""
    marked = f"^{_BLANK.sub('', text)}$"
    return {*marked, *map(add, marked, marked[1:])}


@cache
def _shipped(of: str) -> tuple[dict[str, int], NDArray[np.float64]]:
    """Return the row of each gram, and the weights; where every kind starts is row 0."""
    rows = sorted(table(f"{of}_grams"), key=lambda row: row["gram"] != "")
    weights = np.array([[int(row[kind]) for kind in KINDS[of]] for row in rows]) / SCALE
    return {row["gram"]: number for number, row in enumerate(rows)}, weights
