"""How fast texts are read beside the plain pipeline, and how little the quick segmenter differs."""

from __future__ import annotations

import csv
import logging
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from models.processes import Readers, readers
from models.reader import Reader
from models.training.evaluate import Figure
from models.trials.outcome import Outcome, share
from models.words.segment import Segmenter
from models.words.text import normalise, sentences

LABELLED, YEAR = "complaints_labelled.csv", "complaints_one_year.csv"
FULL_GOAL, TOPIC_GOAL, ONE_TEXT_GOAL, MEMORY_GOAL = 6.0, 10.0, 10.0, 600.0
_TEXTS, _LESSONS, _SINGLE, _ROUNDS = 2_000, 2_500, 500, 3
_MEGABYTE = 2**20
_GOALS = {"full": ("完整读件", FULL_GOAL), "topic": ("只判主题", TOPIC_GOAL)}


def measure(folder: Path, reader: Reader) -> tuple[Outcome, ...]:
    """Return rates beside jieba, TF-IDF and a linear classifier, times, memory, and token figures.

    The plain pipeline learns the labelled file's labels and is one process, as it is built. Ours
    is one process by processor time, then one on every core by the clock, which other work on the
    machine slows. The same texts, read after others have warmed both; the best of three turns each.
    """
    lessons = _column(folder / LABELLED, "留言详情", "一级标签")[:_LESSONS]
    texts = [text for (text,) in _column(folder / YEAR, "留言详情")]
    measured, others = texts[:_TEXTS], texts[_TEXTS : 2 * _TEXTS]
    taught, labels = ([row[i] for row in lessons] for i in (0, 1))
    plain = plain_pipeline(taught, labels, plain_jieba())

    def works(ours: Reader | Readers) -> dict[str, Callable[[], object]]:
        return {
            "plain": lambda: plain.predict(measured),
            "full": lambda: ours.read_many(measured),
            "topic": lambda: ours.topics_of(measured),
        }

    reader.read_many(others)
    plain.predict(others)
    spent = seconds(works(reader))
    with readers(reader) as many:
        many.read_many(others)
        passed = seconds(works(many), time.perf_counter)
    return (
        *_rates(spent, len(measured)),
        *_rates_on_all(passed, len(measured), many.count),
        *single_texts(reader, others[:_SINGLE]),
        _memory(reader, others[:_SINGLE]),
        *agreement(reader.segmenter, others[:_SINGLE]),
    )


def plain_pipeline(
    texts: Sequence[str], labels: Sequence[str], cut: Callable[[str], list[str]]
) -> Any:
    """Return words, TF-IDF and a linear classifier, trained on the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 — only to compare with
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415 — as above
    from sklearn.svm import LinearSVC  # noqa: PLC0415 — as above

    return make_pipeline(TfidfVectorizer(analyzer=cut), LinearSVC()).fit(texts, labels)


def plain_jieba() -> Callable[[str], list[str]]:
    """Return jieba's cutting with its own dictionary."""
    import jieba  # noqa: PLC0415 — only to compare with

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


def seconds(
    works: dict[str, Callable[[], object]], clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Return the least time of each work over three turns, taken in turn; processor time at first.

    Another clock may be given, as for works that other processes do.
    """
    spent: dict[str, float] = {}
    for _ in range(_ROUNDS):
        for name, work in works.items():
            started = clock()
            work()
            took = clock() - started
            spent[name] = min(took, spent.get(name, took))
    return spent


def single_texts(reader: Reader, texts: Sequence[str]) -> tuple[Outcome, Outcome]:
    """Return the median and the 99th percentile of the milliseconds that one text takes."""
    took, busy = [], []
    for text in texts:
        started, worked = time.perf_counter(), time.thread_time()
        reader.read(text)
        took.append(1000 * (time.perf_counter() - started))
        busy.append(1000 * (time.thread_time() - worked))
    slow = quantiles(took, n=100)[-1]
    notes = [f"其中处理器 {each:.1f} 毫秒" for each in (median(busy), quantiles(busy, n=100)[-1])]
    return (
        Outcome("单件读件中位毫秒", _exact(median(took)), len(texts), note=notes[0]),
        Outcome(
            "单件读件 p99 毫秒",
            _exact(slow),
            len(texts),
            ONE_TEXT_GOAL,
            lower_is_better=True,
            note=notes[1],
        ),
    )


def agreement(cut: Segmenter, texts: Sequence[str]) -> tuple[Outcome, Outcome]:
    """Return how far the quick segmenter's tokens are jieba's: equal sentences, and token F1.

    Both know the same added words. Tokens are compared by where they stand.
    """
    quick, plain = (Segmenter(cut.words, engine) for engine in ("rjieba", "jieba"))
    equal, both, ours, theirs = [], 0, 0, 0
    for sentence in (s for text in texts for s in sentences(normalise(text))):
        mine, others = _spans(quick.pieces(sentence)), _spans(plain.pieces(sentence))
        equal.append(mine == others)
        both += sum((mine & others).values())
        ours, theirs = ours + mine.total(), theirs + others.total()
    f1 = 2 * both / max(ours + theirs, 1)
    return (
        Outcome("切词与 jieba 完全相同的句子", share(equal), len(equal)),
        Outcome("切词与 jieba 相比的词 F1", _exact(f1), ours),
    )


def _rates(spent: dict[str, float], texts: int) -> tuple[Outcome, ...]:
    per_text = {name: 1000 * took / texts for name, took in spent.items()}
    note = f"每件 {per_text['plain']:.3f} 毫秒处理器时间"
    return (
        Outcome("朴素流水线每秒件数", _exact(texts / spent["plain"]), texts, note=note),
        *(
            Outcome(
                f"{said}快于朴素流水线的倍数（一个进程）",
                _exact(spent["plain"] / spent[name]),
                texts,
                goal,
                note=f"每件 {per_text[name]:.3f} 毫秒处理器时间",
            )
            for name, (said, goal) in _GOALS.items()
        ),
    )


def _rates_on_all(passed: dict[str, float], texts: int, cores: int) -> tuple[Outcome, ...]:
    per_text = {name: 1000 * took / texts for name, took in passed.items()}
    note = (
        f"按钟表，机器上别的活也算在内；每件 {{:.3f}} 毫秒，朴素流水线 {per_text['plain']:.3f} 毫秒"
    )
    return tuple(
        Outcome(
            f"{said}快于朴素流水线的倍数（{cores} 个进程，对方一个）",
            _exact(passed["plain"] / passed[name]),
            texts,
            goal,
            note=note.format(per_text[name]),
        )
        for name, (said, goal) in _GOALS.items()
    )


def _memory(reader: Reader, texts: Sequence[str]) -> Outcome:
    """Measure a fresh process that is given the reader and reads some texts."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        used = pool.submit(_resident, reader, list(texts)).result()
    note = "另起的进程装入读件模型、读完之后占用的内存，连同解释器和库"
    name = "读件进程内存 MB"
    return Outcome(name, _exact(used), len(texts), MEMORY_GOAL, lower_is_better=True, note=note)


def _resident(reader: Reader, texts: list[str]) -> float:
    """Return the megabytes in use after reading; the highest so far where no other is known."""
    reader.read_many(texts)
    pages = Path("/proc/self/statm")
    if pages.is_file():
        used = int(pages.read_text(encoding="ascii").split()[1])
        return used * resource.getpagesize() / _MEGABYTE
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MEGABYTE


def _spans(pieces: Sequence[str]) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    at = 0
    for piece in pieces:
        found[at, at + len(piece)] += 1
        at += len(piece)
    return found


def _column(file: Path, *names: str) -> list[tuple[str, ...]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [tuple(row[name] for name in names) for row in csv.DictReader(lines)]


def _exact(value: float) -> Figure:
    return Figure(value, value, value)
