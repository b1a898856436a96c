"""Finds the pairs of rows that resemble each other without comparing every row with every other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from analytics.hot.senses import Senses, likeness_at

Matrix = Any
Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_BLOCK = 512
_LEVELS = 1024
_ROOM = 400_000
_FINE = 2**24 - 1


@dataclass(frozen=True, slots=True)
class NeighbourSettings:
    """Limits that keep time and memory linear in the number of rows."""

    floor: float = 0.03
    most: int = 60
    posting: int = 300
    indexed: float = 0.6


def similar_pairs(
    vectors: Matrix,
    settings: NeighbourSettings,
    sense: Senses | None = None,
    share: float = 0.0,
    chance: float = 0.0,
) -> Matrix:
    """Return a symmetric CSR matrix of how far rows resemble each other, in float32.

    Rows are compared when they share one of their heaviest terms, those that make up the share
    `indexed` of a row's squared length; a term in more than `posting` rows links only rows that
    stand near each other, so the order of the rows (by time) matters for such terms. Of the pairs
    found so, those whose shared part reaches `floor` are kept, at most about `most` per row; the
    values are the exact products, less what any two rows have in common by `chance` and in
    proportion to the rest; the diagonal is empty. With a `share` for the rows' `sense` the value
    is the geometric mean of that and the likeness of sense, so weighted. The blocks of rows
    are independent: `joblib.parallel_config` spreads them over cores, or machines of a cluster,
    and the result is the same. With `indexed` 1 and wide limits nothing is left out.
    """
    rows = sp.csr_matrix(vectors)
    if not rows.shape[0]:
        return sp.csr_matrix((0, 0), dtype=np.float32)
    index = _limited(_heaviest(rows, settings.indexed), settings.posting)
    columns = index.T.tocsr()
    starts = range(0, rows.shape[0], _BLOCK)
    used = sense if share else None
    value = _Value(share, chance)
    # Columns, rows and sense stand as arguments of their own: a cluster is sent each of them once.
    blocks = joblib.Parallel(prefer="threads")(
        joblib.delayed(_block)(index[start : start + _BLOCK], columns, rows, used, start, value,
                               settings)
        for start in starts
    )  # fmt: skip
    pairs = sp.vstack(blocks, format="csr")
    del blocks, columns, index
    return pairs.maximum(pairs.T.tocsr())


def _block(
    part: Matrix,
    columns: Matrix,
    rows: Matrix,
    sense: Senses | None,
    start: int,
    value: _Value,
    settings: NeighbourSettings,
) -> Matrix:
    pairs = _best((part @ columns).tocsr(), start, settings)
    row = np.repeat(np.arange(start, start + pairs.shape[0]), np.diff(pairs.indptr))
    meant = None if sense is None else likeness_at(sense, row, pairs.indices)
    pairs.data = value.of(_products(rows, row, pairs.indices), meant)
    return pairs


@dataclass(frozen=True, slots=True)
class _Value:
    """What pairs of rows are worth, from their products and how near their sense is."""

    share: float
    chance: float

    def of(self, product: Floats, meant: Floats | None) -> Floats:
        alike = np.maximum(product - self.chance, 0.0) / (1 - self.chance)
        if meant is not None:
            alike = alike ** (1 - self.share) * np.maximum(meant, 1e-6) ** self.share
        return np.asarray(alike, dtype=np.float32)


def _products(rows: Matrix, row: Index, col: Index) -> Floats:
    """Return the products of the rows `row` with the rows `col`, some millions of terms at once."""
    out = np.empty(len(row), dtype=rows.dtype)
    terms = np.diff(rows.indptr)
    passed = np.cumsum(terms[row] + terms[col], dtype=np.int64)
    start = 0
    while start < len(row):
        before = passed[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(passed, before + _ROOM)))
        part = slice(start, stop)
        out[part] = np.asarray(rows[row[part]].multiply(rows[col[part]]).sum(axis=1)).ravel()
        start = stop
    return out


def usual_likeness(vectors: Matrix, asked: int = 20_000) -> float:
    """Return the median product of two different rows, of so many pairs drawn always alike.

    A median, so that it tells what any two rows have in common even where half of them belong to
    one event. 0.0 for fewer than two rows.
    """
    rows = sp.csr_matrix(vectors)
    count = rows.shape[0]
    if count < 2:
        return 0.0
    drawn = np.random.default_rng(0)
    one = drawn.integers(0, count, asked)
    other = (one + drawn.integers(1, count, asked)) % count
    return float(np.median(_products(rows, one, other)))


def _heaviest(rows: Matrix, share: float) -> Matrix:
    """Keep the heaviest terms of each row, until their squares make up `share` of all."""
    if share >= 1 or not rows.nnz:
        return rows
    most = float(rows.data.max())
    starts = range(0, rows.shape[0], 64 * _BLOCK)
    return sp.vstack(
        [_heavy(rows[start : start + 64 * _BLOCK], share, most) for start in starts], format="csr"
    )


def _heavy(rows: Matrix, share: float, most: float) -> Matrix:
    lengths = np.diff(rows.indptr)
    owner = np.repeat(np.arange(rows.shape[0]), lengths)
    lightness = _FINE - np.round(rows.data / most * _FINE).astype(np.int64)
    order = np.argsort(owner * (_FINE + 1) + lightness, kind="stable")
    squares = np.square(rows.data[order], dtype=np.float64)
    running = np.concatenate([[0.0], np.cumsum(squares)])
    before = running[rows.indptr[:-1]]
    total = running[rows.indptr[1:]] - before
    reached = running[:-1] - before[owner]  # what the heavier terms of the row make up
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
