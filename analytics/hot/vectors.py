"""Turns stored words, titles and places into sparse vectors that can be compared."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from analytics.hot.senses import Senses, SenseSettings, is_learnable, senses

Matrix = Any  # a scipy CSR matrix; scipy publishes no types
Words = list[list[str]]

_WORD = re.compile(r"[一-鿿A-Za-z0-9]{2,}")
_NUMBER = re.compile(r"\d+")
_AREA = re.compile(r"(?:[一-鿿]{1,4}|[A-Za-z]\d{0,2})[省市区县]|[一-鿿]{1,4}(?:自治[区州县])")
_NOT_AREA = re.compile(r".*(?:小|社|园|校|厂|库|新|片|辖|城|菜|门|超|夜|集|早|街)[区市]$")
_ANONYMOUS_AREA = re.compile(r"[A-Za-z]\d{0,2}[省市区县]")
_GRAM_SIZES = (2, 3)
_ALWAYS_KEPT = 20
_RAREST = 7.5  # nothing counts as rarer than one row in 1 800, however many rows there are


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """How much each part of a request weighs when two requests are compared."""

    title_repeats: int = 2
    place_weight: float = 0.5
    place_part_weight: float = 0.8
    title_weight: float = 1.0
    max_share: float = 0.8
    senses: SenseSettings = field(default_factory=SenseSettings)
    least_learned: int = 1500


@dataclass(frozen=True, slots=True)
class Vectors:
    """Rows of unit length: `whole` of everything, `matter` of the words that name no place.

    `sense` (dense) is the matter by what its words mean, where it was asked for; `is_learned`
    says whether there was enough to learn meanings from.
    """

    whole: Matrix
    matter: Matrix
    sense: Senses | None = None
    is_learned: bool = False

    def of(self, rows: Any) -> Vectors:
        """Return the vectors of some rows, chosen by a mask or by positions."""
        sense = None if self.sense is None else self.sense[rows]
        return Vectors(self.whole[rows], self.matter[rows], sense, self.is_learned)


def vectorise(tickets: pd.DataFrame, settings: VectorSettings) -> Vectors:
    """Return the vectors of the rows, in their order.

    Uses tokens, title, places. A row without a usable word is a row of zeros.
    """
    titles = tickets["title"].astype(str).tolist()
    places = [split_places(p) for p in tickets["places"].astype(str)]
    words = useful_words(tickets["tokens"].astype(str))
    most = settings.max_share
    # So that a million rows fit, what is made of a row is made when its turn comes, and not kept.
    parts = (_grams(" ".join(p)) for p in places)  # so that 阳光花园 and 阳光花园小区 are alike
    grams = (_grams(_ANONYMOUS_AREA.sub(" ", t)) for t in titles)
    told = zip(words, titles, strict=True)
    blocks = [
        term_matrix((_emphasised(w, t, settings.title_repeats) for w, t in told), most),
        _times(settings.place_weight, term_matrix(places, most)),
        _times(settings.place_part_weight, term_matrix(parts, most)),
        _times(settings.title_weight, term_matrix(grams, most)),
    ]
    placed = zip(words, titles, places, strict=True)
    bare = term_matrix(
        (_without_places(_emphasised(w, t, settings.title_repeats), p) for w, t, p in placed), most
    )
    whole = sp.hstack(blocks, format="csr")
    del blocks, words
    is_learned = len(tickets) >= settings.least_learned and is_learnable(bare, settings.senses)
    # Meanings learned from a few hundred requests tear one matter apart: words stand as they are.
    dimensions = settings.senses.dimensions if is_learned else bare.shape[1]
    found = senses(bare, replace(settings.senses, dimensions=dimensions))
    return Vectors(unit_rows(whole, copy=False), bare, found, is_learned)


def term_matrix(rows: Iterable[Sequence[str]], max_share: float = 1.0) -> Matrix:
    """Return the TF-IDF matrix of the rows: one row each, unit length, terms in sorted order.

    Terms that stand in a single row, or in more than `max_share` of the rows (and more than 20),
    are left out. Repeats count by their logarithm. How rare a term is has a ceiling: else the
    places of a large city, each rarer the larger it is, would outweigh what was complained about.
    The rows are read once and not kept; memory: eight bytes per row and term.
    """
    matrix = _counted(rows)
    count = matrix.shape[0]
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    keep = np.flatnonzero((frequency > 1) & (frequency <= max(max_share * count, _ALWAYS_KEPT)))
    matrix = matrix[:, keep]
    rarity = np.minimum(np.log(count / frequency[keep]), _RAREST) + 1e-9
    matrix.data = ((1.0 + np.log(matrix.data)) * rarity[matrix.indices]).astype(np.float32)
    return unit_rows(matrix, copy=False)


def _counted(rows: Iterable[Sequence[str]]) -> Matrix:
    """Return how often each term stands in each row."""
    number: dict[str, int] = {}
    ends, codes = array("q", [0]), array("i")
    for row in rows:
        codes.extend([number.setdefault(term, len(number)) for term in row])
        ends.append(len(codes))
    place = np.empty(len(number), dtype=np.int32)
    place[[number[term] for term in sorted(number)]] = np.arange(len(number), dtype=np.int32)
    columns = place[np.frombuffer(codes, dtype=np.int32)]
    counts = (np.ones(len(codes), dtype=np.float32), columns, np.array(ends))
    matrix = sp.csr_matrix(counts, shape=(len(ends) - 1, max(len(number), 1)))
    matrix.sum_duplicates()
    return matrix


def _times(weight: float, matrix: Matrix) -> Matrix:
    matrix.data *= np.float32(weight)
    return matrix


def unit_rows(matrix: Matrix, *, copy: bool = True) -> Matrix:
    """Return the matrix with every row scaled to length one; rows of zeros stay zeros."""
    rows = sp.csr_matrix(matrix)
    return normalize(rows, copy=copy) if rows.nnz else rows


def useful_words(rows: Iterable[str]) -> Words:
    """Return of each row of space-joined words those that say what it is about.

    Left out are single signs, numbers and names of whole areas such as A3区.
    """
    known: dict[str, str] = {}  # the word itself, one object for all rows; "" for what says nothing
    out = []
    for row in rows:
        words = row.split()
        for word in words:
            if word not in known:
                known[word] = word if _is_useful(word) else ""
        out.append([kept for w in words if (kept := known[w])])
    return out


def _is_useful(word: str) -> bool:
    bare = bool(_NUMBER.fullmatch(word) or _ANONYMOUS_AREA.fullmatch(word))
    return bool(_WORD.fullmatch(word)) and not bare


def split_places(places: str) -> list[str]:
    """Return the place names of a row that are smaller than a whole district or county."""
    return [p for p in places.split("|") if p and not is_area(p)]


def is_area(name: str) -> bool:
    """Return whether the name looks like a province, city, district or county."""
    return bool(_AREA.fullmatch(name)) and not _NOT_AREA.fullmatch(name)


def _emphasised(words: Sequence[str], title: str, repeats: int) -> list[str]:
    lowered = title.lower()
    return [*words, *([w for w in words if w in lowered] * repeats)]


def _without_places(words: Iterable[str], places: Sequence[str]) -> list[str]:
    named = "|".join(places).lower()
    return [w for w in words if w not in named] if named else list(words)


def _grams(text: str) -> list[str]:
    """Return all pieces of two and three signs, none across a space or punctuation."""
    runs = re.findall(r"[一-鿿A-Za-z0-9]+", text)
    return [r[i : i + n] for r in runs for n in _GRAM_SIZES for i in range(len(r) - n + 1)]
