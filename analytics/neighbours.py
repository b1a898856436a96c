"""Finds the pairs of rows that resemble each other without comparing every row with every other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Matrix = Any
Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_BLOCK = 1024
_LEVELS = 1024


@dataclass(frozen=True, slots=True)
class NeighbourSettings:
    """Limits that keep the search near-linear in the number of rows."""

    floor: float = 0.03
    most: int = 150
    posting: int = 1000
    indexed: float = 0.6


def similar_pairs(vectors: Matrix, settings: NeighbourSettings) -> Matrix:
    """Return a symmetric CSR matrix of the products of rows that resemble each other.

    Rows are compared when they share one of their heaviest terms, those that make up the share
    `indexed` of a row's squared length; a term in more than `posting` rows links only rows that
    stand near each other, so the order of the rows (by time) matters for such terms. Of the pairs
    found so, those whose shared part reaches `floor` are kept, at most about `most` per row; the
    values are the exact products, the diagonal is empty. The blocks of rows are independent:
    `joblib.parallel_config` spreads them over cores, or machines of a cluster. With `indexed` 1
    and wide limits nothing is left out.
    """
    rows = sp.csr_matrix(vectors)
    index = _limited(_heaviest(rows, settings.indexed), settings.posting)
    columns = index.T.tocsr()
    starts = range(0, rows.shape[0], _BLOCK)
    blocks = joblib.Parallel()(
        joblib.delayed(_block)(index[start : start + _BLOCK], columns, start, settings)
        for start in starts
    )
    if not blocks:
        return sp.csr_matrix((0, 0))
    pairs = sp.vstack(blocks).tocsr()
    return at_pairs(rows, pairs.maximum(pairs.T).tocsr())


def at_pairs(vectors: Matrix, pairs: Matrix) -> Matrix:
    """Return the products of the rows of `vectors` at the places where `pairs` has values.

    Assumes that `pairs` is symmetric with an empty diagonal; so is the result.
    """
    where = sp.triu(pairs, 1).tocoo()
    out = np.empty(len(where.data))
    for start in range(0, len(out), 65536):
        part = slice(start, start + 65536)
        left, right = vectors[where.row[part]], vectors[where.col[part]]
        out[part] = np.asarray(left.multiply(right).sum(axis=1)).ravel()
    row, col = np.append(where.row, where.col), np.append(where.col, where.row)
    return sp.csr_matrix((np.append(out, out), (row, col)), shape=pairs.shape)


def _block(part: Matrix, columns: Matrix, start: int, settings: NeighbourSettings) -> Matrix:
    return _best((part @ columns).tocsr(), start, settings)


def _heaviest(rows: Matrix, share: float) -> Matrix:
    """Keep the heaviest terms of each row, until their squares make up `share` of all."""
    if share >= 1 or not rows.nnz:
        return rows
    lengths = np.diff(rows.indptr)
    owner = np.repeat(np.arange(rows.shape[0]), lengths)
    order = np.lexsort((rows.indices, -np.round(rows.data, 9), owner))
    squares = np.square(rows.data[order])
    running = np.cumsum(squares)
    before = np.concatenate([[0.0], running])[rows.indptr[:-1]]
    total = np.concatenate([[0.0], running])[rows.indptr[1:]] - before
    reached = running - squares - before[owner]  # what the heavier terms of the row make up
    keep = order[reached < share * total[owner]]
    values = (rows.data[keep], (owner[keep], rows.indices[keep]))
    return sp.csr_matrix(values, shape=rows.shape)


def _limited(rows: Matrix, posting: int) -> Matrix:
    """Split the long posting lists into stretches of `posting` neighbouring rows."""
    columns = rows.tocsc()
    lengths = np.diff(columns.indptr)
    if not len(lengths) or lengths.max() <= posting:
        return rows
    rank = np.arange(columns.nnz) - np.repeat(columns.indptr[:-1], lengths)
    stretch = rank // posting
    pieces = np.maximum((lengths - 1) // posting + 1, 1)
    first = np.concatenate([[0], np.cumsum(pieces)[:-1]])
    new_columns = np.repeat(first, lengths) + stretch
    shape = (rows.shape[0], int(pieces.sum()))
    return sp.csr_matrix((columns.data, (columns.indices, new_columns)), shape=shape)


def _best(block: Matrix, start: int, settings: NeighbourSettings) -> Matrix:
    """Keep of each row the `most` strongest others, of equals those of lower number."""
    rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    keep = (block.data >= settings.floor) & (rows + start != block.indices)
    row, col, value = rows[keep], block.indices[keep], block.data[keep]
    crowded = np.bincount(row, minlength=block.shape[0]) > settings.most
    if crowded.any():
        chosen = ~crowded[row]
        many = np.flatnonzero(~chosen)
        chosen[many[_strongest(row[many], col[many], value[many], settings.most)]] = True
        row, col, value = row[chosen], col[chosen], value[chosen]
    return sp.csr_matrix((value, (row, col)), shape=block.shape)


def _strongest(row: Index, col: Index, value: Floats, most: int) -> Index:
    """Return where the `most` strongest of each row stand, sorting only those at the margin."""
    level = np.clip((value * _LEVELS).astype(np.int64), 0, _LEVELS - 1)
    shape = (int(row.max()) + 1, _LEVELS)
    filled = np.bincount(row * _LEVELS + level, minlength=shape[0] * _LEVELS).reshape(shape)
    above = filled[:, ::-1].cumsum(axis=1)[:, ::-1] - filled  # in higher levels than each
    margin = np.argmax(above < most, axis=1)
    sure = np.flatnonzero(level > margin[row])
    edge = np.flatnonzero(level == margin[row])
    edge = edge[np.lexsort((col[edge], -np.round(value[edge], 9), row[edge]))]
    place = np.arange(len(edge)) - np.searchsorted(row[edge], row[edge], side="left")
    room = most - above[np.arange(shape[0]), margin]
    return np.append(sure, edge[place < room[row[edge]]])
