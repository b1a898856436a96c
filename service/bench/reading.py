"""How fast texts are cut into words, read, and compared with earlier ones."""

import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from models.load import load_reader
from models.reader import Reader
from models.similar.index import SimilarIndex
from models.trials.speed import plain_jieba, plain_pipeline
from service.bench.measure import Result, compare
from service.bench.texts import bodies

_WARMING = 200


def segment(size: int) -> Result:
    """Cutting texts into words: ours with the hotline's words, and plain jieba."""
    texts, reader = bodies(size), reader_for_benchmarks()
    cut = plain_jieba()
    return compare(
        "segment",
        size,
        lambda: [reader.segmenter.cut(text) for text in texts],
        lambda: [cut(text) for text in texts],
        "jieba 0.42 with its own dictionary",
    )


def read(size: int) -> Result:
    """The whole reading (topic of 550, type, urgency, places, needs, summary) of each text.

    The reference only names a topic: jieba words, TF-IDF and a linear classifier over as many
    topics, learned from the catalogue's phrasings, which is what published hotline systems do.
    """
    texts, reader = bodies(size), reader_for_benchmarks()
    plain = _plain_pipeline(reader)
    reader.read_many(texts[:_WARMING])
    note = "jieba, TF-IDF and a linear classifier: the topic alone, without the rest of the reading"
    return compare(
        "read", size, lambda: reader.read_many(texts), lambda: plain.predict(texts), note
    )


def topic(size: int) -> Result:
    """The topic of each text alone, by the same reference."""
    texts, reader = bodies(size), reader_for_benchmarks()
    plain = _plain_pipeline(reader)
    reader.topics_of(texts[:_WARMING])
    note = "jieba, TF-IDF and a linear classifier"
    return compare(
        "topic", size, lambda: reader.topics_of(texts), lambda: plain.predict(texts), note
    )


def _plain_pipeline(reader: Reader) -> Any:
    leaves = reader.catalogue.leaves
    pairs = [(text, leaf.code) for leaf in leaves for text in leaf.phrasings]
    return plain_pipeline([text for text, _ in pairs], [code for _, code in pairs], plain_jieba())


def similar(size: int) -> Result:
    """Finding repeats of 200 texts among ``size``: our index, and a dense pass over TF-IDF.

    The note tells the slowest of a hundred of our searches, what an agent waits at worst.
    """
    texts, reader = bodies(size), reader_for_benchmarks()
    words = [reader.segmenter.cut(text) for text in texts]
    index = SimilarIndex()
    index.add_new((str(number), cut, ()) for number, cut in enumerate(words))
    index.compact()
    vectorizer = TfidfVectorizer(analyzer=lambda cut: cut)
    matrix = vectorizer.fit_transform(words)
    asked = list(range(0, size, max(1, size // 200)))

    def brute() -> None:
        for number in asked:
            scores = (matrix @ matrix[number].T).toarray().ravel()
            np.argpartition(-scores, 10)[:10]

    spans: list[float] = []

    def ours() -> None:
        for number in asked:
            started = time.perf_counter()
            index.search(words[number], (), 10)
            spans.append(1000 * (time.perf_counter() - started))

    found = compare("similar", size, ours, brute, "TF-IDF cosine with every text, one by one")
    return replace(found, note=f"{found.note}; p99 {np.percentile(spans, 99):.1f} ms")


@cache
def reader_for_benchmarks() -> Reader:
    """The built-in reader, built once per run."""
    return load_reader(Path(tempfile.mkdtemp(prefix="minsheng-bench-")))
