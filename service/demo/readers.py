"""Reads the script's texts ahead of the play, on the other cores where there are any."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from models.reader import Reader
from models.reading import Reading
from models.signals.elements import address, wanted, when
from service.bootstrap import build, make_reader
from service.demo.script import Incident
from service.flows.prefill import title_of
from service.settings import Settings

_BATCH = 500
_AHEAD = 4
_reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What an agent has before him: the reading, and the words of the text that it fills in."""

    reading: Reading
    title: str
    occurred: str
    demand: str


Ahead = Callable[[Sequence[Incident]], Iterator[Form]]


@contextmanager
def reading_ahead(settings: Settings, expected: int, here: Callable[[], Reader]) -> Iterator[Ahead]:
    """Gives what reads incidents, in order; other processes read while this one plays.

    They start at once and build their readers meanwhile. Few texts are read ``here``.
    """
    workers = (os.cpu_count() or 1) - 1
    if workers < 1 or expected < 2 * _BATCH:
        yield lambda incidents: _read_here(incidents, here())
        return
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start, initargs=(settings,)
    )
    with pool:
        for _ in range(workers):
            pool.submit(_read, [])
        yield partial(_read_there, pool, workers)


def _read_there(
    pool: ProcessPoolExecutor, workers: int, incidents: Sequence[Incident]
) -> Iterator[Form]:
    pending: deque[Future[list[Form]]] = deque()
    for batch in _batches(incidents):
        pending.append(pool.submit(_read, batch))
        if len(pending) > _AHEAD * workers:
            yield from pending.popleft().result()
    while pending:
        yield from pending.popleft().result()


def _batches(incidents: Sequence[Incident]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(incidents), _BATCH):
        yield [(i.text, i.title) for i in incidents[start : start + _BATCH]]


def _read_here(incidents: Sequence[Incident], reader: Reader) -> Iterator[Form]:
    for batch in _batches(incidents):
        yield from _forms(batch, reader)


def _start(settings: Settings) -> None:
    global _reader  # noqa: PLW0603  (one reader per reading process, loaded at its start)
    _reader = make_reader(settings, build(settings).store)


def _read(batch: list[tuple[str, str]]) -> list[Form]:
    assert _reader is not None  # noqa: S101  (the pool's initializer ran)
    return _forms(batch, _reader)


def _forms(batch: list[tuple[str, str]], reader: Reader) -> list[Form]:
    texts, titles = [text for text, _ in batch], [title for _, title in batch]
    read = reader.read_many(texts, titles)
    return [_form(*of) for of in zip(texts, titles, read, strict=True)]


def _form(text: str, title: str, reading: Reading) -> Form:
    title = title or title_of(text, reading, address(text, reading.places))
    return Form(reading, title, when(text), wanted(text))
