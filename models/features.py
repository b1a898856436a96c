"""Turns cut texts into sparse numbers: words, word pairs and short runs of characters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Keys = NDArray[np.uint64]
Floats = NDArray[np.float32]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)
_CHARS_READ = 1_500
_HEAD_WORDS, _HEAD_CHARS = 60, 140


@dataclass(frozen=True, slots=True)
class Document:
    """One text ready for counting: its cut title and body and both as characters."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    letters: str


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
    BlockSpec("letters", 2, 3, min_texts=3),
    BlockSpec("head", 1, 1, weight=0.7),
    BlockSpec("head_letters", 2, 3, min_texts=3, weight=0.7),
)
"""For thousands of labelled texts: the beginning of a text says most about its matter."""


@dataclass(frozen=True)
class Block:
    """The known runs of one block, as sorted hashes, with their inverse document frequencies."""

    spec: BlockSpec
    keys: Keys
    idf: Floats

    def transform(self, documents: Sequence[Document]) -> Any:
        """Return a csr matrix texts × keys of damped counts times idf, rows of length `weight`."""
        rows, found = _runs(self.spec, documents)
        at = np.searchsorted(self.keys, found)
        at[at == len(self.keys)] = 0
        known = self.keys[at] == found if len(self.keys) else np.zeros(len(found), bool)
        counts = sparse.csr_matrix(
            (np.ones(int(known.sum()), np.float32), (rows[known], at[known])),
            shape=(len(documents), len(self.keys)),
        )
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return _scaled(counts, self.spec.weight)


@dataclass(frozen=True)
class FeatureSpace:
    """All blocks side by side."""

    blocks: tuple[Block, ...]
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", sum(len(block.keys) for block in self.blocks))

    @cached_property
    def digest(self) -> str:
        """A hash of what is counted: spaces with the same digest count alike."""
        content = hashlib.sha256()
        for block in self.blocks:
            content.update(repr(block.spec).encode() + block.keys.tobytes() + block.idf.tobytes())
        return content.hexdigest()

    def transform(self, documents: Sequence[Document]) -> Any:
        """Return a csr matrix texts × width (float32)."""
        parts = [block.transform(documents) for block in self.blocks]
        return sparse.hstack(parts, format="csr", dtype=np.float32)


class Batch:
    """Some documents with their features, counted once per space however many models ask."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._counted: dict[int, tuple[FeatureSpace, Any]] = {}

    def features(self, space: FeatureSpace) -> Any:
        """Return the csr matrix documents × width of the space."""
        if id(space) not in self._counted:
            self._counted[id(space)] = space, space.transform(self.documents)
        return self._counted[id(space)][1]


def fit_features(documents: Sequence[Document], specs: Sequence[BlockSpec]) -> FeatureSpace:
    """Return the FeatureSpace of all runs that occur in enough of the documents."""
    return FeatureSpace(tuple(_fit_block(spec, documents) for spec in specs))


def run_keys(spec: BlockSpec, units: Sequence[str], length: int) -> Keys:
    """Return the hashes of all runs of `length` units of one text, in order."""
    is_letters = spec.source.endswith("letters")
    hashes = _letter_codes("".join(units)) if is_letters else unit_hashes(units)
    return _combine(hashes, length, _salt(spec, length))


def _fit_block(spec: BlockSpec, documents: Sequence[Document]) -> Block:
    rows, found = _runs(spec, documents)
    order = np.lexsort((rows, found))
    rows, found = rows[order], found[order]
    first = np.ones(len(found), bool)
    first[1:] = (found[1:] != found[:-1]) | (rows[1:] != rows[:-1])
    keys, texts = np.unique(found[first], return_counts=True)
    kept = texts >= spec.min_texts
    idf = np.log((1 + len(documents)) / (1 + texts[kept])) + 1
    return Block(spec, keys[kept], idf.astype(np.float32))


def _scaled(counts: Any, weight: float) -> Any:
    squares = np.asarray(counts.multiply(counts).sum(axis=1)).ravel()
    lengths = np.sqrt(np.where(squares > 0, squares, 1)).astype(np.float32)
    counts.data *= np.float32(weight) / np.repeat(lengths, np.diff(counts.indptr))
    return counts


def _runs(spec: BlockSpec, documents: Sequence[Document]) -> tuple[NDArray[np.int64], Keys]:
    """Return for every run of every text (index of the text, hash of the run)."""
    hashes, owners, allowed = _UNITS[spec.source](documents)
    rows, keys = [], []
    for length in range(spec.shortest, spec.longest + 1):
        if len(hashes) < length:
            continue
        last = len(hashes) - length + 1
        whole = owners[:last] == owners[length - 1 :]
        for step in range(length):
            whole &= allowed[step : step + last]
        rows.append(owners[:last][whole])
        keys.append(_combine(hashes, length, _salt(spec, length))[whole])
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    return np.concatenate(rows), np.concatenate(keys)


def _combine(hashes: Keys, length: int, salt: np.uint64) -> Keys:
    last = len(hashes) - length + 1
    if last <= 0:
        return np.zeros(0, np.uint64)
    total = np.full(last, salt, np.uint64)
    for step in range(length):
        total = (total ^ hashes[step : step + last]) * _STEP
        total ^= total >> _SHIFT
        total *= _SPREAD
    return total ^ (total >> _SHIFT)


def _salt(spec: BlockSpec, length: int) -> np.uint64:
    return np.uint64(_hash(f"{spec.source}/{length}"))


def _hash(unit: str) -> int:
    return int.from_bytes(hashlib.blake2b(unit.encode(), digest_size=8).digest(), "little")


def unit_hashes(units: Sequence[str]) -> Keys:
    """Return a 64-bit hash per word, in order; the same on every machine and in every run."""
    known = {unit: _hash(unit) for unit in set(units)}
    return np.fromiter((known[unit] for unit in units), np.uint64, len(units))


Units = tuple[Keys, NDArray[np.int64], NDArray[np.bool_]]


def _word_units(lists: Sequence[Sequence[str]]) -> Units:
    owners = np.repeat(np.arange(len(lists)), [len(words) for words in lists])
    hashes = unit_hashes(list(chain.from_iterable(lists)))
    return hashes, owners, np.ones(len(hashes), bool)


def _letter_codes(text: str) -> Keys:
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    codes[(codes >= ord("0")) & (codes <= ord("9"))] = ord("0")
    return codes


def _letter_units(documents: Sequence[Document], most: int) -> Units:
    texts = [document.letters[:most] for document in documents]
    codes = _letter_codes("".join(texts))
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    chinese = (codes >= 0x4E00) & (codes <= 0x9FFF)
    plain = (codes < 128) & (codes > 47) & ((codes < 58) | (codes > 64))
    return codes, owners, chinese | plain


_UNITS: dict[str, Callable[[Sequence[Document]], Units]] = {
    "words": lambda documents: _word_units([d.title + d.body for d in documents]),
    "title": lambda documents: _word_units([d.title for d in documents]),
    "head": lambda documents: _word_units([d.title + d.body[:_HEAD_WORDS] for d in documents]),
    "letters": lambda documents: _letter_units(documents, _CHARS_READ),
    "head_letters": lambda documents: _letter_units(documents, _HEAD_CHARS),
}
