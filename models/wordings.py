"""How people word a request or an alarm: weights of letters and pairs, learned beforehand."""

from __future__ import annotations

import math
import re
from functools import cache

from models.lexicon import table

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
    weights = _shipped(of)
    known = [found for gram in grams(text) if (found := weights.get(gram))]
    start = weights[""]
    if not known:
        return start
    length = math.sqrt(len(known))
    return tuple(
        base + sum(column) / length
        for base, column in zip(start, zip(*known, strict=True), strict=True)
    )


def grams(text: str) -> set[str]:
    """Return the letters and neighbouring pairs of a text, its ends marked, blanks left out."""
    marked = f"^{_BLANK.sub('', text)}$"
    return set(marked) | {marked[i : i + 2] for i in range(len(marked) - 1)}


@cache
def _shipped(of: str) -> Weights:
    return {
        row["gram"]: tuple(int(row[kind]) / SCALE for kind in KINDS[of])
        for row in table(f"{of}_grams")
    }
