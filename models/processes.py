"""Reads a batch of texts on several cores: each process holds the reader, and reads a part."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import joblib

from models.reader import Reader
from models.reading import Choice, Reading

_PART = 1_000
"""So many texts go to a process at a time: few enough that the last ones share the end."""
_FILE = "reader.joblib"


@dataclass(frozen=True)
class Readers:
    """Processes that read alike; made by `readers`."""

    _run: Any
    _place: str
    count: int

    def read_many(self, texts: Sequence[str], titles: Sequence[str] | None = None) -> list[Reading]:
        """Return what `Reader.read_many` returns."""
        return self._joined(_read, texts, titles)

    def topics_of(self, texts: Sequence[str], titles: Sequence[str] | None = None) -> list[Choice]:
        """Return what `Reader.topics_of` returns."""
        return self._joined(_topics, texts, titles)

    def _joined(
        self,
        work: Callable[[str, Sequence[str], Sequence[str]], list[Any]],
        texts: Sequence[str],
        titles: Sequence[str] | None,
    ) -> list[Any]:
        heads = titles or [""] * len(texts)
        if len(heads) != len(texts):
            raise ValueError("as many titles as texts are needed, or none")
        parts = [slice(at, at + _PART) for at in range(0, len(texts), _PART)]
        found = self._run(joblib.delayed(work)(self._place, texts[p], heads[p]) for p in parts)
        return [each for part in found for each in part]


@contextmanager
def readers(reader: Reader, n_jobs: int = -1) -> Iterator[Readers]:
    """Yield Readers on so many cores, −1 for all; starting them takes about two seconds.

    The reader is written once to a folder of its own, from which all processes map the same
    pages; the folder is removed at the end.
    """
    with tempfile.TemporaryDirectory(prefix="minsheng-readers-") as folder:
        place = Path(folder) / _FILE
        joblib.dump(reader, place)
        with joblib.Parallel(n_jobs=n_jobs, batch_size=1) as run:
            yield Readers(run, str(place), joblib.effective_n_jobs(n_jobs))


def _read(place: str, texts: Sequence[str], titles: Sequence[str]) -> list[Reading]:
    return _kept(place).read_many(texts, titles)


def _topics(place: str, texts: Sequence[str], titles: Sequence[str]) -> list[Choice]:
    return _kept(place).topics_of(texts, titles)


@lru_cache(maxsize=1)
def _kept(place: str) -> Reader:
    reader: Reader = joblib.load(place, mmap_mode="r")
    return reader
