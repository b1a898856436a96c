"""The public face of the text models: one call reads one text, another reads many."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from models.places.gazetteer import Gazetteer
from models.reading import FIELDS, NO_CHOICE, Choice, Reading
from models.signals.cues import scanned
from models.signals.requests import request_type
from models.signals.rules import Text, signals
from models.signals.summary import summary
from models.topics.builtin import routes
from models.topics.catalogue import TopicCatalogue
from models.topics.choosing import (
    Routes,
    are_ambiguous,
    best,
    numbered_routes,
    routed_chances,
)
from models.topics.classify import Probabilities, TextClassifier
from models.topics.levels import LabelClassifier
from models.words.pieces import CutTexts, cut_texts
from models.words.segment import Segmenter, content_words
from models.words.text import normalised, sentences

_RUNNERS_UP = 2
_UNSEEN = 0.05
_BATCH = 1_000
_BARS = ("report", "urgent", "ambiguous", "unseen")


@dataclass(frozen=True, slots=True)
class _Matters:
    """What the classifiers say, text by text."""

    choices: list[tuple[Choice, ...]]
    evidence: list[tuple[str, ...]]
    labels: list[Choice | None]
    sure: list[bool]
    ambiguous: list[bool]


@dataclass(frozen=True)
class Chances:
    """Calibrated probabilities: texts × leaves, and texts × labels of a trained reader or None."""

    topics: Probabilities
    labels: Probabilities | None


@dataclass(frozen=True)
class Reader:
    """Everything needed to read: catalogue, places, segmenter, the classifiers.

    `uncorrected` is the built-in classifier of topics where `topics` also heeds corrections.
    """

    catalogue: TopicCatalogue
    gazetteer: Gazetteer
    segmenter: Segmenter
    topics: TextClassifier
    version: str
    labels: LabelClassifier | None = None
    uncorrected: TextClassifier | None = None

    def read(self, text: str, title: str = "") -> Reading:
        """Return what one text says; takes a few milliseconds, never raises for a str."""
        return self.read_many([text], [title])[0]

    def read_many(self, texts: Sequence[str], titles: Sequence[str] | None = None) -> list[Reading]:
        """Return one Reading per text, in order; `titles` is as long as `texts` or None."""
        pairs = list(zip(texts, titles or repeat("", len(texts)), strict=True))
        parts = (pairs[at : at + _BATCH] for at in range(0, len(pairs), _BATCH))
        with _collector_at_rest():
            return [reading for part in parts for reading in self._read_part(part)[0]]

    def topics_of(self, texts: Sequence[str], titles: Sequence[str] | None = None) -> list[Choice]:
        """Return the topic of each text alone, the same as in its Reading, in less time."""
        pairs = list(zip(texts, titles or repeat("", len(texts)), strict=True))
        found: list[Choice] = []
        with _collector_at_rest():
            for at in range(0, len(pairs), _BATCH):
                cut = cut_texts(self.segmenter, _said(pairs[at : at + _BATCH]))
                chances = self.topics.probabilities(cut.batch())
                order = best(chances, 1)
                first = chances[np.arange(len(order))[:, None], order]
                rows = zip(self._choices(first, order), cut.has_tokens, strict=True)
                found += [choices[0] if is_told else NO_CHOICE for choices, is_told in rows]
        return found

    def read_with_chances(
        self, texts: Sequence[str], titles: Sequence[str]
    ) -> tuple[list[Reading], Chances]:
        """Return the readings and every topic's and label's chance; for some 2000 texts at most."""
        return self._read_part(list(zip(texts, titles, strict=True)))

    def _read_part(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[Reading], Chances]:
        cut = cut_texts(self.segmenter, _said(pairs))
        batch = cut.batch()
        chances = self.topics.probabilities(batch)
        order = best(chances, _RUNNERS_UP + 1)
        first = chances[np.arange(len(order))[:, None], order]
        routed = routed_chances(chances, order, self._routes)
        evidence = list(map(content_words, self.topics.evidence(batch, order[:, 0])))
        label_chances = self.labels.probabilities(batch) if self.labels else None
        labels = self._label_choices(label_chances, len(batch))
        matters = _Matters(
            self._choices(first, order),
            evidence,
            labels,
            self._are_sure(routed[:, 0].tolist(), labels),
            are_ambiguous(routed, first).tolist(),
        )
        readings = self._readings(_texts(cut), matters)
        return readings, Chances(chances, label_chances)

    @cached_property
    def _routes(self) -> Routes:
        """The routes of the leaves: the units that answer at every level."""
        return numbered_routes(routes(self.catalogue).argmax(axis=1))

    def _are_sure(self, routed: Sequence[float], labels: Sequence[Choice | None]) -> list[bool]:
        """The topic decides the unit, so it has to be sure whatever the city's label says."""
        least = self.topics.threshold
        if self.labels is None:
            return [chance >= least for chance in routed]
        bars = {path: self.labels.threshold_of(i) for i, path in enumerate(self.labels.paths)}
        return [
            chance >= least and (label is None or label.confidence >= bars[label.path])
            for chance, label in zip(routed, labels, strict=True)
        ]

    def _choices(
        self, chances: Probabilities, order: NDArray[np.int64]
    ) -> list[tuple[Choice, ...]]:
        known = self.catalogue.leaves
        return [
            tuple(
                [
                    Choice(known[i].code, known[i].path, round(chance, 4))
                    for i, chance in zip(*row, strict=True)
                ]
            )
            for row in zip(order.tolist(), chances.tolist(), strict=True)
        ]

    def _label_choices(self, chances: Probabilities | None, texts: int) -> list[Choice | None]:
        if self.labels is None or chances is None:
            return [None] * texts
        names, paths = self.labels.labels, self.labels.paths
        return [
            Choice(names[i], paths[i], round(float(row[i]), 4))
            for row, i in zip(chances, self.labels.best(chances), strict=True)
        ]

    def _readings(self, texts: Sequence[Text], matters: _Matters) -> list[Reading]:
        leaves = [self.catalogue.by_code[choices[0].code] for choices in matters.choices]
        columns = signals(texts, leaves, matters.evidence, self.gazetteer)
        bars = [
            _bars(kind, level, ambiguous=ambiguous, unseen=not w or own[0].confidence < _UNSEEN)
            for kind, level, ambiguous, w, own in zip(
                columns["request_type"],
                columns["urgency"],
                matters.ambiguous,
                matters.evidence,
                matters.choices,
                strict=True,
            )
        ]
        columns |= {
            "topic": [choices[0] for choices in matters.choices],
            "runners_up": [choices[1:] for choices in matters.choices],
            "label": matters.labels,
            "evidence": matters.evidence,
            "certain": [sure and not b for sure, b in zip(matters.sure, bars, strict=True)],
            "bars": bars,
            "model_version": [self.version] * len(texts),
        }
        rows = zip(*(columns[name] for name in FIELDS), strict=True)
        return [
            Reading(*row) if text.tokens else self._empty(text.whole)
            for text, row in zip(texts, rows, strict=True)
        ]

    def _empty(self, whole: str) -> Reading:
        kind, sure = request_type(whole)
        return replace(
            EMPTY,
            request_type=kind,
            request_type_confidence=sure,
            summary=summary(whole, "", (), ()),
            model_version=self.version,
        )


EMPTY = Reading(
    tokens=(),
    topic=NO_CHOICE,
    runners_up=(),
    label=None,
    evidence=(),
    request_type="other",
    request_type_confidence=0.0,
    urgency="normal",
    urgency_words=(),
    divert="",
    places=(),
    area="",
    needs=(),
    need_words=(),
    missing=("name", "time", "place", "event", "demand"),
    demands=(),
    summary="",
    certain=False,
    bars=("unseen",),
    model_version="",
)


def _texts(cut: CutTexts) -> list[Text]:
    rows = zip(cut.said, cut.wholes, scanned(cut.wholes), cut.tokens, strict=True)
    return [
        Text(title, body, sentences(body), whole, scan, tokens)
        for (title, body), whole, scan, tokens in rows
    ]


def _said(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the title on one line and the body of each text and title, normalised."""
    titles = (title.replace("\n", " ") for title in normalised([title for _, title in pairs]))
    return list(zip(titles, normalised([text for text, _ in pairs]), strict=True))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Do not look for circles of objects meanwhile: reading makes none, and looking takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _bars(kind: str, level: str, *, ambiguous: bool, unseen: bool) -> tuple[str, ...]:
    held = (kind == "report", level != "normal", ambiguous, unseen)
    return tuple(compress(_BARS, held))
