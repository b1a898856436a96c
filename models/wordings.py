"""How people word a request of each kind: weights of letters and pairs, learned beforehand."""

from __future__ import annotations

import math
import re
from functools import cache

from models.lexicon import table

KINDS = ("consult", "help", "complaint", "report", "suggest", "praise", "other")
SCALE = 100
"""The shipped weights are whole hundredths."""
_BLANK = re.compile(r"\s+")

Weights = dict[str, tuple[float, ...]]
"""For each letter or pair of letters one weight per kind, in the order of KINDS."""


def wording_scores(text: str) -> tuple[float, ...]:
    """Return how well the letters of a short normalised text fit each of KINDS; higher is better.

    Text whose letters are all unknown gives what the kinds have in common, near 0.
    """
    weights = _shipped()
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
def _shipped() -> Weights:
    return {
        row["gram"]: tuple(int(row[kind]) / SCALE for kind in KINDS)
        for row in table("request_grams")
    }
