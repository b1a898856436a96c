"""How people word a request or an alarm: weights of letters and pairs, learned beforehand."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from operator import add

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.words.hashes import Keys, Lookup, joined
from models.words.lexicon import table
from models.words.scan import codes_of, distinct

REQUESTS = ("consult", "help", "complaint", "report", "suggest", "praise", "other")
ALARMS = ("119", "120", "110", "122", "urgent", "normal")
"""The number that helps in an emergency, or how the matter presses without one."""
KINDS = {"request": REQUESTS, "alarm": ALARMS}
SCALE = 100
"""The shipped weights are whole hundredths."""
_FEW = 8
"""So few texts are scored sooner one by one."""
_BLANK = re.compile(r"\s+")

Weights = dict[str, tuple[float, ...]]
"""For each letter or pair of letters one weight per kind; "" holds where every kind starts."""


def wording_scores(text: str, of: str = "request") -> tuple[float, ...]:
    """Return how well the letters of a short normalised text fit each of KINDS[of], in order.

    Higher is better; each score is the log of a chance up to a common shift.
    """
    numbers, weights = _shipped(of)
    known = sorted([number for gram in grams(text) if (number := numbers.get(gram))])
    start = weights[0]
    if not known:
        return tuple(start.tolist())
    scores = start + weights[known].sum(axis=0) / math.sqrt(len(known))
    return tuple(scores.tolist())


def wordings_scored(texts: Sequence[str], of: str = "request") -> NDArray[np.float64]:
    """Return `wording_scores` of each text, texts × kinds."""
    if len(texts) <= _FEW:
        return np.array([wording_scores(text, of) for text in texts]).reshape(-1, len(KINDS[of]))
    marked = [_marked(text) for text in texts]
    codes, starts = codes_of("".join(marked)), np.cumsum([0, *map(len, marked)])
    weights, count = _shipped(of)[1], len(_shipped(of)[1])
    cells = []
    for length, (lookup, numbers) in enumerate(_gram_tables(of), start=1):
        places, at = lookup.known(_keys(codes, length))
        owners = np.searchsorted(starts, places, "right") - 1
        whole = places + length <= starts[owners + 1]
        cells.append(owners[whole] * count + numbers[at[whole]])
    unique = distinct(np.concatenate(cells))
    ends = np.searchsorted(unique, np.arange(len(texts) + 1) * count)
    parts = (np.ones(len(unique)), unique % count, ends)
    sums = sparse.csr_matrix(parts, shape=(len(texts), count)) @ weights
    scores: NDArray[np.float64] = weights[0] + sums / np.sqrt(np.maximum(np.diff(ends), 1))[:, None]
    return scores


def grams(text: str) -> set[str]:
    """Return the letters and neighbouring pairs of a text, its ends marked, blanks left out."""
    marked = _marked(text)
    return {*marked, *map(add, marked, marked[1:])}


def _marked(text: str) -> str:
    return f"^{_BLANK.sub('', text)}$"


@cache
def _gram_tables(of: str) -> list[tuple[Lookup, NDArray[np.int64]]]:
    """Return where single letters and pairs are found, each with the rows of what is found."""
    found = []
    for length in (1, 2):
        own = {gram: n for gram, n in _shipped(of)[0].items() if len(gram) == length}
        keys = _keys(codes_of("".join(own)), length)[::length]
        order = np.argsort(keys)
        found.append((Lookup(keys[order]), np.array(list(own.values()), np.int64)[order]))
    return found


def _keys(codes: Keys, length: int) -> Keys:
    return joined(codes, length, np.uint64(0))


@cache
def _shipped(of: str) -> tuple[dict[str, int], NDArray[np.float64]]:
    """Return the row of each gram, and the weights; where every kind starts is row 0."""
    rows = sorted(table(f"{of}_grams"), key=lambda row: row["gram"] != "")
    weights = np.array([[int(row[kind]) for kind in KINDS[of]] for row in rows]) / SCALE
    return {row["gram"]: number for number, row in enumerate(rows)}, weights
