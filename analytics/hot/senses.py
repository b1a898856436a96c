"""Turns the words of a matter into short dense vectors, in which words told together are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits

Matrix = Any
Senses = npt.NDArray[np.float32]

_BLOCK = 50_000
_PAIRS = 2_000  # so few that they stay near the processor


@dataclass(frozen=True, slots=True)
class SenseSettings:
    """How many dimensions; `learned`: from how many rows at most, evenly spread over all."""

    dimensions: int = 150
    learned: int = 20_000
    rounds: int = 4


def is_learnable(matter: Matrix, settings: SenseSettings) -> bool:
    """Return whether there are more words than directions: else words stand for themselves."""
    return bool(matter.shape[0] > 1 and matter.shape[1] > settings.dimensions)


def senses(matter: Matrix, settings: SenseSettings) -> Senses:
    """Return a row of unit length for each row of the matrix; rows of zeros stay zeros.

    Latent semantic analysis: the main directions of the TF-IDF matrix, learned from a part of the
    rows where there are many. The same matrix gives the same vectors. Memory: four bytes per row
    and dimension.
    """
    rows = sp.csr_matrix(matter)
    step = max(1, -(-rows.shape[0] // settings.learned))
    sample = rows[::step]
    most = min(settings.dimensions, sample.shape[0] - 1)
    if not is_learnable(rows, settings):
        return _unit(rows.toarray())
    with threadpool_limits(1):  # threads that wait for each other cost more than they save
        found = TruncatedSVD(most, n_iter=settings.rounds, random_state=0)
        found.fit(sample.astype(np.float64))
    axes = np.ascontiguousarray(found.components_.T, dtype=np.float32)
    out = np.empty((rows.shape[0], most), dtype=np.float32)
    for start in range(0, rows.shape[0], _BLOCK):
        part = slice(start, start + _BLOCK)
        out[part] = _unit(rows[part] @ axes)
    return out


def likeness_at(found: Senses, row: npt.NDArray[Any], col: npt.NDArray[Any]) -> Any:
    """Return the products of the rows `row` with the rows `col`, rounded to six digits."""
    out = np.empty(len(row), dtype=np.float32)
    for start in range(0, len(row), _PAIRS):
        part = slice(start, start + _PAIRS)
        out[part] = np.einsum("ij,ij->i", found[row[part]], found[col[part]])
    return np.round(out, 6)


def _unit(rows: npt.NDArray[Any]) -> Senses:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths < 1e-9, 1.0, lengths), dtype=np.float32)
