"""Turns cut texts into sparse numbers: words, word pairs and short runs of characters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.words.documents import WHOLE, Batch, Document, Indices, Units
from models.words.hashes import Keys, Lookup, joined, joined_at, unit_hashes

Floats = NDArray[np.float32]
Entries = tuple[Indices, Indices, NDArray[np.float64]]
"""Rows, columns and values of a sparse matrix."""

_MOST_COUNTED = 4096
_TINY = 1e-30
_SHORT = 2**15

EMPHASIS = (("head", 0.5), ("title", 0.5))
"""What stands in the title or at the beginning counts again, by half."""


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """What a block counts: source, lengths of runs, in how many texts at least, and its weight."""

    source: str
    shortest: int
    longest: int
    min_texts: int = 2
    weight: float = 1.0


TRAINED_BLOCKS = (
    BlockSpec("words", 1, 1),
    BlockSpec("title", 1, 2, weight=0.7),
    BlockSpec("letters", 1, 3, min_texts=3),
    BlockSpec("head", 1, 1, weight=0.7),
    BlockSpec("head_letters", 1, 3, min_texts=3, weight=0.7),
)
"""For thousands of labelled texts: the beginning of a text says most about its matter."""


@dataclass(frozen=True)
class Block:
    """The known runs of one block, as sorted hashes, with their inverse document frequencies."""

    spec: BlockSpec
    keys: Keys
    idf: Floats

    @cached_property
    def lookup(self) -> Lookup:
        """Finds the place of a hash among the keys."""
        return Lookup(self.keys)

    def entries(self, batch: Batch, parts: Mapping[str, NDArray[Any]]) -> Entries:
        """Return the mean of the parts of the texts, by their weights per text, in order of rows.

        Of each part damped counts times idf are taken, each row of length `weight`.
        """
        rows, at, last = self._known_runs(batch)
        marked = [part for part in parts if part != WHOLE]
        bits = len(self.keys).bit_length()
        coded = (rows << bits) | at
        for part in marked:
            coded = (coded << 1) | (last < batch.end(self.spec.source, part)[rows])
        coded = _sorted_in_rows(coded, rows, len(batch))
        cells = coded >> len(marked)
        is_first = np.ones(len(cells), bool)
        is_first[1:] = cells[1:] != cells[:-1]
        first = np.flatnonzero(is_first)
        rows, columns = cells[first] >> bits, cells[first] & ((1 << bits) - 1)
        values, idf = np.zeros(len(first)), self.idf[columns]
        for part, weights in parts.items():
            if part == WHOLE:
                counts = np.append(first[1:], len(cells)) - first
            else:
                bit = len(marked) - 1 - marked.index(part)
                counts = np.add.reduceat((coded >> bit) & 1, first) if len(first) else first
            damped = _damped()[np.minimum(counts, _MOST_COUNTED)] * idf
            lengths = np.sqrt(np.bincount(rows, damped**2, minlength=len(batch)))
            values += damped * (weights / np.maximum(lengths, _TINY))[rows]
        return rows, columns, self.spec.weight * values

    def _known_runs(self, batch: Batch) -> tuple[Indices, Indices, Indices]:
        """Return for every known run: its text, its place among the keys, that of its last unit.

        A longer run is known only where both its parts that are one shorter are.
        """
        spec, units = self.spec, batch.units(self.spec.source)
        begins, places, lasts = [], [], []
        likely = np.flatnonzero(_whole(units, spec.shortest))
        for length in range(spec.shortest, spec.longest + 1):
            keys = joined_at(units.hashes, likely, length, _salt(spec, length))
            known, at = self.lookup.known(keys)
            likely = likely[known]
            begins.append(likely)
            places.append(at)
            lasts.append(likely + length - 1)
            likely = likely[:-1][likely[1:] - likely[:-1] == 1]
            likely = likely[units.owners[likely] == units.owners[likely + length]]
        rows = units.owners[np.concatenate(begins)]
        return rows, np.concatenate(places), units.places[np.concatenate(lasts)]


@dataclass(frozen=True)
class FeatureSpace:
    """All blocks side by side; with `emphasis` parts of a text count again by a weight."""

    blocks: tuple[Block, ...]
    emphasis: tuple[tuple[str, float], ...] = ()
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", sum(len(block.keys) for block in self.blocks))

    @cached_property
    def digest(self) -> str:
        """A hash of what is counted: spaces with the same digest count alike."""
        content = hashlib.sha256(repr(self.emphasis).encode())
        for block in self.blocks:
            content.update(repr(block.spec).encode() + block.keys.tobytes() + block.idf.tobytes())
        return content.hexdigest()

    def transform(self, documents: Sequence[Document] | Batch) -> Any:
        """Return a csr matrix texts × width (float32), the mean of the whole and its parts."""
        batch = documents if isinstance(documents, Batch) else Batch(documents)
        parts: dict[str, NDArray[Any]] = {WHOLE: np.ones(len(batch))}
        for part, weight in self.emphasis:
            if part != "title" or batch.has_title.any():
                parts[part] = weight * (batch.has_title if part == "title" else parts[WHOLE])
        whole = np.sum(list(parts.values()), axis=0)
        shares = {part: weights / whole for part, weights in parts.items()}
        found, start = [], 0
        for block in self.blocks:
            rows, columns, values = block.entries(batch, shares)
            found.append((rows, columns + start, values))
            start += len(block.keys)
        rows, columns, values = (np.concatenate(each) for each in zip(*found, strict=True))
        order = _by_rows(rows, len(batch))
        ends = np.cumsum(np.bincount(rows + 1, minlength=len(batch) + 1))
        parts_of_rows = (values[order].astype(np.float32), columns[order], ends)
        return sparse.csr_matrix(parts_of_rows, shape=(len(batch), self.width))


def fit_features(documents: Sequence[Document] | Batch, specs: Sequence[BlockSpec]) -> FeatureSpace:
    """Return the FeatureSpace of all runs that occur in enough of the documents."""
    batch = documents if isinstance(documents, Batch) else Batch(documents)
    return FeatureSpace(tuple(_fit_block(spec, batch) for spec in specs))


def word_keys(spec: BlockSpec, words: Sequence[str]) -> Keys:
    """Return the keys under which a block of words knows single words, in order."""
    return single_keys(spec, unit_hashes(words))


def single_keys(spec: BlockSpec, words: Keys) -> Keys:
    """Return the keys under which a block of words knows words given by their hashes."""
    return joined(words, 1, _salt(spec, 1))


def _fit_block(spec: BlockSpec, batch: Batch) -> Block:
    rows, found = _runs(spec, batch)
    order = np.lexsort((rows, found))
    rows, found = rows[order], found[order]
    first = np.ones(len(found), bool)
    first[1:] = (found[1:] != found[:-1]) | (rows[1:] != rows[:-1])
    keys, texts = np.unique(found[first], return_counts=True)
    kept = texts >= spec.min_texts
    idf = np.log((1 + len(batch)) / (1 + texts[kept])) + 1
    return Block(spec, keys[kept], idf.astype(np.float32))


def _runs(spec: BlockSpec, batch: Batch) -> tuple[Indices, Keys]:
    """Return for every run: index of the text, and hash of the run."""
    units = batch.units(spec.source)
    rows, keys = [], []
    for length in range(spec.shortest, spec.longest + 1):
        whole = _whole(units, length)
        rows.append(units.owners[: len(whole)][whole])
        keys.append(joined(units.hashes, length, _salt(spec, length))[whole])
    return np.concatenate(rows), np.concatenate(keys)


def _whole(units: Units, length: int) -> NDArray[np.bool_]:
    """Say of every run whether one text holds it and no unit in it is barred."""
    last = max(len(units.hashes) - length + 1, 0)
    whole: NDArray[np.bool_] = units.owners[:last] == units.owners[length - 1 :]
    for step in range(length):
        whole &= units.allowed[step : step + last]
    return whole


def _sorted_in_rows(coded: Indices, rows: Indices, texts: int) -> Indices:
    """Return the numbers, which begin with their row, ascending; many short sorts are faster."""
    found = coded[_by_rows(rows, texts)]
    ends = np.cumsum(np.bincount(rows, minlength=texts)).tolist()
    for start, end in pairwise([0, *ends]):
        found[start:end].sort()
    return found


def _by_rows(rows: Indices, texts: int) -> Indices:
    """Return where the entries of each text stand, text by text; short numbers sort in one pass."""
    return np.argsort(rows.astype(np.int16) if texts < _SHORT else rows, kind="stable")


@cache
def _damped() -> NDArray[np.float64]:
    """Return what each count is worth: nothing, 1, 1 + log 2 …"""
    return np.concatenate([np.zeros(1), 1 + np.log(np.arange(1, _MOST_COUNTED + 1))])


@cache
def _salt(spec: BlockSpec, length: int) -> np.uint64:
    return np.uint64(unit_hashes([f"{spec.source}/{length}"])[0])
