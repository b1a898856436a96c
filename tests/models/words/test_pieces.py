from __future__ import annotations

import numpy as np

from models.topics.features import BlockSpec, fit_features
from models.words.documents import Batch, Document
from models.words.pieces import cut_texts
from models.words.segment import content_words, segmenter
from models.words.text import normalise

SAID = [
    ("停水的事", "家里停水了，三天没有水！"),
    ("", "WiFi信号差\n请处理"),
    ("", ""),
    ("只有标题", ""),
    ("", "。。，"),
    ("", normalise("老板拖欠工资，投诉无门！")),
]


def _documents() -> list[Document]:
    cut = segmenter()
    return [
        Document(cut.cut(title), cut.cut(body), f"{title}\n{body}" if title else body)
        for title, body in SAID
    ]


def test_texts_cut_at_once_are_counted_as_those_cut_one_by_one() -> None:
    specs = [BlockSpec(source, 1, 2, min_texts=1) for source in ("words", "title", "head_letters")]
    together, alone = cut_texts(segmenter(), SAID).batch(), Batch(_documents())
    space = fit_features(alone, specs)
    every = np.arange(len(alone.units("words").hashes))
    assert together.words_at(every) == alone.words_at(every)
    assert (space.transform(together) != space.transform(alone)).nnz == 0
    assert together.has_title.tolist() == [bool(title) for title, _ in SAID]


def test_tokens_are_the_words_that_carry_matter() -> None:
    cut = cut_texts(segmenter(), SAID)
    assert cut.tokens == [content_words(d.title + d.body) for d in _documents()]
    assert cut.has_tokens == [bool(tokens) for tokens in cut.tokens]


def test_no_texts_are_no_rows() -> None:
    cut = cut_texts(segmenter(), [])
    assert cut.tokens == cut.has_tokens == []
    assert len(cut.batch()) == 0
