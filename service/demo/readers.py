"""Reads the script's texts ahead of the play, on the other cores where there are any."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from models.reader import Reader
from models.reading import Reading
from service.bootstrap import build, make_reader
from service.demo.script import Incident
from service.settings import Settings

_BATCH = 500
_AHEAD = 4
_reader: Reader | None = None


def readings(
    incidents: Sequence[Incident], settings: Settings, read: Callable[[], Reader]
) -> Iterator[Reading]:
    """The reading of each incident, in order; other processes read while this one plays."""
    workers = (os.cpu_count() or 1) - 1
    if workers < 1 or len(incidents) < 2 * _BATCH:
        yield from _read_here(incidents, read())
        return
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start, initargs=(settings,)
    )
    with pool:
        pending: deque[Future[list[Reading]]] = deque()
        for batch in _batches(incidents):
            pending.append(pool.submit(_read, batch))
            if len(pending) > _AHEAD * workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _batches(incidents: Sequence[Incident]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(incidents), _BATCH):
        yield [(i.text, i.title) for i in incidents[start : start + _BATCH]]


def _read_here(incidents: Sequence[Incident], reader: Reader) -> Iterator[Reading]:
    for batch in _batches(incidents):
        yield from reader.read_many([text for text, _ in batch], [title for _, title in batch])


def _start(settings: Settings) -> None:
    global _reader  # noqa: PLW0603  (one reader per reading process, loaded at its start)
    _reader = make_reader(settings, build(settings).store)


def _read(batch: list[tuple[str, str]]) -> list[Reading]:
    assert _reader is not None  # noqa: S101  (the pool's initializer ran)
    return _reader.read_many([text for text, _ in batch], [title for _, title in batch])
